import { z } from "zod";
import { addUniform } from "../../core/random.ts";
import { defineSeries, level, ordered } from "./series.ts";

export const uniform = defineSeries({
  type: "uniform",
  family: "wave",
  summary: "Independent values, evenly distributed from min_val to max_val.",
  options: z.strictObject({
    min_val: level.default(0).meta({ description: "Least value.", examples: [0] }),
    max_val: level.default(1).meta({ description: "Greatest value.", examples: [1] }),
  }),
  example: {},
  create(o, context) {
    ordered(o, "min_val", "max_val", context);
    return {
      fill: (values, _, from) => addUniform(values.fill(0), context.key, from, values.length, o.min_val, o.max_val),
    };
  },
});
