import { z } from "zod";
import { milliseconds, positiveDuration } from "../core/duration.ts";
import { param } from "../core/param.ts";
import { defineSignal } from "../core/signal.ts";

export const trend = defineSignal({
  type: "trend",
  summary: "Adds a straight line that is 0 at the origin.",
  options: z.strictObject({
    change: param.meta({ description: "Change in each `per`.", examples: [0.5, -2] }),
    per: positiveDuration.default("1d").meta({ description: "Time over which it changes so much.", examples: ["30d"] }),
  }),
  example: { change: 0.5, per: "30d" },
  create(o, c) {
    const change = c.param(o.change, "change");
    const per = milliseconds(o.per);
    return {
      fill(out, block) {
        const by = change(block.entity);
        for (let i = 0; i < block.ticks; i++) out[i] += by * (((block.tick + i) * c.grid.interval) / per);
      },
    };
  },
});
