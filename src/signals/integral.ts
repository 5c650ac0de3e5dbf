import { z } from "zod";
import { milliseconds, positiveDuration } from "../core/duration.ts";
import { DAY, dayOf, dayStart, type Reset, resetDay } from "../core/local.ts";
import { TENS } from "../core/numeric.ts";
import { defineSignal } from "../core/signal.ts";

/** Most days between two resets. */
const DAYS: Readonly<Record<Reset, number>> = { day: 1, month: 31, year: 366 };
/** By how much a change of the clocks makes that longer, ms. */
const LONGER = 2 * 3_600_000;

export const integral = defineSignal({
  type: "integral",
  summary:
    "Adds a register of what another metric comes to over time: at the end of each tick, all since the last local midnight, first of a month or of a year. Looks back that far.",
  options: z.strictObject({
    of: z.string().meta({ description: "The metric that is summed over time.", examples: ["power"] }),
    per: positiveDuration
      .default("1h")
      .meta({ description: "The time in which a value of 1 comes to 1: 1h makes Wh of W.", examples: ["1s"] }),
    reset: z
      .enum(["day", "month", "year"])
      .default("month")
      .meta({ description: "When it starts again from 0.", examples: ["day"] }),
  }),
  example: { of: "power", reset: "day" },
  create(o, c) {
    const { grid } = c;
    const lag = Math.ceil((DAYS[o.reset] * DAY + LONGER) / grid.interval);
    const ten = TENS[c.metric(o.of, lag)];
    const factor = grid.interval / milliseconds(o.per) / ten;
    return {
      fill(out, block) {
        const { tick, ticks, zone } = block;
        const values = block.metric(o.of, lag, lag + ticks);
        for (let i = 0; i < ticks; ) {
          const first = resetDay(dayOf(zone, grid.timeOf(tick + i)), o.reset);
          const next = grid.tickAt(dayStart(zone, resetDay(first, o.reset, 1))) - tick;
          // whole steps of the metric's last decimal: a sum of them is exact, and so the same wherever a run begins
          let sum = 0;
          for (let t = Math.max(-lag, grid.tickAt(dayStart(zone, first)) - tick); t < Math.min(ticks, next); t++) {
            sum += Math.floor(values[lag + t] * ten + 0.5);
            if (t >= i) out[t] += sum * factor;
          }
          i = Math.max(i + 1, Math.min(ticks, next));
        }
      },
    };
  },
});
