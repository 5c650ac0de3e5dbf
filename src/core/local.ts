import type { Grid } from "./grid.ts";
import { dateOf, daysOf } from "./instant.ts";
import type { Block } from "./signal.ts";
import { localToUtc, type Zone } from "./zone.ts";

export const DAY = 86_400_000;

/** Visits the runs [from, to) of a block's ticks that share one offset from UTC, ms. */
export function localRuns(grid: Grid, block: Block, visit: (from: number, to: number, offset: number) => void): void {
  for (let from = 0; from < block.ticks; ) {
    const time = grid.timeOf(block.tick + from);
    const change = block.zone.nextChange(time);
    const to = Math.min(block.ticks, from + Math.ceil((change - time) / grid.interval));
    visit(from, to, block.zone.offsetAt(time));
    from = to;
  }
}

/**
 * Visits the runs [from, to) of a block's ticks that lie in one local day under one offset. `midnight` is when its 00:00
 * is, or would be under that offset, ms UTC.
 */
export function localDays(
  grid: Grid,
  block: Block,
  visit: (from: number, to: number, day: number, midnight: number) => void,
): void {
  localRuns(grid, block, (begin, end, offset) => {
    for (let from = begin; from < end; ) {
      const day = Math.floor((grid.timeOf(block.tick + from) + offset) / DAY);
      const midnight = day * DAY - offset;
      const to = Math.min(end, grid.tickAt(midnight + DAY) - block.tick);
      visit(from, to, day, midnight);
      from = to;
    }
  });
}

/** When local day `day` (days since 1970-01-01 on the local calendar) begins, ms UTC. */
export function dayStart(zone: Zone, day: number): number {
  return localToUtc(zone, day * DAY);
}

/** The local day that an instant falls in: the last one that has begun. It never runs backwards, though clocks may. */
export function dayOf(zone: Zone, time: number): number {
  const day = Math.floor((time + zone.offsetAt(time)) / DAY);
  return dayStart(zone, day + 1) <= time ? day + 1 : day;
}

/** How often something starts again. */
export type Reset = "day" | "month" | "year";

/** The first local day of the day, month or year that a day is in, or with `after` of one so much later. */
export function resetDay(day: number, reset: Reset, after = 0): number {
  if (reset === "day") return day + after;
  const [year, month] = dateOf(day);
  if (reset === "year") return daysOf(year + after, 1, 1);
  const months = month - 1 + after;
  return daysOf(year + Math.floor(months / 12), months - 12 * Math.floor(months / 12) + 1, 1);
}

/** The date of a local day, `2024-01-31`; years beyond 9999 and before 0 as ISO 8601 expands them. */
export function dateText(day: number): string {
  return new Date(day * DAY).toISOString().slice(0, -14);
}
