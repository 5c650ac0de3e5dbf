import { createLanes } from "../engine/lanes.ts";
import type { Plan, Table } from "../engine/plan.ts";

/** The kinds of anomalies and faults that reach the metrics of a row of a wide table, `spike|stuck`; "" where none does. */
export function createRowKinds(plan: Plan, table: Table): (entity: number, tick: number) => string {
  if (table.rows !== "grid" || table.shape === "long" || plan.disturbances.length === 0) return () => "";
  const marked = { ...table, marks: [{ what: "anomaly_kinds" as const, metrics: table.metrics }] };
  const lanes = createLanes(plan, marked, 1);
  return (entity, tick) => {
    lanes.run(entity, tick, 1);
    return lanes.kinds.texts[lanes.lane(lanes.count - 1)[0]];
  };
}
