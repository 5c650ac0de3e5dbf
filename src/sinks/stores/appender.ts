import type { DuckDBAppender, DuckDBConnection, DuckDBType, DuckDBValue } from "@duckdb/node-api";
import type { Batch, Schema } from "../../core/batch.ts";
import { type Kind, kindOf, type Reader, readersOf, type Value } from "../rows.ts";

type Client = typeof import("@duckdb/node-api");

/** Rows of a chunk: DuckDB's vector size. */
const CHUNK = 2048;

/** Appends batches to a table of DuckDB, by whole columns. */
export interface Appender {
  write(batch: Batch): Promise<void>;
  /** Rows since it was closed last. */
  rows(): number;
  /** Puts what it holds into the table; what is written next opens it anew. */
  close(): void;
}

export function appendTo(duck: Client, connection: DuckDBConnection, table: string, schema: Schema): Appender {
  const readers = readersOf(schema).map((read, c) => written(duck, kindOf(schema.fields[c]), read));
  const types = schema.fields.map((field) => typesOf(duck)[kindOf(field)]);
  let open: DuckDBAppender | undefined;
  let rows = 0;
  return {
    async write(batch) {
      open ??= await connection.createAppender(table);
      for (let first = 0; first < batch.rows; first += CHUNK) {
        const count = Math.min(CHUNK, batch.rows - first);
        const chunk = duck.DuckDBDataChunk.create(types, count);
        for (let c = 0; c < readers.length; c++) {
          const vector = chunk.getColumnVector(c);
          const read = readers[c];
          for (let i = 0; i < count; i++) vector.setItem(i, read(batch, first + i));
          vector.flush();
        }
        open.appendDataChunk(chunk);
      }
      rows += batch.rows;
    },
    rows: () => rows,
    close() {
      const last = open;
      open = undefined;
      rows = 0;
      last?.closeSync();
    },
  };
}

type Written = (batch: Batch, i: number) => DuckDBValue;

const typesOf = ({ BIGINT, BOOLEAN, DOUBLE, INTEGER, TIMESTAMPTZ, VARCHAR }: Client): Record<Kind, DuckDBType> => ({
  instant: TIMESTAMPTZ,
  long: BIGINT,
  integer: INTEGER,
  float: DOUBLE,
  boolean: BOOLEAN,
  text: VARCHAR,
});

/** Instants are counted in microseconds; consecutive rows mostly share theirs. */
function written({ DuckDBTimestampTZValue }: Client, kind: Kind, read: Reader): Written {
  if (kind !== "instant" && kind !== "long") return read;
  const make = (value: number) =>
    kind === "long" ? BigInt(value) : new DuckDBTimestampTZValue(BigInt(Math.round(value * 1000)));
  let last: Value = null;
  let made: DuckDBValue = null;
  return (batch, i) => {
    const value = read(batch, i);
    if (value !== last) {
      last = value;
      made = value === null ? null : make(value as number);
    }
    return made;
  };
}

/**
 * Whether all rows of a batch are newer than every row before, of the table and of earlier batches: then none of them can
 * be there. Rows of one time are told apart by their entities, in the order of the inventory; of a table with another key
 * it is never known.
 */
export async function freshness(
  { fields, key }: Schema,
  newest: () => Promise<number | undefined>,
): Promise<(batch: Batch) => boolean> {
  const time = fields.findIndex(({ name, type }) => key.includes(name) && type === "time");
  const known = fields.some(({ name, role }) => role === "entity" && key.includes(name));
  if (key.length !== 2 || time < 0 || !known) return () => false;
  let latest = (await newest()) ?? -Infinity;
  let entity = Infinity;
  return ({ rows, columns, entities }) => {
    const times = (columns[time] as { values: Float64Array }).values;
    let fresh = true;
    for (let i = 0; i < rows; i++) {
      fresh &&= times[i] > latest || (times[i] === latest && entities[i] > entity);
      if (times[i] >= latest) entity = times[i] > latest || fresh ? entities[i] : Infinity;
      latest = Math.max(latest, times[i]);
    }
    return fresh;
  };
}
