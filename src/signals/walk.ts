import { z } from "zod";
import { milliseconds, positiveDuration } from "../core/duration.ts";
import { fold } from "../core/fold.ts";
import { bound, nonnegative, ordered } from "../core/limits.ts";
import { param } from "../core/param.ts";
import { defineSignal } from "../core/signal.ts";
import { walk as visitWalk, WALK_UNIT } from "../core/tree.ts";

export const walk = defineSignal({
  type: "walk",
  summary: "Adds a random walk from the origin on, reflected at its bounds if it has any.",
  options: z.strictObject({
    sd: nonnegative
      .default(1)
      .meta({ description: "Standard deviation of the change in each `per`.", examples: [0.5] }),
    per: positiveDuration
      .optional()
      .meta({ description: "Time the change refers to; absent means one tick.", examples: ["1h"] }),
    min: param.optional().meta({ description: "Lower bound.", examples: [0] }),
    max: param.optional().meta({ description: "Upper bound.", examples: [100] }),
    start: param
      .optional()
      .meta({ description: "Value at the origin; absent means halfway between the bounds, or 0.", examples: [50] }),
  }),
  example: { sd: 0.5, min: 0, max: 100 },
  create(o, c) {
    ordered(o.min, o.max, c);
    const sd = c.param(o.sd, "sd");
    const min = bound(o.min, "min", -Infinity, c);
    const max = bound(o.max, "max", Infinity, c);
    const free = o.min === undefined && o.max === undefined;
    const middle = (entity: number) =>
      o.min === undefined || o.max === undefined ? 0 : (min(entity) + max(entity)) / 2;
    const start = o.start === undefined ? middle : c.param(o.start, "start");
    const steps = o.per === undefined ? 1 : c.grid.interval / milliseconds(o.per);
    const unit = Math.sqrt(steps) / WALK_UNIT;
    return {
      fill(out, block) {
        const scale = sd(block.entity) * unit;
        const low = min(block.entity);
        const high = max(block.entity);
        const pace = 1 / (high - low);
        const from = start(block.entity);
        visitWalk(block.key, block.tick, block.ticks, (nodes, first, step, at, run) => {
          if (free) for (let i = 0; i < run; i++) out[at + i] += from + scale * nodes[first + step * i];
          else
            for (let i = 0; i < run; i++) out[at + i] += fold(from + scale * nodes[first + step * i], low, high, pace);
        });
      },
    };
  },
});
