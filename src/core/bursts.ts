import { z } from "zod";
import { share } from "./limits.ts";
import { derive, integer, type Key, words } from "./random.ts";
import type { SignalContext } from "./signal.ts";

/** Amounts that come at random ticks. */
export const burstFields = {
  probability: share.meta({ description: "Probability that it comes, at each tick.", examples: [0.004] }),
  size: z.tuple([z.number(), z.number()]).meta({
    description: "Least and greatest amount, drawn evenly between; below 0 it takes away.",
    examples: [[10, 60]],
  }),
};

const BURST = z.strictObject(burstFields);

/** Where the bursts of a name fall for an entity, and how large they are. */
export interface Bursts {
  /** Adds the amounts, whole numbers of 1 / `unit`, to out[0..ticks), those of the ticks from `tick` on. */
  add(out: Float64Array, entity: number, tick: number, ticks: number): void;
}

const RUN = 1024;
const drawn = new Int32Array(RUN);

/**
 * The bursts of a name. Their draws belong to (seed, entity, name) alone, so that whatever asks for the same name, with
 * the same options, sees the same bursts.
 */
export function createBursts(
  name: string,
  { probability, size: [least, greatest] }: z.output<typeof BURST>,
  unit: number,
  path: readonly string[],
  c: SignalContext,
): Bursts {
  if (least > greatest)
    c.fail(
      [...path, "size"],
      `found [${least}, ${greatest}], the least above the greatest; expected [least, greatest]`,
    );
  const chance = c.param(probability, [...path, "probability"].join("."));
  const first = Math.floor(least * unit + 0.5);
  const choices = Math.floor(greatest * unit + 0.5) - first + 1;
  const own: Key = { a: 0, b: 0 };
  return {
    add(out, entity, tick, ticks) {
      const key = derive(derive(c.inventory.keyOf(entity, own), "burst"), name);
      const sizes = derive(key, "size");
      // a word of 32 bits, as a signed number, is below this with the probability
      const below = chance(entity) * 4294967296 - 2147483648;
      for (let at = 0; at < ticks; at += RUN) {
        const run = Math.min(RUN, ticks - at);
        words(drawn, key, tick + at, run);
        for (let i = 0; i < run; i++)
          if (drawn[i] < below) out[at + i] += first + integer(sizes, tick + at + i, choices);
      }
    },
  };
}
