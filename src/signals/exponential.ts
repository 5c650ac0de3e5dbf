import { z } from "zod";
import { nonnegative } from "../core/limits.ts";
import { addExponential } from "../core/random.ts";
import { defineSignal } from "../core/signal.ts";

export const exponential = defineSignal({
  type: "exponential",
  summary: "Adds independent exponential values: mostly small, now and then large.",
  options: z.strictObject({
    mean: nonnegative.default(1).meta({ description: "Mean, which is also the standard deviation.", examples: [12] }),
  }),
  example: { mean: 12 },
  create(o, c) {
    const mean = c.param(o.mean, "mean");
    return {
      fill: (out, block) => addExponential(out, block.key, block.tick, block.ticks, mean(block.entity)),
    };
  },
});
