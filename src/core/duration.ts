import { z } from "zod";

const UNITS: readonly (readonly [unit: string, ms: number])[] = [
  ["w", 604_800_000],
  ["d", 86_400_000],
  ["h", 3_600_000],
  ["m", 60_000],
  ["s", 1000],
  ["ms", 1],
];
const SIZES = new Map(UNITS);

/** 100 million days, as far as instants reach from 1970. */
const LONGEST = 8.64e15;

const COUNT = "\\d{1,15}(?:\\.\\d{1,9})?";
const SIMPLE = `(?:${COUNT}(?:ms|s|m|h|d|w))+`;
const ISO = `P(?=\\d|T)(?:${COUNT}W)?(?:${COUNT}D)?(?:T(?=\\d)(?:${COUNT}H)?(?:${COUNT}M)?(?:${COUNT}S)?)?`;
const PATTERN = `^(?:${SIMPLE}|${ISO})$`;
const whole = new RegExp(PATTERN);

/** Names the accepted forms in messages. */
export const DURATION_FORMS = "10s, 15m, 1h30m, 30d, 500ms or PT15M";

/** Why a text of the wrong form is no duration. */
function fault(text: string): string {
  if (/^\s*-|^P.*-/.test(text)) return "expected a duration of 0 or more";
  if (/^[\d.]+$/.test(text)) return `expected a duration with its unit, such as ${DURATION_FORMS}`;
  if (/^P[^T]*[YM]|\d(y|yr|years?|mo|months?|M)\b/.test(text))
    return "expected a duration of fixed length; years and months vary, give days (365d, 30d)";
  return `expected a duration such as ${DURATION_FORMS}`;
}

/** Milliseconds, or the reason why the text is refused. */
function read(text: string): number | string {
  if (!whole.test(text)) return fault(text);
  let total = 0;
  for (const [, count, unit] of text.matchAll(/([\d.]+)(ms|[a-zA-Z])/g))
    total += Number(count) * SIZES.get(unit.toLowerCase())!;
  if (total > LONGEST) return "expected a duration of at most 100000000d";
  const rounded = Math.round(total);
  if (Math.abs(total - rounded) > 1e-6) return "expected a duration in whole milliseconds";
  return rounded;
}

/**
 * Milliseconds of a duration: counts with a unit, `500ms 10s 15m 1h 30d 2w` and sums `1h30m`, or ISO 8601 weeks to
 * seconds, `PT15M`, `P1DT12H`. A day is 24 hours. NaN when the text is not a duration: see `duration` for the reason.
 */
export function milliseconds(text: string): number {
  const result = read(text);
  return typeof result === "number" ? result : NaN;
}

/** Why a text is not a duration; undefined when it is one. */
export function durationFault(text: string): string | undefined {
  const result = read(text);
  return typeof result === "string" ? result : undefined;
}

const text = z.string({ error: `expected a duration such as ${DURATION_FORMS}` });
const meta = { description: "A duration.", examples: ["10s", "15m", "1h", "30d"] };

/** A duration of 0 or more. */
export const duration = text
  .refine((value) => durationFault(value) === undefined, { error: (issue) => durationFault(String(issue.input)) })
  .meta({ ...meta, pattern: PATTERN });

/** A duration above 0, such as an interval or a period. */
export const positiveDuration = duration
  .refine((value) => milliseconds(value) !== 0, { error: "expected a duration above 0" })
  .meta({ ...meta, pattern: `^(?=.*[1-9])(?:${SIMPLE}|${ISO})$` });

/** The shortest text for milliseconds, in days and smaller: `1d6h`, `90ms`, `0s`. Fractions of a millisecond are rounded. */
export function formatDuration(ms: number): string {
  let rest = Math.round(Math.abs(ms));
  if (!Number.isFinite(rest)) return "unbounded";
  let out = "";
  for (const [unit, size] of UNITS.slice(1)) {
    const count = Math.floor(rest / size);
    if (count > 0) out += `${count}${unit}`;
    rest -= count * size;
  }
  return out === "" ? "0s" : ms < 0 ? `-${out}` : out;
}
