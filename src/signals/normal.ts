import { z } from "zod";
import { nonnegative } from "../core/limits.ts";
import { param } from "../core/param.ts";
import { addNormal } from "../core/random.ts";
import { defineSignal } from "../core/signal.ts";

export const normal = defineSignal({
  type: "normal",
  summary: "Adds independent normal (Gaussian) values.",
  options: z.strictObject({
    mean: param.default(0).meta({ description: "Mean.", examples: [230] }),
    sd: nonnegative.default(1).meta({ description: "Standard deviation.", examples: [2] }),
  }),
  example: { mean: 230, sd: 2 },
  create(o, c) {
    const mean = c.param(o.mean, "mean");
    const sd = c.param(o.sd, "sd");
    return {
      fill: (out, block) => addNormal(out, block.key, block.tick, block.ticks, mean(block.entity), sd(block.entity)),
    };
  },
});
