import type { Batch } from "../../core/batch.ts";
import { createGenerator } from "../generate.ts";
import { type Entities, sizeOf } from "../partition.ts";
import type { Catalogs, Plan, Table } from "../plan.ts";
import { gridTable } from "../tables.ts";
import { transportsOf } from "../transport.ts";

/** Cells of rows that are made at once. */
const CELLS = 131_072;

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
  /** Ticks that are best made together: few enough to pause between. */
  readonly most: number;
  /** Those that a store gets in the ticks [from, to), each with the tick at which it does. A batch is borrowed until the next. */
  between(from: number, to: number): Iterable<Batch>;
}

export function createRows(plan: Plan, table: Table, entities: Entities): Rows {
  const maker = createGenerator(plan, table, "time");
  const lanes = Math.max(1, table.metrics.length + table.marks.length);
  const late = transportsOf(plan).length > 0;
  return {
    most: Math.max(1, Math.floor(CELLS / lanes / Math.max(1, sizeOf(entities)))),
    *between(from, to) {
      if (!late) return yield* maker.batches({ entities, from, to }, "");
      for (let tick = from; tick < to; tick++)
        for (const batch of maker.batches({ entities, from: tick, to: tick + 1 }, ""))
          yield { ...batch, ticks: new Float64Array(batch.rows).fill(tick) };
    },
  };
}
