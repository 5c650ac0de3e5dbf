import { z } from "zod";
import { GAMMA_DRAWS, gammaExcess, gammaOf } from "../gamma.ts";
import { exp, log } from "../numeric.ts";
import { derive, fork, type Key, uniform } from "../random.ts";
import { defineTag } from "./definition.ts";

/** Sticks that are broken off by draws of their own; how the rest is shared out follows from their mean lengths. */
const STICKS = 1024;
const MOST = Number.MAX_SAFE_INTEGER;

/**
 * Numbers from 1 as a Pitman-Yor process gives them out: a few are common, and more entities bring ever more different
 * ones, about entities^discount. Usually it is told as a queue in which each looks at all before; here it is the same
 * process from its other end, stick-breaking (Pitman and Yor, 1997): number k has the share V[k] of what the numbers
 * before it left, V[k] a beta variable of 1 - discount and strength + k discount that belongs to (seed, tag, k). An
 * entity draws once, from shares that no entity has changed.
 *
 * Beyond 1024 sticks each is given its mean: numbers there are rare one by one, and their law, averaged over seeds, is
 * the same. What would lie beyond 2^53 is drawn again.
 */
export const pitmanYor = defineTag({
  type: "pitman-yor",
  options: z.strictObject({
    "pitman-yor": z
      .strictObject({
        strength: z
          .number()
          .positive()
          .max(1e6)
          .meta({ description: "The larger, the more different numbers are common.", examples: [10] }),
        discount: z
          .number()
          .min(0)
          .max(0.9)
          .default(0)
          .meta({ description: "How long the tail is; 0 is a Dirichlet process.", examples: [0.5] }),
      })
      .meta({ description: "Long-tailed numbers.", examples: [{ strength: 10, discount: 0.5 }] }),
  }),
  create({ "pitman-yor": { strength, discount } }, scope) {
    const ends = sticks(derive(scope.key, "sticks"), strength, discount);
    const at = (entity: number) => {
      const key = scope.draw(entity);
      const u = uniform(key, 0);
      return u < ends[STICKS - 1] ? firstAbove(ends, u) + 1 : tail(key, strength, discount);
    };
    return { name: scope.name, type: "fixed", decimals: 0, at };
  },
});

/** Shares of the first sticks, added up. */
function sticks(key: Key, strength: number, discount: number): Float64Array {
  const ends = new Float64Array(STICKS);
  let left = 1;
  for (let k = 0; k < STICKS; k++) {
    const own = fork(key, k);
    const [a, b] = [1 - discount, strength + (k + 1) * discount];
    const odds =
      (gammaOf(own, GAMMA_DRAWS, b) / gammaOf(own, 0, a)) *
      exp(gammaExcess(own, GAMMA_DRAWS, b) - gammaExcess(own, 0, a));
    left *= odds === Infinity ? 1 : odds / (1 + odds);
    ends[k] = 1 - left;
  }
  return ends;
}

/** The first index whose entry is above u. */
function firstAbove(ends: Float64Array, u: number): number {
  let low = 0;
  let high = ends.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (ends[middle] > u) high = middle;
    else low = middle + 1;
  }
  return low;
}

/**
 * A number beyond the sticks. With mean shares, what is left after number k falls as (strength + k discount) to the power
 * of -(1 - discount) / discount, or as e to the -k / strength without a discount; that is inverted at a uniform.
 */
function tail(key: Key, strength: number, discount: number): number {
  for (let n = 1; ; n++) {
    const fall = -log(1 - uniform(key, n));
    const beyond =
      discount === 0 ? strength * fall : (strength / discount + STICKS) * (exp((fall * discount) / (1 - discount)) - 1);
    const number = STICKS + 1 + Math.floor(beyond);
    if (number <= MOST) return number;
  }
}
