import { z } from "zod";
import { UsageError } from "./error.ts";
import { suggest } from "./suggest.ts";

/** Local time of a place: its offset from UTC, piece by piece. */
export interface Zone {
  /** IANA name, `Europe/Berlin`, a fixed offset, `+05:30`, or `UTC`. */
  readonly name: string;
  /** Local time minus UTC at an instant, ms. */
  offsetAt(time: number): number;
  /** The first instant after `time` at which the offset changes; Infinity when it never does. */
  nextChange(time: number): number;
}

export const utc: Zone = { name: "UTC", offsetAt: () => 0, nextChange: () => Infinity };

const MINUTE = 60_000;
const DAY = 86_400_000;
/** Changes are looked for from 1800 to 2200; before and after, the offset at the bound holds. */
const FIRST = -5_364_662_400_000;
const LAST = 7_258_118_400_000;
/** Two changes that cancel out within one step would be missed; the closest such pair since 1960 is a week apart. */
const STEP = 6 * DAY;
const SPAN = 61 * STEP;

/** Asks the platform's time-zone data for the offset at an instant, ms. About a microsecond a call. */
function platformOffset(name: string): (time: number) => number {
  const format = new Intl.DateTimeFormat("en-US", {
    timeZone: name,
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
  });
  return (time) => {
    const [month, day, year, hour, minute, second] = format.format(time).match(/\d+/g)!.map(Number);
    return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(time / 1000) * 1000;
  };
}

/** The offset from `start`, a change or the edge of a span, until the next piece. */
interface Piece {
  start: number;
  offset: number;
}

/** The pieces of one span: the first begins at its start, each later one at a change before or at its end. */
function survey(offset: (time: number) => number, start: number): Piece[] {
  const pieces = [{ start, offset: offset(start) }];
  for (let low = start; low < start + SPAN; low += STEP) {
    const before = pieces[pieces.length - 1].offset;
    if (offset(low + STEP) === before) continue;
    let same = low;
    let changed = low + STEP;
    while (changed - same > 1) {
      const middle = Math.floor((same + changed) / 2);
      if (offset(middle) === before) same = middle;
      else changed = middle;
    }
    pieces.push({ start: changed, offset: offset(changed) });
    // a second change within the step is found from here
    low = changed - STEP;
  }
  return pieces;
}

/** A zone over the platform's data: spans of a year are surveyed when first needed, the last piece is kept at hand. */
function surveyedZone(name: string): Zone {
  const offset = platformOffset(name);
  const spans = new Map<number, Piece[]>();
  const piecesAt = (span: number): Piece[] => {
    const pieces = spans.get(span) ?? survey(offset, FIRST + span * SPAN);
    spans.set(span, pieces);
    return pieces;
  };
  let from = Infinity;
  let to = -Infinity;
  let current = 0;
  let changeFrom = Infinity;
  let change = -Infinity;

  const seek = (time: number): number => {
    const inside = time >= FIRST ? Math.min(time, LAST) : FIRST;
    const span = Math.floor((inside - FIRST) / SPAN);
    const pieces = piecesAt(span);
    let i = pieces.length - 1;
    while (pieces[i].start > inside) i--;
    from = pieces[i].start;
    to = Math.min(i + 1 < pieces.length ? pieces[i + 1].start : Infinity, FIRST + (span + 1) * SPAN);
    current = pieces[i].offset;
    return current;
  };
  const seekChange = (time: number): number => {
    const begin = Math.max(time, FIRST);
    for (let span = Math.floor((begin - FIRST) / SPAN); FIRST + span * SPAN < LAST; span++)
      for (const piece of piecesAt(span).slice(1)) if (piece.start > begin) return piece.start;
    return Infinity;
  };
  return {
    name,
    offsetAt: (time) => (time >= from && time < to ? current : seek(time)),
    nextChange(time) {
      if (time >= changeFrom && time < change) return change;
      changeFrom = time;
      change = seekChange(time);
      return change;
    },
  };
}

const FIXED = /^([+-])(\d\d)(?::?(\d\d))?$/;

function fixedZone(text: string): Zone | undefined {
  const match = FIXED.exec(text);
  if (!match || Number(match[2]) > 23 || Number(match[3] ?? 0) > 59) return undefined;
  const [, sign, hours, minutes = "00"] = match;
  const offset = (sign === "-" ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * MINUTE;
  return { name: `${sign}${hours}:${minutes}`, offsetAt: () => offset, nextChange: () => Infinity };
}

function unknown(name: string): UsageError {
  const names = Intl.supportedValuesOf("timeZone");
  const place = name.toLowerCase();
  const meant = names.find((n) => n.toLowerCase().endsWith(`/${place}`)) ?? suggest(name, names);
  const hint = meant === undefined ? "" : ` (did you mean ${meant}?)`;
  return new UsageError(
    `expected a time zone such as Europe/Berlin, UTC or +05:30${hint}; found ${JSON.stringify(name)}`,
  );
}

const zones = new Map<string, Zone>([["UTC", utc]]);

/**
 * The zone of an IANA name that the platform knows, of a fixed offset `+05:30`, or `UTC`. Zones are cached by name.
 * Throws UsageError for any other text, with the name that was probably meant.
 */
export function createZone(name: string): Zone {
  let zone = zones.get(name) ?? fixedZone(name);
  if (!zone) {
    // an offset that is out of range must not reach the platform, which may read it otherwise
    if (!/^[A-Za-z]/.test(name)) throw unknown(name);
    try {
      zone = surveyedZone(name);
    } catch {
      throw unknown(name);
    }
  }
  zones.set(name, zone);
  return zone;
}

/**
 * The instant of a local time, given as ms since 1970 as if local were UTC. A time that a change repeats means its
 * first occurrence; a time that a change skips moves later by what was skipped ("compatible" in Temporal's words).
 */
export function localToUtc(zone: Zone, local: number): number {
  const before = zone.offsetAt(local - DAY);
  const after = zone.offsetAt(local + DAY);
  const early = local - before;
  const late = local - after;
  if (before === after || zone.offsetAt(early) === before) return early;
  return zone.offsetAt(late) === after ? late : early;
}

/** The version of the platform's time-zone data, `2024a`: with another one, local shapes may differ. */
export function timeZoneDataVersion(): string {
  return process.versions.tz ?? "unknown";
}

function zoneFault(name: string): string | undefined {
  try {
    createZone(name);
    return undefined;
  } catch (error) {
    return (error as Error).message.replace(/; found .*$/, "");
  }
}

/** The name of a zone that `createZone` accepts. */
export const zoneName = z
  .string({ error: "expected a time zone such as Europe/Berlin, UTC or +05:30" })
  .refine((value) => zoneFault(value) === undefined, { error: (issue) => zoneFault(String(issue.input)) })
  .meta({
    description: "A time zone: an IANA name, UTC or a fixed offset.",
    examples: ["Europe/Berlin", "UTC", "+05:30"],
  });
