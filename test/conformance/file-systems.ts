import type { ScenarioInput } from "../../src/core/scenario.ts";
import { generate } from "../../src/engine/generate.ts";
import { partition, WHOLE } from "../../src/engine/partition.ts";
import { planOf } from "../support/rows.ts";

const COLUMNS = [
  "capacity_gb",
  "used_gb",
  "snapshot_gb",
  "added_gb",
  "deleted_gb",
  "waiting_gb",
  "used_percent",
  "alert",
] as const;

/** The columns of one file system, in their units. */
export function columnsOf(scenario: ScenarioInput, entity: number) {
  const plan = planOf(scenario);
  const ticks = plan.window.to - plan.window.from;
  const series = Object.fromEntries(COLUMNS.map((name) => [name, new Float64Array(ticks)])) as Record<
    (typeof COLUMNS)[number],
    Float64Array
  >;
  const table = plan.tables[0];
  const parts = partition(plan, table, "x", "x", WHOLE);
  let at = 0;
  for (let p = 0; p < parts.length; p++) {
    const part = { ...parts.at(p), entities: { from: entity, to: entity + 1 } };
    for (const batch of generate(plan, table, part, "entity")) {
      for (const name of COLUMNS) {
        const column = batch.columns[table.schema.fields.findIndex((field) => field.name === name)];
        if (column.type !== "fixed") throw new Error(`${name} is ${column.type}`);
        for (let i = 0; i < batch.rows; i++) series[name][at + i] = column.values[i] / [1, 10, 100][column.decimals];
      }
      at += batch.rows;
    }
  }
  return { ticks: at, ...series };
}
