/**
 * Poisson arrivals, one per slot on average, with a normal mark each, as a pure function of position. How many there
 * are, and the sum of their marks, is drawn for the far past at once and halved down to slots: each half gets a
 * binomial part of the count and, given that, a normal part of the sum. Sums are integers, so they add up exactly.
 */
import { exp, inverseNormal } from "./numeric.ts";
import { derive, fork, type Key, normal, uniform, words } from "./random.ts";

/** Quanta per standard deviation of a mark. */
export const MARK_UNIT = 1048576;

/** A count with the Poisson law of a mean, from a uniform in [0, 1). Inversion up to a mean of 256; beyond, a normal with skewness corrected. */
export function poisson(u: number, mean: number): number {
  if (mean > 256) {
    const z = inverseNormal(u + 5.551115123125783e-17);
    return Math.floor(mean + Math.sqrt(mean) * z + (z * z - 1) / 6 + 0.5);
  }
  let count = 0;
  for (let p = exp(-mean), sum = p; u >= sum && count < 1000; sum += p) p *= mean / ++count;
  return count;
}

const coins = new Int32Array(32);

/** How many of n arrivals fall into the left half: fair coins counted up to 1024, beyond that a rounded normal. */
function half(key: Key, n: number): number {
  if (n > 1024) return Math.max(0, Math.min(n, Math.floor((n + Math.sqrt(n) * normal(key, 0)) / 2 + 0.5)));
  const count = (n + 31) >>> 5;
  words(coins, key, 1, count);
  let left = 0;
  for (let i = 0; i < count; i++) {
    let x = i === count - 1 && n & 31 ? coins[i] & ((1 << (n & 31)) - 1) : coins[i];
    for (; x !== 0; x &= x - 1) left++;
  }
  return left;
}

/** The part of a sum of `n` marks that belongs to `left` of them. */
function share(key: Key, sum: number, left: number, n: number): number {
  const spread = MARK_UNIT * Math.sqrt((left * (n - left)) / n);
  return Math.floor((sum * left) / n + spread * normal(key, -1) + 0.5);
}

/** A slot that holds arrivals. */
export type VisitSlot = (slot: number, count: number, sum: number) => void;

/**
 * Visits in order the slots first..last (0 or more) that hold arrivals. `before` receives the count and sum of all
 * arrivals in the slots from 0 to first - 1; it is complete when the first slot is visited.
 */
export function arrivals(
  key: Key,
  first: number,
  last: number,
  before: { count: number; sum: number },
  visit: VisitSlot,
): void {
  const descend = (lo: number, width: number, count: number, sum: number): void => {
    if (count === 0 || lo > last) return;
    if (lo + width <= first) {
      before.count += count;
      before.sum += sum;
    } else if (width === 1) visit(lo, count, sum);
    else {
      const own = fork(key, lo + width / 2);
      const left = half(own, count);
      const part = share(own, sum, left, count);
      descend(lo, width / 2, left, part);
      descend(lo + width / 2, width / 2, count - left, sum - part);
    }
  };
  for (let lo = 0, width = 1; lo <= last; lo += width, width = lo) {
    const own = fork(key, lo + width);
    const count = poisson(uniform(own, 0), width);
    descend(lo, width, count, Math.floor(MARK_UNIT * Math.sqrt(count) * normal(own, 1) + 0.5));
  }
}

/** The arrivals of a slot in order: `at` is the position in slots. Their marks sum to the slot's sum exactly. */
export function arrivalsOf(key: Key, slot: number, count: number, sum: number): { at: number; mark: number }[] {
  const own = fork(derive(key, "slot"), slot);
  const list = Array.from({ length: count }, (_, i) => {
    const mark = count - i === 1 ? sum : share(fork(own, i), sum, 1, count - i);
    sum -= mark;
    return { at: slot + uniform(own, count + i), mark };
  });
  return list.sort((x, y) => x.at - y.at);
}
