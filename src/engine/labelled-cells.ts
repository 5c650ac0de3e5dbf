import { createLanes } from "./lanes.ts";
import type { Mark, Plan } from "./plan.ts";

/** Values of metrics over a run of ticks as integers of their last decimal, NaN for no reading, and whether each is labelled. */
export interface LabelledCells {
  /** Computes [tick, tick + ticks); ticks is at most the capacity. */
  run(entity: number, tick: number, ticks: number): void;
  /** Of the i-th metric over the last run; borrowed until the next. */
  quanta(i: number): Float64Array;
  /** 1 where an anomaly or fault has reached the cell, as the column `is_anomaly` says. */
  labelled(i: number): Float64Array;
}

/** The cells of some metrics, by their indices in the plan, each with a label of its own. */
export function createLabelledCells(plan: Plan, metrics: readonly number[], capacity: number): LabelledCells {
  const marks = metrics.map((m): Mark => ({ what: "is_anomaly", metrics: [m] }));
  const lanes = createLanes(plan, { ...plan.labels, metrics, marks }, capacity);
  return {
    run: lanes.run,
    quanta: (i) => lanes.lane(i),
    labelled: (i) => lanes.lane(metrics.length + i),
  };
}
