import type { Value } from "../rows.ts";

/** Rows as PostgreSQL's COPY and ClickHouse's TabSeparated read them: a line each, tabs between, `\N` for none. */
export function textRows(rows: readonly (readonly Value[])[]): string {
  let text = "";
  for (const row of rows) {
    for (let c = 0; c < row.length; c++) text += (c === 0 ? "" : "\t") + cell(row[c]);
    text += "\n";
  }
  return text;
}

const ESCAPES: Readonly<Record<string, string>> = { "\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r" };

function cell(value: Value): string {
  if (value === null) return "\\N";
  if (typeof value !== "string") return String(value);
  return /[\\\t\n\r]/.test(value) ? value.replace(/[\\\t\n\r]/g, (one) => ESCAPES[one]) : value;
}
