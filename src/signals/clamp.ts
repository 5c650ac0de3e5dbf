import { z } from "zod";
import { bound, ordered } from "../core/limits.ts";
import { param } from "../core/param.ts";
import { defineSignal } from "../core/signal.ts";

export const clamp = defineSignal({
  type: "clamp",
  summary: "Replaces values below min by min and above max by max.",
  options: z
    .strictObject({
      min: param.optional().meta({ description: "Least value.", examples: [0] }),
      max: param.optional().meta({ description: "Greatest value.", examples: [100] }),
    })
    .refine((o) => o.min !== undefined || o.max !== undefined, { error: "min or max, or both" }),
  example: { min: 0, max: 100 },
  create(o, c) {
    ordered(o.min, o.max, c);
    const min = bound(o.min, "min", -Infinity, c);
    const max = bound(o.max, "max", Infinity, c);
    return {
      fill(out, block) {
        const low = min(block.entity);
        const high = max(block.entity);
        for (let i = 0; i < block.ticks; i++) out[i] = Math.max(low, Math.min(high, out[i]));
      },
    };
  },
});
