import type { Hash } from "node:crypto";
import { closeSync, openSync, readdirSync, readFileSync, readSync, statSync } from "node:fs";
import { basename, dirname, resolve } from "node:path";
import { UsageError } from "../core/error.ts";
import { suggest } from "../core/suggest.ts";
import type { Table } from "../core/tags/table.ts";
import { type ByteSource, readRecords } from "./csv-records.ts";
import { isParquet, parseParquet } from "./parquet-table.ts";
import { createTextColumn, type TextColumn } from "./text-column.ts";
import { createTextPool } from "./text-pool.ts";

/** Largest files that are read, bytes: of CSV the texts are kept in memory, of Parquet all that is unpacked. */
export const LARGEST = { csv: 4_000_000_000, parquet: 400_000_000 };
/** Most columns of a table: each becomes a tag. */
const MOST_COLUMNS = 10_000;

/**
 * Reads a CSV or Parquet file into a table; its bytes enter `hash`. Throws UsageError, with file, line and column, when it
 * cannot be read or is not a table.
 */
export function readTable(path: string, directory: string, hash: Hash): Table {
  const full = resolve(directory, path);
  const size = attempt(path, full, () => statSync(full).size);
  const file = attempt(path, full, () => openSync(full, "r"));
  try {
    const head = Buffer.alloc(4);
    const parquet = attempt(path, full, () => readSync(file, head, 0, 4, 0)) === 4 && isParquet(head);
    const largest = parquet ? LARGEST.parquet : LARGEST.csv;
    if (size > largest)
      throw new UsageError(`${path} has ${size} bytes; the largest table that can be read has ${largest}`);
    if (parquet) {
      const bytes = readBytes(path, full);
      hash.update(bytes);
      return parseParquet(bytes, path);
    }
    let position = 0;
    return parseRecords((into, at) => {
      const n = readSync(file, into, at, into.length - at, position);
      position += n;
      hash.update(into.subarray(at, at + n));
      return n;
    }, path);
  } finally {
    closeSync(file);
  }
}

/** The bytes of a file, by the name that messages call it and its full path. */
export function readBytes(path: string, full: string): Buffer {
  return attempt(path, full, () => readFileSync(full));
}

/** What a call of the file system gives; its failure as a UsageError. */
function attempt<T>(path: string, full: string, call: () => T): T {
  try {
    return call();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== "ENOENT") throw new UsageError(`cannot read ${path}: ${(error as Error).message}`, { cause: error });
    const meant = suggest(basename(path), neighbours(dirname(full)));
    throw new UsageError(`there is no file ${path}${meant ? `; did you mean ${meant}?` : ""}`, { cause: error });
  }
}

function neighbours(directory: string): string[] {
  try {
    return readdirSync(directory);
  } catch {
    return [];
  }
}

/** The table of a CSV file's bytes. */
export function parseTable(bytes: Uint8Array, file: string): Table {
  let position = 0;
  return parseRecords((into, at) => {
    const some = bytes.subarray(position, position + into.length - at);
    into.set(some, at);
    position += some.length;
    return some.length;
  }, file);
}

/** The table of CSV, a header first. */
function parseRecords(source: ByteSource, file: string): Table {
  const pool = createTextPool();
  let columns: TextColumn[] | undefined;
  let header = 1;
  let lines = new Int32Array(16);
  let rows = 0;
  readRecords(source, file, MOST_COLUMNS, ({ from, to, count, end, surplus }, bytes, line, place) => {
    if (!columns) {
      if (surplus >= 0)
        throw new UsageError(`${place(surplus)}: ${count} columns; a table can have ${MOST_COLUMNS} at most`);
      const names = Array.from({ length: count }, (_, i) => bytes.toString("utf8", from[i], to[i]));
      checkNames(names, (i) => place(from[i]));
      columns = names.map((name) => createTextColumn(name, pool));
      header = line;
      return;
    }
    if (count !== columns.length) {
      const at = count > columns.length ? (surplus >= 0 ? surplus : from[columns.length]) : trimmedEnd(bytes, end);
      throw new UsageError(`${place(at)}: expected ${columns.length} fields as in the header, found ${count}`);
    }
    for (let i = 0; i < count; i++) columns[i].add(bytes, from[i], to[i]);
    if (rows === lines.length) {
      const wider = new Int32Array(2 * rows);
      wider.set(lines);
      lines = wider;
    }
    lines[rows++] = line;
  });
  if (!columns)
    throw new UsageError(`${file}:1:1: the file is empty; expected a header with the names of the columns, and rows`);
  return {
    rows,
    columns: (columns as TextColumn[]).map((column) => column.build()),
    untyped: true,
    where: (row) => `${file}:${row < 0 ? header : lines[row]}`,
  };
}

/** Where a record ends without its line break. */
function trimmedEnd(bytes: Buffer, end: number): number {
  while (end > 0 && (bytes[end - 1] === 10 || bytes[end - 1] === 13)) end--;
  return end;
}

/** Column names: none empty, none twice. */
function checkNames(names: readonly string[], place: (i: number) => string): void {
  const seen = new Set<string>();
  names.forEach((name, i) => {
    if (name === "") throw new UsageError(`${place(i)}: column ${i + 1} has no name in the header`);
    if (seen.has(name)) throw new UsageError(`${place(i)}: there are two columns called \`${name}\``);
    seen.add(name);
  });
}
