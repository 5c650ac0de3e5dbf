import { z } from "zod";
import type { Tag } from "../inventory.ts";
import { defineTag } from "./definition.ts";
import { inOrder } from "./number.ts";
import { skew, skewed } from "./skew.ts";

/** Whole numbers, equally likely or crowded towards one end. */
export const integer = defineTag({
  type: "integer",
  options: z.strictObject({
    integer: z
      .tuple([z.int(), z.int()])
      .meta({ description: "Lowest and highest, both included.", examples: [[1, 6]] }),
    skew,
  }),
  create({ integer: [low, high], skew }, scope) {
    if (!inOrder(scope, "integer", [low, high])) return undefined;
    const count = high - low + 1;
    if (count > Number.MAX_SAFE_INTEGER)
      return void scope.fail(["integer"], `the range [${low}, ${high}] is wider than 2^53`);
    return {
      name: scope.name,
      ...wholeType(low, high),
      at: (entity) => low + Math.floor(skewed(scope.draw(entity), skew) * count),
    };
  },
});

/** Whole numbers in order of the entities. */
export const sequence = defineTag({
  type: "sequence",
  options: z.strictObject({
    sequence: z
      .strictObject({
        start: z
          .int()
          .default(0)
          .meta({ description: "Value of the first entity.", examples: [1000] }),
        step: z
          .int()
          .default(1)
          .meta({ description: "From one entity to the next.", examples: [1] }),
      })
      .meta({ description: "Whole numbers in order of the entities.", examples: [{ start: 1, step: 1 }] }),
  }),
  create({ sequence: { start, step } }, scope) {
    const last = start + step * (scope.size - 1);
    if (!Number.isSafeInteger(last)) return void scope.fail(["sequence"], `its last value, ${last}, is beyond 2^53`);
    return { name: scope.name, ...wholeType(start, last), at: (entity) => start + step * entity };
  },
});

/** The narrowest type of whole numbers between two. */
export function wholeType(low: number, high: number): Pick<Tag, "type" | "decimals"> {
  const small = Math.max(Math.abs(low), Math.abs(high)) <= 2147483647;
  return small ? { type: "int" } : { type: "fixed", decimals: 0 };
}
