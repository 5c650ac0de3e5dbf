import type { Grid } from "../core/grid.ts";
import type { Disturbance } from "./plan.ts";

/** A span of time [start, end), ms UTC. */
export interface Span {
  start: number;
  end: number;
}

/** When one of some disturbances acts on an entity, as far as it does in [from, to); spans may overlap. */
export function silences(
  disturbances: readonly Disturbance[],
  grid: Grid,
  entity: number,
  from: number,
  to: number,
): Span[] {
  const found: Span[] = [];
  for (const { occurrences, permanent } of disturbances)
    occurrences(entity, grid.tickAt(from) - 1, grid.tickAt(to) + 1, ({ start, end }) => {
      const last = permanent ? Infinity : end;
      if (start < to && last > from) found.push({ start, end: last });
    });
  return found;
}

/** Whether an instant lies in none of some spans. */
export function speaks(silent: readonly Span[], time: number): boolean {
  for (const { start, end } of silent) if (time >= start && time < end) return false;
  return true;
}
