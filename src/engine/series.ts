import type { Grid } from "../core/grid.ts";
import { TENS } from "../core/numeric.ts";
import type { Evaluator } from "./evaluate.ts";
import type { Plan, PlannedMetric } from "./plan.ts";

/** A series away from the run at hand, and what it is like. */
export interface Series {
  /** The values at [tick, tick + ticks), in the metric's unit, as shown. Borrowed until the next call. */
  series(tick: number, ticks: number): Float64Array;
  mean(): number;
  deviation(): number;
}

interface Moments {
  mean: number;
  deviation: number;
}

const DAY = 86_400_000;
/** Places that moments are taken from, and ticks in each. */
const PLACES = 32;
const LENGTH = 8;
/** Between places: under a year in all, and no whole number of hours, so that hours, weekdays and seasons are all seen. */
const STRIDE = 11 * DAY + 5 * 3_600_000 + 2_700_000;
/** Entities of a metric whose moments are remembered. */
const REMEMBERED = 65_536;
/** By metric: many evaluators ask for the same. */
const remembered = new WeakMap<PlannedMetric, Map<number, Moments>>();

/**
 * A metric with only some disturbances, made as it is asked for. Moments are those of the clean series, from 256 ticks
 * of the year from the origin: always the same ticks, so that no window, shard or other entity changes them.
 */
export function createSeries(
  plan: Pick<Plan, "grid" | "metrics">,
  metric: number,
  create: (capacity: number) => Evaluator,
  createClean: (capacity: number) => Evaluator,
): { of(entity: number): Series } {
  const scale = TENS[plan.metrics[metric].decimals];
  const read = createReader(metric, scale, create);
  const clean = createReader(metric, scale, createClean);
  const known = remembered.get(plan.metrics[metric]) ?? new Map<number, Moments>();
  remembered.set(plan.metrics[metric], known);
  const momentsOf = (entity: number): Moments => {
    let moments = known.get(entity);
    if (!moments) {
      if (known.size >= REMEMBERED) known.clear();
      moments = measure(plan.grid, (tick, ticks) => clean(entity, tick, ticks));
      known.set(entity, moments);
    }
    return moments;
  };
  return {
    of: (entity) => ({
      series: (tick, ticks) => read(entity, tick, ticks),
      mean: () => momentsOf(entity).mean,
      deviation: () => momentsOf(entity).deviation,
    }),
  };
}

function createReader(
  metric: number,
  scale: number,
  create: (capacity: number) => Evaluator,
): (entity: number, tick: number, ticks: number) => Float64Array {
  let capacity = 0;
  let evaluator: Evaluator;
  let out: Float64Array;
  return (entity, tick, ticks) => {
    if (ticks > capacity) {
      capacity = 2 * ticks;
      evaluator = create(capacity);
      out = new Float64Array(capacity);
    }
    evaluator.run(entity, tick, ticks);
    const quanta = evaluator.quanta(metric);
    for (let i = 0; i < ticks; i++) out[i] = quanta[i] / scale;
    return out.subarray(0, ticks);
  };
}

function measure(grid: Grid, read: (tick: number, ticks: number) => Float64Array): Moments {
  const seen: number[] = [];
  for (let i = 0; i < PLACES; i++) seen.push(...read(grid.tickAt(grid.origin + i * STRIDE), LENGTH));
  // a sum of equal numbers, divided, may be off by a last bit: what never varies has a deviation of 0
  if (seen.every((value) => value === seen[0])) return { mean: seen[0], deviation: 0 };
  const mean = seen.reduce((sum, value) => sum + value, 0) / seen.length;
  const squares = seen.reduce((sum, value) => sum + (value - mean) * (value - mean), 0);
  return { mean, deviation: Math.sqrt(squares / (seen.length - 1)) };
}
