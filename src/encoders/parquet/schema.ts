import type { Field, Schema } from "../../core/batch.ts";
import { isEpoch } from "../../core/time-text.ts";
import { type Shape, shapeOf } from "../shape.ts";
import { bool, i32, list, STRUCT, struct, text, type Value } from "./thrift.ts";

/** Parquet's physical types. */
export const BOOLEAN = 0;
export const INT32 = 1;
export const INT64 = 2;
export const DOUBLE = 5;
export const BYTE_ARRAY = 6;

/** How columns of fixed decimals are written. */
export type Numbers = "double" | "decimal";

/** A column of values as Parquet knows it. */
export interface Leaf {
  /** Its place in batches. */
  readonly column: number;
  readonly field: Field;
  /** Its name, piece by piece. */
  readonly path: readonly string[];
  readonly type: number;
}

/** Digits that every integer below 2^53 fits in. */
const PRECISION = 16;
const REQUIRED = 0;
const OPTIONAL = 1;
const EMPTY = struct({});

function typeOf({ type }: Field, numbers: Numbers): number {
  if (type === "text") return BYTE_ARRAY;
  if (type === "bool") return BOOLEAN;
  if (type === "int") return INT32;
  return type === "float" || (type === "fixed" && numbers === "double") ? DOUBLE : INT64;
}

/** Whether a time is an instant: otherwise it is a local time of no stated zone. */
export function isInstant({ time }: Field): boolean {
  return time !== undefined && (time.format === "iso" || isEpoch(time.format));
}

/** The fields of a schema element that say what its values mean. */
function meaningOf(field: Field, numbers: Numbers): Record<number, Value> {
  if (field.type === "text") return { 6: i32(0), 10: struct({ 1: EMPTY }) };
  if (field.type === "fixed" && numbers === "decimal") {
    const scale = i32(field.decimals!);
    const precision = i32(PRECISION);
    return { 6: i32(5), 7: scale, 8: precision, 10: struct({ 5: struct({ 1: scale, 2: precision }) }) };
  }
  if (field.type !== "time") return {};
  const instant = isInstant(field);
  const timestamp = struct({ 1: bool(instant), 2: struct({ 1: EMPTY }) });
  // the older converted type knows instants only
  return instant ? { 6: i32(9), 10: struct({ 8: timestamp }) } : { 10: struct({ 8: timestamp }) };
}

/** Columns and schema elements: dotted names are groups, as in JSON. Every column may be absent; groups are always there. */
export function parquetSchema(schema: Schema, numbers: Numbers): { leaves: Leaf[]; elements: Value } {
  const leaves: Leaf[] = [];
  const elements: Value[] = [];
  const visit = (shape: Shape, path: readonly string[]): void => {
    for (const [name, below] of shape) {
      const to = [...path, name];
      if (typeof below === "number") {
        const field = schema.fields[below];
        const type = typeOf(field, numbers);
        leaves.push({ column: below, field, path: to, type });
        elements.push(struct({ 1: i32(type), 3: i32(OPTIONAL), 4: text(name), ...meaningOf(field, numbers) }));
      } else {
        elements.push(struct({ 3: i32(REQUIRED), 4: text(name), 5: i32(below.size) }));
        visit(below, to);
      }
    }
  };
  const root = shapeOf(schema);
  elements.push(struct({ 4: text(schema.table), 5: i32(root.size) }));
  visit(root, []);
  return { leaves, elements: list(STRUCT, elements) };
}
