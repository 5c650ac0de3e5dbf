/**
 * When cycles start: for each cause, the share of starts by local hour, turned into a table of hours that one random word
 * indexes. Hours count from DAY_START, the hour a day of energy begins.
 */

/** Local hour at which a day of energy begins: the quietest one, so that an evening is never cut in two. */
export const DAY_START = 4;

/** Measured in homes of UK-DALE, REFIT and IDEAL, or activity when awake at home after the United Kingdom time-use survey. */
const STARTS = {
  kettle: [
    0, 0, 0, 0, 0, 0.013, 0.08, 0.094, 0.044, 0.033, 0.041, 0.038, 0.049, 0.059, 0.041, 0.053, 0.081, 0.093, 0.061,
    0.071, 0.077, 0.062, 0.007, 0.001,
  ],
  microwave: [
    0, 0.002, 0, 0, 0, 0.039, 0.059, 0.11, 0.072, 0.071, 0.06, 0.066, 0.083, 0.03, 0.018, 0.015, 0.066, 0.106, 0.083,
    0.048, 0.03, 0.033, 0.008, 0.002,
  ],
  breakfast: [
    0, 0, 0, 0, 0, 0.04, 0.16, 0.22, 0.18, 0.12, 0.06, 0.03, 0.05, 0.03, 0.01, 0.01, 0.02, 0.02, 0.02, 0.01, 0.01, 0.01,
    0, 0,
  ],
  washing: [
    0.005, 0, 0, 0, 0.005, 0.05, 0.19, 0.2, 0.12, 0.07, 0.04, 0.03, 0.02, 0.02, 0.02, 0.02, 0.02, 0.03, 0.04, 0.04,
    0.03, 0.03, 0.02, 0.01,
  ],
  shower: [
    0.006, 0, 0, 0, 0, 0.03, 0.18, 0.16, 0.1, 0.06, 0.04, 0.05, 0.05, 0.03, 0.02, 0.01, 0.01, 0.03, 0.034, 0.034, 0.036,
    0.05, 0.06, 0.05,
  ],
  timer: [
    0.14, 0.12, 0.1, 0.09, 0.09, 0.09, 0.08, 0.05, 0.02, 0.01, 0.01, 0.01, 0.02, 0.02, 0.02, 0.02, 0.02, 0.03, 0.03,
    0.02, 0.02, 0.02, 0.02, 0.04,
  ],
  cooking: [
    0.001, 0, 0, 0, 0.003, 0.01, 0.028, 0.038, 0.036, 0.028, 0.024, 0.051, 0.085, 0.058, 0.032, 0.041, 0.098, 0.168,
    0.152, 0.085, 0.036, 0.017, 0.006, 0.003,
  ],
  laundry: [
    0, 0, 0, 0, 0, 0.002, 0.021, 0.072, 0.166, 0.102, 0.094, 0.077, 0.05, 0.072, 0.062, 0.035, 0.049, 0.068, 0.036,
    0.051, 0.021, 0.006, 0.01, 0.005,
  ],
  dishes: [
    0.023, 0, 0, 0, 0, 0.003, 0.053, 0.059, 0.027, 0.011, 0.004, 0.026, 0.03, 0.022, 0.011, 0.013, 0.016, 0.061, 0.15,
    0.165, 0.242, 0.058, 0.027, 0.001,
  ],
  chores: [
    0, 0, 0, 0, 0, 0, 0.01, 0.03, 0.08, 0.14, 0.16, 0.12, 0.08, 0.07, 0.08, 0.07, 0.06, 0.04, 0.03, 0.02, 0.01, 0, 0, 0,
  ],
} as const;

/** A cause with starts of its own, or `free`: whatever lifts the mean of all homes to the standard profile. */
export type Density = keyof typeof STARTS | "free";

const SIZE = 1024;

/** A table whose entries hold the hours since DAY_START in proportion to the weights by local hour. */
export function hourTable(weights: ArrayLike<number>): Uint8Array {
  const table = new Uint8Array(SIZE);
  let total = 0;
  for (let h = 0; h < 24; h++) total += weights[h];
  let sum = 0;
  let from = 0;
  for (let p = 0; p < 24; p++) {
    sum += weights[(p + DAY_START) % 24];
    const to = Math.floor((SIZE * sum) / total + 0.5);
    table.fill(p, from, to);
    from = to;
  }
  return table;
}

const tables = new Map<Density, Uint8Array>();
for (const name of Object.keys(STARTS) as (keyof typeof STARTS)[]) tables.set(name, hourTable(STARTS[name]));

/** The hour table of a cause; undefined for `free`, which depends on the day. */
export function startsOf(density: Density): Uint8Array | undefined {
  return tables.get(density);
}

/** The second (from DAY_START) that a random word chooses: ten bits for the hour, the others within it. */
export function secondOf(table: Uint8Array, word: number): number {
  return table[word >>> 22] * 3600 + Math.floor((word & 0x3fffff) * (3600 / 4194304));
}
