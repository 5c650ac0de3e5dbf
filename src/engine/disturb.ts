import type { Effect, Span } from "../core/effect.ts";
import type { Grid } from "../core/grid.ts";
import { derive, type Key } from "../core/random.ts";
import type { Zone } from "../core/zone.ts";
import type { Disturbance, Occurrence } from "./plan.ts";

/** A run of ticks of one series, as a disturbance sees it. */
export interface Run {
  entity: number;
  tick: number;
  ticks: number;
  zone: Zone;
  /** Name of the metric: keys its draws. */
  name: string;
  mean(): number;
  deviation(): number;
  series(tick: number, ticks: number): Float64Array;
}

/** The span of an occurrence within a run. */
export function spanOf(run: Run, { first, last, key }: Occurrence): Span {
  const tick = Math.max(first, run.tick);
  const ticks = Math.min(last, run.tick + run.ticks) - tick;
  let own: Key | undefined;
  return {
    entity: run.entity,
    tick,
    ticks,
    first,
    last,
    zone: run.zone,
    get key() {
      own ??= derive(key, run.name);
      return own;
    },
    get mean() {
      return run.mean();
    },
    get deviation() {
      return run.deviation();
    },
    series: run.series,
  };
}

/**
 * Puts every occurrence of a disturbance that reaches a run on its values, each grown and faded as onset and recovery
 * say: a value moves that share of the way from what it was to what the effect makes of it. Returns the occurrences.
 */
export function disturb(disturbance: Disturbance, effect: Effect, out: Float64Array, run: Run, grid: Grid): number {
  let count = 0;
  disturbance.occurrences(run.entity, run.tick, run.tick + run.ticks, (occurrence) => {
    count++;
    const span = spanOf(run, occurrence);
    const at = span.tick - run.tick;
    const some = out.subarray(at, at + span.ticks);
    if (disturbance.onset === 0 && disturbance.recovery === 0) return effect.apply?.(some, span);
    const before = some.slice();
    effect.apply?.(some, span);
    for (let i = 0; i < some.length; i++) {
      const strength = strengthAt(disturbance, occurrence, grid.timeOf(span.tick + i), grid.interval);
      if (strength < 1) some[i] = before[i] + (some[i] - before[i]) * strength;
    }
  });
  return count;
}

/** The share of its full strength that an occurrence has over the interval that begins at a time. */
function strengthAt(
  { onset, recovery }: Disturbance,
  { start, end }: Occurrence,
  time: number,
  interval: number,
): number {
  const grown = onset === 0 ? 1 : Math.min(1, (time + interval - start) / onset);
  return time < end || recovery === 0 ? grown : grown * Math.max(0, (end + recovery - time) / recovery);
}
