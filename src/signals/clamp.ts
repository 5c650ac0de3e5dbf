import { bound, bounds, ordered } from "../core/limits.ts";
import { defineSignal } from "../core/signal.ts";

export const clamp = defineSignal({
  type: "clamp",
  summary: "Replaces values below min by min and above max by max.",
  options: bounds,
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
