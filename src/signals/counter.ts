import { z } from "zod";
import { nonnegative } from "../core/limits.ts";
import { dayOf, dayStart, resetDay } from "../core/local.ts";
import { TENS } from "../core/numeric.ts";
import { defineSignal } from "../core/signal.ts";
import { totalBefore } from "../core/totals.ts";

/** Longest time that a shape can fill, ms: so many days and some room. A longer one, where a place moved over the date line, is shared out evenly. */
const longest = (days: number) => (24 * days + 2) * 3_600_000;

/** Days that are shared out together. */
const SPANS = { day: 1, week: 7 };
/** The Monday of a day's week; day 0 is a Thursday. */
const mondayOf = (day: number) => Math.floor((day + 3) / 7) * 7 - 3;

/** Sums of the shape's values up to and with each tick of a day, as parts of the whole day's; undefined when that is 0. */
function parts(values: Float64Array): Float64Array | undefined {
  const sums = new Float64Array(values.length);
  let sum = 0;
  for (let i = 0; i < values.length; i++) sums[i] = sum += Math.max(0, values[i]);
  return sum > 0 ? sums.map((part) => part / sum) : undefined;
}

/** What a register of `turn` steps shows after so many. */
function wrapped(steps: number, turn: number): number {
  return turn === Infinity ? steps : steps - Math.floor(steps / turn) * turn;
}

export const counter = defineSignal({
  type: "counter",
  summary:
    "Adds a register that only counts up, unless it is reset or wraps: totals for each local day, spread over it evenly or by a shape.",
  options: z.strictObject({
    perDay: nonnegative.meta({ description: "Mean total of a day.", examples: [1200, { normal: [1200, 150] }] }),
    sd: nonnegative.default(0).meta({ description: "Standard deviation of a day's total.", examples: [150] }),
    shape: z
      .string()
      .optional()
      .meta({
        description: "A metric whose values share out the day's total; absent means evenly.",
        examples: ["load"],
      }),
    over: z
      .enum(["day", "week"])
      .default("day")
      .meta({
        description:
          "What the shape shares out: each day's total, or that of each week from Monday on, which lets weekends differ.",
        examples: ["week"],
      }),
    decimals: z
      .int()
      .min(0)
      .max(9)
      .default(3)
      .meta({
        description: "Decimals of the register: it counts in whole steps of the last one.",
        examples: [3],
      }),
    reset: z
      .enum(["day", "month", "year"])
      .optional()
      .meta({
        description: "Starts again from 0 at each local midnight, first of a month or of a year.",
        examples: ["day"],
      }),
    wrap: z
      .number()
      .positive()
      .max(1e15)
      .optional()
      .meta({
        description: "Starts again from 0 when it reaches this, as registers of five digits (100000) or 32 bits do.",
        examples: [100_000],
      }),
  }),
  example: { perDay: 1200, sd: 150 },
  create(o, c) {
    const { grid } = c;
    const perDay = c.param(o.perDay, "perDay");
    const sd = c.param(o.sd, "sd");
    const unit = TENS[o.decimals];
    const turn = o.wrap === undefined ? Infinity : Math.floor(o.wrap * unit + 0.5);
    if (turn < 1) c.fail(["wrap"], `found ${o.wrap}, less than one step of ${o.decimals} decimals`);
    const span = SPANS[o.over];
    if (span > 1 && o.reset !== undefined) c.fail(["reset"], "a register shared out over weeks cannot be reset");
    const reach = Math.ceil(longest(span) / grid.interval);
    if (o.shape !== undefined) c.metric(o.shape, reach, reach);
    // a register stands at the end of its tick: it is asked at that instant, unless whole ticks are shared out
    const ahead = o.shape === undefined ? grid.interval : 0;
    return {
      rises: o.reset === undefined && o.wrap === undefined,
      fill(out, block) {
        const mean = Math.max(0, perDay(block.entity)) * unit;
        const spread = Math.max(0, sd(block.entity)) * unit;
        const origin = dayOf(block.zone, grid.origin);
        for (let from = 0; from < block.ticks; ) {
          const today = dayOf(block.zone, grid.timeOf(block.tick + from) + ahead);
          const day = span === 1 ? today : mondayOf(today);
          const start = dayStart(block.zone, day);
          const end = dayStart(block.zone, day + span);
          // days that the calendar skips have their total in the next
          let since = day;
          while (dayStart(block.zone, since - 1) === start) since--;
          const before = totalBefore(block.key, since - origin, mean, spread);
          const zero = o.reset === undefined ? undefined : Math.min(since, resetDay(day, o.reset)) - origin;
          const kept = zero === undefined ? before : before - totalBefore(block.key, zero, mean, spread);
          const total = totalBefore(block.key, day + span - origin, mean, spread) - before;
          const to = Math.min(block.ticks, grid.tickAt(end - ahead) - block.tick);
          const first = grid.tickAt(start);
          const fits = end - start <= longest(span);
          const weights =
            o.shape !== undefined && fits && block.metric(o.shape, block.tick - first, grid.tickAt(end) - first);
          const shape = weights && parts(weights);
          for (let i = from; i < to; i++) {
            const instant = Math.min(end, grid.timeOf(block.tick + i + 1));
            const part = shape ? shape[block.tick + i - first] : (instant - start) / (end - start);
            out[i] += wrapped(kept + Math.floor(part * total), turn) / unit;
          }
          from = to;
        }
      },
    };
  },
});
