import { z } from "zod";
import type { Field, Schema } from "../core/batch.ts";
import { MissingError, PermanentError } from "../core/error.ts";
import { defineSink, type Held, type Sink, type Stamp } from "../core/sink.ts";
import { entityOf, type Reader, readersOf, timeOf, type Value } from "./rows.ts";

/** What is used of the module: node:sqlite and @photostructure/sqlite have it alike. */
interface Database {
  exec(sql: string): void;
  prepare(sql: string): { run(...values: unknown[]): unknown; all(...values: unknown[]): Record<string, unknown>[] };
  close(): void;
}

/** ms that a writer waits for another to finish. */
const PATIENCE = 30_000;
/** Holds which source each table has rows of. */
const SOURCES = "fauxmetry_sources";

const TYPES: Readonly<Record<Field["type"], string>> = {
  time: "TEXT",
  float: "REAL",
  fixed: "REAL",
  int: "INTEGER",
  bool: "INTEGER",
  text: "TEXT",
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
    let db: Database | undefined;
    let schema: Schema;
    let insert: (...values: unknown[]) => unknown;
    let readers: readonly Reader[] = [];
    let rows = 0;
    let open = false;
    const begin = () => {
      if (!open) db?.exec("BEGIN IMMEDIATE");
      open = true;
    };
    const commit = () => {
      if (open) db?.exec("COMMIT");
      open = false;
    };
    return {
      async open(of, stamp) {
        schema = of;
        db = await connect(path);
        begin();
        try {
          prepareTable(db, schema, stamp, force);
          commit();
        } catch (error) {
          if (open) db.exec("ROLLBACK");
          open = false;
          throw error;
        }
        const statement = db.prepare(upsert(schema));
        insert = (...values) => statement.run(...values);
        readers = readersOf(schema).map((read, c) => written(schema.fields[c], read));
        return undefined;
      },
      async write(batch) {
        begin();
        const values: Value[] = new Array(readers.length);
        for (let i = 0; i < batch.rows; i++) {
          for (let c = 0; c < readers.length; c++) values[c] = readers[c](batch, i);
          insert(...values);
        }
        rows += batch.rows;
      },
      async flush() {
        commit();
        return undefined;
      },
      async seal(partition) {
        commit();
        const seal = { partition, rows, bytes: 0, sha256: "" };
        rows = 0;
        return seal;
      },
      async held(from, to) {
        return heldBy(db!, schema, from, to);
      },
      async close() {
        if (open) db?.exec("ROLLBACK");
        open = false;
        db?.close();
        db = undefined;
      },
    } satisfies Sink;
  },
});

async function connect(path: string): Promise<Database> {
  const open = await client();
  try {
    const db = open(path);
    db.exec(`PRAGMA busy_timeout = ${PATIENCE}; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL`);
    return db;
  } catch (error) {
    throw new PermanentError(`[sink:sqlite] could not open ${path}: ${(error as Error).message}`, { cause: error });
  }
}

async function client(): Promise<(path: string) => Database> {
  for (const name of ["@photostructure/sqlite", "node:sqlite"]) {
    try {
      const { DatabaseSync } = (await import(name)) as { DatabaseSync: new (path: string) => Database };
      return (path) => new DatabaseSync(path);
    } catch {
      // the other may be there
    }
  }
  throw new MissingError("[sink:sqlite] SQLite is missing: npm i @photostructure/sqlite, or Node 22.13 and later");
}

function quote(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** How a value is written: times as text that sorts, in UTC, or as a number where the record says so. */
function written(field: Field, read: Reader): Reader {
  if (field.type === "bool") return (batch, i) => toNumber(read(batch, i));
  if (field.type !== "time") return read;
  const write = instantWriter(field);
  return (batch, i) => {
    const value = read(batch, i);
    return value === null ? null : write(value as number);
  };
}

function toNumber(value: Value): Value {
  return value === null ? null : Number(value);
}

function isNumeric({ time }: Field): boolean {
  return time?.format === "epoch" || time?.format === "epoch-ms";
}

/** Consecutive rows mostly share their time: its text is remembered. */
function instantWriter(field: Field): (ms: number) => Value {
  if (isNumeric(field)) return field.time?.format === "epoch" ? (ms) => ms / 1000 : (ms) => ms;
  const separator = field.time?.format === "sql" ? " " : "T";
  const end = field.time?.milliseconds ? 23 : 19;
  const zone = field.time?.format === "iso" ? "Z" : "";
  let last = Number.NaN;
  let text = "";
  return (ms) => {
    if (ms !== last) {
      last = ms;
      text = new Date(ms).toISOString().slice(0, end).replace("T", separator) + zone;
    }
    return text;
  };
}

function typeOf(field: Field): string {
  return field.type === "time" && isNumeric(field) ? "INTEGER" : TYPES[field.type];
}

function upsert({ table, fields, key }: Schema): string {
  const names = fields.map(({ name }) => quote(name));
  const others = fields.filter(({ name }) => !key.includes(name)).map(({ name }) => quote(name));
  const change = others.map((name) => `${name} = excluded.${name}`).join(", ");
  const then = change === "" ? "NOTHING" : `UPDATE SET ${change}`;
  return `INSERT INTO ${quote(table)} (${names.join(", ")}) VALUES (${names.map(() => "?").join(", ")}) ON CONFLICT (${key
    .map(quote)
    .join(", ")}) DO ${then}`;
}

/** Creates the table, or holds the one that is there against what is needed. */
function prepareTable(db: Database, { table, fields, key }: Schema, stamp: Stamp, force: boolean): void {
  if (key.length === 0)
    throw new PermanentError(`[sink:sqlite] the table ${table} has no key: add id and timestamp to its columns`);
  const existing = db.prepare(`PRAGMA table_info(${quote(table)})`).all();
  db.exec(
    `CREATE TABLE IF NOT EXISTS ${SOURCES} ("table" TEXT PRIMARY KEY, source TEXT NOT NULL, seed INTEGER NOT NULL)`,
  );
  if (existing.length > 0 && force) db.exec(`DROP TABLE ${quote(table)}`);
  const columns = fields.map((field) => `${quote(field.name)} ${typeOf(field)}${field.nullable ? "" : " NOT NULL"}`);
  if (existing.length === 0 || force) {
    db.exec(
      `CREATE TABLE ${quote(table)} (${columns.join(", ")}, PRIMARY KEY (${key.map(quote).join(", ")})) WITHOUT ROWID`,
    );
    db.prepare(`INSERT OR REPLACE INTO ${SOURCES} VALUES (?, ?, ?)`).run(table, stamp.source, stamp.seed);
    return;
  }
  const wrong = differences(fields, existing);
  if (wrong.length > 0)
    throw new PermanentError(`[sink:sqlite] the table ${table} that is there does not fit: ${wrong.join("; ")}`);
  const [known] = db.prepare(`SELECT source, seed FROM ${SOURCES} WHERE "table" = ?`).all(table);
  if (!known)
    throw new PermanentError(
      `[sink:sqlite] the table ${table} was not made by fauxmetry: it is left alone; --force replaces it`,
    );
  if (known.source !== stamp.source)
    throw new PermanentError(
      `[sink:sqlite] the table ${table} holds another scenario or seed (${known.seed}): use another table or database; --force replaces it`,
    );
}

function differences(fields: readonly Field[], existing: readonly Record<string, unknown>[]): string[] {
  const types = new Map(existing.map(({ name, type }) => [String(name), String(type)]));
  const wrong = fields.flatMap((field) => {
    const found = types.get(field.name);
    if (found === undefined) return [`there is no column ${field.name}`];
    return found === typeOf(field) ? [] : [`the column ${field.name} is ${found}, expected ${typeOf(field)}`];
  });
  const needed = new Set(fields.map(({ name }) => name));
  return [...wrong, ...[...types.keys()].filter((name) => !needed.has(name)).map((name) => `unknown column ${name}`)];
}

function heldBy(db: Database, schema: Schema, from: number, to: number): Held[] {
  const field = timeOf(schema);
  const [table, id, time] = [schema.table, entityOf(schema).name, field.name].map(quote);
  const write = instantWriter(field);
  const bounds = [
    from > -Infinity ? [`${time} >= ?`, write(from)] : [],
    to < Infinity ? [`${time} < ?`, write(to)] : [],
  ];
  const where = bounds.filter(([text]) => text).map(([text]) => text);
  const sql = `SELECT ${id} AS id, COUNT(*) AS n, MAX(${time}) AS last FROM ${table}${where.length > 0 ? ` WHERE ${where.join(" AND ")}` : ""} GROUP BY ${id}`;
  const found = db.prepare(sql).all(...bounds.filter(([text]) => text).map(([, value]) => value));
  return found.map(({ id, n, last }) => ({ id: String(id), rows: Number(n), last: readInstant(field, last) }));
}

function readInstant(field: Field, value: unknown): number {
  if (isNumeric(field)) return Number(value) * (field.time?.format === "epoch" ? 1000 : 1);
  const text = String(value).replace(" ", "T");
  return Date.parse(text.endsWith("Z") ? text : `${text}Z`);
}
