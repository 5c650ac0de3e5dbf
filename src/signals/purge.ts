import { z } from "zod";
import { milliseconds, positiveDuration } from "../core/duration.ts";
import { share } from "../core/limits.ts";
import { dayOf, dayStart } from "../core/local.ts";
import { defineSignal } from "../core/signal.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** 1970-01-05, the first Monday. */
const MONDAY = 4;

export const purge = defineSignal({
  type: "purge",
  summary:
    "Adds a register of what purges have removed: a part of another register, as it stood some days before the last purge.",
  options: z.strictObject({
    of: z.string().meta({ description: "The register of what was written.", examples: ["written"] }),
    share: share.default(1).meta({ description: "Part of what is old enough that goes.", examples: [0.7] }),
    age: positiveDuration.meta({ description: "Goes what was written so long before the purge.", examples: ["30d"] }),
    days: z
      .int()
      .min(1)
      .max(3660)
      .default(7)
      .meta({ description: "Local days from one purge to the next, counted from a Monday.", examples: [7] }),
    hour: z
      .number()
      .min(0)
      .max(23)
      .default(2)
      .meta({ description: "Hours after midnight that it begins.", examples: [2] }),
    length: positiveDuration
      .default("4h")
      .meta({ description: "How long it takes, at most a day; it removes the same each minute.", examples: ["4h"] }),
  }),
  example: { of: "load", share: 0.7, age: "3h", days: 1 },
  create(o, c) {
    const { grid } = c;
    const part = c.param(o.share, "share");
    const length = milliseconds(o.length);
    const age = milliseconds(o.age);
    if (length > DAY) c.fail(["length"], `found ${o.length}, longer than a day`);
    // a purge reads as far back as the one before it, and clocks may have changed since
    c.metric(o.of, Math.ceil((age + (o.days + 1) * DAY + length + 2 * HOUR) / grid.interval) + 1);
    return {
      fill(out, block) {
        const gone = part(block.entity);
        const begin = (day: number) => dayStart(block.zone, day) + o.hour * HOUR;
        const cut = (day: number) => block.metric(o.of, block.tick - grid.tickAt(begin(day) - age), 1)[0];
        for (let from = 0; from < block.ticks; ) {
          const time = grid.timeOf(block.tick + from);
          const today = dayOf(block.zone, time);
          let day = today - ((((today - MONDAY) % o.days) + o.days) % o.days);
          if (begin(day) > time) day -= o.days;
          const start = begin(day);
          const to = Math.min(block.ticks, grid.tickAt(begin(day + o.days)) - block.tick);
          const after = cut(day);
          const before = time < start + length ? cut(day - o.days) : after;
          for (let i = from; i < to; i++) {
            const done = Math.min(1, (grid.timeOf(block.tick + i) - start) / length);
            out[i] += gone * (before + done * (after - before));
          }
          from = to;
        }
      },
    };
  },
});
