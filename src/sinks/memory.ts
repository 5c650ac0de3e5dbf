import { z } from "zod";
import type { Batch, Schema } from "../core/batch.ts";
import { defineSink, type Sink, type SinkDefinition } from "../core/sink.ts";
import { type Value, valueAt } from "./rows.ts";

/** A row as plain data: times are ms UTC, fixed numbers their value. */
export type Row = Record<string, Value>;

/** A sink that keeps rows, for programs and tests: `const sink = memorySink(); ... sink.rows`. */
export function memorySink(): Sink & { readonly rows: Row[] } {
  const rows: Row[] = [];
  let sealed = 0;
  let schema: Schema;
  return {
    rows,
    async open(of) {
      schema = of;
    },
    async write(batch) {
      for (let i = 0; i < batch.rows; i++) rows.push(rowOf(schema, batch, i));
    },
    async flush() {
      return undefined;
    },
    async seal(partition) {
      const seal = { partition, rows: rows.length - sealed, bytes: 0, crc32: "" };
      sealed = rows.length;
      return seal;
    },
    async close() {},
  };
}

/** Row i of a batch. */
export function rowOf(schema: Schema, batch: Batch, i: number): Row {
  return Object.fromEntries(schema.fields.map((field, c) => [field.name, valueAt(batch.columns[c], i)]));
}

export const memory: SinkDefinition = defineSink({
  type: "memory",
  summary: "Rows kept in memory, for programs that use the library: memory:",
  options: z.strictObject({}),
  example: {},
  stores: "rows",
  match: (url) => url === "memory:",
  create: () => memorySink(),
});
