import { z } from "zod";
import { positiveDuration } from "./duration.ts";
import type { Key } from "./random.ts";

const group = z.strictObject({
  tau: positiveDuration.optional().meta({
    description: "Time in which the memory of a deviation falls to 37 %. Absent: each tick is independent.",
    examples: ["6h"],
  }),
  between: z
    .record(z.string(), z.record(z.string(), z.number().gt(-1).lt(1)))
    .refine((rows) => Object.values(rows).some((row) => Object.keys(row).length > 0), {
      error: "expected two metrics or more",
    })
    .meta({
      description:
        "Metrics, and for each the correlations, above -1 and below 1, to others; those of pairs not named are 0.",
      examples: [{ temperature: { humidity: -0.6, demand: 0.4 } }],
    }),
});

/** Groups of metrics whose `correlated` signals vary together. */
export const correlations = z.record(z.string(), group);
export type CorrelationOptions = z.output<typeof group>;

/** A metric's part in a group: the sum of streams that its metrics have in common, of variance 1. */
export interface Correlation {
  /** Memory of the streams, ms; absent when ticks are independent. */
  readonly tau?: number;
  /** The stream of a series is that of `key` joined with its entity's. The squares of all loadings sum to 1. */
  readonly streams: readonly { readonly key: Key; readonly loading: number }[];
}

/** Metrics of a group in the order in which they are first named. */
export function membersOf({ between }: CorrelationOptions): string[] {
  return [...new Set(Object.entries(between).flatMap(([name, row]) => [name, ...Object.keys(row)]))];
}

/** Smallest part of a metric's variance that must be its own: with less, it is made of the others. */
const LEAST_OWN = 1e-9;

/**
 * Loadings, row by row, that give metrics their correlations: the Cholesky factor, lower triangular with rows of length
 * 1. Mistakes are reported through `fail`, at a path within `between`.
 */
export function loadings(
  options: CorrelationOptions,
  fail: (path: readonly string[], message: string) => void,
): number[][] {
  const names = membersOf(options);
  const wanted = (a: string, b: string): number | undefined => {
    const row = Object.hasOwn(options.between, a) ? options.between[a] : {};
    return Object.hasOwn(row, b) ? row[b] : undefined;
  };
  const rows: number[][] = [];
  for (const [i, name] of names.entries()) {
    const row: number[] = [];
    let own = 1;
    for (let j = 0; j < i; j++) {
      const [there, here] = [wanted(names[j], name), wanted(name, names[j])];
      if (there !== undefined && here !== undefined && there !== here)
        fail([name, names[j]], `found ${here}, but ${names[j]} to ${name} is ${there}; a correlation has one value`);
      let left = there ?? here ?? 0;
      for (let k = 0; k < j; k++) left -= row[k] * rows[j][k];
      row.push(left / rows[j][j]);
      own -= row[j] * row[j];
    }
    if (wanted(name, name) !== undefined) fail([name, name], `\`${name}\` is always fully correlated with itself`);
    if (!(own > LEAST_OWN)) {
      const explained = Math.round(100 * (1 - own));
      const others = names.slice(0, i).join(", ");
      fail(
        [],
        `the correlations of \`${name}\` with ${others} contradict theirs with one another: they would explain ${explained} % of its variance (the matrix is not positive definite); expected smaller ones`,
      );
      return rows;
    }
    rows.push([...row, Math.sqrt(own)]);
  }
  return rows;
}
