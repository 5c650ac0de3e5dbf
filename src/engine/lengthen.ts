import type { Batch, Column } from "../core/batch.ts";
import { TENS } from "../core/numeric.ts";
import { gather, gatherColumn } from "./gather.ts";
import type { Plan, Table } from "./plan.ts";

/** A row per metric of each wide row. */
export function lengthen(plan: Plan, table: Table, wide: Batch, cells: readonly Float64Array[]): Batch {
  const metrics = table.metrics.map((m) => plan.metrics[m]);
  const n = metrics.length;
  const rows = wide.rows * n;
  const wideRow = (row: number) => Math.floor(row / n);
  const lane = (dictionary: readonly string[]): Column => ({
    type: "text",
    codes: Int32Array.from({ length: rows }, (_, i) => i % n),
    dictionary,
  });
  const columns = wide.columns.map((column, c): Column => {
    const source = table.sources[c];
    if (source.kind === "metric-name") return lane(metrics.map((m) => m.name));
    if (source.kind === "metric-unit") {
      const nulls = Uint8Array.from({ length: rows }, (_, i) => (metrics[i % n].unit === undefined ? 1 : 0));
      return { ...lane(metrics.map((m) => m.unit ?? "")), nulls };
    }
    if (source.kind === "metric-value") {
      const { decimals = 0 } = table.schema.fields[c];
      const values = Float64Array.from(
        { length: rows },
        (_, i) => cells[i % n][Math.floor(i / n)] * TENS[decimals - metrics[i % n].decimals],
      );
      return { type: "fixed", values, decimals };
    }
    return gatherColumn(column, rows, wideRow);
  });
  const [entities, ticks] = [gather(wide.entities, rows, wideRow), gather(wide.ticks, rows, wideRow)];
  return { ...wide, rows, columns, entities, ticks };
}
