import { dateOf, daysOf } from "../core/instant.ts";

const MACROS: Readonly<Record<string, string>> = {
  "@yearly": "0 0 1 1 *",
  "@annually": "0 0 1 1 *",
  "@monthly": "0 0 1 * *",
  "@weekly": "0 0 * * 0",
  "@daily": "0 0 * * *",
  "@midnight": "0 0 * * *",
  "@hourly": "0 * * * *",
};

interface Field {
  name: string;
  least: number;
  greatest: number;
  /** Names of the values from `least` on. */
  names?: readonly string[];
}

const MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const WEEKDAYS = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];
const FIELDS: readonly Field[] = [
  { name: "second", least: 0, greatest: 59 },
  { name: "minute", least: 0, greatest: 59 },
  { name: "hour", least: 0, greatest: 23 },
  { name: "day of the month", least: 1, greatest: 31 },
  { name: "month", least: 1, greatest: 12, names: MONTHS },
  { name: "day of the week", least: 0, greatest: 7, names: WEEKDAYS },
];

/** A cron expression in local time. */
export interface CronExpression {
  /** Times of day, ms since midnight, in order. */
  readonly times: readonly number[];
  /** Whether it holds in every hour of the day. */
  readonly hourly: boolean;
  /** Whether a local day, counted from 1970-01-01, has those times. */
  on(day: number): boolean;
}

/** The value that a number or a name of a field stands for; NaN when there is none. */
function numberOf(text: string, { least, greatest, names }: Field): number {
  const named = names?.indexOf(text.toLowerCase()) ?? -1;
  if (named >= 0) return least + named;
  const value = /^\d{1,2}$/.test(text) ? Number(text) : NaN;
  return value >= least && value <= greatest ? value : NaN;
}

const PART = /^(?:\*|(\w+)(?:-(\w+))?)(?:\/(\d{1,2}))?$/;

/** Which values a field names, or why it is refused; `column` is where it begins, from 1. */
function readField(text: string, field: Field, column: number): readonly boolean[] | string {
  const { name, least, greatest, names } = field;
  const range = `${least} to ${greatest}${names ? `, ${names[0]} to ${names[names.length - 1]}` : ""}`;
  const held: boolean[] = new Array(greatest + 1).fill(false);
  let at = column;
  for (const part of text.split(",")) {
    const refuse = (expected: string) => `expected ${expected} at character ${at}, not "${part}"`;
    const match = PART.exec(part);
    if (!match) return refuse(`${name}: *, a value (${range}), a range a-b or a step */n`);
    const [, first, last, step = "1"] = match;
    const from = first === undefined ? least : numberOf(first, field);
    const to = last !== undefined ? numberOf(last, field) : first === undefined || match[3] ? greatest : from;
    if (Number.isNaN(from + to)) return refuse(`${name} from ${range}`);
    if (from > to) return refuse(`${name} as a range whose begin is not after its end`);
    if (Number(step) === 0) return refuse(`${name} with a step of 1 or more`);
    for (let value = from; value <= to; value += Number(step)) held[value] = true;
    at += part.length + 1;
  }
  return held;
}

function numbersOf(held: readonly boolean[]): number[] {
  return held.flatMap((is, value) => (is ? [value] : []));
}

/**
 * Reads a cron expression: minute, hour, day of the month, month, day of the week (0 or 7 is Sunday), with seconds as
 * an optional first field, or a macro such as `@daily`. When both kinds of days are given (neither begins with `*`), a
 * day of either counts. Source: cron(8) and crontab(5) of Paul Vixie's cron. Returns the reason as text when it is
 * refused.
 */
export function readCron(text: string): CronExpression | string {
  const written = text.trim().startsWith("@") ? MACROS[text.trim().toLowerCase()] : text;
  if (written === undefined) return `expected a cron expression or one of ${Object.keys(MACROS).join(", ")}`;
  const parts = [...written.matchAll(/\S+/g)];
  if (parts.length !== 5 && parts.length !== 6)
    return `expected a cron expression of 5 fields, or 6 with seconds first, such as "0 3 * * sun", not ${parts.length}`;
  const sets: (readonly boolean[])[] = parts.length === 5 ? [[true]] : [];
  for (const part of parts) {
    const read = readField(part[0], FIELDS[sets.length], part.index + 1);
    if (typeof read === "string") return read;
    sets.push(read);
  }
  const [seconds, minutes, hours] = sets.slice(0, 3).map(numbersOf);
  const [days, months, weekdays] = sets.slice(3);
  const either = parts.slice(-3).every((part, i) => i === 1 || !part[0].startsWith("*"));
  const firstDay = days.indexOf(true);
  // 2024 was a leap year
  const exists = numbersOf(months).some((month) => daysOf(2024, month, firstDay) < daysOf(2024, month + 1, 1));
  if (!either && !exists) return `expected a date that exists: no month of these has a day ${firstDay}`;
  return {
    times: hours.flatMap((h) => minutes.flatMap((m) => seconds.map((s) => ((h * 60 + m) * 60 + s) * 1000))),
    hourly: hours.length === 24,
    on(day) {
      const [, month, dayOfMonth] = dateOf(day);
      const weekday = (((day + 4) % 7) + 7) % 7;
      const onWeekday = weekdays[weekday] || (weekday === 0 && weekdays[7]);
      return months[month] && (either ? days[dayOfMonth] || onWeekday : days[dayOfMonth] && onWeekday);
    },
  };
}
