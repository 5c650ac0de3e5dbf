import type { Points } from "./condition.ts";
import type { Rule } from "./rule.ts";

/** One value of a series at a time, as it is read from a table. */
export interface Cell {
  /** ms UTC. */
  time: number;
  /** Values of the rule's `by`, in its order. */
  series: readonly string[];
  value: number | null;
}

/** What a rule watches: all its series over the same times, oldest first. */
export interface Snapshots {
  readonly times: readonly number[];
  readonly series: readonly { readonly names: readonly string[]; readonly points: Points }[];
}

export interface Circumstances {
  first: number;
  now: number;
  whole: number | undefined;
  known: readonly (readonly string[])[];
}

/**
 * Lays cells out as series. A series without a row in a snapshot has 0 there if its values are sums or counts, from its
 * first row on: a group that vanishes has fallen to nothing. Series of `known` are there in any case. `first` is the first time of the
 * table, `times` those read; values become percentages of `whole`.
 */
export function layOut(
  rule: Rule,
  times: readonly number[],
  cells: readonly Cell[],
  { first, now, whole, known }: Circumstances,
): Snapshots {
  const position = new Map(times.map((time, i) => [time, i]));
  const settled = times.findIndex((time) => time - first >= rule.warmUp);
  const counts = rule.aggregate === "sum" || rule.aggregate === "count";
  const found = new Map<string, { names: readonly string[]; values: (number | null)[] }>();
  for (const names of known)
    found.set(names.join("\u0000"), { names, values: new Array<number | null>(times.length).fill(counts ? 0 : null) });
  for (const { time, series, value } of cells) {
    const name = series.join("\u0000");
    const one = found.get(name) ?? { names: series, values: new Array<number | null>(times.length).fill(null) };
    found.set(name, one);
    const at = position.get(time);
    if (at !== undefined && value !== null) one.values[at] = whole === undefined ? value : (value / whole) * 100;
  }
  const series = [...found.values()].map(({ names, values }) => {
    const begin = values.findIndex((value) => value !== null);
    if (counts && begin >= 0) for (let i = begin; i < values.length; i++) values[i] ??= 0;
    return { names, points: { times, values, settled: settled < 0 ? times.length : settled, counts, now } };
  });
  return { times, series };
}
