import { z } from "zod";
import { nonnegative } from "../core/limits.ts";
import { log } from "../core/numeric.ts";
import { param } from "../core/param.ts";
import { uniform } from "../core/random.ts";
import { defineSignal } from "../core/signal.ts";

export const laplace = defineSignal({
  type: "laplace",
  summary: "Adds independent Laplace values: a sharp peak at the mean and exponential tails on both sides.",
  options: z.strictObject({
    mean: param.default(0).meta({ description: "Mean.", examples: [230] }),
    scale: nonnegative
      .default(1)
      .meta({ description: "Mean distance from the mean; the standard deviation is 1.414 times it.", examples: [2] }),
  }),
  example: { mean: 230, scale: 2 },
  create(o, c) {
    const mean = c.param(o.mean, "mean");
    const scale = c.param(o.scale, "scale");
    return {
      fill(out, { entity, key, tick, ticks }) {
        const centre = mean(entity);
        const size = scale(entity);
        for (let i = 0; i < ticks; i++) {
          const u = 2 * uniform(key, tick + i);
          out[i] += centre + (u < 1 ? size * log(1 - u) : -size * log(2 - u));
        }
      },
    };
  },
});
