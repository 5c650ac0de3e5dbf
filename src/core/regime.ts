/**
 * A Markov chain in continuous time as a pure function of position. At refreshes, a Poisson process, the state is drawn
 * anew from the shares of time it has in the long run; between them it jumps at the rates that are left of the chain's
 * own. So a state is known from the last refresh on, however far the origin is, and the law is the chain's exactly:
 * all of it is refreshes where there are two states.
 */
import { poisson } from "./arrivals.ts";
import { log } from "./numeric.ts";
import { fork, type Key, uniform } from "./random.ts";

export interface Regime {
  /** Mean time between refreshes, ms. */
  readonly gap: number;
  /** Sums of the shares of time up to and with each state. */
  readonly shares: readonly number[];
  /** Per state, sums of the rates of jumps to the states up to and with each, per ms. */
  readonly rates: readonly (readonly number[])[];
}

/** The chain of two or more states that lasts `means` ms in each on average; any other is as likely to follow. */
export function createRegime(means: readonly number[]): Regime {
  const others = means.length - 1;
  const all = means.reduce((sum, mean) => sum + mean, 0);
  const [longest, second] = [...means].sort((x, y) => y - x);
  // the highest rate of refreshes that leaves no rate of jumps below 0
  const gap = (others * longest * second) / all;
  const rates = means.map((mean, i) => {
    const left = (next: number) => 1 / (mean * others) - next / (all * gap);
    // what rounding leaves of 0 is no rate
    return sums(means.map((next, j) => (i === j || left(next) * mean < 1e-9 ? 0 : left(next))));
  });
  return { gap, shares: sums(means.map((mean) => mean / all)), rates };
}

function sums(values: readonly number[]): number[] {
  let sum = 0;
  return values.map((value) => (sum += value));
}

/** The first state whose sum exceeds `x`; the last one with a part of its own where rounding leaves none. */
function pick(cumulated: readonly number[], x: number): number {
  const found = cumulated.findIndex((sum) => x < sum);
  return found >= 0 ? found : cumulated.indexOf(cumulated[cumulated.length - 1]);
}

interface Refresh {
  readonly at: number;
  readonly key: Key;
}

/** The refreshes of a slot of one mean gap, in order. */
function refreshesIn(key: Key, slot: number, gap: number): Refresh[] {
  const own = fork(key, slot);
  const count = poisson(uniform(own, 0), 1);
  const list = Array.from({ length: count }, (_, i) => {
    const each = fork(own, i + 1);
    return { at: (slot + uniform(each, 0)) * gap, key: each };
  });
  return list.sort((x, y) => x.at - y.at);
}

/** The last refresh at or before `from`, and all until `to`, in order. */
function refreshes(key: Key, gap: number, from: number, to: number): Refresh[] {
  const found: Refresh[] = [];
  const first = Math.floor(from / gap);
  for (let slot = first; slot * gap < to; slot++) found.push(...refreshesIn(key, slot, gap));
  for (let slot = first - 1; !(found.length > 0 && found[0].at <= from); slot--)
    found.unshift(...refreshesIn(key, slot, gap));
  while (found.length > 1 && found[1].at <= from) found.shift();
  return found;
}

/** Visits the spans [start, end) of [from, to), in ms from the origin, in order, with the state in each. */
export function regimeSpans(
  { gap, shares, rates }: Regime,
  key: Key,
  from: number,
  to: number,
  visit: (start: number, end: number, state: number) => void,
): void {
  const all = refreshes(key, gap, from, to);
  all.forEach(({ at, key: own }, i) => {
    const until = Math.min(to, i + 1 < all.length ? all[i + 1].at : Infinity);
    let state = pick(shares, uniform(own, 1));
    for (let start = at, jump = 1; start < until; jump++) {
      const leaving = rates[state][shares.length - 1];
      const end = leaving > 0 ? start - log(1 - uniform(own, 2 * jump)) / leaving : Infinity;
      if (end > from) visit(Math.max(start, from), Math.min(end, until), state);
      state = leaving > 0 ? pick(rates[state], uniform(own, 2 * jump + 1) * leaving) : state;
      start = end;
    }
  });
}
