import { CLEAN, createEvaluator } from "./evaluate.ts";
import type { Disturbance, Occurrence, Plan } from "./plan.ts";

/** Metrics with one occurrence of a disturbance and nothing else, beside their clean twins. */
export interface Alone {
  run(entity: number, occurrence: Occurrence, tick: number, ticks: number): void;
  /** Quanta over the last run; borrowed until the next. */
  changed(metric: number): Float64Array;
  clean(metric: number): Float64Array;
}

export function createAlone(plan: Plan, disturbance: Disturbance, metrics: readonly number[], capacity: number): Alone {
  let current: Occurrence;
  const one: Disturbance = {
    ...disturbance,
    occurrences(_, from, to, visit) {
      if (current.first < to && current.last > from) visit(current);
    },
  };
  const changed = createEvaluator({ ...plan, disturbances: [one] }, metrics, capacity);
  const clean = createEvaluator(plan, metrics, capacity, CLEAN);
  return {
    run(entity, occurrence, tick, ticks) {
      current = occurrence;
      changed.run(entity, tick, ticks);
      clean.run(entity, tick, ticks);
    },
    changed: changed.quanta,
    clean: clean.quanta,
  };
}
