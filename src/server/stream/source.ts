import type { Batch, Schema } from "../../core/batch.ts";

/** What a stream shows: rows of one table, tick by tick. */
export interface Source {
  readonly schema: Schema;
  /** Most ticks that may be asked for at once. */
  readonly most: number;
  /** Rows of a tick. */
  readonly width: number;
  /** The rows of ticks [tick, tick + ticks), in order. A batch is borrowed until the next one is asked for. */
  rows(tick: number, ticks: number): Iterable<Batch>;
}

/** Ticks at once of a stream that waits for the clock, and of one that does not: buffers are made for so many. */
export const FEW = 16;
export const MANY = 8192;
