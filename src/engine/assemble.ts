import type { Batch, Column } from "../core/batch.ts";
import { exclude } from "./exclude.ts";
import { createJitter } from "./jitter.ts";
import type { Kinds } from "./lanes.ts";
import { lengthen } from "./lengthen.ts";
import { markColumn, metricColumn } from "./mark-column.ts";
import type { Plan, Table } from "./plan.ts";
import { entityAt } from "./region.ts";
import { createRepeater } from "./repeat.ts";
import { createRowEffects } from "./row-effects.ts";
import type { Rectangle } from "./tiles.ts";

export interface Assembler {
  /** The batch of a rectangle whose metric values (integers, in row order) are `cells`, one array per lane. */
  build(rectangle: Rectangle, cells: readonly Float64Array[], partition: string): Batch[];
}

/** Turns rectangles of metric values into batches. Buffers are reused: a batch is valid until the next `build`. */
export function createAssembler(plan: Plan, table: Table, capacity: number, kinds: Kinds): Assembler {
  const ticks = new Float64Array(capacity);
  const entities = new Int32Array(capacity);
  const jitter = createJitter(plan);
  const rowEffects = createRowEffects(plan);
  const wrong = plan.disturbances.some(({ changes }) => changes === "clock");
  const repeat = createRepeater(plan, table, capacity);
  const columns = table.sources.map(
    (source, c): ((rectangle: Rectangle, cells: readonly Float64Array[], rows: number) => Column) => {
      switch (source.kind) {
        case "time": {
          const values = new Float64Array(capacity);
          const { shift } = source;
          const first = plan.grid.timeOf(shift);
          return (rectangle, _cells, rows) => {
            for (let i = 0; i < rows; i++) values[i] = first + ticks[i] * plan.grid.interval;
            if (source.jitter) for (let i = 0; i < rows; i++) values[i] += jitter(entities[i], ticks[i] + shift);
            if (wrong) rowEffects.shift(values, rectangle);
            return { type: "time", values };
          };
        }
        case "metric": {
          const at = table.metrics.indexOf(source.metric);
          const field = table.schema.fields[c];
          return (_rectangle, cells, rows) => metricColumn(field, cells[at], rows);
        }
        case "mark": {
          const at = table.metrics.length + source.marks[0];
          const field = table.schema.fields[c];
          return (_rectangle, cells, rows) => markColumn(field, cells[at].subarray(0, rows), kinds);
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

  return {
    build(rectangle, cells, partition) {
      const rows = rectangle.entityCount * rectangle.ticks;
      fillAxes(rectangle, entities, ticks);
      const made = columns.map((column) => column(rectangle, cells, rows));
      const whole = { schema: table.schema, rows, columns: made, entities, ticks, partition };
      const wide = exclude(plan, table, rectangle, whole, cells, rowEffects);
      if (wide.rows === 0) return [];
      return [table.shape === "long" ? lengthen(plan, table, wide, cells, kinds) : wide];
    },
  };
}

/** Entity and tick of every row. */
function fillAxes(r: Rectangle, entities: Int32Array, ticks: Float64Array): void {
  if (r.byTime) {
    for (let e = 0; e < r.entityCount; e++) entities[e] = entityAt(r.entities, r.firstEntity + e);
    for (let t = 0, i = 0; t < r.ticks; t++, i += r.entityCount) {
      entities.copyWithin(i, 0, r.entityCount);
      ticks.fill(r.tick + t, i, i + r.entityCount);
    }
    return;
  }
  for (let e = 0, i = 0; e < r.entityCount; e++) {
    entities.fill(entityAt(r.entities, r.firstEntity + e), i, i + r.ticks);
    for (let t = 0; t < r.ticks; t++, i++) ticks[i] = r.tick + t;
  }
}
