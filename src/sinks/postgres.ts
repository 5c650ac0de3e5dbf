import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { Client as Connection, QueryResult } from "pg";
import { z } from "zod";
import type { Schema } from "../core/batch.ts";
import { defineSink, type Stamp } from "../core/sink.ts";
import { instantWriter, type Kind, kindOf, type Value } from "./rows.ts";
import { mapped, rowBuffer } from "./stores/buffer.ts";
import { beside, type Dialect, holdings, names, type Query, sqlTable, textLiteral, transaction } from "./stores/sql.ts";
import { client, type Failure, type Store, storeSink } from "./stores/store.ts";
import { prepareTable } from "./stores/table.ts";
import { textRows } from "./stores/text-rows.ts";

/** Rows of one COPY. */
const ROWS = 20_000;
/** ms to wait for a connection. */
const PATIENCE = 10_000;
/** Names the lock under which tables are made; any number. */
const LOCK = 7_305_812;

const TYPES: Readonly<Record<Kind, string>> = {
  instant: "timestamp with time zone",
  long: "bigint",
  integer: "integer",
  float: "double precision",
  boolean: "boolean",
  text: "text",
};

const dialect: Dialect = {
  quote: (name) => `"${name.replaceAll('"', '""')}"`,
  typeOf: (field) => TYPES[kindOf(field)],
  instant: (ms) => `TIMESTAMPTZ '${new Date(ms).toISOString()}'`,
  describe: (table) =>
    `SELECT column_name AS name, data_type AS type FROM information_schema.columns WHERE table_schema = current_schema() AND table_name = ${textLiteral(table)} ORDER BY ordinal_position`,
};

export const postgres = defineSink({
  type: "postgres",
  summary: "A table of PostgreSQL, a hypertable where TimescaleDB is, each row once: postgres://user@host/db",
  options: z.strictObject({}),
  example: {},
  stores: "rows",
  match: (url) => /^postgres(ql)?:\/\//.test(url),
  create: (_, { url, force }) =>
    storeSink({ type: "postgres", url, connect: (schema, stamp) => connect(url, schema, stamp, force), remedy }),
});

async function connect(url: string, schema: Schema, stamp: Stamp, force: boolean): Promise<Store> {
  const [{ default: pg }, copy] = (await client<unknown>("postgres", ["pg", "pg-copy-streams"])) as [
    typeof import("pg") & { default: typeof import("pg") },
    typeof import("pg-copy-streams"),
  ];
  const connection = new pg.Client({
    connectionString: url,
    connectionTimeoutMillis: PATIENCE,
    application_name: "fauxmetry",
    keepAlive: true,
  });
  // a connection that is lost between statements is seen by the next one
  connection.on("error", () => {});
  const query: Query = async (sql) => ((await connection.query(sql)) as QueryResult).rows ?? [];
  try {
    await connection.connect();
    await transaction(query, async () => {
      await query(`SELECT pg_advisory_xact_lock(${LOCK})`);
      const fresh = await isFresh(query, schema, force);
      await prepareTable(sqlTable(dialect, query, schema), schema, stamp, force);
      if (fresh) await makeHypertable(query, schema);
    });
    await query(`CREATE TEMP TABLE staged (LIKE ${dialect.quote(schema.table)}, "#" bigserial) ON COMMIT DELETE ROWS`);
  } catch (error) {
    await connection.end().catch(() => {});
    throw error;
  }
  const copyIn = `COPY staged (${names(
    dialect,
    schema.fields.map(({ name }) => name),
  )}) FROM STDIN`;
  const upsert = upsertOf(schema);
  const instant = instantWriter("T", true, "Z");
  const buffer = rowBuffer(
    schema,
    ROWS,
    (field, read) => (kindOf(field) === "instant" ? mapped(read, instant) : read),
    (rows: Value[][]) =>
      transaction(query, async () => {
        await pipeline(Readable.from([textRows(rows)]), connection.query(copy.from(copyIn)));
        await query(upsert);
      }),
  );
  return { ...buffer, ...holdings(dialect, query, schema), close: () => end(connection) };
}

async function end(connection: Connection): Promise<void> {
  await connection.end().catch(() => {});
}

async function isFresh(query: Query, { table }: Schema, force: boolean): Promise<boolean> {
  return force || (await query(dialect.describe(table))).length === 0;
}

/** Where TimescaleDB is installed and the key has a time, the table is cut into chunks by it. */
async function makeHypertable(query: Query, { table, fields, key }: Schema): Promise<void> {
  const time = fields.find((field) => key.includes(field.name) && kindOf(field) === "instant");
  const [found] = await query("SELECT 1 FROM pg_extension WHERE extname = 'timescaledb'");
  if (found && time)
    await query(`SELECT create_hypertable(${textLiteral(dialect.quote(table))}, ${textLiteral(time.name)})`);
}

/** Rows that are there already as they are wanted are not written again. */
function upsertOf(schema: Schema): string {
  const { quote } = dialect;
  const { table, fields, key } = schema;
  const [all, keys] = [
    names(
      dialect,
      fields.map(({ name }) => name),
    ),
    names(dialect, key),
  ];
  const others = beside(schema).map(quote);
  const [old, fresh] = [quote(table), "excluded"].map((of) => others.map((name) => `${of}.${name}`).join(", "));
  const change = others.map((name) => `${name} = excluded.${name}`).join(", ");
  const then = others.length === 0 ? "NOTHING" : `UPDATE SET ${change} WHERE (${old}) IS DISTINCT FROM (${fresh})`;
  return `INSERT INTO ${quote(table)} (${all}) SELECT DISTINCT ON (${keys}) ${all} FROM staged ORDER BY ${keys}, "#" DESC ON CONFLICT (${keys}) DO ${then}`;
}

/** By the class of the SQLSTATE: https://www.postgresql.org/docs/current/errcodes-appendix.html */
function remedy({ code, errno, message }: Failure): string | undefined {
  const state = String(code ?? "");
  if (/SSL/.test(message) && state === "") return "sslmode in the URL says how to connect";
  // EPIPE and others of the system have a number beside their name
  if (errno !== undefined || !/^[0-9A-Z]{5}$/.test(state) || /^(08|40|53|55|57|58)/.test(state)) return undefined;
  if (/^28/.test(state)) return "check user and password in the URL";
  if (state === "3D000") return "create the database first";
  return state === "42501" ? "the user needs the right to create tables there" : "";
}
