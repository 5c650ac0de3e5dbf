import { resolve } from "node:path";
import { UsageError } from "../../core/error.ts";
import { delimiterOf } from "../csv-records.ts";
import { isParquet, parseParquet } from "../parquet-table.ts";
import { readBytes } from "../table-file.ts";
import { decode, markLength } from "../utf8.ts";

/** A table as it was written, so that it can be written again with some cells changed and all else the same, byte by byte. */
export interface Sheet {
  readonly names: readonly string[];
  readonly rows: number;
  /** The value of a cell, without quotes and blanks around it; empty where there is none. */
  cell(row: number, column: number): string;
  /** Where a row stands: `load.csv:17`. */
  where(row: number): string;
  /** What stands before the first row. */
  readonly head: string;
  /** A row, some of its cells replaced: by their columns. */
  text(row: number, changed: ReadonlyMap<number, string>): string;
}

/** Reads a CSV or Parquet file; a Parquet file is written again as CSV. */
export function readSheet(path: string): Sheet {
  const bytes = readBytes(path, resolve(path));
  if (isParquet(bytes)) return sheetOfParquet(bytes, path);
  return sheetOfCsv(decode(bytes, path), path, markLength(bytes) > 0 ? "\uFEFF" : "");
}

/** A record: its fields as they are written, with quotes and blanks; its line break; its line. */
interface Written {
  fields: string[];
  ending: string;
  line: number;
}

/** `mark` is the byte order mark that stood before the text. */
function sheetOfCsv(text: string, file: string, mark: string): Sheet {
  const delimiter = delimiterOf(text);
  const all = [...records(text, delimiter, file)];
  const first = all.findIndex(({ fields }) => fields.length > 1 || fields[0].trim() !== "");
  if (first < 0) throw new UsageError(`${file} is empty; expected a header with the names of the columns, and rows`);
  const names = all[first].fields.map(unquoted);
  names.forEach((name, i) => {
    if (name === "" || names.indexOf(name) < i)
      throw new UsageError(
        `${file}:${all[first].line}: ${name === "" ? `column ${i + 1} has no name` : `there are two columns called \`${name}\``}`,
      );
  });
  // blank lines stay with the row before them
  const rows: Written[] = [];
  let head =
    mark +
    all
      .slice(0, first + 1)
      .map(raw)
      .join("");
  for (const record of all.slice(first + 1)) {
    if (record.fields.length === 1 && record.fields[0].trim() === "" && names.length > 1) {
      if (rows.length > 0) rows[rows.length - 1].ending += raw(record);
      else head += raw(record);
    } else if (record.fields.length === names.length) rows.push(record);
    else
      throw new UsageError(
        `${file}:${record.line}: expected ${names.length} fields as in the header, found ${record.fields.length}`,
      );
  }
  function raw({ fields, ending }: Written): string {
    return fields.join(delimiter) + ending;
  }
  return {
    names,
    rows: rows.length,
    cell: (row, column) => unquoted(rows[row].fields[column]),
    where: (row) => `${file}:${rows[row].line}`,
    head,
    text: (row, changed) =>
      raw({ ...rows[row], fields: rows[row].fields.map((field, column) => changed.get(column) ?? field) }),
  };
}

function unquoted(field: string): string {
  const text = field.trim();
  return text.length > 1 && text.startsWith('"') && text.endsWith('"') ? text.slice(1, -1).replaceAll('""', '"') : text;
}

/** The records of a text; a quoted field may hold delimiters and line breaks. */
function* records(text: string, delimiter: string, file: string): Generator<Written> {
  let fields: string[] = [];
  let begin = 0;
  let [line, started] = [1, 1];
  for (let at = 0; at < text.length; at++) {
    const c = text[at];
    if (c === '"' && text.slice(begin, at).trim() === "") {
      const opened = line;
      for (at++; text[at] !== '"' || text[at + 1] === '"'; at++) {
        if (at >= text.length) throw new UsageError(`${file}:${opened}: a quoted field that begins here never ends`);
        if (text[at] === '"') at++;
        else if (text[at] === "\n") line++;
      }
    } else if (c === delimiter) {
      fields.push(text.slice(begin, at));
      begin = at + 1;
    } else if (c === "\n" || (c === "\r" && text[at + 1] !== "\n")) {
      const end = c === "\n" && text[at - 1] === "\r" && at > begin ? at - 1 : at;
      yield { fields: [...fields, text.slice(begin, end)], ending: text.slice(end, at + 1), line: started };
      fields = [];
      begin = at + 1;
      started = ++line;
    }
  }
  if (begin < text.length || fields.length > 0)
    yield { fields: [...fields, text.slice(begin)], ending: "", line: started };
}

function sheetOfParquet(bytes: Uint8Array, file: string): Sheet {
  const { columns, rows, where } = parseParquet(bytes, file);
  const cell = (row: number, column: number) => {
    return String(columns[column].cells.at(columns[column].codes[row]) ?? "");
  };
  const quoted = (text: string) => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  return {
    names: columns.map(({ name }) => name),
    rows,
    cell,
    where,
    head: `${columns.map(({ name }) => quoted(name)).join(",")}\n`,
    text: (row, changed) => `${columns.map((_, c) => changed.get(c) ?? quoted(cell(row, c))).join(",")}\n`,
  };
}
