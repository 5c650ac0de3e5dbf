import type { Batch, Column } from "../core/batch.ts";
import { entityColumn } from "./entity-column.ts";
import { entityAt, type Region, sizeOf } from "./partition.ts";
import type { Plan, Table } from "./plan.ts";
import { ROWS } from "./tiles.ts";

/** Rows of the inventory: one per entity of a region, whenever it is active. */
export function* entityBatches(plan: Plan, table: Table, region: Region, partition: string): Generator<Batch> {
  const { entities, from, to } = region;
  if (from === to) return;
  const size = sizeOf(entities);
  for (let firstEntity = 0; firstEntity < size; firstEntity += ROWS) {
    const rows = Math.min(ROWS, size - firstEntity);
    const rectangle = { entities, firstEntity, entityCount: rows, tick: from, ticks: 1, byTime: false };
    const columns = table.sources.map((source): Column => {
      if (source.kind !== "id" && source.kind !== "tag") throw new Error(`the inventory has no ${source.kind} column`);
      const { codes, values, nulls, view } = entityColumn(plan, source, rectangle);
      return view({
        codes: codes ?? new Int32Array(0),
        values: values ?? new Float64Array(0),
        nulls: nulls ?? new Uint8Array(0),
      });
    });
    const own = Int32Array.from({ length: rows }, (_, i) => entityAt(entities, firstEntity + i));
    yield { schema: table.schema, rows, columns, entities: own, ticks: new Float64Array(rows).fill(from), partition };
  }
}
