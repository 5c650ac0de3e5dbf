import type { Sink } from "../core/sink.ts";
import type { Plan, Table } from "./plan.ts";

/** Rows that are looked at first. */
const LOOK = 20_000;

type Store = <T>(ask: (sink: Sink) => Promise<T>) => Promise<T>;

/**
 * The tick that each entity is stored up to, at least `first`; `whole` where its rows come in the course of a tick. Rows come in the order of time, so that a look at the newest
 * ticks mostly tells it, however much there is; it goes further back for entities that should have rows there and have none.
 */
export async function storedTicks(
  { grid, inventory }: Plan,
  table: Table,
  first: number,
  whole: boolean,
  store: Store,
): Promise<Float64Array> {
  const ids = Array.from({ length: inventory.size }, (_, entity) => inventory.idOf(entity));
  // a row's time may be late by jitter; a tick whose rows come within its interval is looked at again
  const after = (time: number) => Math.max(first, Math.floor((time - grid.origin) / grid.interval) + (whole ? 0 : 1));
  const newest = await store(async (sink) => sink.newest?.());
  const top = newest === undefined ? first : after(newest);
  const found = new Float64Array(inventory.size).fill(top);
  let span = Math.max(table.every, Math.ceil(LOOK / Math.max(1, inventory.size)));
  const sparse = table.rows !== "grid";
  if (sparse) span = Infinity;
  for (let from = top; from > first; span *= 4) {
    from = Math.max(first, top - span);
    const held = await store(async (sink) => sink.held?.(from === first ? -Infinity : grid.timeOf(from), Infinity));
    const last = new Map(held?.map((one) => [one.id, one.last]));
    let missing = 0;
    for (let entity = 0; entity < found.length; entity++) {
      const time = last.get(ids[entity]);
      const [joins, retires] = inventory.active(entity);
      const due = sparse || (joins < grid.timeOf(top) && retires > grid.timeOf(from));
      if (time === undefined && due) missing++;
      found[entity] = time === undefined ? (due ? first : top) : after(time);
    }
    if (missing === 0) break;
  }
  return found;
}
