import { log } from "./numeric.ts";
import { type Key, normal, uniform } from "./random.ts";

/** Positions of a key that one gamma variable may use. */
export const GAMMA_DRAWS = 33;

/**
 * A gamma variable of scale 1 and of the shape, or of shape + 1 where the shape is below 1: there it is to be multiplied
 * by e to the `gammaExcess`. Exact but for the 32 bits of its normals. Uses positions from + 1 .. from + 32 of the key.
 *
 * Marsaglia and Tsang, "A simple method for generating gamma variables" (2000). An attempt is accepted with a chance of
 * at least 0.95; all 16 are refused in one of 10^20 cases, and there is no number then.
 */
export function gammaOf(key: Key, from: number, shape: number): number {
  const d = (shape < 1 ? shape + 1 : shape) - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (let draw = from + 1; draw < from + GAMMA_DRAWS; draw += 2) {
    const x = normal(key, draw);
    const root = 1 + c * x;
    if (!(root > 0)) continue;
    const v = root * root * root;
    const u = 1 - uniform(key, draw + 1);
    if (u < 1 - 0.0331 * (x * x) * (x * x) || log(u) < 0.5 * x * x + d * (1 - v + log(v))) return d * v;
  }
  return NaN;
}

/** The logarithm of what turns a gamma variable of shape + 1 into one of a shape below 1: a uniform to the 1 / shape. */
export function gammaExcess(key: Key, from: number, shape: number): number {
  return shape < 1 ? log(1 - uniform(key, from)) / shape : 0;
}
