import type { Batch, Column, Field, Schema } from "../core/batch.ts";
import { PermanentError } from "../core/error.ts";
import { TENS } from "../core/numeric.ts";

/** A value as clients of stores take it; times are ms UTC, or what the record writes in their place. */
export type Value = string | number | boolean | null;

/** Reads the value of row i of one column. */
export type Reader = (batch: Batch, i: number) => Value;

/** What a store's type must hold: an instant is ms UTC; `long` are whole numbers up to 2^53. */
export type Kind = "instant" | "long" | "integer" | "float" | "boolean" | "text";

/** Of a time that the record writes as a number, that number's kind. */
export function kindOf({ type, time }: Field): Kind {
  if (type === "time") {
    if (time?.format === "epoch") return time.milliseconds ? "float" : "long";
    return time?.format === "epoch-ms" ? "long" : "instant";
  }
  if (type === "fixed" || type === "float") return "float";
  return type === "int" ? "integer" : type === "bool" ? "boolean" : "text";
}

/** A reader of each field of a schema, in its order. */
export function readersOf(schema: Schema): Reader[] {
  return schema.fields.map(({ time }, c) =>
    time?.format === "epoch"
      ? (batch, i) => seconds(valueAt(batch.columns[c], i))
      : (batch, i) => valueAt(batch.columns[c], i),
  );
}

function seconds(ms: Value): Value {
  return ms === null ? null : (ms as number) / 1000;
}

/** The value of row i of a column; times are ms UTC, fixed numbers their value. */
export function valueAt(column: Column, i: number): Value {
  if (column.nulls?.[i]) return null;
  switch (column.type) {
    case "text":
      return column.dictionary[column.codes[i]];
    case "fixed":
      return column.values[i] / TENS[column.decimals];
    case "bool":
      return column.values[i] !== 0;
    default:
      return column.values[i];
  }
}

/** The field that holds the nominal time of a row: what is asked when a store is asked what it holds. */
export function timeOf(schema: Schema): Field {
  const roles = ["time", "begin", "end"];
  const found = roles.flatMap((role) => schema.fields.filter((field) => field.role === role));
  const [first] = found.length > 0 ? found : schema.fields.filter(({ name }) => name === "onset");
  if (!first) throw new PermanentError(`the table ${schema.table} shows no time: add timestamp to its columns`);
  return first;
}

/** The field that holds the entity's id. */
export function entityOf(schema: Schema): Field {
  const found = schema.fields.find(({ role }) => role === "entity");
  if (!found) throw new PermanentError(`the table ${schema.table} shows no id: add id to its columns`);
  return found;
}

/** Writes instants as text in UTC; consecutive rows mostly share their time, whose text is remembered. */
export function instantWriter(separator: "T" | " ", milliseconds: boolean, zone = ""): (ms: number) => string {
  const end = milliseconds ? 23 : 19;
  let last = Number.NaN;
  let text = "";
  return (ms) => {
    if (ms !== last) {
      last = ms;
      text = new Date(ms).toISOString().slice(0, end).replace("T", separator) + zone;
    }
    return text;
  };
}

/** ms UTC of what a client hands back for a time: a date, a number as the record writes it, or text in UTC. */
export function instantOf({ time }: Field, value: unknown): number {
  if (value instanceof Date) return value.getTime();
  const number = Number(value);
  if (!Number.isNaN(number)) return time?.format === "epoch" ? number * 1000 : number;
  const text = String(value).replace(" ", "T");
  return Date.parse(text.endsWith("Z") ? text : `${text}Z`);
}
