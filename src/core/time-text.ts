import type { TimeFormat } from "./batch.ts";
import type { Zone } from "./zone.ts";

const SECOND = 1000;
const MINUTE = 60_000;
const DAY = 86_400_000;
/** Instants further from 1970 than this, in ms, have no text: a day short of what `Date` can show, so that any offset fits. */
export const LAST_INSTANT = 8.64e15 - DAY;

/** Instants [from, to) that share a local date and an offset from UTC. */
export interface LocalDay {
  readonly from: number;
  readonly to: number;
  /** The instant of local midnight by this offset; before `from` when the offset changed since. */
  readonly midnight: number;
  /** `2024-01-01`; years beyond 9999 and before 0 as ISO 8601 expands them, `+010000-01-01`. */
  readonly date: string;
  /** `Z` when the zone is UTC, otherwise `+01:00`. */
  readonly offset: string;
}

function two(n: number): string {
  return n < 10 ? `0${n}` : `${n}`;
}

function offsetText(zone: Zone, offset: number): string {
  if (zone.name === "UTC") return "Z";
  const minutes = Math.abs(offset) / MINUTE;
  return `${offset < 0 ? "-" : "+"}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}

/**
 * The local day around an instant within `LAST_INSTANT`. With `printed` the offset is rounded to the minutes in which
 * ISO 8601 writes it, and the local time with it, so that the text still names the same instant.
 */
export function localDay(time: number, zone: Zone, printed: boolean): LocalDay {
  const offsetAt = (t: number) => (printed ? Math.round(zone.offsetAt(t) / MINUTE) * MINUTE : zone.offsetAt(t));
  const offset = offsetAt(time);
  const midnight = Math.floor((time + offset) / DAY) * DAY - offset;
  const steady = offsetAt(midnight) === offset && zone.nextChange(midnight) > time;
  return {
    from: steady ? midnight : time,
    to: Math.min(midnight + DAY, zone.nextChange(time), LAST_INSTANT + 1),
    midnight,
    date: new Date(midnight + offset).toISOString().slice(0, -14),
    offset: offsetText(zone, offset),
  };
}

/** A time of day, ms since midnight, as `06:30:00`, or `06:30:00.250` with milliseconds. */
export function clockText(ms: number, milliseconds: boolean): string {
  const seconds = Math.floor(ms / SECOND);
  const text = `${two(Math.floor(seconds / 3600))}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
  return milliseconds ? `${text}.${`${Math.floor(ms - seconds * SECOND)}`.padStart(3, "0")}` : text;
}

/** Whether a format writes numbers rather than text. */
export function isEpoch(format: TimeFormat): boolean {
  return format === "epoch" || format === "epoch-ms";
}

/** The number that an epoch format writes for an instant; anything below its resolution is cut off. */
export function epochValue(time: number, format: TimeFormat, milliseconds: boolean): number {
  if (format === "epoch-ms") return Math.floor(time);
  return milliseconds ? Math.floor(time) / SECOND : Math.floor(time / SECOND);
}

/**
 * How instants (ms UTC) are written; anything below the resolution is cut off, never rounded up. The result is undefined
 * for an instant that is not finite, or that is beyond `LAST_INSTANT` and to be written as a date. Fastest for instants that follow one another.
 */
export function createTimeText(
  format: TimeFormat,
  zone: Zone,
  milliseconds: boolean,
): (time: number) => string | undefined {
  if (isEpoch(format))
    return (time) => (Number.isFinite(time) ? `${epochValue(time, format, milliseconds)}` : undefined);
  const separator = format === "sql" ? " " : "T";
  const printed = format === "iso";
  let day: LocalDay | undefined;
  let last = NaN;
  let text = "";
  return (time) => {
    if (time === last) return text;
    if (!(Math.abs(time) <= LAST_INSTANT)) return undefined;
    if (day === undefined || time < day.from || time >= day.to) day = localDay(time, zone, printed);
    last = time;
    text = `${day.date}${separator}${clockText(time - day.midnight, milliseconds)}${printed ? day.offset : ""}`;
    return text;
  };
}
