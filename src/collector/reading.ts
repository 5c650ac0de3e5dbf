import { UsageError } from "../core/error.ts";
import { suggest } from "../core/suggest.ts";
import type { Rule } from "../rules/rule.ts";
import { type Cell, type Circumstances, layOut, type Snapshots } from "../rules/snapshots.ts";
import { instantOf } from "./snapshot.ts";
import { literal, quote, type Watched } from "./watched.ts";

/** Most snapshots that are looked back. */
const MOST_TIMES = 20_000;
/** Most snapshots judged at once, after a long pause. */
const MOST_JUDGED = 1000;
/** Most values that are shown where none of them was meant. */
const MOST_OTHERS = 20;

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
  const times = await timesOf(watched, rule);
  if (times.length === 0) return undefined;
  const all = times.map(({ ms }) => ms);
  const fresh = judged === undefined ? all.length - 1 : firstAfter(all, judged);
  const begin = beginOf(rule, all, fresh);
  const shown = times.slice(begin);
  const [{ t: first }] = await watched.rows(
    `SELECT CAST(MIN(${quote(rule.time)}) AS VARCHAR) AS t FROM ${quote(rule.table)}${conditionsOf(watched, rule)}`,
  );
  const cells = await cellsOf(watched, rule, shown);
  const context = { ...circumstances, first: msOf(String(first), rule) };
  return { snapshots: layOut(rule, all.slice(begin), cells, context), fresh: fresh - begin };
}

/** A time as the database shows it, and in ms UTC. */
interface Time {
  text: string;
  ms: number;
}

/** The newest times of a rule's rows, oldest first. */
async function timesOf(watched: Watched, rule: Rule): Promise<Time[]> {
  const rows = await watched.rows(
    `SELECT CAST(t AS VARCHAR) AS t FROM (SELECT DISTINCT ${quote(rule.time)} AS t FROM ${quote(rule.table)}${conditionsOf(watched, rule)} ORDER BY t DESC LIMIT ${MOST_TIMES})`,
  );
  return rows.map(({ t }) => ({ text: String(t), ms: msOf(String(t), rule) })).reverse();
}

async function cellsOf(watched: Watched, rule: Rule, times: readonly Time[]): Promise<Cell[]> {
  const time = quote(rule.time);
  const aggregate = rule.aggregate === "mean" ? "AVG" : rule.aggregate.toUpperCase();
  const columns = [
    `CAST(${time} AS VARCHAR) AS t`,
    ...rule.by.map((name, i) => `CAST(${quote(name)} AS VARCHAR) AS s${i}`),
    `CAST(${aggregate}(${quote(rule.value)}) AS DOUBLE) AS v`,
  ];
  const since = `${time} >= ${literal(times[0].text)}`;
  const rows = await watched.rows(
    `SELECT ${columns.join(", ")} FROM ${quote(rule.table)}${conditionsOf(watched, rule, since)} GROUP BY ${[time, ...rule.by.map(quote)].join(", ")}`,
  );
  const known = new Map(times.map(({ text, ms }) => [text, ms]));
  return rows.map(({ t, v, ...names }) => ({
    time: known.get(String(t)) ?? Number.NaN,
    series: rule.by.map((_, i) => String(names[`s${i}`] ?? "")),
    value: v === null ? null : Number(v),
  }));
}

/** Which values the first column of a rule's `where` has; none where the table is empty, or nothing is asked of it. */
export async function others(watched: Watched, { table, where }: Rule): Promise<string[]> {
  const [first] = Object.keys(where).map(quote);
  if (first === undefined) return [];
  const found = await watched.rows(
    `SELECT DISTINCT CAST(${first} AS VARCHAR) AS v FROM ${quote(table)} ORDER BY v LIMIT ${MOST_OTHERS}`,
  );
  return found.map(({ v }) => String(v));
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
function msOf(text: string, { table, time }: Rule): number {
  if (!/^-?\d+(\.\d+)?(e[+-]?\d+)?$/i.test(text)) return instantOf(text, `${table}.${time}`);
  const number = Number(text);
  return Math.abs(number) < 1e11 ? number * 1000 : number;
}

/** ` WHERE ...` of a rule, and what more is given. */
function conditionsOf({ truth }: Watched, { where }: Rule, ...more: string[]): string {
  const written = (one: string | number | boolean) =>
    typeof one === "string" ? literal(one) : typeof one === "boolean" ? truth(one) : String(one);
  const own = Object.entries(where).map(
    ([name, value]) => `${quote(name)} IN (${(Array.isArray(value) ? value : [value]).map(written).join(", ")})`,
  );
  const all = [...own, ...more];
  return all.length === 0 ? "" : ` WHERE ${all.join(" AND ")}`;
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
