import { createHash } from "node:crypto";
import type { Schema } from "../../core/batch.ts";
import { MissingError, PermanentError, UsageError } from "../../core/error.ts";
import type { Sink } from "../../core/sink.ts";
import { WHOLE } from "../../engine/partition.ts";
import type { Catalogs } from "../../engine/plan.ts";
import { resolveTarget, type Target } from "../../engine/target.ts";
import { type Attempts, trying } from "../request.ts";
import { batchOf } from "./batch-of.ts";
import { type Row, rowOf, rowsIn } from "./row.ts";
import { type Asked, schemaOf } from "./schema-of.ts";

export interface RowsOptions extends Asked {
  url: string;
  /** Sent with the request, such as an authorization. */
  headers: Readonly<Record<string, string>>;
  /** Where the rows are in a JSON document: `data.rows`. */
  at?: string;
  to: readonly string[];
  format?: string;
  force: boolean;
}

/** Rows from which columns are inferred, and of a batch. */
const CHUNK = 1000;

/**
 * Stores the rows that a URL answers with: lines of JSON as they come, without an end if it has none, or a JSON document. The
 * rows so far are stored when it is aborted. Resolves to how many there were.
 */
export async function collectRows(options: RowsOptions, catalogs: Catalogs, attempts: Attempts): Promise<number> {
  const targets = options.to.map((url) =>
    resolveTarget(catalogs, { path: "{table}.{ext}" }, { url, format: options.format }),
  );
  const response = await trying(() => request(options, attempts), attempts);
  let stores: Store[] = [];
  let rows = 0;
  let schema: Schema | undefined;
  try {
    for await (const chunk of chunksOf(response, options, attempts.abort)) {
      if (!schema) {
        schema = schemaOf(chunk, options);
        stores = await Promise.all(targets.map((target) => openStore(target, schema!, options)));
      }
      refuseNew(chunk, schema, options, rows);
      for (const { sink, partition } of stores) {
        await sink.write(batchOf(schema, chunk, partition, rows));
        await sink.flush();
      }
      rows += chunk.length;
    }
    for (const { sink, partition } of stores) await sink.seal(partition);
  } finally {
    await Promise.all(stores.map(({ sink }) => sink.close()));
  }
  if (rows === 0 && !attempts.abort?.aborted) throw new PermanentError(`${options.url} answered without any row`);
  return rows;
}

interface Store {
  sink: Sink;
  partition: string;
}

async function openStore(target: Target, schema: Schema, { url, force }: RowsOptions): Promise<Store> {
  const partition = target.template
    .replaceAll("{table}", schema.table)
    .replaceAll("{shard}", "1")
    .replaceAll("{ext}", target.extension);
  if (partition.includes("{"))
    throw new UsageError(`--to ${target.options.url}: only {table} and {ext} are known here`);
  const source = createHash("sha256").update(url).digest("hex");
  const sink = target.create(force, { "fauxmetry.source": url });
  await sink.open(schema, { run: `collect-${source.slice(0, 12)}`, seed: 0, source, shard: WHOLE });
  return { sink, partition };
}

/** A column that the first rows did not have would be lost without a word; those that were not asked for are left out. */
function refuseNew(rows: readonly Row[], { fields }: Schema, { columns }: RowsOptions, first: number): void {
  if (columns) return;
  const known = new Set(fields.map(({ name }) => name));
  for (const [i, row] of rows.entries())
    for (const name of row.keys())
      if (!known.has(name))
        throw new PermanentError(`row ${first + i + 1} has a new column ${name}: name the columns with --columns`);
}

async function request({ url, headers }: RowsOptions, { timeout, abort }: Attempts): Promise<Response> {
  // the answer may go on without an end: only its beginning is waited for
  const late = new AbortController();
  const timer = setTimeout(() => late.abort(), timeout);
  try {
    const signal = abort ? AbortSignal.any([late.signal, abort]) : late.signal;
    const response = await fetch(url, {
      headers: { accept: "application/x-ndjson, application/json", ...headers },
      signal,
    });
    if (response.ok) return response;
    const message = `${url} answered ${response.status} ${response.statusText}: ${(await response.text()).slice(0, 300)}`;
    throw response.status >= 500 || response.status === 429 ? new Error(message) : new PermanentError(message);
  } catch (error) {
    if (late.signal.aborted) throw new Error(`${url} did not answer within ${timeout / 1000} s`, { cause: error });
    if (!(error instanceof TypeError)) throw error;
    const why = (error.cause as Error | undefined)?.message ?? error.message;
    throw new MissingError(`could not reach ${url}: ${why}`, { cause: error });
  } finally {
    clearTimeout(timer);
  }
}

async function* chunksOf(response: Response, { url, at }: RowsOptions, abort?: AbortSignal): AsyncGenerator<Row[]> {
  const type = response.headers.get("content-type") ?? "";
  if (/^application\/([\w.-]+\+)?json\b/.test(type) && !/ndjson|jsonl|json-seq/.test(type)) {
    const rows = rowsIn(parse(await response.text(), url), at, url);
    for (let i = 0; i < rows.length; i += CHUNK) yield rows.slice(i, i + CHUNK);
    return;
  }
  let [text, line] = ["", 0];
  const decoder = new TextDecoder();
  try {
    for await (const bytes of response.body ?? []) {
      text += decoder.decode(bytes, { stream: true });
      const lines = text.split("\n");
      text = lines.pop()!;
      const rows = lines.flatMap((one) => lineOf(one, `${url}, line ${++line}`));
      for (let i = 0; i < rows.length; i += CHUNK) yield rows.slice(i, i + CHUNK);
    }
  } catch (error) {
    if (abort?.aborted) return;
    if (error instanceof PermanentError || !(error instanceof TypeError)) throw error;
    throw new Error(
      `${url} broke off after line ${line}: ${(error.cause as Error | undefined)?.message ?? error.message}`,
    );
  }
  const rest = lineOf(text, `${url}, line ${line + 1}`);
  if (rest.length > 0) yield rest;
}

function lineOf(text: string, where: string): Row[] {
  return text.trim() === "" ? [] : [rowOf(parse(text, where), where)];
}

function parse(text: string, where: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new PermanentError(`${where} is no JSON: ${(error as Error).message}`);
  }
}
