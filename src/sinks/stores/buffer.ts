import type { Batch, Schema } from "../../core/batch.ts";
import { type Reader, readersOf, type Value } from "../rows.ts";

export interface Buffer {
  write(batch: Batch): Promise<void>;
  flush(): Promise<void>;
}

/**
 * Gathers rows and hands them on when there are `limit`, and the rest at a flush. `written` turns the reader of a field
 * into one of what the client takes.
 */
export function rowBuffer(
  schema: Schema,
  limit: number,
  written: (field: Schema["fields"][number], read: Reader) => Reader,
  put: (rows: Value[][]) => Promise<void>,
): Buffer {
  const readers = readersOf(schema).map((read, c) => written(schema.fields[c], read));
  let rows: Value[][] = [];
  const flush = async (): Promise<void> => {
    const full = rows;
    rows = [];
    if (full.length > 0) await put(full);
  };
  return {
    async write(batch) {
      for (let i = 0; i < batch.rows; i++) {
        rows.push(readers.map((read) => read(batch, i)));
        if (rows.length >= limit) await flush();
      }
    },
    flush,
  };
}

/** A reader whose values are changed, those that are there. */
export function mapped(read: Reader, change: (value: never) => Value): Reader {
  return (batch, i) => {
    const value = read(batch, i);
    return value === null ? null : change(value as never);
  };
}
