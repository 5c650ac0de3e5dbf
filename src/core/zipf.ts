import { exp, expm1, log } from "./numeric.ts";
import { type Key, uniform } from "./random.ts";

/** log(1 + x) / x for x > -1, 1 at 0. */
function slope(x: number): number {
  if (Math.abs(x) > 0.02) return log(1 + x) / x;
  return 1 - x * (1 / 2 - x * (1 / 3 - x * (1 / 4 - x * (1 / 5 - x * (1 / 6 - x / 7)))));
}

/** The integral of x^-s from 1 to x. */
function integral(x: number, s: number): number {
  const t = (1 - s) * log(x);
  return t === 0 ? log(x) : expm1(t) / (1 - s);
}

/** The x whose integral from 1 is `area`. */
function boundary(area: number, s: number): number {
  const t = Math.max(-1, area * (1 - s));
  return t === -1 ? Infinity : exp(slope(t) * area);
}

/** An attempt succeeds with a chance of at least 0.97: all fail in one of 10^24 draws. */
const ATTEMPTS = 16;

/** What the ranks of one law have in common: areas below which there is nothing and above all, and a sure distance. */
export interface Ranks {
  n: number;
  s: number;
  first: number;
  last: number;
  /** A rank at most so far above the boundary found is always accepted. */
  sure: number;
}

/** Ranks 1 to n, rank k with a probability proportional to k^-s. */
export function ranks(n: number, s: number): Ranks {
  const sure = 2 - boundary(integral(2.5, s) - exp(-s * log(2)), s);
  return { n, s, first: integral(1.5, s) - 1, last: integral(n + 0.5, s), sure };
}

/**
 * A rank from 1 to n with probability proportional to rank^-s: rejection-inversion, Hormann and Derflinger (1996). The
 * area under x^-s from 1/2 below each rank to 1/2 above it is inverted; a rank is refused where that is too much.
 */
export function rank(key: Key, { n, s, first, last, sure }: Ranks): number {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const area = last + uniform(key, attempt) * (first - last);
    const x = boundary(area, s);
    const k = Math.max(1, Math.min(n, Math.floor(x + 0.5)));
    if (k - x <= sure || area >= integral(k + 0.5, s) - exp(-s * log(k))) return k;
  }
  return NaN;
}
