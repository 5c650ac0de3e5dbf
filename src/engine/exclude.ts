import type { Batch } from "../core/batch.ts";
import { gather, gatherColumn } from "./gather.ts";
import type { Plan, Table } from "./plan.ts";
import { entityAt } from "./region.ts";
import type { RowEffects } from "./row-effects.ts";
import type { Rectangle } from "./tiles.ts";

/**
 * Drops rows of entities that are not active, ticks between those the record shows, and what faults have left
 * unrecorded. `cells` of long tables are compacted in place.
 */
export function exclude(
  plan: Plan,
  table: Table,
  r: Rectangle,
  batch: Batch,
  cells: readonly Float64Array[],
  rowEffects: RowEffects,
): Batch {
  const { inventory, grid } = plan;
  const absent = rowEffects.absent(r);
  const begin = grid.timeOf(r.tick);
  const end = grid.timeOf(r.tick + r.ticks - 1);
  let all = table.every === 1 && !absent;
  for (let e = 0; e < r.entityCount && all; e++) {
    const [from, to] = inventory.active(entityAt(r.entities, r.firstEntity + e));
    all = from <= begin && end < to;
  }
  if (all) return batch;
  const keep: number[] = [];
  for (let i = 0; i < batch.rows; i++) {
    if (batch.ticks[i] % table.every !== 0 || absent?.[i]) continue;
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
