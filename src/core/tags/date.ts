import { z } from "zod";
import { milliseconds, positiveDuration } from "../duration.ts";
import { dateOf, parseInstant } from "../instant.ts";
import { log } from "../numeric.ts";
import { integer, type Key, uniform } from "../random.ts";
import { utc } from "../zone.ts";
import { defineTag, type TagScope } from "./definition.ts";

const DAY = 86_400_000;
const SECOND = 1000;
const YEAR_1 = -62_135_596_800_000;
/** How many times the mean back an exponential draw can be: 53 bits end at 36.7. */
const FURTHEST = 37;

/** `2024-01-31` of a count of days from 1970-01-01. */
function dateText(days: number): string {
  const [year, month, day] = dateOf(days);
  return `${`${year}`.padStart(4, "0")}-${`${month}`.padStart(2, "0")}-${`${day}`.padStart(2, "0")}`;
}

const range = z.tuple([z.string(), z.string()]);
const before = z.strictObject({
  before: z.string().meta({ description: "All are earlier than this.", examples: ["2024-06-01"] }),
  mean: positiveDuration.meta({
    description: "How much earlier on average; the law is exponential: most are recent, few long ago.",
    examples: ["100d"],
  }),
});
type Options = z.output<typeof range> | z.output<typeof before>;

/** ms UTC; NaN when the text was refused. */
function instantOf(scope: TagScope, path: (string | number)[], text: string): number {
  try {
    if (!text.startsWith("now")) return parseInstant(text, { now: NaN, zone: utc, as: "start" });
    scope.fail(path, `expected a date that stays the same, such as 2024-01-31, found "${text}"`);
  } catch (error) {
    scope.fail(path, (error as Error).message);
  }
  return NaN;
}

/**
 * Whole steps since 1970 for each key: those of [from, to] or, with `open`, of [from, to), equally likely; or the last
 * ones before an instant. Undefined when the options were refused.
 */
function stepsOf(scope: TagScope, type: string, options: Options, step: number, open: boolean) {
  if (!Array.isArray(options)) {
    const latest = instantOf(scope, [type, "before"], options.before);
    const mean = milliseconds(options.mean);
    if (Number.isNaN(latest)) return undefined;
    if (latest - FURTHEST * mean < YEAR_1)
      return void scope.fail([type, "mean"], "some would come before the year 1; expected a shorter mean");
    return (key: Key) => Math.ceil((latest + mean * log(1 - uniform(key, 0))) / step) - 1;
  }
  const [from, to] = options.map((text, i) => instantOf(scope, [type, i], text));
  if (from > to) scope.fail([type], `expected [first, last], found [${options[0]}, ${options[1]}]`);
  if (!(from <= to)) return undefined;
  const first = from / step;
  const count = open ? Math.max(1, Math.floor((to - from) / step)) : (to - from) / step + 1;
  return (key: Key) => first + integer(key, 0, count);
}

/** Days, as text. */
export const date = defineTag({
  type: "date",
  options: z.strictObject({
    date: z.union([range, before]).meta({
      description:
        "First and last day, both included and all equally likely; or days before one. The tag is text such as 2024-01-31.",
      examples: [["2021-01-01", "2024-12-31"], { before: "2024-06-01", mean: "100d" }],
    }),
  }),
  create({ date: options }, scope) {
    const days = Array.isArray(options) ? options : [options.before];
    const longer = days.findIndex((text) => text.length > 10);
    if (longer >= 0)
      return void scope.fail(
        ["date", Array.isArray(options) ? longer : "before"],
        `expected a day such as 2024-01-31, found "${days[longer]}"; for instants use time`,
      );
    const steps = stepsOf(scope, "date", options, DAY, false);
    return steps && { name: scope.name, type: "text", at: (entity) => dateText(steps(scope.draw(entity))) };
  },
});

/** Instants, in whole seconds. */
export const time = defineTag({
  type: "time",
  options: z.strictObject({
    time: z.union([range, before]).meta({
      description:
        "Earliest instant and the first that is too late, all between equally likely; or instants before one. Whole seconds, UTC unless they carry an offset.",
      examples: [["2024-01-01T00:00:00Z", "2024-01-02T00:00:00Z"], { before: "2024-06-01T12:00:00Z", mean: "30d" }],
    }),
  }),
  create({ time: options }, scope) {
    const steps = stepsOf(scope, "time", options, SECOND, true);
    return steps && { name: scope.name, type: "time", at: (entity) => SECOND * steps(scope.draw(entity)) };
  },
});
