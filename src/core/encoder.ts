import type { z } from "zod";
import type { Batch, Schema } from "./batch.ts";
import type { Definition } from "./definition.ts";

/** Turns batches of one schema into bytes. Result arrays are borrowed until the next call. */
export interface EncoderStream {
  /** What stands before the first row (a CSV header). Called once per file; not when a file is resumed. */
  start(): Uint8Array;
  write(batch: Batch): Uint8Array;
  /** What `write` has held back, of formats in which a row's bytes depend on the next: called where ticks are whole. */
  flush?(): Uint8Array;
  /** What stands after the last row. */
  end(): Uint8Array;
}

/** Where a file comes from, by key, for formats that have a place for it. */
export type Origin = Readonly<Record<string, string>>;

export interface Encoder {
  readonly mediaType: string;
  /** File suffixes that choose it, the preferred one first: `.ndjson`. */
  readonly extensions: readonly string[];
  /**
   * A file is one stream from its start to its end: bytes that one stream made for some rows cannot stand in a file
   * with those of another, so that a file is neither continued nor shared by workers.
   */
  readonly whole?: boolean;
  open(schema: Schema, origin?: Origin): EncoderStream;
}

export type EncoderDefinition<S extends z.ZodType = z.ZodType> = Definition<S, Encoder, undefined>;

export function defineEncoder<S extends z.ZodType>(definition: EncoderDefinition<S>): EncoderDefinition<S> {
  return definition;
}
