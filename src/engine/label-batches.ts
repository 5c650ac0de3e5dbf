import type { Batch, Column, Field } from "../core/batch.ts";
import { entityColumn, repeated } from "./entity-column.ts";
import { createLabels, type Label } from "./labels.ts";
import type { LabelColumn, Plan, Table } from "./plan.ts";
import { entityAt, type Region, sizeOf } from "./region.ts";
import { lineOf } from "./tiles.ts";

/** Rows of the answer key: the labels of each entity of a region, in order of onset. */
export function labelBatches(plan: Plan, table: Table): (region: Region, partition: string) => Generator<Batch> {
  const labels = createLabels(plan);
  return function* (region, partition) {
    for (let e = 0; e < sizeOf(region.entities); e++) {
      const entity = entityAt(region.entities, e);
      const found = labels(entity, region.from, region.to);
      const rows = found.length;
      if (rows === 0) continue;
      const rectangle = lineOf(region.entities, e, region.from, rows);
      const columns = table.sources.map((source, c): Column => {
        if (source.kind === "label") return labelColumn(table.schema.fields[c], source.what, found);
        if (source.kind !== "id" && source.kind !== "tag")
          throw new Error(`the answer key has no ${source.kind} column`);
        return repeated(entityColumn(plan, source, rectangle), rows);
      });
      const ticks = Float64Array.from(found, ({ onset }) => plan.grid.tickAt(onset));
      yield { schema: table.schema, rows, columns, entities: new Int32Array(rows).fill(entity), ticks, partition };
    }
  };
}

function labelColumn({ type }: Field, what: LabelColumn, labels: readonly Label[]): Column {
  const nulls = Uint8Array.from(labels, (label) => (label[what] === undefined ? 1 : 0));
  switch (type) {
    case "text":
      return {
        type,
        codes: Int32Array.from(labels, (_, i) => i),
        dictionary: labels.map((label) => String(label[what] ?? "")),
        nulls,
      };
    case "bool":
      return { type, values: Uint8Array.from(labels, (label) => (label[what] ? 1 : 0)) };
    default:
      return {
        type: type as "time" | "float",
        values: Float64Array.from(labels, (label) => Number(label[what] ?? 0)),
        nulls,
      };
  }
}
