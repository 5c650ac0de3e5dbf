import type { Table } from "./plan.ts";
import { type Entities, type Part, type Region, sizeOf, someOf } from "./region.ts";

/** Whether rows go entity by entity or tick by tick. */
export type Order = "time" | "entity";

/** Rows of a batch, as far as they divide: a few thousand stay in the second-level cache. */
export const ROWS = 4096;
/** Bytes of metric values that the tiles in hand of all threads may hold, in time order. */
export const TILE_BYTES = 64 << 20;
/** Most values take four bytes there, some eight: see Cells. */
const CELL_BYTES = 6;
/** Rows of a tile in time order, where one of so many is at least FLOOR ticks high. */
const LARGE = 1 << 20;
/** Rows between checkpoints once there have been so many, where tiles are smaller than that. */
const BETWEEN = 1 << 18;
const FLOOR = 64;

function bytesPerRow(table: Table): number {
  return CELL_BYTES * Math.max(1, table.metrics.length);
}

/** How many threads may work on a part at once, of those wanted, so that their tiles fit in memory together. */
export function threadsFor(table: Table, part: Part, order: Order, wanted: number): number {
  const first = tiles(table, part, order).next().value;
  if (!first || order === "entity" || sizeOf(part.entities) === 1) return wanted;
  const bytes = sizeOf(first.entities) * (first.to - first.from) * bytesPerRow(table);
  return Math.max(1, Math.min(wanted, Math.floor(TILE_BYTES / bytes)));
}

/** A piece of a part that is made as one: a run continues after some whole ones. */
export type Tile = Region;

/**
 * A part cut into tiles, in row order. By entity, a tile is a run of ticks of one entity or all ticks of a few; by time,
 * it is all entities for as many ticks as fit and have about so many rows, or some entities of one tick.
 */
export function* tiles(table: Table, part: Part, order: Order, rows = LARGE): Generator<Tile> {
  const { entities, from, to } = part;
  const size = sizeOf(entities);
  const ticks = to - from;
  const grid = function* (wide: number, high: number): Generator<Tile> {
    for (let t = from; t < to; t += high) {
      for (let e = 0; e < size; e += wide) {
        yield { entities: someOf(entities, e, e + wide), from: t, to: Math.min(to, t + high) };
      }
    }
  };
  if (table.rows !== "grid") return yield* grid(ROWS, ticks);
  if (order === "time" && size > 1) {
    const cells = Math.floor(TILE_BYTES / bytesPerRow(table));
    if (size > cells) return yield* grid(cells, 1);
    // two threads share the room, unless that would cut tiles of a few ticks: an entity's set-up is paid once a tile
    const fit = Math.max(Math.min(4, Math.floor(cells / size)), Math.floor(cells / 2 / size));
    return yield* grid(size, Math.min(fit, Math.max(FLOOR, Math.floor(rows / size))));
  }
  const long = 8 * ROWS;
  if (ticks < long) return yield* grid(Math.floor(long / Math.max(1, ticks)), ticks);
  for (let e = 0; e < size; e++) {
    for (let t = from; t < to; t += long)
      yield { entities: someOf(entities, e, e + 1), from: t, to: Math.min(to, t + long) };
  }
}

/**
 * Whether a checkpoint follows the first `done` tiles of a part: each of the first, so that short runs have some, then
 * fewer, since nothing else is stored while the rest is waited for. It depends on the part alone, as compressed files show it.
 */
export function createCheckpoints(table: Table, part: Part, order: Order): (done: number) => boolean {
  const first = tiles(table, part, order).next().value;
  const rows = first ? sizeOf(first.entities) * (first.to - first.from) : 1;
  const every = Math.max(1, Math.floor(BETWEEN / rows));
  return (done) => done < every || done % every === 0;
}

/** A rectangle of a table: entities by ticks, its rows tick by tick or entity by entity. */
export interface Rectangle {
  entities: Entities;
  firstEntity: number;
  entityCount: number;
  tick: number;
  ticks: number;
  byTime: boolean;
}

/** The rectangle of one of some entities. */
export function lineOf(entities: Entities, firstEntity: number, tick: number, ticks: number): Rectangle {
  return { entities, firstEntity, entityCount: 1, tick, ticks, byTime: false };
}
