import type { Batch } from "../core/batch.ts";
import { createAssembler } from "./assemble.ts";
import { createEvaluator } from "./evaluate.ts";
import { eventBatches } from "./events.ts";
import { entityAt, type Part, type Region, sizeOf } from "./partition.ts";
import type { Plan, Table } from "./plan.ts";

/** Whether rows go entity by entity or tick by tick. */
export type Order = "time" | "entity";

/** Rows of a batch, as far as they divide: a few thousand stay in the second-level cache. */
const ROWS = 4096;
/** Bytes of metric values a tile may hold. */
export const TILE_BYTES = 48 << 20;

/** A piece of a part that is made and stored as one: a run continues after the last whole tile. */
export type Tile = Region;

/**
 * A part cut into tiles, in row order. By entity, a tile is a run of ticks of one entity or all ticks of a few; by time,
 * it is all entities for as many ticks as fit, or some entities of one tick.
 */
export function* tiles(table: Table, part: Region, order: Order): Generator<Tile> {
  const { entities, from, to } = part;
  const size = sizeOf(entities);
  const ticks = to - from;
  const pick = (a: number, b: number) =>
    entities instanceof Int32Array ? entities.subarray(a, b) : { from: entities.from + a, to: entities.from + b };
  if (table.rows === "event") {
    for (let e = 0; e < size; e += ROWS) yield { entities: pick(e, Math.min(size, e + ROWS)), from, to };
    return;
  }
  const bytes = 8 * Math.max(1, table.metrics.length);
  if (order === "time" && size > 1) {
    const cells = Math.max(1, Math.floor(TILE_BYTES / bytes));
    const wide = Math.min(size, cells);
    const high = wide < size ? 1 : Math.max(1, Math.floor(cells / size));
    for (let t = from; t < to; t += high) {
      for (let e = 0; e < size; e += wide)
        yield { entities: pick(e, Math.min(size, e + wide)), from: t, to: Math.min(to, t + high) };
    }
    return;
  }
  const LONG = 8 * ROWS;
  if (ticks >= LONG) {
    for (let e = 0; e < size; e++)
      for (let t = from; t < to; t += LONG) yield { entities: pick(e, e + 1), from: t, to: Math.min(to, t + LONG) };
  } else {
    const few = Math.max(1, Math.floor(LONG / Math.max(1, ticks)));
    for (let e = 0; e < size; e += few) yield { entities: pick(e, Math.min(size, e + few)), from, to };
  }
}

/** Makes batches of a table, reusing its buffers: a batch is valid until the next is asked for. */
export interface BatchMaker {
  batches(tile: Tile, partition: string): Iterable<Batch>;
}

export function createGenerator(plan: Plan, table: Table, order: Order): BatchMaker {
  if (table.rows === "event") return { batches: (tile, path) => eventBatches(plan, table, tile, path) };
  const evaluator = createEvaluator(plan, table.metrics, ROWS);
  const builder = createAssembler(plan, table, ROWS);
  return {
    batches: (tile, path) =>
      order === "time" && sizeOf(tile.entities) > 1
        ? byTime(table, tile, path, evaluator, builder)
        : byEntity(table, tile, path, evaluator, builder),
  };
}

type Evaluator = ReturnType<typeof createEvaluator>;
type Builder = ReturnType<typeof createAssembler>;

function* byEntity(table: Table, tile: Tile, path: string, evaluator: Evaluator, builder: Builder): Generator<Batch> {
  const { entities, from, to } = tile;
  const size = sizeOf(entities);
  const ticks = to - from;
  const cells: Float64Array[] = table.metrics.map(() => new Float64Array(0));
  if (ticks >= ROWS / 2) {
    for (let e = 0; e < size; e++) {
      for (let t = from; t < to; t += ROWS) {
        const run = Math.min(ROWS, to - t);
        evaluator.run(entityAt(entities, e), t, run);
        for (let m = 0; m < cells.length; m++) cells[m] = evaluator.quanta(table.metrics[m]);
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
      evaluator.run(entityAt(entities, e + k), from, ticks);
      for (let m = 0; m < cells.length; m++)
        cells[m].set(evaluator.quanta(table.metrics[m]).subarray(0, ticks), k * ticks);
    }
    yield* builder.build(
      { entities, firstEntity: e, entityCount: count, tick: from, ticks, byTime: false },
      cells,
      path,
    );
  }
}

function* byTime(table: Table, tile: Tile, path: string, evaluator: Evaluator, builder: Builder): Generator<Batch> {
  const { entities, from, to } = tile;
  const size = sizeOf(entities);
  const ticks = to - from;
  const cells = table.metrics.map(() => new Float64Array(size * ticks));
  for (let e = 0; e < size; e++) {
    for (let t = 0; t < ticks; t += ROWS) {
      const run = Math.min(ROWS, ticks - t);
      evaluator.run(entityAt(entities, e), from + t, run);
      for (let m = 0; m < cells.length; m++) {
        const quanta = evaluator.quanta(table.metrics[m]);
        const out = cells[m];
        for (let i = 0, at = t * size + e; i < run; i++, at += size) out[at] = quanta[i];
      }
    }
  }
  const wide = Math.min(size, ROWS);
  const high = Math.floor(ROWS / wide);
  for (let t = 0; t < ticks; t += high) {
    for (let e = 0; e < size; e += wide) {
      const rectangle = {
        entities,
        firstEntity: e,
        entityCount: Math.min(wide, size - e),
        tick: from + t,
        ticks: Math.min(high, ticks - t),
        byTime: true,
      };
      const offset = t * size + e;
      const slice = cells.map((c) => c.subarray(offset, offset + rectangle.entityCount * rectangle.ticks));
      yield* builder.build(rectangle, slice, path);
    }
  }
}

/** Every batch of one part. */
export function* generate(plan: Plan, table: Table, part: Part, order: Order): Generator<Batch> {
  const generator = createGenerator(plan, table, order);
  for (const tile of tiles(table, part, order)) yield* generator.batches(tile, part.path);
}
