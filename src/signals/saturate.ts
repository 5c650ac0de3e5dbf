import { z } from "zod";
import { ordered } from "../core/limits.ts";
import { tanh } from "../core/numeric.ts";
import { param } from "../core/param.ts";
import { defineSignal } from "../core/signal.ts";

export const saturate = defineSignal({
  type: "saturate",
  summary: "Bends values smoothly towards min and max: unchanged halfway between, never beyond (a hyperbolic tangent).",
  options: z.strictObject({
    min: param.meta({ description: "Least value.", examples: [0] }),
    max: param.meta({ description: "Greatest value.", examples: [100] }),
  }),
  example: { min: 0, max: 100 },
  create(o, c) {
    ordered(o.min, o.max, c);
    const min = c.param(o.min, "min");
    const max = c.param(o.max, "max");
    return {
      fill(out, block) {
        const low = min(block.entity);
        const half = (max(block.entity) - low) / 2;
        const centre = low + half;
        for (let i = 0; i < block.ticks; i++) out[i] = half > 0 ? centre + half * tanh((out[i] - centre) / half) : low;
      },
    };
  },
});
