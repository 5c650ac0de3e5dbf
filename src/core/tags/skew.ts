import { z } from "zod";
import { type Key, uniform } from "../random.ts";

/** How far draws crowd towards one end. */
export const skew = z
  .int()
  .min(-100)
  .max(100)
  .default(0)
  .meta({
    description: "Above 0, k: the smallest of k + 1 draws counts; below 0: the largest. 0: all alike.",
    examples: [1, -2],
  });

/** The smallest, or largest, of the first |skew| + 1 uniforms of a key. */
export function skewed(key: Key, skew: number): number {
  let found = uniform(key, 0);
  for (let n = Math.abs(skew); n > 0; n--) {
    const other = uniform(key, n);
    if (skew > 0 ? other < found : other > found) found = other;
  }
  return found;
}
