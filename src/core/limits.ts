import { z } from "zod";
import { exp } from "./numeric.ts";
import { type Param, param } from "./param.ts";
import type { SignalContext } from "./signal.ts";

/** No standard normal drawn here is farther from 0. */
const REACH = 6.4;

/** The least and the greatest value a parameter can take; NaN where a tag decides. */
export function limits(value: Param): readonly [least: number, greatest: number] {
  if (typeof value === "number") return [value, value];
  if ("uniform" in value) return [Math.min(...value.uniform), Math.max(...value.uniform)];
  if ("normal" in value) return [value.normal[0] - REACH * value.normal[1], value.normal[0] + REACH * value.normal[1]];
  if ("lognormal" in value) {
    const [median, sigma] = value.lognormal;
    return [median * exp(-REACH * sigma), median * exp(REACH * sigma)];
  }
  if ("tag" in value) return [NaN, NaN];
  const all = Object.values(value.values);
  if (value.otherwise !== undefined) all.push(value.otherwise);
  return [Math.min(...all), Math.max(...all)];
}

/** A `param` that is never below 0, as far as can be known before tags are. */
export const nonnegative: z.ZodType<Param, Param> = param.refine((value) => !(limits(value)[0] < 0), {
  error: "a number that is never below 0 (a normal one reaches 6.4 standard deviations from its mean: use lognormal)",
});

/** A `param` that is always above 0, as far as can be known before tags are. */
export const positive: z.ZodType<Param, Param> = param.refine((value) => !(limits(value)[0] <= 0), {
  error: "a number that is always above 0 (a normal one reaches 6.4 standard deviations from its mean: use lognormal)",
});

/** A `param` that is always from `low` to `high`, as far as can be known before tags are. */
export function within(low: number, high: number): z.ZodType<Param, Param> {
  return param.refine((value) => !(limits(value)[0] < low) && !(limits(value)[1] > high), {
    error: `a number that is always from ${low} to ${high} (a normal one reaches 6.4 standard deviations from its mean)`,
  });
}

/** A `param` that is a part of 1. */
export const share = within(0, 1);

/** A minimum, a maximum, or both. */
export const bounds = z
  .strictObject({
    min: param.optional().meta({ description: "Least value.", examples: [0] }),
    max: param.optional().meta({ description: "Greatest value.", examples: [100] }),
  })
  .refine((o) => o.min !== undefined || o.max !== undefined, { error: "min or max, or both" });

/** Refuses a minimum that is above the maximum for every entity. */
export function ordered(min: Param | undefined, max: Param | undefined, c: Pick<SignalContext, "fail">): void {
  if (min === undefined || max === undefined) return;
  const least = limits(min)[0];
  const greatest = limits(max)[1];
  if (least > greatest) c.fail(["min"], `found ${least}, above max ${greatest}; expected min to be at most max`);
}

/** A bound that may be absent: then it is infinite. */
export function bound(
  value: Param | undefined,
  name: string,
  absent: number,
  c: Pick<SignalContext, "param">,
): (entity: number) => number {
  return value === undefined ? () => absent : c.param(value, name);
}
