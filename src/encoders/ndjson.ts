import { z } from "zod";
import type { Schema } from "../core/batch.ts";
import { defineEncoder } from "../core/encoder.ts";
import { checkFields, type Layout } from "./layout.ts";
import { type Shape, shapeOf } from "./shape.ts";
import { openText } from "./stream.ts";

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
