import type { Effect } from "../core/effect.ts";
import { TENS } from "../core/numeric.ts";
import { join, type Key } from "../core/random.ts";
import type { Block } from "../core/signal.ts";
import type { Zone } from "../core/zone.ts";
import { disturb, type Run } from "./disturb.ts";
import type { Disturbance, Plan } from "./plan.ts";
import { createSeries } from "./series.ts";

/** 2^51: up to it, rounding a value and turning it back into decimals lose nothing. */
const LARGEST = 2251799813685248;

/** Which disturbances of a metric take part. */
export type Keep = (disturbance: Disturbance, metric: number) => boolean;

/** What every column shows: all of them. */
export const ALL: Keep = () => true;
/** None: the clean twin. */
export const CLEAN: Keep = () => false;

/** Computes metrics of one entity over a run of ticks. */
export interface Evaluator {
  /** Computes all wanted metrics over [tick, tick + ticks); ticks is at most the capacity. */
  run(entity: number, tick: number, ticks: number): void;
  /** The integers value * 10^decimals of a metric over the last run, NaN for no reading; borrowed until the next. */
  quanta(metric: number): Float64Array;
}

/** What the evaluator needs of a plan: it also serves while one is being made. */
export type Evaluable = Pick<Plan, "grid" | "zone" | "inventory" | "metrics" | "disturbances">;

/** Evaluates `wanted` (indices in the plan) and whatever they read, in runs of at most `capacity` ticks. */
export function createEvaluator(
  plan: Evaluable,
  wanted: readonly number[],
  capacity: number,
  keep: Keep = ALL,
): Evaluator {
  const [pad, ahead] = padding(plan, wanted);
  const size = plan.metrics.map((_, m) => (pad[m] >= 0 ? capacity + pad[m] + ahead[m] : 0));
  const order = plan.metrics.map((_, m) => m).filter((m) => pad[m] >= 0);
  const isRead = new Set(order.flatMap((m) => plan.metrics[m].reads.map((r) => r.metric)));
  const values = size.map((n) => new Float64Array(n));
  const quanta = size.map((n) => new Float64Array(n));
  const changes = plan.metrics.map((_, m) => layer(plan, m, "values", keep));
  const readings = plan.metrics.map((_, m) => layer(plan, m, "readings", keep));
  const byName = new Map(plan.metrics.map((metric, m) => [metric.name, m]));
  const entityKey: Key = { a: 0, b: 0 };
  // disturbances are each entity's own, so that a shared metric which they reach is made for each
  const same: boolean[] = [];
  for (const [m, { shared, reads }] of plan.metrics.entries())
    same.push(shared && changes[m].length + readings[m].length === 0 && reads.every((read) => same[read.metric]));
  const kept = plan.metrics.map(() => ({ a: 0, b: 0, tick: 0, ticks: 0 }));
  const key: Key = { a: 0, b: 0 };
  let current = 0;
  const block = {
    entity: 0,
    tick: 0,
    ticks: 0,
    key,
    zone: plan.zone as Zone,
    metric(name: string, lag = 0, count?: number): Float64Array {
      const m = byName.get(name)!;
      const from = pad[m] - pad[current] - lag;
      const to = from + (count ?? block.ticks);
      // what a signal reads beyond its declaration was never computed for this run
      const computed = block.ticks - pad[current] - ahead[current] + pad[m] + ahead[m];
      if (from < 0 || to > computed) throw new Error(undeclared(plan, current, name));
      return values[m].subarray(from, to);
    },
  } satisfies Block;

  return {
    run(entity, tick, ticks) {
      block.entity = entity;
      for (const m of order) {
        const metric = plan.metrics[m];
        metric.inventory.keyOf(entity, entityKey);
        if (same[m] && isKept(kept[m], entityKey, tick, ticks)) continue;
        const scale = TENS[metric.decimals];
        current = m;
        block.zone = metric.inventory.zoneOf(entity);
        block.tick = tick - pad[m];
        block.ticks = ticks + pad[m] + ahead[m];
        const out = values[m].subarray(0, block.ticks).fill(0);
        for (const link of metric.chain) {
          join(key, link.key, entityKey);
          link.signal.fill(out, block);
        }
        for (const change of changes[m]) change(out, block);
        const largest = quantise(out, quanta[m], scale, isRead.has(m));
        if (!(largest <= LARGEST)) refuse(plan, m, entity, out, block.tick);
        if (readings[m].length > 0) record(readings[m], quanta[m].subarray(0, block.ticks), scale, block);
      }
    },
    quanta: (m) => quanta[m].subarray(pad[m]),
  };
}

/** Whether the run of a shared metric is still there from another entity that shares it; keeps note of it if not. */
function isKept(last: Key & { tick: number; ticks: number }, key: Key, tick: number, ticks: number): boolean {
  if (last.a === key.a && last.b === key.b && last.tick === tick && last.ticks === ticks) return true;
  Object.assign(last, key, { tick, ticks });
  return false;
}

/** Edits a run of values in place; returns whether it changed any. */
type Change = (out: Float64Array, block: Block) => boolean;

/** What the disturbances of one layer do to a metric. They see the series as it is below that layer. */
function layer(plan: Evaluable, metric: number, changes: "values" | "readings", keep: Keep): Change[] {
  const { name } = plan.metrics[metric];
  const taken = plan.disturbances.filter((d) => d.changes === changes && d.effects.has(metric) && keep(d, metric));
  if (taken.length === 0) return [];
  const below: Keep = (d, m) => d.changes === "values" && keep(d, m) && (changes === "readings" || m !== metric);
  const create = (kept: Keep) => (capacity: number) => createEvaluator(plan, [metric], capacity, kept);
  const series = createSeries(plan, metric, create(below), create(CLEAN));
  return taken.map((disturbance) => {
    const effect = disturbance.effects.get(metric) as Effect;
    return (out, { entity, tick, ticks, zone }) => {
      const run: Run = { entity, tick, ticks, zone, name, ...series.of(entity) };
      return disturb(disturbance, effect, out, run, plan.grid) > 0;
    };
  });
}

/** Puts faults of the reading on what is recorded, which nothing else reads: NaN stands for no reading. */
function record(changes: readonly Change[], quanta: Float64Array, scale: number, block: Block): void {
  const shown = quanta.map((q) => q / scale);
  let changed = false;
  for (const change of changes) changed = change(shown, block) || changed;
  if (!changed) return;
  for (let i = 0; i < shown.length; i++) {
    const q = Math.floor(shown[i] * scale + 0.5);
    // a reading beyond what can be written is as good as none
    quanta[i] = Math.abs(q) <= LARGEST ? q : NaN;
  }
}

function undeclared(plan: Evaluable, reader: number, name: string): string {
  return `a signal of the metric \`${plan.metrics[reader].name}\` reads more of \`${name}\` than it has declared: a fault of the signal`;
}

/** Ticks before and after the run that each metric must cover for those that read it; -1 before where it is not needed. */
function padding(plan: Evaluable, wanted: readonly number[]): [before: number[], after: number[]] {
  const before: number[] = plan.metrics.map((_, m) => (wanted.includes(m) ? 0 : -1));
  const after: number[] = plan.metrics.map(() => 0);
  for (let m = plan.metrics.length - 1; m >= 0; m--) {
    if (before[m] < 0) continue;
    for (const { metric, lag, lead } of plan.metrics[m].reads) {
      before[metric] = Math.max(before[metric], before[m] + lag);
      after[metric] = Math.max(after[metric], after[m] + lead);
    }
  }
  return [before, after];
}

/**
 * Rounds to integers of the metric's last decimal, half up. Returns a bound of their magnitudes, exact where it is beyond
 * LARGEST; NaN if any value is.
 */
function quantise(values: Float64Array, quanta: Float64Array, scale: number, readBack: boolean): number {
  const count = values.length;
  // a sum of squares tells that all is well in a third of the time that the largest magnitude takes
  let sum = 0;
  if (readBack)
    for (let i = 0; i < count; i++) {
      const q = Math.floor(values[i] * scale + 0.5);
      quanta[i] = q;
      values[i] = q / scale;
      sum += q * q;
    }
  else
    for (let i = 0; i < count; i++) {
      const q = Math.floor(values[i] * scale + 0.5);
      quanta[i] = q;
      sum += q * q;
    }
  const bound = Math.sqrt(sum);
  if (bound <= LARGEST) return bound;
  let largest = 0;
  for (let i = 0; i < count; i++) largest = Math.max(largest, Math.abs(quanta[i]));
  return largest;
}

function refuse(plan: Evaluable, m: number, entity: number, values: Float64Array, tick: number): never {
  const { name, decimals } = plan.metrics[m];
  const limit = LARGEST / TENS[decimals];
  const at = values.findIndex((v) => !(Math.abs(v) <= limit));
  const when = new Date(plan.grid.timeOf(tick + at)).toISOString();
  throw new Error(
    `the metric \`${name}\` of ${plan.inventory.idOf(entity)} at ${when} is ${values[at]}: with ${decimals} decimals a value must be a number between -${limit} and ${limit}`,
  );
}
