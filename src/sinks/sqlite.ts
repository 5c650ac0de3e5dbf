import { resolve } from "node:path";
import { z } from "zod";
import type { Batch, Field, Schema } from "../core/batch.ts";
import { defineSink, type Stamp } from "../core/sink.ts";
import { type Database, loadSqlite } from "../core/sqlite.ts";
import { instantWriter, type Kind, kindOf, type Reader, readersOf, type Value } from "./rows.ts";
import { mapped } from "./stores/buffer.ts";
import { beside, type Dialect, holdings, names, type Query, sqlTable, textLiteral } from "./stores/sql.ts";
import { type Failure, type Store, storeSink } from "./stores/store.ts";
import { prepareTable } from "./stores/table.ts";
import { turnAt } from "./stores/turns.ts";

/** ms that a writer waits for another to finish. */
const PATIENCE = 30_000;
/** KiB of pages at hand: the rows of a tick of a hundred thousand entities go all over some thousand of them. */
const CACHE = 65_536;
/** Rows of one statement: handing over a statement costs as much as several rows. */
const ROWS = 32;
/** Values that one statement takes: https://www.sqlite.org/limits.html */
const VALUES = 32_766;

const TYPES: Readonly<Record<Kind, string>> = {
  instant: "TEXT",
  long: "INTEGER",
  integer: "INTEGER",
  float: "REAL",
  boolean: "INTEGER",
  text: "TEXT",
};

const dialect: Dialect = {
  quote: (name) => `"${name.replaceAll('"', '""')}"`,
  typeOf: (field) => TYPES[kindOf(field)],
  instant: (ms, field) => textLiteral(writerOf(field)(ms)),
  options: () => " WITHOUT ROWID",
  describe: (table) => `SELECT name, type FROM pragma_table_info(${textLiteral(table)})`,
};

export const sqlite = defineSink({
  type: "sqlite",
  summary: "A table of a SQLite database, each row once: sqlite:x.db",
  options: z.strictObject({}),
  example: {},
  stores: "rows",
  match: (url) => url.startsWith("sqlite:"),
  create(_, { url, force }) {
    const path = url.slice("sqlite:".length);
    return storeSink({
      type: "sqlite",
      url: path,
      connect: (schema, stamp) => connect(path, schema, stamp, force),
      remedy,
    });
  },
});

async function connect(path: string, schema: Schema, stamp: Stamp, force: boolean): Promise<Store> {
  const db = (await loadSqlite())(path);
  const query: Query = async (sql) => db.prepare(sql).all();
  let leave: (() => void) | undefined;
  const begin = async () => {
    leave = await turnAt(resolve(path), PATIENCE);
    db.exec("BEGIN IMMEDIATE");
  };
  const commit = () => {
    db.exec("COMMIT");
    leave?.();
    leave = undefined;
  };
  // statements that are not yet collected keep a closed connection's lock: what is open is rolled back first
  const close = () => {
    try {
      db.exec("ROLLBACK");
    } catch {
      // nothing was open
    }
    db.close();
    leave?.();
    leave = undefined;
  };
  try {
    db.exec(`PRAGMA busy_timeout = ${PATIENCE}; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL`);
    // a statement keeps what it changed until it is through: by default in a file, a page for nearly every row
    db.exec(`PRAGMA cache_size = -${CACHE}; PRAGMA temp_store = MEMORY`);
    await begin();
    await prepareTable(sqlTable(dialect, query, schema), schema, stamp, force);
    commit();
  } catch (error) {
    close();
    throw error;
  }
  const put = putter(db, schema);
  return {
    async write(batch) {
      if (!leave) await begin();
      put(batch);
    },
    async flush() {
      if (leave) commit();
    },
    ...holdings(dialect, query, schema),
    async close() {
      close();
    },
  };
}

/** Puts a batch into the table: many rows by a statement, what is left one by one. */
function putter(db: Database, schema: Schema): (batch: Batch) => void {
  const readers = readersOf(schema).map((read, c) => written(schema.fields[c], read));
  const many = Math.max(1, Math.min(ROWS, Math.floor(VALUES / readers.length)));
  const [one, several] = [1, many].map((rows) => ({
    rows,
    insert: db.prepare(upsert(schema, rows)),
    values: new Array<Value>(rows * readers.length),
  }));
  return (batch) => {
    for (let i = 0; i < batch.rows; ) {
      const { rows, insert, values } = i + many <= batch.rows ? several : one;
      for (let v = 0, end = i + rows; i < end; i++)
        for (let c = 0; c < readers.length; c++) values[v++] = readers[c](batch, i);
      insert.run(...values);
    }
  };
}

function remedy({ message }: Failure): string | undefined {
  if (/locked|busy|full|disk I\/O/i.test(message)) return undefined;
  return /unable to open/i.test(message) ? "create its folder first, one that may be written to" : "";
}

/** How a value is written: instants as text that sorts, in UTC. */
function written(field: Field, read: Reader): Reader {
  const kind = kindOf(field);
  if (kind === "boolean") return mapped(read, Number);
  return kind === "instant" ? mapped(read, writerOf(field)) : read;
}

function writerOf({ time }: Field): (ms: number) => string {
  return instantWriter(
    time?.format === "sql" ? " " : "T",
    time?.milliseconds ?? true,
    time?.format === "iso" ? "Z" : "",
  );
}

function upsert(schema: Schema, rows: number): string {
  const { table, fields, key } = schema;
  const all = fields.map(({ name }) => name);
  const change = beside(schema).map((name) => `${dialect.quote(name)} = excluded.${dialect.quote(name)}`);
  const then = change.length === 0 ? "NOTHING" : `UPDATE SET ${change.join(", ")}`;
  const places = new Array(rows).fill(`(${all.map(() => "?").join(", ")})`).join(", ");
  return `INSERT INTO ${dialect.quote(table)} (${names(dialect, all)}) VALUES ${places} ON CONFLICT (${names(dialect, key)}) DO ${then}`;
}
