import type { Position, Seal, Sink } from "../core/sink.ts";
import type { BatchMaker } from "./generate.ts";
import { stopwatch } from "./pace.ts";
import type { Part } from "./partition.ts";
import type { Table } from "./plan.ts";
import { type Order, tiles } from "./tiles.ts";

/** What storing a part reports as it goes. */
export interface Hooks {
  /** Rows handed to the sink since the last call. */
  rows(count: number): void;
  /** A checkpoint: everything up to and including this many tiles is stored. */
  tile?(tiles: number, position: Position): void;
  /** Called between batches and tiles: it may wait, or throw to end the work there. */
  pause?(): Promise<void>;
}

/** Seconds between turns of the event loop. */
const TURN = 0.05;

/** A pause that now and then lets the event loop turn, so that an abort is seen, and throws after one. */
export function createPause(abort: AbortSignal | undefined): () => Promise<void> {
  let turn = stopwatch();
  return async () => {
    if (stopwatch() - turn > TURN) {
      await new Promise((resolve) => setImmediate(resolve));
      turn = stopwatch();
    }
    abort?.throwIfAborted();
  };
}

/**
 * Makes a part and stores it, from its `skip`th tile on, then seals it. A checkpoint is reported only after `flush` has
 * resolved; the last tile has none, since the seal follows.
 */
export async function storePart(
  table: Table,
  maker: BatchMaker,
  sink: Sink,
  part: Part,
  order: Order,
  skip: number,
  hooks: Hooks,
): Promise<Seal> {
  let done = 0;
  for (const tile of tiles(table, part, order)) {
    if (done > skip) {
      const position = await sink.flush();
      if (position) hooks.tile?.(done, position);
    }
    if (done++ < skip) continue;
    await hooks.pause?.();
    for (const batch of maker.batches(tile, part.path)) {
      await sink.write(batch);
      hooks.rows(batch.rows);
      await hooks.pause?.();
    }
  }
  return sink.seal(part.path);
}
