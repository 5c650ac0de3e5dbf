import { z } from "zod";
import { dateOf, daysOf } from "./instant.ts";

const FORMS = "a date 2024-12-25, a day of every year 12-25, easter, easter-2 or easter+39";
const RULE = /^(?:(?:(\d{4})-)?(\d{2})-(\d{2})|easter([+-]\d{1,2})?)$/;

/** Whether a month and day exist, in the year given or else in some year. */
function exists(year: number, month: number, day: number): boolean {
  const [, m, d] = dateOf(daysOf(year, month, day));
  return m === month && d === day;
}

function fault(text: string): string | undefined {
  const match = RULE.exec(text);
  if (!match) return `expected ${FORMS}`;
  if (match[2] === undefined || exists(Number(match[1] ?? 2000), Number(match[2]), Number(match[3]))) return undefined;
  return `expected a day that exists: ${FORMS}`;
}

/** Which days: one date, the same day of every year, or so many days from Easter Sunday. */
export const dayRule = z
  .string({ error: `expected ${FORMS}` })
  .refine((text) => fault(text) === undefined, { error: (issue) => fault(String(issue.input)) })
  .meta({ description: "A day.", examples: ["2024-12-25", "12-25", "easter-2"], pattern: RULE.source });

/**
 * Easter Sunday of a year of the Gregorian calendar, in days since 1970-01-01. Source: the anonymous algorithm that
 * Butcher's Ecclesiastical Calendar of 1876 has, in the form Meeus gives it (Astronomical Algorithms, chapter 8).
 */
export function easter(year: number): number {
  const a = year - Math.floor(year / 19) * 19;
  const century = Math.floor(year / 100);
  const c = year - century * 100;
  const f = Math.floor((century + 8) / 25);
  const g = Math.floor((century - f + 1) / 3);
  const epact = 19 * a + century - Math.floor(century / 4) - g + 15;
  const h = epact - Math.floor(epact / 30) * 30;
  const leap = century - Math.floor(century / 4) * 4;
  const turn = 32 + 2 * leap + 2 * Math.floor(c / 4) - h - (c - Math.floor(c / 4) * 4);
  const l = turn - Math.floor(turn / 7) * 7;
  const m = Math.floor((a + 11 * h + 22 * l) / 451);
  return daysOf(year, 3, 22) + h + l - 7 * m;
}

/** Whether a day, counted from 1970-01-01, is one that the rules name. */
export function dayMatcher(rules: readonly string[]): (day: number) => boolean {
  const dates = new Set<number>();
  const yearly = new Set<number>();
  const movable = new Set<number>();
  for (const rule of rules) {
    const [year, month, day, offset] = RULE.exec(rule)!.slice(1);
    if (month === undefined) movable.add(Number(offset ?? 0));
    else if (year === undefined) yearly.add(Number(month) * 100 + Number(day));
    else dates.add(daysOf(Number(year), Number(month), Number(day)));
  }
  return (day) => {
    if (dates.has(day)) return true;
    const [year, month, inMonth] = dateOf(day);
    if (yearly.has(month * 100 + inMonth)) return true;
    // a rule such as easter-99 is in the year before its Easter
    return movable.size > 0 && [year, year + 1].some((y) => movable.has(day - easter(y)));
  };
}
