import type { Batch, Column, Field, Schema } from "../core/batch.ts";
import { createTimeText } from "../core/time-text.ts";
import { createZone } from "../core/zone.ts";
import { type Part, partsOf } from "./cell.ts";
import type { Layout } from "./layout.ts";

/** Integers below this, in a column of fixed decimals, keep their text. */
const KEPT = 65_536;

/** Writes a field's numbers or times as text, the shortest that reads back as the same; undefined when not finite. */
export function numberText(field: Field): (value: number) => string | undefined {
  if (field.time) return createTimeText(field.time.format, createZone(field.time.zone), field.time.milliseconds);
  const unit = Number(`1e${field.type === "fixed" ? field.decimals : 0}`);
  return (value) => (Number.isFinite(value) ? `${value / unit}` : undefined);
}

/** Binds a column to what gives the text of its row i, undefined when the value is absent. */
type Bind = (column: Column) => (row: number) => string | undefined;

function bindOf(field: Field, layout: Layout): Bind {
  const textOf = numberText(field);
  const kept: (string | undefined)[] = [];
  return (column) => {
    if (column.type === "text") {
      const texts: string[] = [];
      const { codes, dictionary } = column;
      return (row) => {
        texts[codes[row]] ??= layout.quote(dictionary[codes[row]]);
        return texts[codes[row]];
      };
    }
    const { values } = column;
    if (column.type === "bool") return (row) => (values[row] ? "true" : "false");
    if (column.type !== "fixed") return (row) => textOf(values[row]);
    return (row) => {
      const value = values[row];
      if (!(value >= 0 && value < KEPT)) return textOf(value);
      kept[value] ??= textOf(value);
      return kept[value];
    };
  };
}

/** The text of each row of a batch, line end included. */
export function rowText(layout: Layout, schema: Schema): (batch: Batch) => (row: number) => string {
  const cells = partsOf(layout, schema.fields).map((part: Part) => ({ ...part, bind: bindOf(part.field, layout) }));
  return (batch) => {
    const bound = cells.map(({ column, open, close, absent, bind }) => {
      const { nulls } = batch.columns[column];
      return { open, close, absent, nulls, textOf: bind(batch.columns[column]) };
    });
    return (row) => {
      let text = "";
      for (const { open, close, absent, nulls, textOf } of bound) {
        const value = nulls?.[row] ? undefined : textOf(row);
        text += value === undefined ? absent : open + value + close;
      }
      return text;
    };
  };
}

/**
 * The plain encoder: looks at every value and writes it as the layout says. It is the reference for the compiled one,
 * and takes over where source text must not be compiled.
 */
export function interpret(layout: Layout, schema: Schema): (batch: Batch) => Uint8Array {
  const encoder = new TextEncoder();
  const bind = rowText(layout, schema);
  return (batch) => {
    const textOf = bind(batch);
    let rows = "";
    for (let row = 0; row < batch.rows; row++) rows += textOf(row);
    return encoder.encode(rows);
  };
}
