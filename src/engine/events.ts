import type { Batch, Column } from "../core/batch.ts";
import { join, type Key } from "../core/random.ts";
import type { Window } from "../core/schedule.ts";
import { entityColumn, repeated } from "./entity-column.ts";
import type { Plan, Table } from "./plan.ts";
import { entityAt, type Region, sizeOf } from "./region.ts";
import { silences, speaks } from "./silence.ts";
import { lineOf } from "./tiles.ts";

/** Rows of an event table: one per window of its schedule that begins in the region, entity by entity. */
export function* eventBatches(plan: Plan, table: Table, region: Region, partition: string): Generator<Batch> {
  const { grid, inventory } = plan;
  const { schedule, key } = table.schedule!;
  const from = grid.timeOf(region.from);
  const to = grid.timeOf(region.to);
  const entityKey: Key = { a: 0, b: 0 };
  for (let e = 0; e < sizeOf(region.entities); e++) {
    const entity = entityAt(region.entities, e);
    const [begin, end] = inventory.active(entity);
    const found: Window[] = [];
    const series = { key: join({ a: 0, b: 0 }, key, inventory.keyOf(entity, entityKey)), entity };
    const silent = silences(table.unless, grid, entity, from, to);
    schedule.windows(series, from, to, (window) => {
      if (window.start < Math.max(from, begin) || window.start >= Math.min(to, end)) return;
      if (speaks(silent, window.start)) found.push({ ...window });
    });
    const rows = found.length;
    if (rows === 0) continue;
    const ticks = Float64Array.from(found, (w) => grid.tickAt(w.start));
    const rectangle = lineOf(region.entities, e, region.from, rows);
    const columns = table.sources.map((source): Column => {
      switch (source.kind) {
        case "event-begin":
          return { type: "time", values: Float64Array.from(found, (w) => w.start) };
        case "event-end":
          return { type: "time", values: Float64Array.from(found, (w) => w.end) };
        case "event-id":
          return { type: "text", codes: Int32Array.from(found, (_, i) => i), dictionary: found.map((w) => w.id) };
        case "id":
        case "tag":
          return repeated(entityColumn(plan, source, rectangle), rows);
        default:
          throw new Error(`event tables have no ${source.kind} column`);
      }
    });
    yield { schema: table.schema, rows, columns, entities: new Int32Array(rows).fill(entity), ticks, partition };
  }
}
