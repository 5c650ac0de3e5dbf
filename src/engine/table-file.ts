import type { Hash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, dirname, resolve } from "node:path";
import { UsageError } from "../core/error.ts";
import { suggest } from "../core/suggest.ts";
import { createColumnBuilder, type Table } from "../core/tags/table.ts";
import { isParquet, parseParquet } from "./parquet-table.ts";

/** Largest file that is read, bytes: a table is kept in memory. */
export const LARGEST = 400_000_000;

/**
 * Reads a CSV or Parquet file into a table; its bytes enter `hash`. Throws UsageError, with file and line, when it cannot
 * be read or is not a table.
 */
export function readTable(path: string, directory: string, hash: Hash): Table {
  const bytes = readBytes(path, resolve(directory, path));
  hash.update(bytes);
  return isParquet(bytes) ? parseParquet(bytes, path) : parseTable(bytes, path);
}

/** The bytes of a file, by the name that messages call it and its full path. */
export function readBytes(path: string, full: string): Buffer {
  try {
    return readFileSync(full);
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

/**
 * The table of a CSV file (RFC 4180, a header first): UTF-8 with or without a byte order mark; any line ends; fields
 * parted by commas, semicolons or tabs, whichever the header has; blank lines are skipped, blanks around fields cut.
 */
export function parseTable(bytes: Uint8Array, file: string): Table {
  const text = decode(bytes, file);
  // loaded when there is a table to read: most runs and their threads have none
  const { CsvError, parse }: typeof import("csv-parse/sync") = createRequire(import.meta.url)("csv-parse/sync");
  const lines: number[] = [];
  let builders: ReturnType<typeof createColumnBuilder>[] | undefined;
  const take = (record: string[], line: number) => {
    if (!builders) builders = header(record, `${file}:${line}`).map(createColumnBuilder);
    else if (record.length !== builders.length)
      throw new UsageError(
        `${file}:${line}: expected ${builders.length} fields as in the header, found ${record.length}`,
      );
    else for (let i = 0; i < record.length; i++) builders[i].add(record[i]);
    lines.push(line);
  };
  try {
    parse(text, {
      delimiter: delimiterOf(text),
      relax_column_count: true,
      skip_empty_lines: true,
      trim: true,
      on_record: (record, { lines: line }) => void take(record as unknown as string[], line),
    });
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw new UsageError(`${file}:${error.lines ?? 1}: not CSV: ${error.message}`, { cause: error });
  }
  if (!builders) throw new UsageError(`${file} is empty; expected a header with the names of the columns, and rows`);
  const columns = builders.map((builder) => builder.build());
  const starts = Int32Array.from(lines);
  return { rows: starts.length - 1, columns, untyped: true, where: (row) => `${file}:${starts[row + 1]}` };
}

/** Column names: none empty, none twice. */
function header(names: readonly string[], where: string): readonly string[] {
  const seen = new Set<string>();
  names.forEach((name, i) => {
    if (name === "") throw new UsageError(`${where}: column ${i + 1} has no name in the header`);
    if (seen.has(name)) throw new UsageError(`${where}: there are two columns called \`${name}\``);
    seen.add(name);
  });
  return names;
}

/** The text of a file, which must be UTF-8. */
export function decode(bytes: Uint8Array, file: string): string {
  if (bytes.length > LARGEST)
    throw new UsageError(`${file} has ${bytes.length} bytes; the largest table that can be read has ${LARGEST}`);
  if ((bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff))
    throw new UsageError(`${file}:1: the text is UTF-16; save it as UTF-8`);
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    const nul = text.indexOf("\0");
    if (nul < 0) return text;
    throw new UsageError(`${file}:${lineAt(text, nul)}: not a text file: it has a zero byte`);
  } catch (error) {
    if (error instanceof UsageError) throw error;
    const lossy = new TextDecoder("utf-8").decode(bytes);
    const line = lineAt(lossy, lossy.indexOf("\ufffd"));
    throw new UsageError(`${file}:${line}: the text is not UTF-8 (perhaps Latin-1); save it as UTF-8`, {
      cause: error,
    });
  }
}

/** The line, from 1, of a position in a text. */
function lineAt(text: string, at: number): number {
  return text.slice(0, at).split(/\r\n|\r|\n/).length;
}

/** What parts the fields of a CSV file: what its first line has. */
export function delimiterOf(text: string): string {
  const line = text
    .slice(0, 10_000)
    .trimStart()
    .split(/[\r\n]/, 1)[0];
  return [",", ";", "\t"].find((delimiter) => line.includes(delimiter)) ?? ",";
}
