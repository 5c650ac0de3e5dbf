import { z } from "zod";
import type { Schema } from "../core/batch.ts";
import { defineEncoder } from "../core/encoder.ts";
import { UsageError } from "../core/error.ts";
import { checkFields, type Layout } from "./layout.ts";
import { openText } from "./stream.ts";

/** An object of the row: its keys in order, each with a column or an object below it. */
type Shape = Map<string, number | Shape>;

/** Dots nest: `a.b` and `a.c` are members of one object, which stands where the first of them stands. */
function shapeOf(schema: Schema): Shape {
  const root: Shape = new Map();
  for (const [column, { name }] of schema.fields.entries()) {
    const keys = name.split(".");
    let shape = root;
    for (const [depth, key] of keys.entries()) {
      const found = shape.get(key);
      if (depth === keys.length - 1 && found === undefined) shape.set(key, column);
      else if (depth === keys.length - 1 || typeof found === "number") {
        const other = JSON.stringify(keys.slice(0, depth + 1).join("."));
        throw new UsageError(
          `table ${schema.table}, column ${JSON.stringify(name)}: ${other} would have to be a value and an object at once in JSON; rename one of the columns`,
        );
      } else if (found !== undefined) shape = found;
      else {
        const below: Shape = new Map();
        shape.set(key, below);
        shape = below;
      }
    }
  }
  return root;
}

/** Rows of a schema as JSON. Throws UsageError when a name is the beginning of another. */
export function ndjsonLayout(schema: Schema): Layout {
  const cells: { column: number; lead: string }[] = [];
  let pending = "";
  const visit = (shape: Shape) => {
    let separator = "{";
    for (const [key, below] of shape) {
      pending += `${separator}${JSON.stringify(key)}:`;
      separator = ",";
      if (typeof below !== "number") {
        visit(below);
        continue;
      }
      cells.push({ column: below, lead: pending });
      pending = "";
    }
    pending += "}";
  };
  visit(shapeOf(schema));
  return { cells, tail: `${pending}\n`, absent: "null", around: { number: "", time: '"' }, quote: JSON.stringify };
}

/**
 * A compact JSON object a line, as `JSON.stringify` writes it, members in column order. Absent and non-finite values
 * are null; dotted names nest, and a name that is also the beginning of another (`a` and `a.b`) is refused.
 */
export const ndjson = defineEncoder({
  type: "ndjson",
  summary: "Writes a JSON object per row, one a line; dotted column names nest.",
  options: z.strictObject({}),
  example: {},
  create: () => ({
    mediaType: "application/x-ndjson",
    extensions: [".ndjson", ".jsonl", ".json"],
    open(schema) {
      checkFields(schema);
      return openText(ndjsonLayout(schema), schema, "");
    },
  }),
});
