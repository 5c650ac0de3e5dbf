import type { z } from "zod";
import type { Batch, Schema } from "./batch.ts";
import type { Compression } from "./compression.ts";
import type { Definition } from "./definition.ts";
import type { EncoderStream } from "./encoder.ts";
import type { Billing, Objects, Tell } from "./objects.ts";

/** What a run is: rows stored under another stamp are another run's and are never touched. */
export interface Stamp {
  /** Hash of the resolved scenario, layout and format. */
  run: string;
  seed: number;
  /** Hash of what decides values, whatever the window: rows of one source belong together in a store. */
  source: string;
  shard: { index: number; count: number };
}

/** What a sealed partition holds. `bytes` and `crc32` are of the uncompressed content. */
export interface Seal {
  partition: string;
  rows: number;
  bytes: number;
  /** Eight hex digits; empty where nothing is kept as bytes. */
  crc32: string;
  /** Size of the file, where it is compressed. */
  stored?: number;
  /** Of an object, the store's own checksum. */
  tag?: string;
}

/** Where an unfinished partition continues: everything before is stored. */
export interface Position {
  partition: string;
  rows: number;
  bytes: number;
  /** Of the uncompressed content so far, of a sink that stores bytes. */
  crc32?: string;
  /** Bytes of the file, where it is compressed. */
  stored?: number;
}

/** What a table of a store holds of one entity in some span of time. */
export interface Held {
  id: string;
  rows: number;
  /** ms UTC of the latest of them. */
  last: number;
}

/**
 * Takes batches. The calls come one at a time: open, then write / flush / seal in any number, then close. Only where
 * `sealing` says so are seals still under way while the next partition is written.
 * `write` may hold data back; once `flush` has resolved, all that was written is stored, and only then does the engine
 * record a checkpoint.
 */
export interface Sink {
  /** Seals that may be under way at a time while more is written; none unless given. Asked each time. */
  readonly sealing?: number;
  /** Resolves to true where it continues at `from`; if what stood before that is gone, the partition begins anew. */
  open(schema: Schema, stamp: Stamp, from?: Position): Promise<boolean | undefined>;
  write(batch: Batch): Promise<void>;
  /**
   * Appends bytes that an encoder of this sink made elsewhere, in shared memory, which is not to be changed until `done`
   * is called; only on sinks that store bytes. `crc` is theirs, where they were summed up.
   */
  append?(partition: string, rows: number, bytes: Uint8Array, done: () => void, crc?: number): Promise<void>;
  /** Stores everything written so far; resolves to where the open partition stands, if the sink has partitions. */
  flush(): Promise<Position | undefined>;
  /** No more rows for this partition: all that was written is stored, and it is given its final name. */
  seal(partition: string): Promise<Seal>;
  /** Of a store of rows: ms UTC of the latest row; undefined where there is none. */
  newest?(): Promise<number | undefined>;
  /** Of a store of rows: what it holds of times [from, to), ms UTC, an entry for each entity that has rows there. */
  held?(from: number, to: number): Promise<Held[]>;
  /** Releases everything; safe to call twice, and without `open`. Unsealed partitions stay unfinished. */
  close(): Promise<void>;
}

export interface SinkContext {
  /** The target as the user named it, `out/` or `sqlite:x.db`. */
  readonly url: string;
  /** Of a sink of files: the folder that partitions are relative to. */
  readonly directory: string;
  /** Opens an encoder over a schema; only sinks that store bytes call it. */
  encode(schema: Schema): EncoderStream;
  /** How the bytes are compressed on their way; only sinks that store bytes ask. */
  readonly compression?: Compression;
  /** Of the content; only sinks that name it ask. */
  readonly mediaType?: string;
  /** Folder where a sink of objects keeps each until the store has it; by default in memory, a part at a time. */
  readonly spool?: string;
  /** Existing files may be replaced. */
  readonly force: boolean;
  readonly tell?: Tell;
}

/** A sink that a URL names. */
export interface SinkDefinition<S extends z.ZodType = z.ZodType> extends Definition<S, Sink, SinkContext> {
  /** Whether this URL is this sink's. The first of the catalog that says so takes it. */
  match(url: string): boolean;
  /** files: partitions are files under a directory, with manifests; stream: one partition of bytes; rows: batches as such. */
  readonly stores: "files" | "stream" | "rows";
  /** Of a sink whose files are objects of a store: opens a bucket at the prefix that a URL names. */
  objects?(url: string, tell?: Tell): Promise<Objects>;
  /** Of such a sink: how the store bills. */
  readonly billing?: Billing;
}

export function defineSink<S extends z.ZodType>(definition: SinkDefinition<S>): SinkDefinition<S> {
  return definition;
}
