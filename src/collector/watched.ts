import { existsSync } from "node:fs";
import { MissingError, UsageError } from "../core/error.ts";
import { loadSqlite } from "../core/sqlite.ts";
import { suggest } from "../core/suggest.ts";
import type { Rule } from "../rules/rule.ts";
import { type Cell, type Circumstances, layOut, type Snapshots } from "../rules/snapshots.ts";
import { instantOf } from "./snapshot.ts";

/** A database that rules watch; nothing is written to it. */
export interface Watched {
  /** As the user named it. */
  readonly name: string;
  rows(sql: string): Promise<Record<string, unknown>[]>;
  /** How its SQL writes a truth value, and the query for the columns of a table. */
  readonly truth: (value: boolean) => string;
  readonly columns: (table: string) => string;
  readonly tables: string;
  close(): void;
}

/** Most snapshots that are looked back. */
const MOST_TIMES = 20_000;
/** Most snapshots judged at once, after a long pause. */
const MOST_JUDGED = 1000;
/** ms that a writer is waited for. */
const PATIENCE = 10_000;

const literal = (text: string) => `'${text.replaceAll("'", "''")}'`;
const quote = (name: string) => `"${name.replaceAll('"', '""')}"`;

/** Opens `sqlite:x.db`, `duckdb:x.duckdb`, or a path, of DuckDB where it ends so. Throws a UsageError where there is none. */
export async function openWatched(name: string): Promise<Watched> {
  const [, kind, path] = /^(?:(sqlite|duckdb):)?(.*)$/.exec(name)!;
  if (!existsSync(path)) throw new UsageError(`there is no database ${path} yet: the first collect makes it`);
  const duck = kind === "duckdb" || (kind === undefined && path.endsWith(".duckdb"));
  return duck ? openDuck(name, path) : openLite(name, path);
}

async function openLite(name: string, path: string): Promise<Watched> {
  const db = (await loadSqlite())(path, { readOnly: true });
  db.exec(`PRAGMA busy_timeout = ${PATIENCE}`);
  return {
    name,
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
  const instance = await duck.DuckDBInstance.create(path, { access_mode: "READ_ONLY" });
  const connection = await instance.connect();
  const rows = async (sql: string) => (await connection.runAndReadAll(sql)).getRowObjectsJS();
  await rows("SET TimeZone = 'UTC'");
  return {
    name,
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

/** What a rule judges: its snapshots, and the index of the first that is new. */
export interface Reading {
  snapshots: Snapshots;
  /** Snapshots from here on were not judged before; the newest is always among them. */
  fresh: number;
}

/**
 * Reads what a rule needs to judge the snapshots since `judged` (ms UTC), or the newest alone; undefined when there is
 * none.
 */
export async function read(
  watched: Watched,
  rule: Rule,
  { judged, ...circumstances }: { judged: number | undefined } & Omit<Circumstances, "first">,
): Promise<Reading | undefined> {
  await checkColumns(watched, rule);
  const [table, time] = [quote(rule.table), quote(rule.time)];
  const conditions = Object.entries(rule.where).map(([name, value]) => matches(watched, name, value));
  const where = (more: string[] = []) => {
    const all = [...conditions, ...more];
    return all.length === 0 ? "" : ` WHERE ${all.join(" AND ")}`;
  };
  const newest = await watched.rows(
    `SELECT CAST(t AS VARCHAR) AS t FROM (SELECT DISTINCT ${time} AS t FROM ${table}${where()} ORDER BY t DESC LIMIT ${MOST_TIMES})`,
  );
  if (newest.length === 0) return undefined;
  const texts = newest.map(({ t }) => String(t)).reverse();
  const times = texts.map((text) => timeOf(text, `${rule.table}.${rule.time}`));
  const [{ t: first }] = await watched.rows(`SELECT CAST(MIN(${time}) AS VARCHAR) AS t FROM ${table}${where()}`);
  const fresh = judged === undefined ? times.length - 1 : firstAfter(times, judged);
  const begin = beginOf(rule, times, fresh);
  const series = rule.by.map((name, i) => `CAST(${quote(name)} AS VARCHAR) AS s${i}`);
  const groups = [time, ...rule.by.map(quote)].join(", ");
  const aggregate = rule.aggregate === "mean" ? "AVG" : rule.aggregate.toUpperCase();
  const cells = await watched.rows(
    `SELECT ${[`CAST(${time} AS VARCHAR) AS t`, ...series].join(", ")}, CAST(${aggregate}(${quote(rule.value)}) AS DOUBLE) AS v FROM ${table}${where([`${time} >= ${literal(texts[begin])}`])} GROUP BY ${groups}`,
  );
  const position = new Map(texts.map((text, i) => [text, times[i]]));
  const found = cells.map(
    ({ t, v, ...names }): Cell => ({
      time: position.get(String(t)) ?? Number.NaN,
      series: rule.by.map((_, i) => String(names[`s${i}`] ?? "")),
      value: v === null ? null : Number(v),
    }),
  );
  const shown = times.slice(begin);
  const context = { ...circumstances, first: timeOf(String(first), rule.time) };
  return { snapshots: layOut(rule, shown, found, context), fresh: fresh - begin };
}

/** The first snapshot that was not judged, no more than so many back; the newest is judged again and again. */
function firstAfter(times: readonly number[], judged: number): number {
  const last = times.length - 1;
  const found = times.findIndex((time) => time > judged);
  return found < 0 ? last : Math.max(found, last - MOST_JUDGED);
}

/** The first snapshot that a judgement from `fresh` on looks at. */
function beginOf(rule: Rule, times: readonly number[], fresh: number): number {
  const { points, span } = rule.condition;
  const judged = Math.max(0, fresh - rule.for + 1);
  const bySpan = times.findIndex((time) => time >= times[judged] - 1.01 * span);
  return Math.max(0, Math.min(judged - points, bySpan));
}

/** ms UTC of a time as a database shows it: a date and time, or seconds or ms since 1970. */
function timeOf(text: string, what: string): number {
  if (!/^-?\d+(\.\d+)?(e[+-]?\d+)?$/i.test(text)) return instantOf(text, what);
  const number = Number(text);
  return Math.abs(number) < 1e11 ? number * 1000 : number;
}

function matches(watched: Watched, name: string, value: Rule["where"][string]): string {
  const written = (one: string | number | boolean) =>
    typeof one === "string" ? literal(one) : typeof one === "boolean" ? watched.truth(one) : String(one);
  const values = (Array.isArray(value) ? value : [value]).map(written);
  return `${quote(name)} IN (${values.join(", ")})`;
}

async function checkColumns(watched: Watched, { table, time, value, where, by }: Rule): Promise<void> {
  const names = async (sql: string) => (await watched.rows(sql)).map(({ name }) => String(name));
  const there = await names(watched.columns(table));
  const refuse = (what: string, name: string, known: readonly string[]): never => {
    const near = suggest(name, known);
    throw new UsageError(
      `${watched.name} has no ${what} ${name}; there ${known.length === 0 ? "is none" : `are ${known.join(", ")}`}${near ? `; did you mean ${near}?` : ""}`,
    );
  };
  if (there.length === 0) refuse("table", table, await names(watched.tables));
  for (const name of [time, value, ...Object.keys(where), ...by])
    if (!there.includes(name)) refuse(`column in ${table} called`, name, there);
}
