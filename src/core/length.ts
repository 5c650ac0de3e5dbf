import { z } from "zod";
import { milliseconds, positiveDuration } from "./duration.ts";
import { type Key, uniform } from "./random.ts";
import type { ScheduleContext } from "./schedule.ts";

/** How long windows last. */
export const length = z.union([positiveDuration, z.tuple([positiveDuration, positiveDuration])]).meta({
  description: "How long each lasts, or [least, greatest] to draw it evenly between.",
  examples: ["6h", ["5m", "2h"]],
});

/** A law of lengths in whole ms. */
export interface Length {
  readonly least: number;
  readonly greatest: number;
  /** The length that position 1 of a window's key owns. */
  draw(own: Key): number;
}

/** The law that the option `length` stands for; refused when its least is above its greatest. */
export function lengthOf(option: z.output<typeof length>, c: Pick<ScheduleContext, "fail">): Length {
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
