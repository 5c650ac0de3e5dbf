import type { Column } from "../core/batch.ts";

export type Numbers = Int32Array | Float64Array | Uint8Array;

/** A copy whose row i is row `from(i)` of the original. */
export function gather<T extends Numbers>(values: T, rows: number, from: (row: number) => number): T {
  const out = new (values.constructor as new (length: number) => T)(rows);
  for (let i = 0; i < rows; i++) out[i] = values[from(i)];
  return out;
}

/** A copy of a column whose row i is row `from(i)` of the original. */
export function gatherColumn(column: Column, rows: number, from: (row: number) => number): Column {
  const nulls = column.nulls && { nulls: gather(column.nulls, rows, from) };
  if (column.type === "text") return { ...column, ...nulls, codes: gather(column.codes, rows, from) };
  return { ...column, ...nulls, values: gather(column.values, rows, from) } as Column;
}
