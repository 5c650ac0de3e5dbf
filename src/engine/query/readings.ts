import { TENS } from "../../core/numeric.ts";
import { ALL, CLEAN, createEvaluator } from "../evaluate.ts";
import type { Plan } from "../plan.ts";
import { createRowEffects } from "../row-effects.ts";
import { lineOf } from "../tiles.ts";

/** Most ticks of a run. */
export const RUN = 4096;

/** Readings of some metrics of one entity over a run of ticks. */
export interface Readings {
  /** Computes [tick, tick + ticks), at most RUN of them, while the entity is there. */
  run(entity: number, tick: number, ticks: number): void;
  /** Of the i-th metric, in its unit, NaN where nothing was recorded; borrowed until the next run. */
  values(i: number): Float64Array;
}

/** As they were recorded, or as the clean twin has them: without anomalies and faults, nothing missing. */
export function createReadings(plan: Plan, metrics: readonly number[], clean: boolean): Readings {
  const evaluator = createEvaluator(plan, metrics, RUN, clean ? CLEAN : ALL);
  const rows = createRowEffects(plan);
  const values = metrics.map(() => new Float64Array(RUN));
  let count = 0;
  return {
    run(entity, tick, ticks) {
      count = ticks;
      evaluator.run(entity, tick, ticks);
      const absent = clean ? undefined : rows.absent(lineOf({ from: entity, to: entity + 1 }, 0, tick, ticks));
      for (const [i, m] of metrics.entries()) {
        const quanta = evaluator.quanta(m);
        const scale = TENS[plan.metrics[m].decimals];
        for (let t = 0; t < ticks; t++) values[i][t] = absent?.[t] ? NaN : quanta[t] / scale;
      }
    },
    values: (i) => values[i].subarray(0, count),
  };
}
