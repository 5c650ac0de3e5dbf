import { createRequire } from "node:module";
import { resolve } from "node:path";
import { z } from "zod";
import type { Schema } from "../core/batch.ts";
import { defineSink, type Stamp } from "../core/sink.ts";
import { type Kind, kindOf } from "./rows.ts";
import { appendTo, freshness } from "./stores/appender.ts";
import { type Dialect, holdings, names, type Query, sqlTable, textLiteral, transaction } from "./stores/sql.ts";
import { client, type Failure, type Store, storeSink } from "./stores/store.ts";
import { prepareTable } from "./stores/table.ts";
import { turnAt } from "./stores/turns.ts";

type Client = typeof import("@duckdb/node-api");

/** ms that a writer waits for another of this process to finish. */
const PATIENCE = 30_000;
/** Rows staged, for keys that may be there, before they go into the table. */
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

/** What the client is made of: it takes whole columns, which the client itself does not. */
function bindingsOf(): typeof import("@duckdb/node-bindings") {
  return createRequire(createRequire(import.meta.url).resolve("@duckdb/node-api"))("@duckdb/node-bindings");
}

async function connect(path: string, schema: Schema, stamp: Stamp, force: boolean): Promise<Store> {
  const [duck] = await client<Client>("duckdb", ["@duckdb/node-api"]);
  const bindings = bindingsOf();
  // which rows are new is known as long as nobody else writes the table
  const leave = await turnAt(`${resolve(path)} ${schema.table}`, PATIENCE);
  // two databases over one file would each write over the other's rows: in a process there is one
  const instance = await duck.DuckDBInstance.fromCache(path).catch((error) => {
    leave();
    throw error;
  });
  const connection = await instance.connect();
  const query: Query = async (sql) => (await connection.runAndReadAll(sql)).getRowObjectsJS();
  const close = async () => {
    connection.closeSync();
    instance.closeSync();
    leave();
  };
  try {
    await query("SET TimeZone = 'UTC'");
    const prepared = await turnAt(resolve(path), PATIENCE);
    await transaction(query, () => prepareTable(sqlTable(dialect, query, schema), schema, stamp, force)).finally(
      prepared,
    );
    await query(`CREATE TEMP TABLE staged AS FROM ${dialect.quote(schema.table)} LIMIT 0`);
  } catch (error) {
    await close();
    throw error;
  }
  const known = holdings(dialect, query, schema);
  const isFresh = await freshness(schema, known.newest);
  const [table, staged] = [schema.table, "staged"].map((name) => appendTo(duck, bindings, connection, name, schema));
  let open = false;
  const settle = async () => {
    table.close();
    if (staged.rows() === 0) return;
    staged.close();
    await merge(query, schema);
  };
  return {
    async write(batch) {
      if (!open) await query("BEGIN");
      open = true;
      const to = isFresh(batch) ? table : staged;
      // what was staged before stays before
      if (to === table && staged.rows() > 0) await settle();
      await to.write(batch);
      if (staged.rows() >= STAGED) await settle();
    },
    async flush() {
      if (!open) return;
      await settle();
      await query("COMMIT");
      open = false;
    },
    ...known,
    async close() {
      if (open) await query("ROLLBACK").catch(() => {});
      await close();
    },
  };
}

/** Puts what is staged into the table in place of rows with the same keys. */
async function merge(query: Query, schema: Schema): Promise<void> {
  const { quote } = dialect;
  const { fields, key } = schema;
  const table = quote(schema.table);
  const same = key.map((name) => `${table}.${quote(name)} = staged.${quote(name)}`);
  await query(`DELETE FROM ${table} USING staged WHERE ${same.join(" AND ")}`);
  const [{ rows, keys }] = await query(
    `SELECT COUNT(*) AS rows, (SELECT COUNT(*) FROM (SELECT DISTINCT ${names(dialect, key)} FROM staged)) AS keys FROM staged`,
  );
  const last =
    rows === keys ? "" : ` QUALIFY ROW_NUMBER() OVER (PARTITION BY ${names(dialect, key)} ORDER BY rowid DESC) = 1`;
  const all = names(
    dialect,
    fields.map(({ name }) => name),
  );
  await query(`INSERT INTO ${table} SELECT ${all} FROM staged${last}`);
  await query("DELETE FROM staged");
}

function remedy({ message }: Failure): string | undefined {
  if (/lock on file|is locked|No space left|Could not write|out of memory/i.test(message)) return undefined;
  return /Cannot open file/i.test(message) ? "create its folder first, one that may be written to" : "";
}
