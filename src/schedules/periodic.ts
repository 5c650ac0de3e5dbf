import { z } from "zod";
import { duration, milliseconds, positiveDuration } from "../core/duration.ts";
import { fork } from "../core/random.ts";
import { defineSchedule } from "../core/schedule.ts";

export const periodic = defineSchedule({
  type: "periodic",
  summary: "Windows at equal distances, counted from the origin.",
  options: z.strictObject({
    every: positiveDuration.meta({ description: "From one begin to the next.", examples: ["1d"] }),
    length: positiveDuration.meta({ description: "How long each lasts; at most `every`.", examples: ["1h"] }),
    offset: duration
      .default("0s")
      .meta({ description: "When the first one begins, after the origin.", examples: ["2h"] }),
  }),
  example: { every: "1d", length: "1h", offset: "2h" },
  create(o, c) {
    const every = milliseconds(o.every);
    const length = milliseconds(o.length);
    if (length > every)
      c.fail(["length"], `found ${o.length}, longer than every ${o.every}; expected windows that do not overlap`);
    const origin = c.grid.origin + milliseconds(o.offset);
    return {
      windows({ key }, from, to, visit) {
        for (let n = Math.floor((from - origin - length) / every) + 1; origin + n * every < to; n++) {
          const start = origin + n * every;
          visit({ id: String(n), start, end: start + length, key: fork(key, n) });
        }
      },
    };
  },
});
