import type { Batch, Column } from "../core/batch.ts";
import { entityColumn } from "./entity-column.ts";
import { createEvaluator } from "./evaluate.ts";
import { lastEvent } from "./last-event.ts";
import type { Plan, Source, Table } from "./plan.ts";
import { entityAt, type Region, sizeOf } from "./region.ts";
import { type Rectangle, ROWS } from "./tiles.ts";

/** Rows of the inventory: one per entity of a region, whenever it is active. */
export function* entityBatches(plan: Plan, table: Table, region: Region, partition: string): Generator<Batch> {
  const { entities, from, to } = region;
  if (from === to) return;
  const size = sizeOf(entities);
  const stateOf = createStates(plan, table);
  for (let firstEntity = 0; firstEntity < size; firstEntity += ROWS) {
    const rows = Math.min(ROWS, size - firstEntity);
    const rectangle = { entities, firstEntity, entityCount: rows, tick: from, ticks: 1, byTime: false };
    const own = Int32Array.from({ length: rows }, (_, i) => entityAt(entities, firstEntity + i));
    const columns = table.sources.map((source): Column => {
      if (source.kind === "id" || source.kind === "tag") return tagColumn(plan, source, rectangle);
      return stateOf(source, own);
    });
    yield { schema: table.schema, rows, columns, entities: own, ticks: new Float64Array(rows).fill(from), partition };
  }
}

function tagColumn(plan: Plan, source: Source & { kind: "id" | "tag" }, rectangle: Rectangle): Column {
  const { codes, values, nulls, view } = entityColumn(plan, source, rectangle);
  return view({
    codes: codes ?? new Int32Array(0),
    values: values ?? new Float64Array(0),
    nulls: nulls ?? new Uint8Array(0),
  });
}

/** Columns of what entities are like at the instant that the table is told for; where there is nothing to tell, null. */
function createStates(plan: Plan, table: Table): (source: Source, entities: Int32Array) => Column {
  const at = table.at!;
  const evaluator = createEvaluator(plan, table.metrics, 1);
  // a value holds until the next tick
  const tick = plan.grid.tickAt(at + 1) - 1;
  const valuesOf = (metric: number, entities: Int32Array) =>
    Float64Array.from(entities, (entity) => {
      evaluator.run(entity, tick, 1);
      return evaluator.quanta(metric)[0];
    });
  const nullsOf = (values: Float64Array) => Uint8Array.from(values, (value) => (Number.isNaN(value) ? 1 : 0));
  return (source, entities) => {
    switch (source.kind) {
      case "last": {
        const values = Float64Array.from(entities, (entity) => lastEvent(plan, source.table, entity, at) ?? NaN);
        return { type: "time", values, nulls: nullsOf(values) };
      }
      case "metric": {
        const values = valuesOf(source.metric, entities);
        return { type: "fixed", values, decimals: plan.metrics[source.metric].decimals, nulls: nullsOf(values) };
      }
      case "text": {
        const values = valuesOf(source.metric, entities);
        const nulls = Uint8Array.from(values, (value) => (source.texts[value] === undefined ? 1 : 0));
        const codes = Int32Array.from(values, (value, i) => (nulls[i] === 1 ? 0 : value));
        return { type: "text", codes, dictionary: source.texts, nulls };
      }
      default:
        throw new Error(`the inventory has no ${source.kind} column`);
    }
  };
}
