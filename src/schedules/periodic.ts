import { z } from "zod";
import { duration, milliseconds, positiveDuration } from "../core/duration.ts";
import { length, lengthOf, lengthText } from "../core/length.ts";
import { fork, uniform } from "../core/random.ts";
import { defineSchedule } from "../core/schedule.ts";

export const periodic = defineSchedule({
  type: "periodic",
  summary: "Windows at equal distances, counted from the origin; with jitter, at about equal ones.",
  options: z.strictObject({
    every: positiveDuration.meta({ description: "From one begin to the next.", examples: ["1d"] }),
    length,
    offset: duration
      .default("0s")
      .meta({ description: "When the first one begins, after the origin.", examples: ["2h"] }),
    jitter: duration.default("0s").meta({
      description: "Largest delay of a begin, drawn evenly for each; with the length at most `every`.",
      examples: ["10m"],
    }),
  }),
  example: { every: "1d", length: "1h", offset: "2h" },
  create(o, c) {
    const every = milliseconds(o.every);
    const jitter = milliseconds(o.jitter);
    const { least, greatest, draw } = lengthOf(o.length, c);
    if (greatest > every)
      c.fail(
        ["length"],
        `found ${lengthText(o.length)}, longer than every ${o.every}; expected windows that do not overlap`,
      );
    if (greatest + jitter > every)
      c.fail(
        ["jitter"],
        `found ${o.jitter}, with length ${lengthText(o.length)} more than every ${o.every}; expected windows that do not overlap`,
      );
    const origin = c.grid.origin + milliseconds(o.offset);
    return {
      fixed: jitter === 0 && least === greatest,
      windows({ key }, from, to, visit) {
        for (let n = Math.floor((from - origin - greatest - jitter) / every) + 1; origin + n * every < to; n++) {
          const own = fork(key, n);
          const delay = jitter === 0 ? 0 : Math.floor(uniform(own, 0) * (jitter + 1));
          const start = origin + n * every + delay;
          const end = start + draw(own);
          if (start < to && end > from) visit({ id: String(n), start, end, key: fork(own, 2) });
        }
      },
      expected(_entity, from, to) {
        if (jitter > 0) return { mean: (to - from) / every, variance: 0.5 };
        return { mean: Math.ceil((to - origin) / every) - Math.ceil((from - origin) / every), variance: 0 };
      },
    };
  },
});
