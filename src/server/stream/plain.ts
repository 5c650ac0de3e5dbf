import type { Batch, Column, Schema } from "../../core/batch.ts";
import type { Encoder } from "../../core/encoder.ts";
import { UsageError } from "../../core/error.ts";
import { TENS } from "../../core/numeric.ts";

const MINUS = 45;
const POINT = 46;
const ZERO = 48;
const SPACE = 32;
const BREAK = 10;
/** Bytes of the longest line: a sign, 16 digits, a point and a label. */
const LONGEST = 24;
const ABSENT = [..."nan"].map((letter) => letter.charCodeAt(0));

/**
 * One number a line with all its decimals: `0.500`; nan where there is none. Where the rows have labels, 0 or 1 for an
 * anomaly stands after it.
 */
export const plain: Encoder = {
  mediaType: "text/plain; charset=utf-8",
  extensions: [".txt"],
  open(schema) {
    const { value, decimals, label } = columnsOf(schema);
    let bytes = Buffer.alloc(0);
    const nothing = new Uint8Array(0);
    return {
      start: () => nothing,
      write(batch) {
        if (bytes.length < batch.rows * LONGEST) bytes = Buffer.allocUnsafe(batch.rows * LONGEST);
        return bytes.subarray(0, writeLines(bytes, batch, value, decimals, label));
      },
      end: () => nothing,
    };
  },
};

function columnsOf({ table, fields }: Schema): { value: number; decimals: number; label: number } {
  const values = fields.flatMap(({ role, type }, c) => (role === "metric" && type === "fixed" ? [c] : []));
  if (values.length !== 1)
    throw new UsageError(
      `format: plain shows one number a line, and ${table} has ${values.length} metrics; expected format=ndjson, csv or sse`,
    );
  const label = fields.findIndex(({ name }) => name === "is_anomaly");
  return { value: values[0], decimals: fields[values[0]].decimals ?? 0, label };
}

function writeLines(out: Buffer, { columns, rows }: Batch, value: number, decimals: number, label: number): number {
  const { values, nulls } = columns[value] as Extract<Column, { type: "fixed" }>;
  const marks = label < 0 ? undefined : (columns[label] as Extract<Column, { type: "bool" }>).values;
  const scale = TENS[decimals];
  let at = 0;
  for (let i = 0; i < rows; i++) {
    if (nulls?.[i] || Number.isNaN(values[i])) for (const letter of ABSENT) out[at++] = letter;
    else at = writeFixed(out, at, values[i], decimals, scale);
    if (marks) {
      out[at++] = SPACE;
      out[at++] = ZERO + marks[i];
    }
    out[at++] = BREAK;
  }
  return at;
}

function writeFixed(out: Buffer, start: number, quantum: number, decimals: number, scale: number): number {
  let at = start;
  let rest = quantum;
  if (rest < 0) {
    out[at++] = MINUS;
    rest = -rest;
  }
  const digits = Math.max(decimals + 1, digitsOf(rest, scale, decimals));
  let to = at + digits + (decimals > 0 ? 1 : 0);
  const end = to;
  for (let d = 0; d < digits; d++) {
    if (d === decimals && decimals > 0) out[--to] = POINT;
    const next = Math.floor(rest / 10);
    out[--to] = ZERO + (rest - next * 10);
    rest = next;
  }
  at = end;
  return at;
}

function digitsOf(value: number, scale: number, decimals: number): number {
  let count = decimals;
  for (let bound = scale; value >= bound; bound *= 10) count++;
  return count;
}
