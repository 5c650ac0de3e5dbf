import type { Schema } from "../core/batch.ts";
import { UsageError } from "../core/error.ts";

/** An object of the row: its keys in order, each with a column or an object below it. */
export type Shape = Map<string, number | Shape>;

/**
 * Dots nest: `a.b` and `a.c` are members of one object, which stands where the first of them stands.
 * Throws UsageError when a name is the beginning of another.
 */
export function shapeOf(schema: Schema): Shape {
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
          `table ${schema.table}, column ${JSON.stringify(name)}: ${other} would have to be a value and an object at once; rename one of the columns`,
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
