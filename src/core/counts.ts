/** The law of a whole number as a table of its distribution function. */
export interface CountLaw {
  /** The least number in the table; less probable ones, together below 2^-53, are left out on both sides. */
  readonly first: number;
  /** sums[i] is the probability of `first` + i or less; the last is 1. */
  readonly sums: Float64Array;
  /** guide[j] is the first i with sums[i] > j / guide.length. */
  readonly guide: Int32Array;
}

/** A weight this small beside the mode's adds nothing that a uniform of 53 bits could find. */
const NEGLIGIBLE = 1e-22;

/** Of a mode out of range, as only tags can give it: no number, which the engine refuses with its place. */
const NOWHERE: CountLaw = { first: NaN, sums: Float64Array.of(1), guide: Int32Array.of(0) };

/** The largest mode: a table of 10^9 has some 600,000 numbers, and beyond, counts are normal to all that can be seen. */
export const LARGEST_COUNT = 1e9;

/** The weights from the mode on, the mode's being 1; `ratio(i)` is weight i + 1 over weight i. */
function weights(ratio: (i: number) => number, most: number): number[] {
  const list = [1];
  for (let i = 0; i < most; i++) {
    const next = list[i] * ratio(i);
    if (!(next > NEGLIGIBLE)) break;
    list.push(next);
  }
  return list;
}

/**
 * The law of numbers from 0 to `most` by its mode and `ratio(k)` = P(k + 1) / P(k). Sums have a relative error of about
 * n * 1e-16, n the length of the table: some 20 standard deviations.
 */
export function countLaw(mode: number, most: number, ratio: (k: number) => number): CountLaw {
  if (!(mode >= 0 && mode <= LARGEST_COUNT)) return NOWHERE;
  const below = weights((i) => 1 / ratio(mode - i - 1), mode).reverse();
  const sums = Float64Array.from([...below, ...weights((i) => ratio(mode + i), most - mode).slice(1)]);
  for (let i = 1; i < sums.length; i++) sums[i] += sums[i - 1];
  const total = sums[sums.length - 1];
  const guide = new Int32Array(sums.length);
  for (let i = 0, j = 0; i < sums.length; i++) {
    sums[i] /= total;
    while (j < guide.length && j / guide.length < sums[i]) guide[j++] = i;
  }
  return { first: mode - below.length + 1, sums, guide };
}

/** The number whose distribution function first exceeds u, 0 <= u < 1: at most a few steps on the average. */
export function countOf({ first, sums, guide }: CountLaw, u: number): number {
  let i = guide[Math.floor(u * guide.length)];
  while (sums[i] <= u) i++;
  return first + i;
}
