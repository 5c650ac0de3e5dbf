import { z } from "zod";
import type { Catalog, Definition } from "../../core/definition.ts";
import type { Key } from "../../core/random.ts";

/** An endless row of numbers, one for each whole position from 0 on: the same however it is read. */
export interface Series {
  /** What the values are where nothing is anomalous; absent where nothing ever is. */
  readonly base?: number;
  /** Writes the values of positions from, from + 1, ... and 1 where one is anomalous. */
  fill(values: Float64Array, anomalous: Uint8Array, from: number): void;
}

/** What a series may use while it is made, once per stream. */
export interface SeriesContext {
  readonly key: Key;
  /** The arithmetic of the service whose names these are, faults included. */
  readonly compat: boolean;
  /** First position that will be asked for. */
  readonly first: number;
  /** Refuses the options: `path` leads to the offending one. */
  fail(path: readonly string[], message: string): never;
}

export interface SeriesDefinition<S extends z.ZodObject = z.ZodObject> extends Definition<S, Series, SeriesContext> {
  /** Waves and distributions are at the root and paced by `interval`; anomalies, paced by `data_interval`, also under /anomalies. */
  readonly family: "wave" | "anomaly";
}

export type SeriesCatalog = Catalog<Series, SeriesContext> & Readonly<Record<string, SeriesDefinition<any>>>;

export function defineSeries<S extends z.ZodObject>(definition: SeriesDefinition<S>): SeriesDefinition<S> {
  return definition;
}

/** Beyond it, three decimals are lost. */
export const LARGEST = 1e12;
/** Samples of an hour: one a second, whatever paces them. */
export const HOUR = 3600;
/** Samples of what the other service takes for an hour. */
export const COMPAT_HOUR = 30;

/** A number that three decimals can show. */
export const level = z.number().min(-LARGEST).max(LARGEST);

/** Refuses a least above its greatest. */
export function ordered(options: Record<string, number>, min: string, max: string, { fail }: SeriesContext): void {
  if (options[min] > options[max])
    fail([min], `found ${options[min]}, above ${max} ${options[max]}; expected at most that`);
}
