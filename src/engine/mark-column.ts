import type { Column, Field } from "../core/batch.ts";
import type { Kinds } from "./lanes.ts";

/** The column of a mark from its lane: clean values as quanta, a flag, or kinds by code. */
export function markColumn(field: Field, lane: Float64Array, kinds: Kinds): Column {
  if (field.type === "bool") return { type: "bool", values: Uint8Array.from(lane) };
  if (field.type === "fixed") return { type: "fixed", values: lane, decimals: field.decimals ?? 0 };
  const codes = Int32Array.from(lane);
  return { type: "text", codes, dictionary: kinds.texts, nulls: Uint8Array.from(lane, (code) => (code === 0 ? 1 : 0)) };
}

/** The column of a metric from its quanta, empty where there is no reading. */
export function metricColumn({ decimals = 0, nullable }: Field, quanta: Float64Array, rows: number): Column {
  return { type: "fixed", values: quanta, decimals, ...(nullable ? { nulls: absences(quanta, rows) } : {}) };
}

/** Where quanta have no reading. */
export function absences(quanta: Float64Array, rows: number): Uint8Array {
  const nulls = new Uint8Array(rows);
  for (let i = 0; i < rows; i++) nulls[i] = Number.isNaN(quanta[i]) ? 1 : 0;
  return nulls;
}
