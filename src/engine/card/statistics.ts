/** The middle and the ends of some numbers. */
export interface Spread {
  least: number;
  median: number;
  greatest: number;
}

/** Undefined where there are no numbers. */
export function spreadOf(values: readonly number[]): Spread | undefined {
  if (values.length === 0) return undefined;
  const sorted = [...values].sort((a, b) => a - b);
  return { least: sorted[0], median: sorted[Math.floor(sorted.length / 2)], greatest: sorted[sorted.length - 1] };
}
