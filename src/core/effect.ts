import type { z } from "zod";
import type { Definition } from "./definition.ts";
import type { Transport } from "./delivery.ts";
import type { Grid } from "./grid.ts";
import type { Inventory } from "./inventory.ts";
import type { Param } from "./param.ts";
import type { Key } from "./random.ts";
import type { Amount, Draw, Severity } from "./severity.ts";
import type { Zone } from "./zone.ts";

/** The part of one occurrence that a run of ticks of one series sees. */
export interface Span {
  readonly entity: number;
  /** First tick of the part. */
  readonly tick: number;
  /** Number of ticks of the part, 1 or more; all of them lie in the occurrence. */
  readonly ticks: number;
  /** Ticks of the whole occurrence, recovery included: [first, last). `last` is Infinity where it never ends. */
  readonly first: number;
  readonly last: number;
  /** The key of (occurrence, metric): for draws, which then differ from occurrence to occurrence. */
  readonly key: Readonly<Key>;
  readonly zone: Zone;
  /** Mean and standard deviation of this entity's metric as it is without anomalies and faults; see engine/series. */
  readonly mean: number;
  readonly deviation: number;
  /**
   * The series as it is without this metric's own anomalies (for changes of readings: without faults) over any ticks,
   * in its unit. Borrowed until the next call.
   */
  series(tick: number, ticks: number): Float64Array;
}

/** What an anomaly or fault does, in one occurrence. Stateless: a tick's result never depends on how runs are cut. */
export interface Effect {
  /**
   * Edits out[0..span.ticks) in place. Of `values` and `readings`: the values in the metric's unit, where NaN stands for
   * no reading. Of `clock`: ms to add to the timestamp shown. Of `rows`: set to 1 where nothing is recorded.
   */
  apply?(out: Float64Array, span: Span): void;
  /**
   * Of `readings` and `delivery` that reach only some ticks of an occurrence: whether it reaches span.tick (span.ticks is 1). Each is then an
   * event of its own, and the others are left as they were.
   */
  only?(span: Span): boolean;
  /** Of `delivery`. */
  transport?: Transport;
  /**
   * The largest change asked for in an occurrence, in the metric's unit and with its sign; absent or undefined where the
   * options do not say.
   */
  severity?(span: Span): number | undefined;
}

/**
 * What an effect reaches. `values`: the truth, so that metrics which depend on it follow. `readings`: only what is
 * recorded of a metric. `clock`: the timestamps recorded. `rows`: whether anything is recorded. `delivery`: when,
 * how often and how whole records arrive.
 */
export type Changes = "values" | "readings" | "clock" | "rows" | "delivery";

/** The usual classes of anomalies; faults are of the measurement, delivery of its way. */
export type Family = "point" | "contextual" | "collective" | "fault" | "delivery";

/** What an effect may use while it is made, once per metric and plan. */
export interface EffectContext {
  readonly grid: Grid;
  readonly inventory: Inventory;
  /** Decimals that the metric is shown with; 0 for what changes no metric. */
  readonly decimals: number;
  /** Resolves a number that may differ per entity; `name` (the option's) keys its draws. */
  param(value: Param, name: string): (entity: number) => number;
  /** Resolves a number that is drawn for each occurrence; `name` (the option's) keys its draws. */
  amount(value: Amount, name: string): Draw;
  /** Resolves a size to the metric's unit; `name` (the option's) keys its draws. */
  severity(value: Severity, name: string): Draw;
  /** Resolves a place to the metric's unit: standard deviations count from its mean. */
  level(value: Severity, name: string): Draw;
  /** Refuses the options: `path` leads to the offending option. */
  fail(path: readonly (string | number)[], message: string, suggestion?: string): never;
}

/** A kind of anomaly or fault. */
export type EffectDefinition<S extends z.ZodType = z.ZodType> = Definition<S, Effect, EffectContext> & {
  readonly family: Family;
  readonly changes: Changes;
  /** It puts its own values in the place of the series': one of two of these at once would hide the other. */
  readonly exclusive?: boolean;
  /** An occurrence never ends: the series stays changed. Costs a look at all occurrences since the origin. */
  readonly permanent?: boolean;
  /** It depends on when an occurrence ends: what lasts all the time is refused. */
  readonly finite?: boolean;
};

export type EffectCatalog = Readonly<Record<string, EffectDefinition<any>>>;

/** Infers the options' type: `export const spike = defineEffect({ ... })`. */
export function defineEffect<S extends z.ZodType>(definition: EffectDefinition<S>): EffectDefinition<S> {
  return definition;
}
