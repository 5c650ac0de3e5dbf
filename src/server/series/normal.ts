import { z } from "zod";
import { addNormal } from "../../core/random.ts";
import { defineSeries, LARGEST, level } from "./series.ts";

export const normal = defineSeries({
  type: "normal",
  family: "wave",
  summary: "Independent normal (Gaussian) values.",
  options: z.strictObject({
    mean: level.default(0).meta({ description: "Mean.", examples: [0] }),
    std_dev: z
      .number()
      .min(0)
      .max(LARGEST)
      .default(1)
      .meta({ description: "Standard deviation.", examples: [1] }),
  }),
  example: {},
  create: ({ mean, std_dev }, { key }) => ({
    fill: (values, _, from) => addNormal(values.fill(0), key, from, values.length, mean, std_dev),
  }),
});
