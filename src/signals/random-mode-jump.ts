import { z } from "zod";
import { milliseconds, positiveDuration } from "../core/duration.ts";
import { fork, integer, uniform } from "../core/random.ts";
import { defineSignal } from "../core/signal.ts";

export const randomModeJump = defineSignal({
  type: "random-mode-jump",
  summary: "Adds one of some levels and draws again at a random moment of each period.",
  options: z.strictObject({
    period: positiveDuration.meta({ description: "Mean time between draws.", examples: ["1h"] }),
    levels: z
      .array(z.number())
      .min(2)
      .max(1000)
      .default([-1, 1])
      .meta({ description: "The levels, equally likely.", examples: [[0, 20, 80]] }),
  }),
  example: { period: "1h", levels: [0, 20, 80] },
  create(o, c) {
    const period = milliseconds(o.period);
    return {
      fill(out, { key, tick, ticks }) {
        const level = (cycle: number) => o.levels[integer(fork(key, cycle), 0, o.levels.length)];
        let cycle = NaN;
        let moment = 0;
        let [before, after] = [0, 0];
        for (let i = 0; i < ticks; i++) {
          const elapsed = (tick + i) * c.grid.interval;
          const now = Math.floor(elapsed / period);
          if (now !== cycle) {
            cycle = now;
            moment = uniform(fork(key, cycle), 1);
            before = level(cycle - 1);
            after = level(cycle);
          }
          out[i] += (elapsed - cycle * period) / period < moment ? before : after;
        }
      },
    };
  },
});
