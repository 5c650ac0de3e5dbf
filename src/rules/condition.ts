import type { z } from "zod";
import type { Definition } from "../core/definition.ts";

/** A series of snapshots as a condition sees it, oldest first. */
export interface Points {
  /** ms UTC. */
  readonly times: readonly number[];
  /** null where the series has no value. */
  readonly values: readonly (number | null)[];
  /** The first snapshot that is no longer of a fleet that warms up: earlier ones are no baseline. */
  readonly settled: number;
  /** Whether the values are sums and counts, of which 0 is nothing. */
  readonly counts: boolean;
  /** ms UTC of the judgement. */
  readonly now: number;
}

/**
 * What a condition says of a snapshot. `unknown` where there is too little to say: it neither opens nor resolves an
 * incident.
 */
export interface Verdict {
  readonly state: "ok" | "breached" | "unknown";
  readonly value: number | null;
  /** What was expected, where there is such a thing. */
  readonly baseline?: number;
  /** How far from it, in the condition's own measure; a share of the baseline for drops. */
  readonly change?: number;
  /** In words: `87.5% below the baseline of 480`. */
  readonly text: string;
}

/** Judges the snapshot at an index of a series, from it and earlier ones alone. */
export interface Condition {
  /** Snapshots before the judged one that it looks at. */
  readonly points: number;
  /** ms before the judged one that it looks at, where that is more. */
  readonly span: number;
  /** The newest snapshot is judged by the present: what it says changes while nothing comes. */
  readonly present?: boolean;
  judge(points: Points, index: number): Verdict;
  /**
   * Judges a value by what was normal when an incident opened, where a baseline that rolls on would soon take the
   * incident itself for normal.
   */
  since?(opening: Verdict, value: number): Verdict;
}

export type ConditionDefinition<S extends z.ZodType = z.ZodType> = Definition<S, Condition, undefined>;

export function defineCondition<S extends z.ZodType>(definition: ConditionDefinition<S>): ConditionDefinition<S> {
  return definition;
}

/** Up to `most` values before an index, of snapshots from `first` on, absent ones left out. */
export function valuesBefore({ values }: Points, index: number, most: number, first: number): number[] {
  return values.slice(Math.max(first, index - most), index).filter((value) => value !== null);
}

export function mean(values: readonly number[]): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum / values.length;
}

/** A number as text: two decimals unless it is whole. */
export function figure(value: number): string {
  return Number.isInteger(value) ? String(value) : value.toFixed(2);
}

/** A share as text: `12.50%`. */
export function percent(share: number): string {
  return `${(share * 100).toFixed(2)}%`;
}
