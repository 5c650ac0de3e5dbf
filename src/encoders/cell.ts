import type { Field, TimeFormat } from "../core/batch.ts";
import { type Layout, markOf } from "./layout.ts";

/** A column as it stands in a row: a row is its parts one after another, each with its value or absent. */
export interface Part {
  readonly column: number;
  readonly field: Field;
  /** What stands before the value. */
  readonly open: string;
  /** What stands after the value, up to the next one or the end of the row. */
  readonly close: string;
  /** The whole part where the value is absent. */
  readonly absent: string;
}

/** A constant text among a kernel's words. */
export interface Run {
  readonly at: number;
  readonly words: number;
  readonly bytes: number;
}

/** A cell of a row as the source of a kernel sees it: numbers only, never a name or a text. */
export type Cell = { readonly nullable: boolean; readonly open: Run; readonly close: Run; readonly absent: Run } & (
  | { readonly kind: "other" }
  | { readonly kind: "text" | "bool"; readonly words: number }
  | { readonly kind: "fixed"; readonly decimals: number }
  | { readonly kind: "epoch"; readonly divisor: number; readonly decimals: number }
  | { readonly kind: "time"; readonly milliseconds: boolean; readonly before: number; readonly after: number }
);

/** The most decimals that a kernel writes itself. */
const DECIMALS = 9;
/** The longest date, `+275760-09-13`, with its separator, in bytes. */
const DATE = 14;

/** The parts of a row. What stands between two values belongs to the first, so that kernels can write them in one. */
export function partsOf({ cells, tail, absent, around }: Layout, fields: readonly Field[]): Part[] {
  return cells.map(({ column, lead }, c) => {
    const field = fields[column];
    const mark = field.type === "text" ? "" : markOf(field, around);
    const first = c === 0 ? lead : "";
    const next = cells[c + 1]?.lead ?? tail;
    return { column, field, open: first + mark, close: mark + next, absent: first + absent + next };
  });
}

/** Bytes of the offset that a time field's texts end with. */
function offsetBytes({ format, zone }: { format: TimeFormat; zone: string }): number {
  return format !== "iso" ? 0 : zone === "UTC" ? 1 : 6;
}

/** Describes a part for a kernel; `words` is how many words its texts take, if it has any. */
export function cellOf(
  { nullable, type, time, decimals }: Field,
  around: { open: Run; close: Run; absent: Run },
  words: number,
): Cell {
  const cell = { nullable, ...around };
  if (time?.format === "epoch-ms") return { ...cell, kind: "epoch", divisor: 1, decimals: 0 };
  if (time?.format === "epoch") {
    return {
      ...cell,
      kind: "epoch",
      ...(time.milliseconds ? { divisor: 1, decimals: 3 } : { divisor: 1000, decimals: 0 }),
    };
  }
  if (time) {
    const before = (around.open.bytes + DATE + 7) >> 3;
    const after = (offsetBytes(time) + around.close.bytes + 7) >> 3;
    return { ...cell, kind: "time", milliseconds: time.milliseconds, before, after };
  }
  if (type === "text" || type === "bool") return { ...cell, kind: type, words };
  if (type === "int") return { ...cell, kind: "fixed", decimals: 0 };
  if (type === "fixed" && decimals! <= DECIMALS) return { ...cell, kind: "fixed", decimals: decimals! };
  return { ...cell, kind: "other" };
}
