import { createHash } from "node:crypto";
import type { Schema } from "../../core/batch.ts";
import { PermanentError, UsageError } from "../../core/error.ts";
import type { Sink } from "../../core/sink.ts";
import { WHOLE } from "../../engine/partition.ts";
import type { Catalogs } from "../../engine/plan.ts";
import { resolveTarget, type Target } from "../../engine/target.ts";
import { type Attempts, trying } from "../request.ts";
import { type Answer, ask } from "./answer.ts";
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
  const headers = { accept: "application/x-ndjson, application/json", ...options.headers };
  const answer = await trying(() => ask(options.url, headers, attempts), attempts);
  let stores: Store[] = [];
  let rows = 0;
  let schema: Schema | undefined;
  try {
    for await (const chunk of chunksOf(answer, options, attempts)) {
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

async function* chunksOf(
  { type, body, patience }: Answer,
  { url, at }: RowsOptions,
  { timeout, abort }: Attempts,
): AsyncGenerator<Row[]> {
  const whole = /^application\/([\w.-]+\+)?json\b/.test(type) && !/ndjson|jsonl|json-seq/.test(type);
  if (whole) patience(timeout);
  let [text, line] = ["", 0];
  const decoder = new TextDecoder();
  try {
    for await (const bytes of body) {
      text += decoder.decode(bytes, { stream: true });
      if (whole) continue;
      const lines = text.split("\n");
      text = lines.pop()!;
      const rows = lines.flatMap((one) => lineOf(one, `${url}, line ${++line}`));
      for (let i = 0; i < rows.length; i += CHUNK) yield rows.slice(i, i + CHUNK);
    }
  } catch (error) {
    if (abort?.aborted) return;
    if (error instanceof PermanentError) throw error;
    const place = whole ? "" : ` after line ${line}`;
    throw new Error(`${url} broke off${place}: ${(error as Error).message}`, { cause: error });
  }
  if (whole) {
    const rows = rowsIn(parse(text, url), at, url);
    for (let i = 0; i < rows.length; i += CHUNK) yield rows.slice(i, i + CHUNK);
    return;
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
