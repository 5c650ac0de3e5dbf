import { z } from "zod";
import { milliseconds, positiveDuration } from "../core/duration.ts";
import { length, lengthOf, lengthText } from "../core/length.ts";
import { dateText, dayOf, dayStart } from "../core/local.ts";
import { createPermutation } from "../core/permutation.ts";
import { fork, integer } from "../core/random.ts";
import { defineSchedule, type Window } from "../core/schedule.ts";
import type { Zone } from "../core/zone.ts";

const HOUR = 3_600_000;
/** Hours of the shortest period of each kind: of a day and a week in which clocks go forward. */
const SHORTEST = { hour: 1, day: 23, week: 167 } as const;
/** More than any local day has hours. */
const HOURS = 64;
const MONDAY = 4;

type VisitPeriod = (n: number, name: string, begin: number, end: number) => void;

/** Visits the local hours, days or weeks that overlap [from, to). Hours are counted from the day's begin. */
function periods(zone: Zone, per: keyof typeof SHORTEST, from: number, to: number, visit: VisitPeriod): void {
  const step = per === "week" ? 7 : 1;
  const today = dayOf(zone, from);
  let day = per === "week" ? today - ((((today - MONDAY) % 7) + 7) % 7) : today;
  for (let begin = dayStart(zone, day); begin < to; day += step) {
    const end = dayStart(zone, day + step);
    if (per !== "hour") visit(day, dateText(day), begin, end);
    else
      for (let h = Math.max(0, Math.floor((from - begin) / HOUR)); begin + h * HOUR < Math.min(end, to); h++)
        visit(day * HOURS + h, `${dateText(day)}.${h}`, begin + h * HOUR, Math.min(end, begin + (h + 1) * HOUR));
    begin = end;
  }
}

export const quota = defineSchedule({
  type: "quota",
  summary: "Exactly so many windows in every local hour, day or week, in different slots at random; none overlap.",
  options: z.strictObject({
    count: z
      .int()
      .min(1)
      .max(10_000)
      .meta({ description: "Windows in each period.", examples: [3] }),
    per: z.enum(["hour", "day", "week"]).meta({
      description: "The period, in the entity's local time; weeks begin on Monday.",
      examples: ["day"],
    }),
    length,
    slot: positiveDuration.optional().meta({
      description: "Length of the slots of a period, each with room for one window; absent means the longest length.",
      examples: ["1h"],
    }),
  }),
  example: { count: 3, per: "day", length: ["5m", "20m"], slot: "1h" },
  create(o, c) {
    const { greatest, draw } = lengthOf(o.length, c);
    const slot = o.slot === undefined ? greatest : milliseconds(o.slot);
    if (slot < greatest)
      c.fail(["slot"], `found ${o.slot}, shorter than length ${lengthText(o.length)}; expected at least that`);
    const hours = SHORTEST[o.per];
    const fits = Math.floor((hours * HOUR) / slot);
    if (o.count > fits)
      c.fail(
        ["count"],
        `found ${o.count}; expected at most ${fits}, the slots in ${hours === 1 ? "an hour" : `the ${hours} hours of a ${o.per} in which clocks go forward`}`,
      );
    return {
      windows({ key, entity }, from, to, visit) {
        periods(c.inventory.zoneOf(entity), o.per, from, to, (n, name, begin, end) => {
          const slots = Math.floor((end - begin) / slot);
          if (slots === 0) return;
          const period = fork(key, n);
          // the first of a permutation: with a greater count, the windows of a smaller one stay
          const slotOf = createPermutation(slots, fork(period, -1));
          const found: Window[] = [];
          for (let i = 0; i < Math.min(o.count, slots); i++) {
            const own = fork(period, i);
            const size = draw(own);
            const start = begin + slotOf(i) * slot + integer(own, 0, slot - size + 1);
            if (start < to && start + size > from)
              found.push({ id: `${name}.${i}`, start, end: start + size, key: fork(own, 2) });
          }
          found.sort((x, y) => x.start - y.start).forEach(visit);
        });
      },
      expected(entity, from, to) {
        const sum = { mean: 0, variance: 0 };
        periods(c.inventory.zoneOf(entity), o.per, from, to, (_n, _name, begin, end) => {
          const count = Math.min(o.count, Math.floor((end - begin) / slot));
          const share = (Math.min(to, end) - Math.max(from, begin)) / (end - begin);
          sum.mean += count * share;
          sum.variance += count * share * (1 - share);
        });
        return sum;
      },
    };
  },
});
