import type { Batch, Column, Field, Schema } from "../../core/batch.ts";
import { PermanentError } from "../../core/error.ts";
import type { Row } from "./row.ts";
import { timeOf } from "./schema-of.ts";

/** Rows as a batch; `first` is the number of the first. Throws a PermanentError that names a row which does not fit. */
export function batchOf(schema: Schema, rows: readonly Row[], partition: string, first: number): Batch {
  const refuse: Refuse = (i, what) => {
    throw new PermanentError(`row ${first + i + 1}: ${what}; say what the columns are with --columns name:type,...`);
  };
  return {
    schema,
    rows: rows.length,
    columns: schema.fields.map((field) => columnOf(field, rows, refuse)),
    entities: new Int32Array(rows.length),
    ticks: Float64Array.from(rows, (_, i) => first + i),
    partition,
  };
}

type Refuse = (i: number, what: string) => never;

function columnOf({ name, type, nullable }: Field, rows: readonly Row[], refuse: Refuse): Column {
  const nulls = new Uint8Array(rows.length);
  const each = <T>(read: (value: unknown) => T | undefined, none: T): T[] =>
    rows.map((row, i) => {
      const value = row.get(name);
      if (value === null || value === undefined) {
        if (!nullable) refuse(i, `${name} is missing`);
        nulls[i] = 1;
        return none;
      }
      const shown = () => (typeof value === "number" ? String(value) : JSON.stringify(value)?.slice(0, 80));
      const expected = type === "text" ? "text, for numbers hold 15 digits" : type;
      return read(value) ?? refuse(i, `${name} is ${shown()}, expected ${expected}`);
    });
  const number = (value: unknown) => (typeof value === "number" && Number.isFinite(value) ? value : undefined);
  if (type === "time") return { nulls, type, values: Float64Array.from(each(timeOf, 0)) };
  if (type === "bool")
    return {
      nulls,
      type,
      values: Uint8Array.from(each((value) => (typeof value === "boolean" ? Number(value) : undefined), 0)),
    };
  if (type === "int")
    return {
      nulls,
      type,
      values: Int32Array.from(
        each((value) => ((value as number) === ((value as number) | 0) ? number(value) : undefined), 0),
      ),
    };
  if (type === "text") {
    const dictionary = new Map<string, number>();
    const texts = each(textOf, "");
    const codes = Int32Array.from(texts, (text) => {
      const code = dictionary.get(text) ?? dictionary.size;
      dictionary.set(text, code);
      return code;
    });
    return { nulls, type, codes, dictionary: [...dictionary.keys()] };
  }
  return { nulls, type: "float", values: Float64Array.from(each(number, 0)) };
}

/** An integer of more digits than a number holds may be that of another row, too: it has to come as a text. */
function textOf(value: unknown): string | undefined {
  if (typeof value === "string") return value;
  return Number.isInteger(value) && !Number.isSafeInteger(value) ? undefined : JSON.stringify(value);
}
