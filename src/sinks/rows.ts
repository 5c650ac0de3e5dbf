import type { Batch, Column, Field, Schema } from "../core/batch.ts";
import { TENS } from "../core/numeric.ts";

/** A value as clients of stores take it; times are ms UTC. */
export type Value = string | number | boolean | null;

/** Reads the value of row i of one column. */
export type Reader = (batch: Batch, i: number) => Value;

/** A reader of each field of a schema, in its order. */
export function readersOf(schema: Schema): Reader[] {
  return schema.fields.map((_, c) => (batch, i) => valueAt(batch.columns[c], i));
}

function valueAt(column: Column, i: number): Value {
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
  if (!first) throw new Error(`the table ${schema.table} shows no time: add timestamp to its columns`);
  return first;
}

/** The field that holds the entity's id. */
export function entityOf(schema: Schema): Field {
  const found = schema.fields.find(({ role }) => role === "entity");
  if (!found) throw new Error(`the table ${schema.table} shows no id: add id to its columns`);
  return found;
}
