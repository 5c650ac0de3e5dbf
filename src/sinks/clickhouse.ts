import { createHash } from "node:crypto";
import { Readable } from "node:stream";
import type { ClickHouseClient } from "@clickhouse/client";
import { z } from "zod";
import type { Field, Schema } from "../core/batch.ts";
import { PermanentError } from "../core/error.ts";
import { defineSink, type Stamp } from "../core/sink.ts";
import { instantWriter, type Kind, kindOf } from "./rows.ts";
import { mapped, rowBuffer } from "./stores/buffer.ts";
import { type Dialect, holdings, type Query, sqlTable, textLiteral } from "./stores/sql.ts";
import { client, type Failure, type Store, storeSink } from "./stores/store.ts";
import { prepareTable } from "./stores/table.ts";
import { textRows } from "./stores/text-rows.ts";

/** Rows of one insert: the server makes a part of each, and wants few. */
const ROWS = 20_000;
/** ms to wait for an answer. */
const PATIENCE = 60_000;

/** What a server can that older ones cannot. */
interface Abilities {
  DateTime64: boolean;
  LowCardinality: boolean;
  Bool: boolean;
  tokens: boolean;
}

export const clickhouse = defineSink({
  type: "clickhouse",
  summary: "A table of ClickHouse, a row of each key after merges: clickhouse://user@host/db, ?secure=true over TLS",
  options: z.strictObject({}),
  example: {},
  stores: "rows",
  match: (url) => url.startsWith("clickhouse://"),
  create: (_, { url, force }) =>
    storeSink({ type: "clickhouse", url, connect: (schema, stamp) => connect(url, schema, stamp, force), remedy }),
});

async function connect(url: string, schema: Schema, stamp: Stamp, force: boolean): Promise<Store> {
  const [{ createClient, ClickHouseLogLevel }] = await client<typeof import("@clickhouse/client")>("clickhouse", [
    "@clickhouse/client",
  ]);
  const { hostname, port, username, password, pathname, searchParams } = new URL(url.replace(/^clickhouse/, "http"));
  const secure = searchParams.get("secure") === "true";
  const connection = createClient({
    url: `${secure ? "https" : "http"}://${hostname}:${port || (secure ? 8443 : 8123)}`,
    username: decodeURIComponent(username) || undefined,
    password: decodeURIComponent(password),
    database: decodeURIComponent(pathname.slice(1)) || undefined,
    request_timeout: PATIENCE,
    application: "fauxmetry",
    // failures are told by what is thrown
    log: { level: ClickHouseLogLevel.OFF },
  });
  const query = queryOf(connection);
  try {
    const can = await abilities(query);
    checkTimes(schema, can);
    const dialect = dialectOf(can);
    await prepareTable(sqlTable(dialect, query, schema), schema, stamp, force);
    const instant = instantWriter(" ", can.DateTime64);
    const buffer = rowBuffer(
      schema,
      ROWS,
      (field, read) => {
        if (kindOf(field) === "boolean" && !can.Bool) return mapped(read, Number);
        return kindOf(field) === "instant" ? mapped(read, instant) : read;
      },
      (rows) => insert(connection, schema, textRows(rows), can),
    );
    return { ...buffer, ...holdings(dialect, query, schema), close: () => connection.close() };
  } catch (error) {
    await connection.close();
    throw error;
  }
}

function queryOf(connection: ClickHouseClient): Query {
  return async (sql) => {
    if (!sql.startsWith("SELECT")) {
      await connection.command({ query: sql });
      return [];
    }
    return (await connection.query({ query: sql, format: "JSONEachRow" })).json();
  };
}

async function abilities(query: Query): Promise<Abilities> {
  const has = async (sql: string) => (await query(sql)).length > 0;
  const type = (name: string) => has(`SELECT name FROM system.data_type_families WHERE name = '${name}'`);
  const DateTime64 = await type("DateTime64");
  return {
    DateTime64,
    // before it had DateTime64 a server refused it unless it was set up for experiments
    LowCardinality: DateTime64 && (await type("LowCardinality")),
    Bool: await type("Bool"),
    tokens: await has("SELECT name FROM system.settings WHERE name = 'insert_deduplication_token'"),
  };
}

function checkTimes({ fields }: Schema, { DateTime64 }: Abilities): void {
  const finer = fields.filter((field) => kindOf(field) === "instant" && field.time?.milliseconds);
  if (!DateTime64 && finer.length > 0)
    throw new PermanentError(
      `this server stores whole seconds alone, and ${finer.map(({ name }) => name).join(", ")} has milliseconds: use ClickHouse 20.1 or later, or the time format epoch-ms`,
    );
}

function dialectOf(can: Abilities): Dialect {
  const quote = (name: string) => `\`${name.replaceAll("\\", "\\\\").replaceAll("`", "\\`")}\``;
  const types: Readonly<Record<Kind, string>> = {
    instant: can.DateTime64 ? "DateTime64(3, 'UTC')" : "DateTime('UTC')",
    long: "Int64",
    integer: "Int32",
    float: "Float64",
    boolean: can.Bool ? "Bool" : "UInt8",
    text: "String",
  };
  return {
    quote,
    typeOf(field: Field) {
      const type = types[kindOf(field)];
      const full = field.nullable ? `Nullable(${type})` : type;
      return can.LowCardinality && type === "String" ? `LowCardinality(${full})` : full;
    },
    instant: (ms) =>
      `to${can.DateTime64 ? "DateTime64" : "DateTime"}(${can.DateTime64 ? `'${instantWriter(" ", true)(ms)}', 3` : `'${instantWriter(" ", false)(ms)}'`}, 'UTC')`,
    constraint: () => "",
    options: (key) => ` ENGINE = ReplacingMergeTree() ORDER BY (${key})`,
    describe: (table) =>
      `SELECT name, type FROM system.columns WHERE database = currentDatabase() AND table = ${textLiteral(table)}`,
    nullInType: true,
    final: " FINAL",
  };
}

/** The token lets a server that keeps them drop a block that it got before. */
async function insert(connection: ClickHouseClient, schema: Schema, text: string, can: Abilities): Promise<void> {
  const { quote } = dialectOf(can);
  await connection.insert({
    table: quote(schema.table),
    columns: schema.fields.map(({ name }) => quote(name)) as [string, ...string[]],
    values: Readable.from([text], { objectMode: false }),
    format: "TabSeparated",
    ...(can.tokens && {
      clickhouse_settings: { insert_deduplication_token: createHash("sha256").update(text).digest("hex") },
    }),
  });
}

/** Limits of memory, time and parts, lost connections, a full disk: all may pass. */
const PASSING = [159, 164, 202, 209, 210, 225, 241, 242, 243, 252, 279, 285, 319, 425, 439, 999];

/** Numbers of the server: src/Common/ErrorCodes.cpp of ClickHouse. */
function remedy({ code, message }: Failure): string | undefined {
  // the client reads the number of today's messages alone
  const number = Number(code) || Number(/^Code: (\d+)/.exec(message)?.[1]);
  if (Number.isNaN(number) || PASSING.includes(number)) return undefined;
  if ([192, 193, 194, 516].includes(number)) return "check user and password in the URL";
  if (number === 81) return "create the database first";
  return number === 497 ? "the user needs the right to create tables there" : "";
}
