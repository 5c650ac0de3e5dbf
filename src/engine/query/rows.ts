import type { Batch } from "../../core/batch.ts";
import { createGenerator } from "../generate.ts";
import { stopwatch } from "../pace.ts";
import type { Catalogs, Plan, Table } from "../plan.ts";
import { type Entities, sizeOf, someOf } from "../region.ts";
import { gridTable } from "../tables.ts";
import { transportsOf } from "../transport.ts";

/** Cells that are made at once, at first and at most. */
const CELLS = 512;
const MOST_CELLS = 131_072;
/** Seconds that they may take, before fewer are made at once. */
const LONG = 0.004;

/** What rows show beside timestamp and id. */
export interface RowColumns {
  /** By index in the plan. */
  metrics: readonly number[];
  /** Names of tags. */
  tags?: readonly string[];
  /** Beside each metric, as `clean.load`, its clean twin. */
  clean?: boolean;
}

export function rowsTable(plan: Plan, catalogs: Catalogs, { metrics, tags = [], clean }: RowColumns): Table {
  const shown = metrics.map((m) => plan.metrics[m].name);
  const twins = clean ? shown.map((name) => `clean.${name}`) : [];
  return gridTable(plan, catalogs, "rows", ["timestamp", plan.inventory.idName, ...tags, ...shown, ...twins]);
}

/** Rows of some entities, tick by tick. */
export interface Rows {
  /**
   * Those that a store gets in the ticks [from, to), each with the tick at which it does: in pieces of which each takes a
   * few milliseconds, however costly a value is. A batch is borrowed until the next.
   */
  between(from: number, to: number): Iterable<Batch>;
}

export function createRows(plan: Plan, table: Table, entities: Entities): Rows {
  const maker = createGenerator(plan, table, "time");
  const lanes = Math.max(1, table.metrics.length + table.marks.length);
  const late = transportsOf(plan).length > 0;
  const size = Math.max(1, sizeOf(entities));
  let cells = CELLS;

  function* make(some: Entities, from: number, to: number): Generator<Batch> {
    let spent = 0;
    const batches = maker.batches({ entities: some, from, to }, "")[Symbol.iterator]();
    for (;;) {
      const since = stopwatch();
      const { done, value } = batches.next();
      spent += stopwatch() - since;
      if (done) break;
      yield late ? { ...value, ticks: new Float64Array(value.rows).fill(from) } : value;
    }
    if (spent > LONG) cells = Math.max(1, cells >> 1);
    else if (spent < LONG / 4) cells = Math.min(MOST_CELLS, cells << 1);
  }

  return {
    *between(from, to) {
      for (let tick = from; tick < to; ) {
        const fit = Math.floor(cells / lanes / size);
        const next = late ? tick + 1 : Math.min(to, tick + Math.max(1, fit));
        // what arrives in a tick is put in order over all entities
        if (late || fit >= 1) yield* make(entities, tick, next);
        else
          for (let e = 0, wide = 0; e < size; e += wide) {
            wide = Math.max(1, Math.floor(cells / lanes));
            yield* make(someOf(entities, e, e + wide), tick, next);
          }
        tick = next;
      }
    },
  };
}
