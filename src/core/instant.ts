import { z } from "zod";
import { durationFault, milliseconds } from "./duration.ts";
import { UsageError } from "./error.ts";
import { localToUtc, utc, type Zone } from "./zone.ts";

const DAY = 86_400_000;
const DATE = "\\d{4}-\\d{2}-\\d{2}";
const TIME = "[T ]\\d{2}(?::\\d{2}(?::\\d{2}(?:\\.\\d{1,9})?)?)?(?:Z|[+-]\\d{2}(?::?\\d{2})?)?";
const PATTERN = `^(?:now(?:[+-].+)?|${DATE}(?:${TIME})?)$`;
const absolute =
  /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2})(?::(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?)?(Z|[+-]\d{2}(?::?\d{2})?)?)?$/;

/** Names the accepted forms in messages. */
export const INSTANT_FORMS = "2024-01-31, 2024-01-31T06:00 (local), 2024-01-31T06:00:00Z, now or now-7d";

/**
 * Days from 1970-01-01 to a date of the proleptic Gregorian calendar. Source: Howard Hinnant, chrono-Compatible
 * Low-Level Date Algorithms, days_from_civil.
 */
export function daysOf(year: number, month: number, day: number): number {
  const y = month <= 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const yearOfEra = y - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  return (
    era * 146_097 + yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear - 719_468
  );
}

/** The date, as [year, month 1-12, day 1-31], of a count of days from 1970-01-01: the inverse of `daysOf`. */
export function dateOf(days: number): [year: number, month: number, day: number] {
  const z = days + 719_468;
  const era = Math.floor(z / 146_097);
  const dayOfEra = z - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const shifted = Math.floor((5 * dayOfYear + 2) / 153);
  const month = shifted < 10 ? shifted + 3 : shifted - 9;
  const day = dayOfYear - Math.floor((153 * shifted + 2) / 5) + 1;
  return [yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day];
}

function daysIn(year: number, month: number): number {
  return (month === 12 ? daysOf(year + 1, 1, 1) : daysOf(year, month + 1, 1)) - daysOf(year, month, 1);
}

/** What relative and local instants refer to, and which edge of a window a bare date is. */
export interface InstantContext {
  /** ms UTC that `now` stands for. */
  now: number;
  /** Of instants without an offset. */
  zone: Zone;
  as: "start" | "end";
}

/** ms UTC, or the reason why the text is refused. */
function read(text: string, { now, zone, as }: InstantContext): number | string {
  const relative = /^now(?:([+-])(.*))?$/.exec(text);
  if (relative) return relative[1] === undefined ? now : shift(now, relative[1], relative[2]);
  const match = absolute.exec(text);
  if (!match) return `expected an instant such as ${INSTANT_FORMS}`;
  const [year, month, day, hour, minute, second] = match.slice(1, 7).map((part) => Number(part ?? 0));
  const [fraction = "", offset] = match.slice(7);
  if (month < 1 || month > 12) return "expected a month from 01 to 12";
  if (day < 1 || day > daysIn(year, month))
    return `expected a day from 01 to ${daysIn(year, month)} in ${text.slice(0, 7)}`;
  if (match[4] === undefined) return localToUtc(zone, (daysOf(year, month, day) + (as === "end" ? 1 : 0)) * DAY);
  if (hour > 23 || minute > 59 || second > 59) return "expected a time of day from 00:00:00 to 23:59:59";
  if (/[1-9]/.test(fraction.slice(3))) return "expected an instant in whole milliseconds";
  const ms = Number(fraction.slice(0, 3).padEnd(3, "0"));
  const local = daysOf(year, month, day) * DAY + hour * 3_600_000 + minute * 60_000 + second * 1000 + ms;
  if (offset === undefined) return localToUtc(zone, local);
  const [hours, minutes] = [Number(offset.slice(1, 3)), Number(offset.slice(3).replace(":", ""))];
  if (offset === "Z") return local;
  if (hours > 23 || minutes > 59) return "expected an offset from -23:59 to +23:59";
  return local - (offset[0] === "-" ? -1 : 1) * (hours * 60 + minutes) * 60_000;
}

function shift(now: number, sign: string, text: string): number | string {
  const fault = durationFault(text);
  if (fault !== undefined) return fault.replace("a duration", `a duration after now${sign}`);
  return sign === "-" ? now - milliseconds(text) : now + milliseconds(text);
}

/**
 * ms UTC of an instant:
 * - `2024-01-31`: as a start the local midnight that begins the day; as an end the one that ends it, so the day is in;
 * - `2024-01-31T06`, `T06:00`, `T06:00:00.5`, with a space for the T if liked: local time in `zone`; a time that a change
 *   of offset repeats means its first occurrence, one that it skips moves later by what was skipped;
 * - the same with `Z`, `+02:00`, `+0200` or `+02`: that instant. Instants are exclusive ends;
 * - `now`, `now-7d`, `now+1h`: days of 24 hours from `context.now`.
 * Throws UsageError that tells what is accepted.
 */
export function parseInstant(text: string, context: InstantContext): number {
  const result = read(text, context);
  if (typeof result === "number" && Number.isFinite(result)) return result;
  throw new UsageError(`${result}; found ${JSON.stringify(text)}`);
}

function instantFault(text: string): string | undefined {
  const result = read(text, { now: 0, zone: utc, as: "start" });
  return typeof result === "string" ? result : undefined;
}

/** The text of an instant. */
export const instant = z
  .string({ error: `expected an instant such as ${INSTANT_FORMS}` })
  .refine((value) => instantFault(value) === undefined, { error: (issue) => instantFault(String(issue.input)) })
  .meta({ description: "An instant.", examples: ["2024-01-01", "2024-01-01T06:00:00Z", "now-7d"], pattern: PATTERN });
