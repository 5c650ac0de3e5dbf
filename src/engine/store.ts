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
  /** Thrown from between batches when it is aborted. */
  abort?: AbortSignal;
}

/** Seconds between turns of the event loop, so that an abort is seen. */
const TURN = 0.05;

/**
 * Makes a part and stores it, from its `skip`th tile on, then seals it. A checkpoint is reported only after `flush` has
 * resolved.
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
  let index = 0;
  let turn = stopwatch();
  for (const tile of tiles(table, part, order)) {
    if (index++ < skip) continue;
    for (const batch of maker.batches(tile, part.path)) {
      await sink.write(batch);
      hooks.rows(batch.rows);
      if (stopwatch() - turn > TURN) {
        await new Promise((resolve) => setImmediate(resolve));
        turn = stopwatch();
      }
      hooks.abort?.throwIfAborted();
    }
    const position = await sink.flush();
    if (position && hooks.tile) hooks.tile(index, position);
  }
  return sink.seal(part.path);
}
