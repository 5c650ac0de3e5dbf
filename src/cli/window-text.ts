import { formatDuration } from "../core/duration.ts";
import type { Zone } from "../core/zone.ts";
import type { Plan } from "../engine/plan.ts";

/** An instant as local time with its offset, `2024-01-01T00:00:00+01:00`. */
export function localText(time: number, zone: Zone): string {
  const offset = zone.offsetAt(time);
  const text = new Date(time + offset).toISOString().replace(/(\.000)?Z$/, "");
  if (zone.name === "UTC") return `${text}Z`;
  const minutes = Math.round(Math.abs(offset) / 60_000);
  const two = (n: number) => String(n).padStart(2, "0");
  return `${text}${offset < 0 ? "-" : "+"}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}

/** The resolved window on one line, in local time. */
export function windowText({ window, zone }: Plan): string {
  const { start, end } = window;
  return `${localText(start, zone)} to ${localText(end, zone)} (${formatDuration(end - start)}, ${zone.name}, end exclusive)`;
}
