import type { Position, Seal, Sink } from "../core/sink.ts";
import type { BatchMaker } from "./generate.ts";
import { stopwatch } from "./pace.ts";
import type { Table } from "./plan.ts";
import type { Part } from "./region.ts";
import { createCheckpoints, type Order, tiles } from "./tiles.ts";

/** What writing a part reports as it goes. */
export interface Hooks {
  /** Rows handed to the sink since the last call. */
  rows(count: number): void;
  /** A checkpoint: everything up to and including this many tiles is stored. */
  tile?(tiles: number, position: Position): Promise<void>;
  /** Called between batches and tiles: it may wait, or throw to end the work there. */
  pause?(): Promise<void>;
}

/** Seconds between turns of the event loop: what other threads have done is seen then. */
const TURN = 0.002;

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
 * Makes a part and writes it, from its `skip`th tile on. A checkpoint is reported only after `flush` has resolved; the last
 * tile has none, since the seal follows.
 */
export async function writePart(
  table: Table,
  maker: BatchMaker,
  sink: Sink,
  part: Part,
  order: Order,
  skip: number,
  hooks: Hooks,
): Promise<void> {
  const isCheckpoint = createCheckpoints(table, part, order);
  let done = 0;
  for (const tile of tiles(table, part, order)) {
    if (done > skip && isCheckpoint(done)) {
      const position = await sink.flush();
      if (position) await hooks.tile?.(done, position);
    }
    if (done++ < skip) continue;
    await hooks.pause?.();
    for (const batch of maker.batches(tile, part.path)) {
      await sink.write(batch);
      hooks.rows(batch.rows);
      await hooks.pause?.();
    }
  }
}

/** Seals parts that are written, as many at a time as the sink says. */
export interface Sealing {
  /** Begins to seal a part; waits while too many others are under way. Rejects once any has failed. */
  seal(part: number, path: string): Promise<void>;
  /** Waits for all of them. */
  end(): Promise<void>;
}

/** `sealed` is told of each part once it is stored. */
export function createSealing(sink: Sink, sealed: (part: number, seal: Seal) => void): Sealing {
  const underWay = new Set<Promise<void>>();
  let failed: { error: unknown } | undefined;
  const settle = async (most: number): Promise<void> => {
    while (underWay.size > most && !failed) await Promise.race(underWay);
    if (failed) throw failed.error;
  };
  return {
    seal(part, path) {
      const stored = sink
        .seal(path)
        .then((seal) => sealed(part, seal))
        .catch((error) => {
          failed ??= { error };
        })
        .finally(() => underWay.delete(stored));
      underWay.add(stored);
      return settle(sink.sealing ?? 0);
    },
    end: () => settle(0),
  };
}
