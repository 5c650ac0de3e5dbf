import type { Batch } from "../core/batch.ts";
import { arrivalBatches } from "./arrival-batches.ts";
import { createAssembler } from "./assemble.ts";
import { type Cells, createCells } from "./cells.ts";
import { entityBatches } from "./entity-batches.ts";
import { eventBatches } from "./events.ts";
import { labelBatches } from "./label-batches.ts";
import { createLanes, type Lanes } from "./lanes.ts";
import type { Plan, Table } from "./plan.ts";
import { entityAt, type Part, sizeOf } from "./region.ts";
import { type Order, ROWS, type Tile, tiles } from "./tiles.ts";
import { transportsOf } from "./transport.ts";

/** Makes batches of a table, reusing its buffers: a batch is valid until the next is asked for. */
export interface BatchMaker {
  batches(tile: Tile, partition: string): Iterable<Batch>;
}

export function createGenerator(plan: Plan, table: Table, order: Order): BatchMaker {
  if (table.rows === "event") return { batches: (tile, path) => eventBatches(plan, table, tile, path) };
  if (table.rows === "entity") return { batches: (tile, path) => entityBatches(plan, table, tile, path) };
  if (table.rows === "label") return { batches: labelBatches(plan, table) };
  const lanes = createLanes(plan, table, ROWS);
  if (transportsOf(plan).length > 0) return { batches: arrivalBatches(plan, table, lanes, order) };
  const builder = createAssembler(plan, table, ROWS, lanes.kinds);
  const cells = createCells(lanes.count, ROWS);
  return {
    batches: (tile, path) =>
      order === "time" && sizeOf(tile.entities) > 1
        ? byTime(tile, path, lanes, builder, cells)
        : byEntity(tile, path, lanes, builder),
  };
}

type Builder = ReturnType<typeof createAssembler>;

function* byEntity(tile: Tile, path: string, lanes: Lanes, builder: Builder): Generator<Batch> {
  const { entities, from, to } = tile;
  const size = sizeOf(entities);
  const ticks = to - from;
  const cells: Float64Array[] = Array.from({ length: lanes.count }, () => new Float64Array(0));
  if (ticks >= ROWS / 2) {
    for (let e = 0; e < size; e++) {
      for (let t = from; t < to; t += ROWS) {
        const run = Math.min(ROWS, to - t);
        lanes.run(entityAt(entities, e), t, run);
        for (let m = 0; m < cells.length; m++) cells[m] = lanes.lane(m);
        yield* builder.build(
          { entities, firstEntity: e, entityCount: 1, tick: t, ticks: run, byTime: false },
          cells,
          path,
        );
      }
    }
    return;
  }
  const few = Math.max(1, Math.floor(ROWS / ticks));
  for (let m = 0; m < cells.length; m++) cells[m] = new Float64Array(few * ticks);
  for (let e = 0; e < size; e += few) {
    const count = Math.min(few, size - e);
    for (let k = 0; k < count; k++) {
      lanes.run(entityAt(entities, e + k), from, ticks);
      for (let m = 0; m < cells.length; m++) cells[m].set(lanes.lane(m).subarray(0, ticks), k * ticks);
    }
    yield* builder.build(
      { entities, firstEntity: e, entityCount: count, tick: from, ticks, byTime: false },
      cells,
      path,
    );
  }
}

function* byTime(tile: Tile, path: string, lanes: Lanes, builder: Builder, cells: Cells): Generator<Batch> {
  const { entities, from, to } = tile;
  const size = sizeOf(entities);
  const ticks = to - from;
  cells.reserve(size * ticks);
  for (let e = 0; e < size; e++) {
    for (let t = 0; t < ticks; t += ROWS) {
      const run = Math.min(ROWS, ticks - t);
      lanes.run(entityAt(entities, e), from + t, run);
      for (let m = 0; m < lanes.count; m++) cells.scatter(m, lanes.lane(m), run, t * size + e, size);
    }
  }
  const wide = Math.min(size, ROWS);
  const high = Math.floor(ROWS / wide);
  for (let t = 0; t < ticks; t += high) {
    for (let e = 0; e < size; e += wide) {
      const entityCount = Math.min(wide, size - e);
      const rectangle = {
        entities,
        firstEntity: e,
        entityCount,
        tick: from + t,
        ticks: Math.min(high, ticks - t),
        byTime: true,
      };
      yield* builder.build(rectangle, cells.rows(t * size + e, entityCount * rectangle.ticks), path);
    }
  }
}

/** Every batch of one part. */
export function* generate(plan: Plan, table: Table, part: Part, order: Order): Generator<Batch> {
  const generator = createGenerator(plan, table, order);
  for (const tile of tiles(table, part, order)) yield* generator.batches(tile, part.path);
}
