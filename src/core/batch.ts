/**
 * A column of a batch. `values` may be longer than the batch: only the first `rows` entries count. Where `nulls[i]` is 1
 * the value is absent. `fixed` holds integers (below 2^53) that stand for value / 10^decimals.
 */
export type Column = { nulls?: Uint8Array } & (
  | { type: "time"; values: Float64Array }
  | { type: "float"; values: Float64Array }
  | { type: "fixed"; values: Float64Array; decimals: number }
  | { type: "int"; values: Int32Array }
  | { type: "bool"; values: Uint8Array }
  | { type: "text"; codes: Int32Array; dictionary: readonly string[] }
);

/** How instants are written as text or numbers; `zone` gives the offset. */
export type TimeFormat = "iso" | "naive" | "sql" | "epoch" | "epoch-ms";

export interface Field {
  /** The column's name; dots nest in JSON. */
  name: string;
  type: Column["type"];
  unit?: string;
  /** Of a `fixed` field. */
  decimals?: number;
  /** Of a `time` field: how it is written, in which zone, and whether milliseconds can be other than 0. */
  time?: { format: TimeFormat; zone: string; milliseconds: boolean };
  nullable: boolean;
  role: "entity" | "time" | "begin" | "end" | "metric" | "value" | "tag" | "event" | "label";
}

export interface Schema {
  table: string;
  fields: readonly Field[];
  /** Names of the fields that identify a row: entity and nominal time (and metric), before jitter. */
  key: readonly string[];
}

/** Rows of one table in columns. Buffers are borrowed: valid until the `write()` they were handed to resolves. */
export interface Batch {
  schema: Schema;
  rows: number;
  columns: readonly Column[];
  /** Entity index and tick of each row; longer than `rows` is allowed. */
  entities: Int32Array;
  ticks: Float64Array;
  /** The partition the rows belong to, a relative path without extension rules; a batch never spans two. */
  partition: string;
}
