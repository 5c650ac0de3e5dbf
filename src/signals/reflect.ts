import { fold } from "../core/fold.ts";
import { bound, bounds, ordered } from "../core/limits.ts";
import { defineSignal } from "../core/signal.ts";

export const reflect = defineSignal({
  type: "reflect",
  summary: "Turns values beyond min or max back inside, by as much as they are beyond.",
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
        const pace = 1 / (high - low);
        for (let i = 0; i < block.ticks; i++) out[i] = fold(out[i], low, high, pace);
      },
    };
  },
});
