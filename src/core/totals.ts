/**
 * Integer totals of days as a pure function of the day. They grow by an inverse Gaussian process, which never runs
 * backwards and whose bridges need one normal and one coin; every node is rounded, so a span's total is exactly the sum
 * of its days'. Sampling after Michael, Schucany and Haas (1976); the bridge is that of Ribeiro and Webber (2003).
 */
import { derive, fork, type Key, normalOf } from "./random.ts";

/** Total of a span of `days` from its own key: mean `mean` and variance `sd`^2 a day. */
function spanTotal(own: Key, days: number, mean: number, sd: number): number {
  const middle = mean * days;
  const shape = ((mean * days) / sd) * ((mean * days) / sd) * mean;
  const z = normalOf(own.a);
  const q = middle * z * z;
  const large = middle + (middle / (2 * shape)) * (q + Math.sqrt(q * (4 * shape + q)));
  const small = (middle * middle) / large;
  const u = (own.b >>> 0) / 4294967296;
  return Math.floor((u * (middle + small) < middle ? small : large) + 0.5);
}

/** The first half's part of the total of a span of 2 * `days`. */
function firstHalf(own: Key, total: number, days: number, mean: number, sd: number): number {
  if (total === 0) return 0;
  const l = (((mean * days) / sd) * ((mean * days) / sd) * mean) / total;
  const z = normalOf(own.a);
  const q = z * z;
  const large = 1 + (q + Math.sqrt(q * (4 * l + q))) / (2 * l);
  const part = own.b & 1 ? total / (1 + large) : (total * large) / (1 + large);
  return Math.min(total, Math.floor(part + 0.5));
}

/**
 * Sum of the totals of days 0 .. n - 1, an integer that never falls as n grows; minus those of days n .. -1 for a
 * negative n. A day's total has mean `mean` >= 0 and standard deviation `sd` >= 0 and is independent of other days'.
 */
export function totalBefore(key: Key, n: number, mean: number, sd: number): number {
  if (!(mean > 0 && sd > 0)) return Math.floor(Math.max(0, mean) * n + 0.5);
  if (n < 0) return -totalBefore(derive(key, "before"), -n, mean, sd);
  let before = 0;
  let lo = 0;
  let days = 1;
  let total = spanTotal(fork(key, 1), 1, mean, sd);
  for (; n >= lo + days; days = lo) {
    before += total;
    lo += days;
    total = spanTotal(fork(key, 2 * lo), lo, mean, sd);
  }
  for (days /= 2; n > lo; days /= 2) {
    const part = firstHalf(fork(key, lo + days), total, days, mean, sd);
    if (n < lo + days) total = part;
    else {
      before += part;
      total -= part;
      lo += days;
    }
  }
  return before;
}
