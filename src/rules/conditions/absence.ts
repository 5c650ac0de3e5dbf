import { z } from "zod";
import { formatDuration, milliseconds, positiveDuration } from "../../core/duration.ts";
import { defineCondition } from "../condition.ts";

const SECOND = 1000;

/** The newest snapshot is judged by the present, an older one by the time of the one after it. */
export const absence = defineCondition({
  type: "absence",
  summary: "Tells nothing for a while: no snapshot came, or none with this series in it.",
  options: z.strictObject({
    for: positiveDuration.meta({ description: "Longest silence.", examples: ["1h"] }),
  }),
  example: { for: "1h" },
  create(options) {
    const longest = milliseconds(options.for);
    return {
      points: 0,
      span: longest,
      present: true,
      judge({ times, values, counts, now }, index) {
        const silentAt = (i: number) => values[i] === null || (counts && values[i] === 0);
        const newest = index === times.length - 1;
        const until = newest ? Math.max(now, times[index]) : times[index];
        let last = index;
        while (last >= 0 && silentAt(last)) last--;
        const value = values[index];
        const silent = until - (last < 0 ? times[0] : times[last]);
        if (silent <= longest) return { state: "ok", value, change: silent, text: "is heard of" };
        return {
          state: "breached",
          value,
          change: silent,
          text: `has not been heard of for ${formatDuration(silent < SECOND ? silent : silent - (silent % SECOND))}`,
        };
      },
    };
  },
});
