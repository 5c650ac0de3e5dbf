import { z } from "zod";
import { milliseconds } from "./duration.ts";

/** Mean time between events in ms: Infinity for a count of 0, NaN when the text is no rate. */
export function meanGap(text: string): number {
  const [count, span] = /^(\d+(?:\.\d+)?)\/(.+)$/.exec(text)?.slice(1) ?? ["", ""];
  const length = milliseconds(span);
  return length > 0 ? length / Number(count) : NaN;
}

/** Events per duration: `2/30d`. */
export const rate = z
  .string({ error: "expected a count per duration, such as 2/30d" })
  .refine((text) => meanGap(text) >= 0, { error: "expected a count per duration above 0, such as 2/30d" })
  .meta({
    description: "How often, on average: a count per duration.",
    examples: ["2/30d", "0.5/1h"],
    pattern: "^\\d+(\\.\\d+)?/.+$",
  });
