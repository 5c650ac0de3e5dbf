import { existsSync } from "node:fs";
import { MissingError, UsageError } from "../core/error.ts";
import { loadSqlite } from "../core/sqlite.ts";

/** A database that rules watch; nothing is written to it. */
export interface Watched {
  /** As the user named it. */
  readonly name: string;
  readonly path: string;
  rows(sql: string): Promise<Record<string, unknown>[]>;
  /** How its SQL writes a truth value, and the query for the columns of a table. */
  readonly truth: (value: boolean) => string;
  readonly columns: (table: string) => string;
  readonly tables: string;
  close(): void;
}

/** ms that a writer is waited for. */
const PATIENCE = 10_000;

/** A literal of a text. */
export const literal = (text: string) => `'${text.replaceAll("'", "''")}'`;
/** A name in SQL. */
export const quote = (name: string) => `"${name.replaceAll('"', '""')}"`;

/** The kind and path of `sqlite:x.db`, `duckdb:x.duckdb`, or of a path alone. */
export function readName(name: string): { kind: string | undefined; path: string } {
  const [, kind, path] = /^(?:(sqlite|duckdb):)?(.*)$/.exec(name)!;
  return { kind, path };
}

/** Opens a database by such a name, a path as DuckDB where it ends so. Throws a UsageError where there is none. */
export async function openWatched(name: string): Promise<Watched> {
  const { kind, path } = readName(name);
  if (!existsSync(path)) throw new UsageError(`there is no database ${path} yet: the first collect makes it`);
  const duck = kind === "duckdb" || (kind === undefined && path.endsWith(".duckdb"));
  return duck ? openDuck(name, path) : openLite(name, path);
}

async function openLite(name: string, path: string): Promise<Watched> {
  const db = (await loadSqlite())(path, { readOnly: true });
  try {
    db.exec(`PRAGMA busy_timeout = ${PATIENCE}`);
    // only what is read shows whether it is one
    db.prepare("SELECT 1 FROM sqlite_master LIMIT 1").all();
  } catch (cause) {
    db.close();
    throw new UsageError(`${path} cannot be read as a database of SQLite: ${(cause as Error).message}`, { cause });
  }
  return {
    name,
    path,
    rows: async (sql) => db.prepare(sql).all(),
    truth: (value) => (value ? "1" : "0"),
    columns: (table) => `SELECT name FROM pragma_table_info(${literal(table)})`,
    tables: "SELECT name FROM sqlite_master WHERE type IN ('table', 'view') ORDER BY name",
    close: () => db.close(),
  };
}

async function openDuck(name: string, path: string): Promise<Watched> {
  let duck: typeof import("@duckdb/node-api");
  try {
    duck = await import("@duckdb/node-api");
  } catch (cause) {
    throw new MissingError("the client of DuckDB is missing: npm i @duckdb/node-api", { cause });
  }
  const instance = await duck.DuckDBInstance.create(path, { access_mode: "READ_ONLY" }).catch((cause: Error) => {
    const advice = /lock/.test(cause.message)
      ? "; whoever writes to DuckDB keeps all others out until it has ended"
      : "";
    throw new UsageError(`${path} cannot be read as a database of DuckDB${advice}: ${cause.message}`, { cause });
  });
  const connection = await instance.connect();
  const rows = async (sql: string) => (await connection.runAndReadAll(sql)).getRowObjectsJS();
  await rows("SET TimeZone = 'UTC'");
  return {
    name,
    path,
    rows,
    truth: String,
    columns: (table) =>
      `SELECT column_name AS name FROM information_schema.columns WHERE table_name = ${literal(table)}`,
    tables: "SELECT table_name AS name FROM information_schema.tables ORDER BY name",
    close() {
      connection.closeSync();
      instance.closeSync();
    },
  };
}

/** Throws a UsageError unless there is a table with these columns, which `writer` writes. */
export async function requireTable(
  { path, rows, tables, columns }: Watched,
  { table, has, writer }: { table: string; has: readonly string[]; writer: string },
): Promise<void> {
  const found = (await rows(tables)).map(({ name }) => String(name));
  if (!found.includes(table)) {
    const there = found.length === 0 ? "no table" : found.slice(0, 10).join(", ");
    throw new UsageError(`${path} has no table ${table}, which ${writer} writes; it has ${there}`);
  }
  const names = new Set((await rows(columns(table))).map(({ name }) => String(name)));
  const missing = has.filter((name) => !names.has(name));
  if (missing.length > 0)
    throw new UsageError(`the table ${table} of ${path} is another: it has no column ${missing.join(", ")}`);
}
