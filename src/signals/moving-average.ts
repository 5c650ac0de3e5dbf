import { z } from "zod";
import { milliseconds, positiveDuration } from "../core/duration.ts";
import { defineSignal } from "../core/signal.ts";

export const movingAverage = defineSignal({
  type: "moving-average",
  summary: "Adds the mean of another metric over a time that ends with this tick.",
  options: z.strictObject({
    of: z.string().meta({ description: "The other metric.", examples: ["load"] }),
    window: positiveDuration.meta({ description: "The time, rounded to whole ticks, one at least.", examples: ["1h"] }),
  }),
  example: { of: "load", window: "15m" },
  create(o, c) {
    const width = Math.max(1, Math.floor(milliseconds(o.window) / c.grid.interval + 0.5));
    c.metric(o.of, width - 1);
    return {
      // Ticks are cut into stretches as long as the window, so that each window is the end of one stretch and the start
      // of the next. Both are summed away from the cut between them: in one order, wherever a run begins.
      fill(out, block) {
        const end = block.tick + block.ticks;
        const first = block.tick - width + 1;
        const values = block.metric(o.of, width - 1, end - first);
        let sum = 0;
        for (let t = Math.floor(block.tick / width) * width; t < end; t++) {
          if (t % width === 0) sum = 0;
          sum += values[t - first];
          if (t >= block.tick) out[t - block.tick] += sum / width;
        }
        for (let t = Math.ceil((end - width + 1) / width) * width - 1; t >= first; t--) {
          if ((t + 1) % width === 0) sum = 0;
          sum += values[t - first];
          if (t % width !== 0 && t + width <= end) out[t + width - 1 - block.tick] += sum / width;
        }
      },
    };
  },
});
