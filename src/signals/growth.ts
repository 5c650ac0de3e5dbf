import { z } from "zod";
import { milliseconds, positiveDuration } from "../core/duration.ts";
import { limits } from "../core/limits.ts";
import { exp, log } from "../core/numeric.ts";
import { param } from "../core/param.ts";
import { defineSignal } from "../core/signal.ts";

export const growth = defineSignal({
  type: "growth",
  summary: "Adds a level that grows, or shrinks, by the same part of itself in each period (an exponential trend).",
  options: z.strictObject({
    start: param.meta({ description: "Value at the origin.", examples: [100] }),
    by: param
      .refine((value) => !(limits(value)[0] <= -1), {
        error: "a part above -1 (-1 would be all of it; a normal one reaches 6.4 standard deviations from its mean)",
      })
      .meta({ description: "Growth in each `per`, as a part: 0.7 is 70 %.", examples: [0.7, -0.1] }),
    per: positiveDuration.default("365d").meta({ description: "The period.", examples: ["30d"] }),
  }),
  example: { start: 100, by: 0.02, per: "365d" },
  create(o, c) {
    const start = c.param(o.start, "start");
    const by = c.param(o.by, "by");
    const pace = c.grid.interval / milliseconds(o.per);
    return {
      fill(out, block) {
        const first = start(block.entity);
        const steepness = log(1 + by(block.entity)) * pace;
        for (let i = 0; i < block.ticks; i++) out[i] += first * exp(steepness * (block.tick + i));
      },
    };
  },
});
