import { z } from "zod";
import { dateOf, parseInstant } from "../instant.ts";
import { integer } from "../random.ts";
import { utc } from "../zone.ts";
import { defineTag, type TagScope } from "./definition.ts";

const DAY = 86_400_000;
const SECOND = 1000;

/** `2024-01-31` of a count of days from 1970-01-01. */
function dateText(days: number): string {
  const [year, month, day] = dateOf(days);
  return `${`${year}`.padStart(4, "0")}-${`${month}`.padStart(2, "0")}-${`${day}`.padStart(2, "0")}`;
}

/** ms UTC of two texts in order; undefined when they were refused. */
function rangeOf(scope: TagScope, type: string, texts: readonly [string, string]): [number, number] | undefined {
  const times = texts.map((text, i) => {
    try {
      if (!text.startsWith("now")) return parseInstant(text, { now: NaN, zone: utc, as: "start" });
      scope.fail([type, i], `expected a date that stays the same, such as 2024-01-31, found "${text}"`);
    } catch (error) {
      scope.fail([type, i], (error as Error).message);
    }
    return NaN;
  });
  const [from, to] = times;
  if (from > to) scope.fail([type], `expected [first, last], found [${texts[0]}, ${texts[1]}]`);
  return from <= to ? [from, to] : undefined;
}

/** Equally likely days, as text. */
export const date = defineTag({
  type: "date",
  options: z.strictObject({
    date: z.tuple([z.string(), z.string()]).meta({
      description: "First and last day, both included; the tag is text such as 2024-01-31.",
      examples: [["2021-01-01", "2024-12-31"]],
    }),
  }),
  create({ date: days }, scope) {
    const longer = days.findIndex((text) => text.length > 10);
    if (longer >= 0)
      return void scope.fail(
        ["date", longer],
        `expected a day such as 2024-01-31, found "${days[longer]}"; for instants use time`,
      );
    const range = rangeOf(scope, "date", days);
    if (!range) return undefined;
    const first = range[0] / DAY;
    const count = range[1] / DAY - first + 1;
    return { name: scope.name, type: "text", at: (entity) => dateText(first + integer(scope.draw(entity), 0, count)) };
  },
});

/** Equally likely instants, in whole seconds. */
export const time = defineTag({
  type: "time",
  options: z.strictObject({
    time: z.tuple([z.string(), z.string()]).meta({
      description: "Earliest instant and the first that is too late; whole seconds, UTC unless they carry an offset.",
      examples: [["2024-01-01T00:00:00Z", "2024-01-02T00:00:00Z"]],
    }),
  }),
  create({ time: texts }, scope) {
    const range = rangeOf(scope, "time", texts);
    if (!range) return undefined;
    const [from, to] = range;
    const count = Math.max(1, Math.floor((to - from) / SECOND));
    return { name: scope.name, type: "time", at: (entity) => from + SECOND * integer(scope.draw(entity), 0, count) };
  },
});
