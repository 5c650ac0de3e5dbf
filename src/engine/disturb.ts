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

/** Visits, one by one, the ticks of a run that an effect reaches in an occurrence, with the span of each. */
export function eachTick(run: Run, occurrence: Occurrence, effect: Effect, visit: (span: Span) => void): void {
  const { tick, ticks } = spanOf(run, occurrence);
  const span = spanOf({ ...run, tick, ticks: 1 }, occurrence) as { -readonly [K in keyof Span]: Span[K] };
  for (span.tick = tick; span.tick < tick + ticks; span.tick++) if (effect.only?.(span) ?? true) visit(span);
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
    const fades = disturbance.onset > 0 || disturbance.recovery > 0;
    if (!fades && !effect.only) return effect.apply?.(some, span);
    const before = some.slice();
    effect.apply?.(some, span);
    const after = some.slice();
    if (effect.only) some.set(before);
    eachTick(run, occurrence, effect, ({ tick }) => {
      const i = tick - span.tick;
      const strength = fades ? strengthAt(disturbance, occurrence, grid.timeOf(tick), grid.interval) : 1;
      some[i] = strength < 1 ? before[i] + (after[i] - before[i]) * strength : after[i];
    });
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
