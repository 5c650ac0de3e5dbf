import type { Batch, Column } from "../core/batch.ts";
import { derive, fork, join, type Key, uniform } from "../core/random.ts";
import { entityColumn } from "./entity-column.ts";
import { createJitter } from "./jitter.ts";
import type { Lanes } from "./lanes.ts";
import { lengthen } from "./lengthen.ts";
import { markColumn, metricColumn } from "./mark-column.ts";
import type { Plan, Table } from "./plan.ts";
import { entityAt, sizeOf } from "./region.ts";
import { type Order, ROWS, type Tile } from "./tiles.ts";
import { type Arrival, createArrivals } from "./transport.ts";

/** Ticks between two records of an entity that are still computed in one run. */
const NEAR = 64;

/**
 * Rows of a tile as they arrive, where faults of delivery make records late, lost or double: those that arrive within
 * the tile's ticks, whenever they were made. By time in order of arrival over all entities, by entity in that of each.
 */
export function arrivalBatches(
  plan: Plan,
  table: Table,
  lanes: Lanes,
  order: Order,
): (tile: Tile, partition: string) => Generator<Batch> {
  const arrivalsOf = createArrivals(plan, table.every);
  const assemble = createListAssembler(plan, table, lanes);
  return function* ({ entities, from, to }, partition) {
    const size = sizeOf(entities);
    let pending: Arrival[] = [];
    for (let e = 0; e < size; e++) {
      for (const arrival of arrivalsOf(entityAt(entities, e), from, to)) pending.push(arrival);
      if (order === "time" && e < size - 1) continue;
      // stable: what arrives at once keeps the order of entities and ticks
      pending.sort((a, b) => a.time - b.time);
      for (let i = 0; i < pending.length; i += ROWS) yield assemble(pending.slice(i, i + ROWS), partition);
      pending = [];
    }
  };
}

/** Makes a batch of records of any entities and ticks. */
function createListAssembler(
  plan: Plan,
  table: Table,
  lanes: Lanes,
): (list: readonly Arrival[], partition: string) => Batch {
  const jitter = createJitter(plan);
  return (list, partition) => {
    const rows = list.length;
    const cells = valuesOf(plan, table, lanes, list);
    const distinct = [...new Set(list.map(({ entity }) => entity))];
    const index = new Map(distinct.map((entity, i) => [entity, i]));
    const rectangle = {
      entities: Int32Array.from(distinct),
      firstEntity: 0,
      entityCount: distinct.length,
      tick: 0,
      ticks: 1,
      byTime: false,
    };
    const columns = table.sources.map((source, c): Column => {
      switch (source.kind) {
        case "time": {
          const values = Float64Array.from(list, ({ entity, tick, off }) => {
            const late = source.jitter ? jitter(entity, tick + source.shift) : 0;
            return plan.grid.timeOf(tick + source.shift) + late + off;
          });
          return { type: "time", values };
        }
        case "metric":
          return metricColumn(table.schema.fields[c], cells[table.metrics.indexOf(source.metric)], rows);
        case "mark":
          return markColumn(table.schema.fields[c], cells[table.metrics.length + source.marks[0]], lanes.kinds);
        case "id":
        case "tag": {
          const one = entityColumn(plan, source, rectangle);
          const at = (row: number) => index.get(list[row].entity)!;
          return one.view({
            codes: Int32Array.from(list, (_, row) => one.codes?.[at(row)] ?? 0),
            values: Float64Array.from(list, (_, row) => one.values?.[at(row)] ?? 0),
            nulls: Uint8Array.from(list, (_, row) => one.nulls?.[at(row)] ?? 0),
          });
        }
        default:
          // of long tables: filled in by `lengthen`
          return { type: "int", values: new Int32Array(0) };
      }
    });
    const entities = Int32Array.from(list, ({ entity }) => entity);
    const ticks = Float64Array.from(list, ({ tick }) => tick);
    const wide = { schema: table.schema, rows, columns, entities, ticks, partition };
    return table.shape === "long" ? lengthen(plan, table, wide, cells, lanes.kinds) : wide;
  };
}

/** The lanes of each record, computed in runs of neighbouring ticks of an entity. */
function valuesOf(plan: Plan, table: Table, lanes: Lanes, list: readonly Arrival[]): Float64Array[] {
  const cells = Array.from({ length: lanes.count }, () => new Float64Array(list.length));
  const byTick = list
    .map((_, row) => row)
    .sort((a, b) => list[a].entity - list[b].entity || list[a].tick - list[b].tick);
  for (let i = 0, next = 0; i < byTick.length; i = next) {
    const { entity, tick } = list[byTick[i]];
    let last = tick;
    for (next = i + 1; next < byTick.length; next++) {
      const other = list[byTick[next]];
      if (other.entity !== entity || other.tick - last > NEAR || other.tick - tick >= ROWS) break;
      last = other.tick;
    }
    lanes.run(entity, tick, last - tick + 1);
    for (let lane = 0; lane < lanes.count; lane++) {
      const values = lanes.lane(lane);
      for (let k = i; k < next; k++) cells[lane][byTick[k]] = values[list[byTick[k]].tick - tick];
    }
  }
  list.forEach((arrival, row) => {
    if (arrival.corrupted) corrupt(plan, table, lanes, arrival, cells, row);
  });
  return cells;
}

/** Flips one of the lower 31 bits of one value of a record: which, belongs to the record. */
function corrupt(
  plan: Plan,
  table: Table,
  lanes: Lanes,
  { entity, tick }: Arrival,
  cells: Float64Array[],
  row: number,
): void {
  if (table.metrics.length === 0) return;
  const entityKey: Key = { a: 0, b: 0 };
  const key = fork(join({ a: 0, b: 0 }, derive(plan.key, "corrupted"), plan.inventory.keyOf(entity, entityKey)), tick);
  const lane = Math.floor(uniform(key, 0) * table.metrics.length);
  const bit = 1 << Math.floor(uniform(key, 1) * 31);
  const q = cells[lane][row];
  const high = Math.floor(Math.abs(q) / 2147483648) * 2147483648;
  cells[lane][row] = (q < 0 ? -1 : 1) * (high + ((Math.abs(q) - high) ^ bit));
  for (let i = table.metrics.length; i < lanes.count; i++)
    cells[i][row] = lanes.marked(i, cells[i][row], table.metrics[lane], "corrupted");
}
