import { z } from "zod";
import { addExponential } from "../../core/random.ts";
import { defineSeries, LARGEST } from "./series.ts";

export const exponential = defineSeries({
  type: "exponential",
  family: "wave",
  summary: "Independent exponential values: mostly small, now and then large.",
  options: z.strictObject({
    scale: z
      .number()
      .min(0)
      .max(LARGEST)
      .default(1)
      .meta({ description: "Mean of the values.", examples: [1] }),
  }),
  example: {},
  create: ({ scale }, { key }) => ({
    fill: (values, _, from) => addExponential(values.fill(0), key, from, values.length, scale),
  }),
});
