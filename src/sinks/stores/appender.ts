import type { DuckDBAppender, DuckDBConnection } from "@duckdb/node-api";
import type { Batch, Schema } from "../../core/batch.ts";
import { kindOf } from "../rows.ts";
import { fillerOf, ROWS, typesOf } from "./vectors.ts";

type Client = typeof import("@duckdb/node-api");
type Bindings = typeof import("@duckdb/node-bindings");

/** Appends batches to a table of DuckDB, by whole columns. */
export interface Appender {
  write(batch: Batch): Promise<void>;
  /** Rows since it was closed last. */
  rows(): number;
  /** Puts what it holds into the table; what is written next opens it anew. */
  close(): void;
}

export function appendTo(
  client: Client,
  bindings: Bindings,
  connection: DuckDBConnection,
  table: string,
  schema: Schema,
): Appender {
  const fillers = schema.fields.map((field, c) => fillerOf(client, bindings, field, c));
  const types = typesOf(client);
  const chunk = client.DuckDBDataChunk.create(schema.fields.map((field) => types[kindOf(field)]));
  let open: DuckDBAppender | undefined;
  let rows = 0;
  return {
    async write(batch) {
      open ??= await connection.createAppender(table);
      for (let first = 0; first < batch.rows; first += ROWS) {
        const count = Math.min(ROWS, batch.rows - first);
        chunk.reset();
        chunk.rowCount = count;
        for (let c = 0; c < fillers.length; c++)
          fillers[c](bindings.data_chunk_get_vector(chunk.chunk, c), batch, first, count);
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
