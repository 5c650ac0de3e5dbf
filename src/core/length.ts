import { z } from "zod";
import { milliseconds, positiveDuration } from "./duration.ts";
import { exp } from "./numeric.ts";
import { type Key, normal, uniform } from "./random.ts";
import type { ScheduleContext } from "./schedule.ts";

const skewed = z.strictObject({
  median: positiveDuration.meta({ description: "Half of them are shorter.", examples: ["4h"] }),
  sigma: z
    .number()
    .min(0)
    .max(5)
    .meta({ description: "Standard deviation of the natural logarithm.", examples: [1.1] }),
  most: positiveDuration.meta({ description: "None is longer; what would be is cut to it.", examples: ["7d"] }),
});

/** How long windows last. */
export const length = z.union([positiveDuration, z.tuple([positiveDuration, positiveDuration]), skewed]).meta({
  description:
    "How long each lasts, or [least, greatest] to draw it evenly between; or { median, sigma, most } to draw it lognormal, as repairs are.",
  examples: ["6h", ["5m", "2h"], { median: "4h", sigma: 1.1, most: "7d" }],
});
type LengthOptions = z.output<typeof length>;

/** A law of lengths in whole ms. */
export interface Length {
  readonly least: number;
  readonly greatest: number;
  /** The length that position 1 of a window's key owns. */
  draw(own: Key): number;
}

/** The law that the option `length` stands for; refused when its least is above its greatest. */
export function lengthOf(option: LengthOptions, c: Pick<ScheduleContext, "fail">): Length {
  if (typeof option === "object" && "median" in option) return skewedLength(option, c);
  const [least, greatest] = (typeof option === "string" ? [option, option] : option).map(milliseconds);
  if (least > greatest)
    c.fail(["length"], `found [${option}], the least above the greatest; expected [least, greatest]`);
  const choices = greatest - least + 1;
  return {
    least,
    greatest,
    draw: (own) => (choices === 1 ? least : least + Math.floor(uniform(own, 1) * choices)),
  };
}

function skewedLength(option: z.output<typeof skewed>, c: Pick<ScheduleContext, "fail">): Length {
  const [median, most] = [milliseconds(option.median), milliseconds(option.most)];
  if (median > most)
    c.fail(["length", "most"], `found ${option.most}, shorter than the median of ${option.median}; expected more`);
  return {
    least: option.sigma === 0 ? median : 1,
    greatest: option.sigma === 0 ? median : most,
    draw: (own) => Math.max(1, Math.min(most, Math.floor(median * exp(option.sigma * normal(own, 1)) + 0.5))),
  };
}

/** The option as a message shows it. */
export function lengthText(option: LengthOptions): string {
  return typeof option === "object" && "median" in option ? `up to ${option.most}` : `${option}`;
}
