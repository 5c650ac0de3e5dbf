import { z } from "zod";
import { milliseconds, positiveDuration } from "../core/duration.ts";
import { nonnegative } from "../core/limits.ts";
import { lineValue, type Polyline, pointAt } from "../core/polyline.ts";
import { derive, type Key, uniform } from "../core/random.ts";
import { defineSignal } from "../core/signal.ts";
import { WALK_UNIT, walk } from "../core/tree.ts";

/** Bends first .. first + count - 1: a random walk over their number, each at a moment of its own in the middle half of its span. */
function bends(key: Key, first: number, count: number, every: number, sd: number): Polyline {
  const moment = derive(key, "moment");
  const times = Float64Array.from({ length: count }, (_, i) => first + i + 0.25 + uniform(moment, first + i) / 2);
  const values = new Float64Array(count);
  walk(key, first, count, (nodes, start, step, at, run) => {
    for (let i = 0; i < run; i++) values[at + i] = (nodes[start + step * i] * sd) / WALK_UNIT;
  });
  return { times: times.map((time) => time * every), values };
}

export const randomTrend = defineSignal({
  type: "random-trend",
  summary:
    "Adds straight lines whose slope changes at random moments; about 0 at the origin, they lead away as a random walk does.",
  options: z.strictObject({
    sd: nonnegative
      .default(1)
      .meta({ description: "Standard deviation of the change from one bend to the next.", examples: [5] }),
    every: positiveDuration.meta({
      description: "Mean time between bends; it varies from half to one and a half.",
      examples: ["30d"],
    }),
  }),
  example: { sd: 5, every: "30d" },
  create(o, c) {
    const { interval } = c.grid;
    const sd = c.param(o.sd, "sd");
    const every = milliseconds(o.every);
    if (every < interval)
      c.fail(["every"], `found ${o.every}, less than the interval; expected more, or a walk instead`);
    return {
      fill(out, block) {
        const first = Math.floor((block.tick * interval) / every) - 1;
        const last = Math.floor(((block.tick + block.ticks) * interval) / every) + 1;
        const line = bends(block.key, first, last - first + 1, every, sd(block.entity));
        let k = 0;
        for (let i = 0; i < block.ticks; i++) {
          const time = (block.tick + i) * interval;
          k = pointAt(line, time, k);
          out[i] += lineValue(line, time, k, true);
        }
      },
    };
  },
});
