import type { z } from "zod";
import type { Correlation } from "./correlation.ts";
import type { Definition } from "./definition.ts";
import type { Grid } from "./grid.ts";
import type { Inventory } from "./inventory.ts";
import type { Param } from "./param.ts";
import type { Key } from "./random.ts";
import type { Table } from "./tags/table.ts";
import type { Zone } from "./zone.ts";

/** What a signal sees while it fills one run of ticks of one entity. */
export interface Block {
  readonly entity: number;
  /** First tick of the run; ticks before the origin are negative. */
  readonly tick: number;
  /** Number of ticks, 1 or more. */
  readonly ticks: number;
  /** The key of (seed, metric, this signal in its chain, entity). Valid until `fill` returns. */
  readonly key: Readonly<Key>;
  /** The entity's local zone. */
  readonly zone: Zone;
  /**
   * Another metric of this entity over `count` ticks (those of the run when absent) from tick - lag on, in its unit, as
   * it is shown (rounded to its decimals). All of them must have been declared by `context.metric(name, lag, lead)`; a
   * negative lag looks ahead. Borrowed until `fill` returns.
   */
  metric(name: string, lag?: number, count?: number): Float64Array;
}

/** Something that a signal's own law brings about at one tick: part of the metric, no anomaly, but told in the answer key. */
export interface SignalEvent {
  /** What the scenario calls it. */
  name: string;
  kind: string;
  tick: number;
  /** What it was to move the signal by, and did, in its unit. */
  asked: number;
  achieved: number;
}

/**
 * One link of a metric's chain: edits out[0..ticks) in place. A source adds, a shaper rewrites. It keeps no state:
 * the value at a tick depends on (options, key, entity, tick) and the values handed in at the same tick, never on
 * how the ticks are cut into runs.
 */
export interface Signal {
  fill(out: Float64Array, block: Block): void;
  /** Visits what its own law brings about in a run, in the order of ticks. */
  events?(run: Pick<Block, "entity" | "tick" | "ticks" | "key">, visit: (event: SignalEvent) => void): void;
  /** It adds what never falls from one tick to the next, as registers do. */
  readonly rises?: boolean;
  /** Ticks before a run that it may go through by itself to know where it stands; Infinity: all since the origin. */
  readonly back?: number;
}

/** What a signal may use while it is made, once per plan. */
export interface SignalContext {
  readonly grid: Grid;
  /** As the metric sees it: of a metric that entities share, they have one key. */
  readonly inventory: Inventory;
  /** Resolves a number that may differ per entity; `name` (the option's) keys its draws. */
  param(value: Param, name: string): (entity: number) => number;
  /**
   * Declares that `block.metric(name, ...)` will be read from `lag` ticks before the run to `lead` ticks after it.
   * Returns the decimals that the metric is shown with.
   */
  metric(name: string, lag?: number, lead?: number): number;
  /** Reads a table from a CSV or Parquet file, which becomes part of the scenario; `at` is the option that names it. */
  read(file: string, at: string): Table;
  /** The part of this metric in a group of the scenario's `correlations`; `at` is the option that names it. */
  correlation(group: string, at: string): Correlation;
  /** Refuses the options: `path` leads to the offending option. */
  fail(path: readonly (string | number)[], message: string, suggestion?: string): never;
}

export type SignalDefinition<S extends z.ZodType = z.ZodType> = Definition<S, Signal, SignalContext>;

/** Infers the options' type: `export const sine = defineSignal({ ... })`. */
export function defineSignal<S extends z.ZodType>(definition: SignalDefinition<S>): SignalDefinition<S> {
  return definition;
}
