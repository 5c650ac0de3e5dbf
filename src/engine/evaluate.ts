import { TENS } from "../core/numeric.ts";
import { join, type Key } from "../core/random.ts";
import type { Block } from "../core/signal.ts";
import type { Zone } from "../core/zone.ts";
import type { Plan } from "./plan.ts";

/** 2^51: up to it, rounding a value and turning it back into decimals lose nothing. */
const LARGEST = 2251799813685248;

/** Computes metrics of one entity over a run of ticks. */
export interface Evaluator {
  /** Computes all wanted metrics over [tick, tick + ticks); ticks is at most the capacity. */
  run(entity: number, tick: number, ticks: number): void;
  /** The integers value * 10^decimals of a metric over the last run; borrowed until the next. */
  quanta(metric: number): Float64Array;
}

/** Evaluates `wanted` (indices in the plan) and whatever they read, in runs of at most `capacity` ticks. */
export function createEvaluator(plan: Plan, wanted: readonly number[], capacity: number): Evaluator {
  const [pad, ahead] = padding(plan, wanted);
  const size = plan.metrics.map((_, m) => (pad[m] >= 0 ? capacity + pad[m] + ahead[m] : 0));
  const order = plan.metrics.map((_, m) => m).filter((m) => pad[m] >= 0);
  const isRead = new Set(order.flatMap((m) => plan.metrics[m].reads.map((r) => r.metric)));
  const values = size.map((n) => new Float64Array(n));
  const quanta = size.map((n) => new Float64Array(n));
  const byName = new Map(plan.metrics.map((metric, m) => [metric.name, m]));
  const entityKey: Key = { a: 0, b: 0 };
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
      plan.inventory.keyOf(entity, entityKey);
      block.entity = entity;
      block.zone = plan.inventory.zoneOf(entity);
      for (const m of order) {
        const metric = plan.metrics[m];
        current = m;
        block.tick = tick - pad[m];
        block.ticks = ticks + pad[m] + ahead[m];
        const out = values[m].subarray(0, block.ticks).fill(0);
        for (const link of metric.chain) {
          join(key, link.key, entityKey);
          link.signal.fill(out, block);
        }
        const largest = quantise(out, quanta[m], TENS[metric.decimals], isRead.has(m));
        if (!(largest <= LARGEST)) refuse(plan, m, entity, out, block.tick);
      }
    },
    quanta: (m) => quanta[m].subarray(pad[m]),
  };
}

function undeclared(plan: Plan, reader: number, name: string): string {
  return `a signal of the metric \`${plan.metrics[reader].name}\` reads more of \`${name}\` than it has declared: a fault of the signal`;
}

/** Ticks before and after the run that each metric must cover for those that read it; -1 before where it is not needed. */
function padding(plan: Plan, wanted: readonly number[]): [before: number[], after: number[]] {
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

/** Rounds to integers of the metric's last decimal, half up; returns the largest magnitude, NaN if any value is. */
function quantise(values: Float64Array, quanta: Float64Array, scale: number, readBack: boolean): number {
  let largest = 0;
  for (let i = 0; i < values.length; i++) {
    const q = Math.floor(values[i] * scale + 0.5);
    quanta[i] = q;
    largest = Math.max(largest, Math.abs(q));
  }
  if (readBack) for (let i = 0; i < values.length; i++) values[i] = quanta[i] / scale;
  return largest;
}

function refuse(plan: Plan, m: number, entity: number, values: Float64Array, tick: number): never {
  const { name, decimals } = plan.metrics[m];
  const limit = LARGEST / TENS[decimals];
  const at = values.findIndex((v) => !(Math.abs(v) <= limit));
  const when = new Date(plan.grid.timeOf(tick + at)).toISOString();
  throw new Error(
    `the metric \`${name}\` of ${plan.inventory.idOf(entity)} at ${when} is ${values[at]}: with ${decimals} decimals a value must be a number between -${limit} and ${limit}`,
  );
}
