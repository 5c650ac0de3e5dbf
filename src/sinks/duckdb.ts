import type { DuckDBConnection } from "@duckdb/node-api";
import { z } from "zod";
import type { Batch, Field, Schema } from "../core/batch.ts";
import { defineSink, type Stamp } from "../core/sink.ts";
import { type Kind, kindOf, readersOf, timeOf, type Value } from "./rows.ts";
import { type Dialect, heldBy, names, type Query, sqlTable, textLiteral, transaction } from "./stores/sql.ts";
import { client, type Failure, type Store, storeSink } from "./stores/store.ts";
import { prepareTable } from "./stores/table.ts";

type Client = typeof import("@duckdb/node-api");

/** Rows of a chunk: DuckDB's vector size. */
const CHUNK = 2048;
/** Rows staged before they go into the table. */
const STAGED = 200_000;

const TYPES: Readonly<Record<Kind, string>> = {
  instant: "TIMESTAMP WITH TIME ZONE",
  long: "BIGINT",
  integer: "INTEGER",
  float: "DOUBLE",
  boolean: "BOOLEAN",
  text: "VARCHAR",
};

const dialect: Dialect = {
  quote: (name) => `"${name.replaceAll('"', '""')}"`,
  typeOf: (field) => TYPES[kindOf(field)],
  instant: (ms) => `TIMESTAMPTZ '${new Date(ms).toISOString()}'`,
  // an index in memory would make a large load several times slower; one process writes, and replaces rows by their key
  constraint: () => "",
  describe: (table) =>
    `SELECT column_name AS name, data_type AS type FROM information_schema.columns WHERE table_schema = current_schema() AND table_catalog = current_database() AND table_name = ${textLiteral(table)}`,
};

export const duckdb = defineSink({
  type: "duckdb",
  summary: "A table of a DuckDB database, each row once: duckdb:x.duckdb",
  options: z.strictObject({}),
  example: {},
  stores: "rows",
  match: (url) => url.startsWith("duckdb:"),
  create(_, { url, force }) {
    const path = url.slice("duckdb:".length);
    return storeSink({
      type: "duckdb",
      url: path,
      connect: (schema, stamp) => connect(path, schema, stamp, force),
      remedy,
    });
  },
});

async function connect(path: string, schema: Schema, stamp: Stamp, force: boolean): Promise<Store> {
  const [duck] = await client<Client>("duckdb", ["@duckdb/node-api"]);
  const instance = await duck.DuckDBInstance.create(path);
  const connection = await instance.connect();
  const query: Query = async (sql) => (await connection.runAndReadAll(sql)).getRowObjectsJS();
  const close = async () => {
    connection.closeSync();
    instance.closeSync();
  };
  try {
    await query("SET TimeZone = 'UTC'");
    await transaction(query, () => prepareTable(sqlTable(dialect, query, schema), schema, stamp, force));
    const columns = schema.fields.map(({ name }, c) => `${dialect.quote(name)} ${stagedType(schema.fields[c])}`);
    await query(`CREATE TEMP TABLE staged (${columns.join(", ")})`);
  } catch (error) {
    await close();
    throw error;
  }
  const append = appender(duck, connection, schema);
  let staged = 0;
  const flush = async () => {
    if (staged > 0) await transaction(query, () => merge(query, schema));
    staged = 0;
  };
  return {
    async write(batch) {
      await append(batch);
      staged += batch.rows;
      if (staged >= STAGED) await flush();
    },
    flush,
    held: (from, to) => heldBy(dialect, query, schema, from, to),
    close,
  };
}

/** Instants are staged as ms: as such they are appended fastest. */
function stagedType(field: Field): string {
  return kindOf(field) === "instant" || kindOf(field) === "long" ? "DOUBLE" : TYPES[kindOf(field)];
}

function appender(
  { DuckDBDataChunk, BOOLEAN, DOUBLE, INTEGER, VARCHAR }: Client,
  connection: DuckDBConnection,
  schema: Schema,
): (batch: Batch) => Promise<void> {
  const readers = readersOf(schema);
  const byName: Record<string, typeof BOOLEAN | typeof DOUBLE | typeof INTEGER | typeof VARCHAR> = {
    BOOLEAN,
    DOUBLE,
    INTEGER,
    VARCHAR,
  };
  const types = schema.fields.map((field) => byName[stagedType(field)]);
  return async (batch) => {
    const to = await connection.createAppender("staged");
    for (let first = 0; first < batch.rows; first += CHUNK) {
      const rows = Math.min(CHUNK, batch.rows - first);
      const columns = readers.map((read) => {
        const values: Value[] = new Array(rows);
        for (let i = 0; i < rows; i++) values[i] = read(batch, first + i);
        return values;
      });
      const chunk = DuckDBDataChunk.create(types);
      chunk.setColumns(columns);
      to.appendDataChunk(chunk);
    }
    to.closeSync();
  };
}

/** Puts what is staged into the table in place of rows with the same keys. */
async function merge(query: Query, schema: Schema): Promise<void> {
  const { quote } = dialect;
  const { fields, key } = schema;
  const table = quote(schema.table);
  const value = (field: Field, of = "") => {
    const name = of + quote(field.name);
    if (kindOf(field) === "instant") return `make_timestamptz(CAST(${name} * 1000 AS BIGINT))`;
    return kindOf(field) === "long" ? `CAST(${name} AS BIGINT)` : name;
  };
  const time = timeOf(schema);
  const span = `SELECT MIN(${value(time)}) AS first, MAX(${value(time)}) AS last FROM staged`;
  const [{ n }] = await query(
    `SELECT COUNT(*) AS n FROM ${table}, (${span}) AS span WHERE ${quote(time.name)} BETWEEN span.first AND span.last`,
  );
  // mostly there is nothing at these times yet, which is known without a look at each row
  if (Number(n) > 0) {
    const same = fields
      .filter(({ name }) => key.includes(name))
      .map((field) => `${table}.${quote(field.name)} = ${value(field, "staged.")}`);
    await query(`DELETE FROM ${table} USING staged WHERE ${same.join(" AND ")}`);
  }
  const [{ rows, keys }] = await query(
    `SELECT COUNT(*) AS rows, (SELECT COUNT(*) FROM (SELECT DISTINCT ${names(dialect, key)} FROM staged)) AS keys FROM staged`,
  );
  const last =
    rows === keys ? "" : ` QUALIFY ROW_NUMBER() OVER (PARTITION BY ${names(dialect, key)} ORDER BY rowid DESC) = 1`;
  await query(`INSERT INTO ${table} SELECT ${fields.map((field) => value(field)).join(", ")} FROM staged${last}`);
  await query("DELETE FROM staged");
}

function remedy({ message }: Failure): string | undefined {
  if (/lock on file|No space left|Could not write|out of memory/i.test(message)) return undefined;
  return /Cannot open file/i.test(message) ? "create its folder first, one that may be written to" : "";
}
