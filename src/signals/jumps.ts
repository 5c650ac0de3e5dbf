import { z } from "zod";
import { arrivals, arrivalsOf, MARK_UNIT } from "../core/arrivals.ts";
import { nonnegative } from "../core/limits.ts";
import { param } from "../core/param.ts";
import { derive, type Key } from "../core/random.ts";
import { meanGap, rate } from "../core/rate.ts";
import { defineSignal } from "../core/signal.ts";

/** Above this, a jump is no event any more and each tick would cost as much as all its jumps. */
const MOST_PER_TICK = 1000;

type Visit = (from: number, to: number, count: number, sum: number) => void;

/** Visits the runs [from, to) of positions between two jumps; `slot` is the mean time between jumps in ticks. */
function levels(key: Key, position: number, ticks: number, slot: number, visit: Visit): void {
  const level = { count: 0, sum: 0 };
  let at = 0;
  const last = Math.floor((position + ticks - 1) / slot);
  arrivals(key, Math.floor(position / slot), last, level, (place, count, sum) => {
    for (const jump of arrivalsOf(key, place, count, sum)) {
      const until = Math.min(ticks, Math.ceil(jump.at * slot) - position);
      if (until > at) visit(at, until, level.count, level.sum);
      at = Math.max(at, until);
      level.count++;
      level.sum += jump.mark;
    }
  });
  if (at < ticks) visit(at, ticks, level.count, level.sum);
}

export const jumps = defineSignal({
  type: "jumps",
  summary: "Adds a level that is 0 at the origin and changes for good at random moments.",
  options: z.strictObject({
    rate,
    size: param.default(0).meta({ description: "Mean change of a jump.", examples: [-5] }),
    sd: nonnegative.default(0).meta({ description: "Standard deviation of the change.", examples: [10] }),
  }),
  example: { rate: "1/7d", sd: 10 },
  create(o, c) {
    const size = c.param(o.size, "size");
    const sd = c.param(o.sd, "sd");
    const slot = meanGap(o.rate) / c.grid.interval;
    if (slot * MOST_PER_TICK < 1)
      c.fail(["rate"], `found ${o.rate}, more than ${MOST_PER_TICK} jumps a tick; expected fewer, or a walk instead`);
    return {
      fill(out, block) {
        const mean = size(block.entity);
        const spread = sd(block.entity) / MARK_UNIT;
        const before = Math.max(0, Math.min(block.ticks, -block.tick));
        levels(derive(block.key, "before"), 1 - block.tick - before, before, slot, (from, to, count, sum) => {
          const value = mean * count + spread * sum;
          for (let i = before - to; i < before - from; i++) out[i] -= value;
        });
        levels(derive(block.key, "after"), block.tick + before, block.ticks - before, slot, (from, to, count, sum) => {
          const value = mean * count + spread * sum;
          for (let i = from; i < to; i++) out[before + i] += value;
        });
      },
    };
  },
});
