import { z } from "zod";
import { DAY } from "./local.ts";

const WEEK = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"] as const;

const TIME = "([01]\\d|2[0-3]):[0-5]\\d";
const begin = z.string().regex(new RegExp(`^${TIME}$`), "expected a time of day from 00:00 to 23:59");
const end = z.string().regex(new RegExp(`^(${TIME}|24:00)$`), "expected a time of day from 00:00 to 24:00");

/** The options that say when something is open by the local clock. */
export const openingHours = {
  from: begin.default("08:00").meta({ description: "When it opens.", examples: ["09:00"] }),
  to: end.default("18:00").meta({
    description: "When it closes; earlier than `from` means on the next day.",
    examples: ["17:30", "06:00"],
  }),
  days: z
    .array(z.enum(WEEK))
    .min(1)
    .default(WEEK.slice(0, 5))
    .meta({ description: "Days on which it opens.", examples: [["monday", "wednesday"]] }),
};

type Options = { from: string; to: string; days: readonly string[] };

export interface OpeningHours {
  /** ms after midnight. */
  readonly opens: number;
  /** ms after the midnight that precedes the opening; beyond a day when it closes on the next. */
  readonly closes: number;
  /** Whether it opens on a local day, counted from 1970-01-01. */
  opensOn(day: number): boolean;
}

function clockOf(text: string): number {
  const [hours, minutes] = text.split(":").map(Number);
  return (hours * 60 + minutes) * 60_000;
}

/** What the options mean; refused when it closes as it opens. */
export function readOpeningHours(
  { from, to, days }: Options,
  fail: (path: readonly string[], message: string) => never,
): OpeningHours {
  const [opens, closes] = [from, to].map(clockOf);
  if (opens === closes) fail(["to"], `found ${to}, when it opens; all day is from 00:00 to 24:00`);
  const open = WEEK.map((name) => days.includes(name));
  // day 0 was a Thursday
  return { opens, closes: closes < opens ? closes + DAY : closes, opensOn: (day) => open[(((day + 3) % 7) + 7) % 7] };
}
