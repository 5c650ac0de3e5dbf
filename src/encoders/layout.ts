import type { Batch, Field, Schema } from "../core/batch.ts";
import { UsageError } from "../core/error.ts";
import { isEpoch } from "../core/time-text.ts";

/** How the rows of a schema become text: everything an encoder needs to know beside the values. */
export interface Layout {
  /** The columns in the order in which they are written, each with the text that stands before its value. */
  readonly cells: readonly { readonly column: number; readonly lead: string }[];
  /** What stands after the last value, with the end of the line. */
  readonly tail: string;
  /** An absent value. */
  readonly absent: string;
  /** What stands on both sides of numbers and booleans, and of times that are not numbers: a quote mark or nothing. */
  readonly around: { readonly number: string; readonly time: string };
  /** A text value, quoted and escaped. */
  quote(text: string): string;
}

/** The mark on both sides of a field's values; text fields have theirs from `quote`. */
export function markOf(field: Field, around: Layout["around"]): string {
  return field.time && !isEpoch(field.time.format) ? around.time : around.number;
}

/** Refuses a schema that no text can hold; called by every encoder of text when it opens one. */
export function checkFields(schema: Schema): void {
  const seen = new Set<string>();
  for (const { name, type, decimals, time } of schema.fields) {
    const where = `table ${schema.table}, column ${JSON.stringify(name)}`;
    if (seen.has(name)) throw new UsageError(`${where}: two columns have this name; rename one of them`);
    seen.add(name);
    if (type === "fixed" && !(Number.isInteger(decimals) && decimals! >= 0 && decimals! <= 15))
      throw new UsageError(`${where}: a fixed column needs decimals from 0 to 15, found ${decimals}`);
    if (type === "time" && !time) throw new UsageError(`${where}: a time column needs a time format, found none`);
  }
  if (schema.fields.length === 0)
    throw new UsageError(`table ${schema.table} has no columns; a row needs at least one`);
}

/** Refuses a batch whose columns are not those of the schema: a mistake in what made it. */
export function checkColumns({ columns }: Batch, { table, fields }: Schema): void {
  for (const [c, { name, type, decimals }] of fields.entries()) {
    const column = columns[c];
    if (column?.type === type && (column.type !== "fixed" || column.decimals === decimals)) continue;
    const found = column?.type === "fixed" ? `fixed with ${column.decimals} decimals` : column?.type;
    throw new TypeError(
      `table ${table}, column ${JSON.stringify(name)}: expected ${type}${type === "fixed" ? ` with ${decimals} decimals` : ""}, found ${found}`,
    );
  }
}
