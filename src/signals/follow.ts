import { z } from "zod";
import { duration, milliseconds } from "../core/duration.ts";
import { nonnegative } from "../core/limits.ts";
import { param } from "../core/param.ts";
import { addNormal } from "../core/random.ts";
import { defineSignal } from "../core/signal.ts";

export const follow = defineSignal({
  type: "follow",
  summary: "Adds another metric as it was some time earlier, times a gain, with an offset and noise of its own.",
  options: z.strictObject({
    of: z.string().meta({ description: "The metric that is followed.", examples: ["weather"] }),
    gain: param.default(1).meta({ description: "The factor.", examples: [0.8, -2] }),
    offset: param.default(0).meta({ description: "What is added.", examples: [15] }),
    lag: duration.default("0s").meta({
      description: "How much later it comes; between two ticks it is on the straight line.",
      examples: ["20m"],
    }),
    sd: nonnegative
      .default(0)
      .meta({ description: "Standard deviation of the noise, normal at each tick.", examples: [0.5] }),
  }),
  example: { of: "weather", gain: 0.8, lag: "20m", sd: 0.5 },
  create(o, c) {
    const gain = c.param(o.gain, "gain");
    const offset = c.param(o.offset, "offset");
    const sd = c.param(o.sd, "sd");
    const lag = milliseconds(o.lag) / c.grid.interval;
    const later = Math.floor(lag);
    const earlier = Math.ceil(lag);
    const part = lag - later;
    c.metric(o.of, earlier);
    return {
      fill(out, block) {
        const factor = gain(block.entity);
        const after = block.metric(o.of, later);
        const before = block.metric(o.of, earlier);
        for (let i = 0; i < block.ticks; i++) out[i] += factor * (after[i] + part * (before[i] - after[i]));
        addNormal(out, block.key, block.tick, block.ticks, offset(block.entity), sd(block.entity));
      },
    };
  },
});
