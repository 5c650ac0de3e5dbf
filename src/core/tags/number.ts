import { z } from "zod";
import type { Tag } from "../inventory.ts";
import { exp, TENS } from "../numeric.ts";
import { integer as draw, type Key, uniform as share, normal as standard } from "../random.ts";
import { defineTag, type TagScope } from "./definition.ts";

const number = z.number();
const spread = z.number().min(0);
const decimals = z
  .int()
  .min(0)
  .max(9)
  .default(3)
  .meta({ description: "Digits after the point; values are rounded to them.", examples: [3] });

/** A rounded number per entity; `furthest` bounds its magnitude. */
function rounded(
  scope: TagScope,
  type: string,
  furthest: number,
  places: number,
  value: (key: Key) => number,
): Tag | undefined {
  const scale = TENS[places];
  if (!(furthest * scale < Number.MAX_SAFE_INTEGER))
    return void scope.fail([type], `numbers up to ${furthest} do not fit with ${places} decimals; use fewer`);
  const at = (entity: number) => Math.floor(value(scope.draw(entity)) * scale + 0.5) / scale;
  return { name: scope.name, type: "fixed", decimals: places, at };
}

function inOrder(scope: TagScope, type: string, [low, high]: readonly [number, number]): boolean {
  if (low <= high) return true;
  scope.fail([type], `expected [low, high], found [${low}, ${high}]`);
  return false;
}

/** Equally likely numbers. */
export const uniform = defineTag({
  type: "uniform",
  options: z.strictObject({
    uniform: z.tuple([number, number]).meta({ description: "Lowest and highest.", examples: [[0, 1]] }),
    decimals,
  }),
  create({ uniform: [low, high], decimals }, scope) {
    if (!inOrder(scope, "uniform", [low, high])) return undefined;
    const furthest = Math.max(Math.abs(low), Math.abs(high));
    return rounded(scope, "uniform", furthest, decimals, (key) => low + (high - low) * share(key, 0));
  },
});

/** Normally distributed numbers. */
export const normal = defineTag({
  type: "normal",
  options: z.strictObject({
    normal: z.tuple([number, spread]).meta({ description: "Mean and standard deviation.", examples: [[20, 4]] }),
    decimals,
  }),
  create({ normal: [mean, sd], decimals }, scope) {
    const furthest = Math.abs(mean) + 7 * sd;
    return rounded(scope, "normal", furthest, decimals, (key) => mean + sd * standard(key, 0));
  },
});

/** Positive numbers whose logarithm is normally distributed. */
export const lognormal = defineTag({
  type: "lognormal",
  options: z.strictObject({
    lognormal: z
      .tuple([z.number().positive(), spread])
      .meta({ description: "Median, and standard deviation of the natural logarithm.", examples: [[3500, 0.5]] }),
    decimals,
  }),
  create({ lognormal: [median, sigma], decimals }, scope) {
    const furthest = median * exp(7 * sigma);
    return rounded(scope, "lognormal", furthest, decimals, (key) => median * exp(sigma * standard(key, 0)));
  },
});

/** Equally likely whole numbers. */
export const integer = defineTag({
  type: "integer",
  options: z.strictObject({
    integer: z
      .tuple([z.int(), z.int()])
      .meta({ description: "Lowest and highest, both included.", examples: [[1, 6]] }),
  }),
  create({ integer: [low, high] }, scope) {
    if (!inOrder(scope, "integer", [low, high])) return undefined;
    const count = high - low + 1;
    if (count > Number.MAX_SAFE_INTEGER)
      return void scope.fail(["integer"], `the range [${low}, ${high}] is wider than 2^53`);
    return { name: scope.name, ...wholeType(low, high), at: (entity) => low + draw(scope.draw(entity), 0, count) };
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

function wholeType(low: number, high: number): Pick<Tag, "type" | "decimals"> {
  const small = Math.max(Math.abs(low), Math.abs(high)) <= 2147483647;
  return small ? { type: "int" } : { type: "fixed", decimals: 0 };
}
