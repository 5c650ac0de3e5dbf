import type { Batch, Column } from "../core/batch.ts";
import { derive, join, type Key, uniform } from "../core/random.ts";
import { gather, gatherColumn } from "./gather.ts";
import { lengthen } from "./lengthen.ts";
import { entityAt } from "./partition.ts";
import type { Plan, Table } from "./plan.ts";
import { createRepeater } from "./repeat.ts";
import type { Rectangle } from "./tiles.ts";

export interface Assembler {
  /** The batch of a rectangle whose metric values (integers, in row order) are `cells`, one array per shown metric. */
  build(rectangle: Rectangle, cells: readonly Float64Array[], partition: string): Batch[];
}

/** Turns rectangles of metric values into batches. Buffers are reused: a batch is valid until the next `build`. */
export function createAssembler(plan: Plan, table: Table, capacity: number): Assembler {
  const ticks = new Float64Array(capacity);
  const entities = new Int32Array(capacity);
  const times = new Float64Array(capacity);
  const jitterKey = derive(plan.key, "jitter");
  const repeat = createRepeater(plan, table, capacity);
  const columns = table.sources.map(
    (source, c): ((rectangle: Rectangle, cells: readonly Float64Array[], rows: number) => Column) => {
      switch (source.kind) {
        case "time": {
          const values = new Float64Array(capacity);
          return (_rectangle, _cells, rows) => {
            for (let i = 0; i < rows; i++) values[i] = times[i] + source.shift;
            if (source.jitter) delay(values, rows);
            return { type: "time", values };
          };
        }
        case "metric": {
          const at = table.metrics.indexOf(source.metric);
          const { decimals } = plan.metrics[source.metric];
          return (_rectangle, cells) => ({ type: "fixed", values: cells[at], decimals });
        }
        case "id":
        case "tag":
          return (rectangle) => repeat(c, rectangle);
        default:
          // of long tables: filled in by `lengthen`
          return () => ({ type: "int", values: new Int32Array(0) });
      }
    },
  );

  const key: Key = { a: 0, b: 0 };
  function delay(values: Float64Array, rows: number): void {
    let last = -1;
    for (let i = 0; i < rows; i++) {
      if (entities[i] !== last) {
        last = entities[i];
        join(key, jitterKey, plan.inventory.keyOf(last, key));
      }
      values[i] += Math.floor(uniform(key, ticks[i]) * plan.jitter);
    }
  }

  return {
    build(rectangle, cells, partition) {
      const rows = rectangle.entityCount * rectangle.ticks;
      fillAxes(plan, rectangle, entities, ticks, times);
      const made = columns.map((column) => column(rectangle, cells, rows));
      const whole = { schema: table.schema, rows, columns: made, entities, ticks, partition };
      const wide = exclude(plan, table, rectangle, whole, cells);
      if (wide.rows === 0) return [];
      return [table.shape === "long" ? lengthen(plan, table, wide, cells) : wide];
    },
  };
}

/** Entity, tick and nominal time of every row. */
function fillAxes(plan: Plan, r: Rectangle, entities: Int32Array, ticks: Float64Array, times: Float64Array): void {
  const { origin, interval } = plan.grid;
  let i = 0;
  if (r.byTime) {
    for (let t = 0; t < r.ticks; t++) {
      const tick = r.tick + t;
      const time = origin + tick * interval;
      for (let e = 0; e < r.entityCount; e++, i++) {
        entities[i] = entityAt(r.entities, r.firstEntity + e);
        ticks[i] = tick;
        times[i] = time;
      }
    }
    return;
  }
  for (let e = 0; e < r.entityCount; e++) {
    const entity = entityAt(r.entities, r.firstEntity + e);
    for (let t = 0; t < r.ticks; t++, i++) {
      entities[i] = entity;
      ticks[i] = r.tick + t;
      times[i] = origin + ticks[i] * interval;
    }
  }
}

/** Drops rows of entities that are not active and ticks between those the record shows; compacts in place. */
function exclude(plan: Plan, table: Table, r: Rectangle, batch: Batch, cells: readonly Float64Array[]): Batch {
  const { inventory, grid } = plan;
  const begin = grid.timeOf(r.tick);
  const end = grid.timeOf(r.tick + r.ticks - 1);
  let all = table.every === 1;
  for (let e = 0; e < r.entityCount && all; e++) {
    const [from, to] = inventory.active(entityAt(r.entities, r.firstEntity + e));
    all = from <= begin && end < to;
  }
  if (all) return batch;
  const keep: number[] = [];
  for (let i = 0; i < batch.rows; i++) {
    if (batch.ticks[i] % table.every !== 0) continue;
    const [from, to] = inventory.active(batch.entities[i]);
    const time = grid.timeOf(batch.ticks[i]);
    if (from <= time && time < to) keep.push(i);
  }
  const rows = keep.length;
  const kept = (row: number) => keep[row];
  const columns = batch.columns.map((column) => gatherColumn(column, rows, kept));
  if (table.shape === "long") for (const cell of cells) cell.set(gather(cell, rows, kept));
  const [entities, ticks] = [gather(batch.entities, rows, kept), gather(batch.ticks, rows, kept)];
  return { ...batch, rows, columns, entities, ticks };
}
