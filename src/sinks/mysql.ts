import { z } from "zod";
import type { Schema } from "../core/batch.ts";
import { defineSink, type Stamp } from "../core/sink.ts";
import { instantWriter, type Kind, kindOf } from "./rows.ts";
import { mapped, rowBuffer } from "./stores/buffer.ts";
import { beside, type Dialect, holdings, names, type Query, sqlTable, textLiteral } from "./stores/sql.ts";
import { client, type Failure, type Store, storeSink } from "./stores/store.ts";
import { prepareTable } from "./stores/table.ts";

/** Rows of one INSERT: some hundred KB, below any server's max_allowed_packet. */
const ROWS = 2000;
/** ms to wait for a connection. */
const PATIENCE = 10_000;

/** A DATETIME, since a TIMESTAMP ends in 2038. */
const TYPES: Readonly<Record<Kind, string>> = {
  instant: "datetime(3)",
  long: "bigint",
  integer: "int",
  float: "double",
  boolean: "tinyint(1)",
  text: "text",
};
/** A key needs a length, and tells letters by their code. */
const KEY_TEXT = "varchar(255)";

const dialect: Dialect = {
  quote: (name) => `\`${name.replaceAll("`", "``")}\``,
  typeOf: (field, inKey) => (inKey && kindOf(field) === "text" ? KEY_TEXT : TYPES[kindOf(field)]),
  instant: (ms) => textLiteral(instantWriter(" ", true)(ms)),
  options: () => " CHARACTER SET utf8mb4 COLLATE utf8mb4_bin",
  // MariaDB tells how wide integers are shown, MySQL does not
  describe: (table) =>
    `SELECT COLUMN_NAME AS name, IF(DATA_TYPE IN ('int', 'bigint'), DATA_TYPE, COLUMN_TYPE) AS type FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME = ${textLiteral(table)} ORDER BY ORDINAL_POSITION`,
};

export const mysql = defineSink({
  type: "mysql",
  summary: "A table of MySQL or MariaDB, each row once: mysql://user@host/db, mariadb://user@host/db",
  options: z.strictObject({}),
  example: {},
  stores: "rows",
  match: (url) => /^(mysql|mariadb):\/\//.test(url),
  create: (_, { url, force }) =>
    storeSink({ type: "mysql", url, connect: (schema, stamp) => connect(url, schema, stamp, force), remedy }),
});

async function connect(url: string, schema: Schema, stamp: Stamp, force: boolean): Promise<Store> {
  const [{ createConnection }] = await client<typeof import("mysql2/promise")>("mysql", ["mysql2/promise"]);
  const connection = await createConnection({
    uri: url.replace(/^mariadb:/, "mysql:"),
    connectTimeout: PATIENCE,
    charset: "utf8mb4",
    timezone: "Z",
    dateStrings: true,
    supportBigNumbers: true,
  });
  // a connection that is lost between statements is seen by the next one
  connection.on("error", () => {});
  const query: Query = async (sql) => {
    const [rows] = await connection.query(sql);
    return Array.isArray(rows) ? (rows as Record<string, unknown>[]) : [];
  };
  const lock = `CONCAT('fauxmetry.', DATABASE())`;
  try {
    await query(`SELECT GET_LOCK(${lock}, 60)`);
    await prepareTable(sqlTable(dialect, query, schema), schema, stamp, force);
    await query(`SELECT RELEASE_LOCK(${lock})`);
  } catch (error) {
    connection.destroy();
    throw error;
  }
  const [before, after] = upsertOf(schema);
  const instant = instantWriter(" ", true);
  const buffer = rowBuffer(
    schema,
    ROWS,
    (field, read) => (kindOf(field) === "instant" ? mapped(read, instant) : read),
    async (rows) => {
      await connection.query(`${before} VALUES ? ${after}`, [rows]);
    },
  );
  return {
    ...buffer,
    ...holdings(dialect, query, schema),
    async close() {
      await connection.end().catch(() => connection.destroy());
    },
  };
}

/** What stands before and after the rows. */
function upsertOf(schema: Schema): [before: string, after: string] {
  const { quote } = dialect;
  const { table, fields, key } = schema;
  const all = fields.map(({ name }) => name);
  const others = beside(schema);
  const changed = (others.length > 0 ? others : [key[0]]).map((name) => `${quote(name)} = VALUES(${quote(name)})`);
  return [`INSERT INTO ${quote(table)} (${names(dialect, all)})`, `ON DUPLICATE KEY UPDATE ${changed.join(", ")}`];
}

/** Too many connections, full disk, shutdown, lock wait, deadlock, read-only for a while, killed: all may pass. */
const PASSING = [1040, 1021, 1053, 1158, 1159, 1160, 1161, 1203, 1205, 1213, 1290, 1317, 1927, 3168];

/** Numbers of the server: https://mariadb.com/kb/en/mariadb-error-code-reference/ */
function remedy({ errno }: Failure): string | undefined {
  // those of the system are negative
  if (errno === undefined || errno < 1000 || PASSING.includes(errno)) return undefined;
  if (errno === 1045 || errno === 1698) return "check user and password in the URL";
  if (errno === 1049 || errno === 1046) return "name a database in the URL that exists";
  return errno === 1044 || errno === 1142 ? "the user needs the right to create tables there" : "";
}
