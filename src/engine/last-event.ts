import { join, type Key } from "../core/random.ts";
import type { Plan, Table } from "./plan.ts";
import { silences, speaks } from "./silence.ts";

/** What is looked through first, ms, and how far back at most. */
const FIRST = 3_600_000;
const FARTHEST = 400 * 86_400_000;

/** When the last event of a table began, at or before an instant, ms UTC; undefined where there is none within 400 days. */
export function lastEvent({ grid, inventory }: Plan, table: Table, entity: number, at: number): number | undefined {
  const { schedule, key } = table.schedule!;
  const own: Key = { a: 0, b: 0 };
  const series = { key: join(own, key, inventory.keyOf(entity, own)), entity };
  const [since, until] = inventory.active(entity);
  const least = Math.max(since, at - FARTHEST);
  let last: number | undefined;
  let length = FIRST;
  for (let to = Math.min(at + 1, until); last === undefined && to > least; length *= 2) {
    const from = Math.max(least, to - length);
    const silent = silences(table.unless, grid, entity, from, to);
    schedule.windows(series, from, to, ({ start }) => {
      if (start >= from && start < to && speaks(silent, start)) last = start;
    });
    to = from;
  }
  return last;
}
