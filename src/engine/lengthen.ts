import type { Batch, Column } from "../core/batch.ts";
import { TENS } from "../core/numeric.ts";
import { gather, gatherColumn } from "./gather.ts";
import type { Kinds } from "./lanes.ts";
import { absences, markColumn } from "./mark-column.ts";
import type { Plan, Table } from "./plan.ts";

/** A row per metric of each wide row. */
export function lengthen(plan: Plan, table: Table, wide: Batch, cells: readonly Float64Array[], kinds: Kinds): Batch {
  const metrics = table.metrics.map((m) => plan.metrics[m]);
  const n = metrics.length;
  const rows = wide.rows * n;
  const wideRow = (row: number) => Math.floor(row / n);
  const lane = (dictionary: readonly string[]): Column => ({
    type: "text",
    codes: Int32Array.from({ length: rows }, (_, i) => i % n),
    dictionary,
  });
  // rows in turn from the lane of each metric; quanta of different metrics are brought to the same decimals
  const interleave = (laneOf: (i: number) => number, decimals?: number): Float64Array =>
    Float64Array.from({ length: rows }, (_, i) => {
      const scale = decimals === undefined ? 1 : TENS[decimals - metrics[i % n].decimals];
      return cells[laneOf(i % n)][Math.floor(i / n)] * scale;
    });
  const columns = wide.columns.map((column, c): Column => {
    const source = table.sources[c];
    const field = table.schema.fields[c];
    if (source.kind === "metric-name") return lane(table.names);
    if (source.kind === "metric-unit") {
      const nulls = Uint8Array.from({ length: rows }, (_, i) => (metrics[i % n].unit === undefined ? 1 : 0));
      return { ...lane(metrics.map((m) => m.unit ?? "")), nulls };
    }
    if (source.kind === "metric-value") {
      const { decimals = 0 } = field;
      const values = interleave((i) => i, decimals);
      return { type: "fixed", values, decimals, ...(field.nullable ? { nulls: absences(values, rows) } : {}) };
    }
    if (source.kind === "mark")
      return markColumn(
        field,
        interleave((i) => n + source.marks[i], field.type === "fixed" ? field.decimals : undefined),
        kinds,
      );
    return gatherColumn(column, rows, wideRow);
  });
  const [entities, ticks] = [gather(wide.entities, rows, wideRow), gather(wide.ticks, rows, wideRow)];
  return { ...wide, rows, columns, entities, ticks };
}
