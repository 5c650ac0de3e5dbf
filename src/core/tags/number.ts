import { z } from "zod";
import type { Tag } from "../inventory.ts";
import { exp, TENS } from "../numeric.ts";
import { type Key, uniform as share, normal as standard } from "../random.ts";
import { defineTag, type TagScope } from "./definition.ts";
import { firstAccepted, isRare } from "./rejection.ts";

const number = z.number();
const spread = z.number().min(0);
export const decimals = z
  .int()
  .min(0)
  .max(9)
  .default(3)
  .meta({ description: "Digits after the point; values are rounded to them.", examples: [3] });

/** The fields of a law that may be cut off. */
export const limits = {
  decimals,
  min: number.optional().meta({ description: "Least value: what is drawn below is drawn again.", examples: [0] }),
  max: number.optional().meta({ description: "Greatest value, likewise.", examples: [100] }),
};
interface Limits {
  decimals: number;
  min?: number;
  max?: number;
}

/** Numbers of a law, cut off and rounded; `furthest` bounds their magnitude. Reports at the field `type`. */
export function limited(
  scope: TagScope,
  type: string,
  furthest: number,
  { decimals, min = -Infinity, max = Infinity }: Limits,
  value: (key: Key) => number,
): Tag | undefined {
  if (min === -Infinity && max === Infinity) return rounded(scope, type, furthest, decimals, value);
  const accept = (x: number) => x >= min && x <= max;
  if (!inOrder(scope, type, [min, max])) return undefined;
  if (isRare(value, accept))
    return void scope.fail([type], `fewer than one in a hundred of its numbers lie from ${min} to ${max}`);
  const nearest = Math.min(furthest, Math.max(Math.abs(min), Math.abs(max)));
  return rounded(scope, type, nearest, decimals, (key) => firstAccepted(key, value, accept));
}

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

/** Whether a range is in order; reported otherwise. */
export function inOrder(scope: TagScope, type: string, [low, high]: readonly [number, number]): boolean {
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
    ...limits,
  }),
  create({ normal: [mean, sd], ...limits }, scope) {
    const furthest = Math.abs(mean) + 7 * sd;
    return limited(scope, "normal", furthest, limits, (key) => mean + sd * standard(key, 0));
  },
});

/** Positive numbers whose logarithm is normally distributed. */
export const lognormal = defineTag({
  type: "lognormal",
  options: z.strictObject({
    lognormal: z
      .tuple([z.number().positive(), spread])
      .meta({ description: "Median, and standard deviation of the natural logarithm.", examples: [[3500, 0.5]] }),
    ...limits,
  }),
  create({ lognormal: [median, sigma], ...limits }, scope) {
    const furthest = median * exp(7 * sigma);
    return limited(scope, "lognormal", furthest, limits, (key) => median * exp(sigma * standard(key, 0)));
  },
});
