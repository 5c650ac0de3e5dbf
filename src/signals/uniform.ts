import { z } from "zod";
import { ordered } from "../core/limits.ts";
import { param } from "../core/param.ts";
import { addUniform } from "../core/random.ts";
import { defineSignal } from "../core/signal.ts";

export const uniform = defineSignal({
  type: "uniform",
  summary: "Adds independent values, evenly distributed between min and max.",
  options: z.strictObject({
    min: param.default(0).meta({ description: "Least value.", examples: [0] }),
    max: param.default(1).meta({ description: "Bound that is not reached.", examples: [0.9] }),
  }),
  example: { min: 0, max: 0.9 },
  create(o, c) {
    ordered(o.min, o.max, c);
    const min = c.param(o.min, "min");
    const max = c.param(o.max, "max");
    return {
      fill: (out, block) => addUniform(out, block.key, block.tick, block.ticks, min(block.entity), max(block.entity)),
    };
  },
});
