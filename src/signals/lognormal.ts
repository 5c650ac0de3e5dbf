import { z } from "zod";
import { nonnegative } from "../core/limits.ts";
import { exp } from "../core/numeric.ts";
import { normal } from "../core/random.ts";
import { defineSignal } from "../core/signal.ts";

export const lognormal = defineSignal({
  type: "lognormal",
  summary: "Adds independent lognormal values: positive, their logarithm normal.",
  options: z.strictObject({
    median: nonnegative.default(1).meta({ description: "Median.", examples: [120] }),
    sigma: nonnegative
      .default(1)
      .meta({ description: "Standard deviation of the natural logarithm.", examples: [0.5] }),
  }),
  example: { median: 120, sigma: 0.5 },
  create(o, c) {
    const median = c.param(o.median, "median");
    const sigma = c.param(o.sigma, "sigma");
    return {
      fill(out, { entity, key, tick, ticks }) {
        const middle = median(entity);
        const spread = sigma(entity);
        for (let i = 0; i < ticks; i++) out[i] += middle * exp(spread * normal(key, tick + i));
      },
    };
  },
});
