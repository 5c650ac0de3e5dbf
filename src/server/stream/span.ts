import { z } from "zod";
import { duration, milliseconds } from "../../core/duration.ts";
import { ScenarioError } from "../../core/error.ts";
import { instant, parseInstant } from "../../core/instant.ts";
import { utc } from "../../core/zone.ts";
import { FORMATS } from "./formats.ts";
import { readEventId } from "./sse.ts";

/** Where histories begin, as in a scenario that does not say. */
export const ORIGIN = Date.UTC(2020, 0, 1);

/** The last instant that a date can show. */
const LATEST = 8.64e15;

/** A time in seconds, or as a duration. */
const time = z.union([z.number().min(0).max(1e9), duration]);

export const interval = time.default(1).meta({
  description:
    "Seconds from one value to the next, or a duration; 0: as fast as they are read, one a second by their timestamps.",
  examples: [1, "10s"],
});

/** What every stream can be asked, beside the interval. */
export const streamParameters = {
  seed: z
    .int()
    .min(0)
    .max(Number.MAX_SAFE_INTEGER)
    .default(1)
    .meta({ description: "Same seed, same values.", examples: [7] }),
  start: z
    .union([z.int().min(0).max(1e15), instant])
    .optional()
    .meta({
      description:
        "Where it begins: the number of a value, or an instant on the grid that begins in 2020. Absent: now.",
      examples: ["2024-01-01", 1000],
    }),
  count: z
    .int()
    .min(1)
    .max(1e15)
    .optional()
    .meta({ description: "Ends after so many values.", examples: [100] }),
  duration: time
    .optional()
    .meta({ description: "Ends after so much time by its timestamps: seconds or a duration.", examples: ["1h"] }),
  speed: z
    .union([z.number().gt(0).max(1e6), z.literal("max")])
    .default(1)
    .meta({ description: "How many times as fast as the clock; max: as fast as it is read.", examples: [60, "max"] }),
  format: z
    .enum(FORMATS)
    .optional()
    .meta({
      description: "plain: a number a line; ndjson: objects; sse: events; csv. Absent: what Accept asks for, or plain.",
      examples: ["ndjson"],
    }),
  labels: z
    .boolean()
    .default(false)
    .meta({ description: "1: with is_anomaly, anomaly_kinds and the clean value.", examples: [true] }),
};

const all = z.object({ ...streamParameters, interval });
export type StreamParameters = z.output<typeof all>;

/** The part of a grid that a stream shows and the times at which it does. Times in ms. */
export interface Span {
  /** Tick n stands at origin + n * interval. */
  origin: number;
  interval: number;
  /** Ticks [first, last); `last` may be Infinity. */
  first: number;
  last: number;
  /** When the first is sent, and how long after it each next; absent: as fast as they are read. */
  pace?: { began: number; every: number };
}

/** What the clock says and what the client has had already. */
export interface Moment {
  now: number;
  /** Last-Event-ID of a client that comes back. */
  after?: string;
}

/**
 * The span that parameters ask for. Of a `counted` stream nothing but the number of a value matters, and 0 is now; others
 * stand on the grid that begins in 2020.
 */
export function spanOf(asked: StreamParameters, counted: boolean, { now, after }: Moment): Span {
  const seconds = msOf(asked.interval);
  const interval = seconds === 0 ? 1000 : seconds;
  const from = asked.start;
  const numbered = typeof from === "number";
  const begin = typeof from === "string" ? Math.ceil((instantOf(from, now) - ORIGIN) / interval) : from;
  let first = begin ?? (counted ? 0 : Math.floor((now - ORIGIN) / interval));
  let origin = counted && (from === undefined || numbered) ? now - first * interval : ORIGIN;
  const most = Math.min(
    asked.count ?? Infinity,
    asked.duration === undefined ? Infinity : Math.ceil(msOf(asked.duration) / interval),
  );
  // no instant is later, whatever the interval
  const end = Math.floor((LATEST - origin) / interval);
  let last = Math.min(end, first + most);
  if (first >= end || first * interval > LATEST)
    throw refuse("start", `found ${from}, beyond the year 275760; expected an earlier one`);
  let began = now;
  if (after !== undefined) {
    const { tick, time } = eventOf(after);
    if (counted && origin !== ORIGIN) origin = time - tick * interval;
    if (begin === undefined && !counted) last = Math.min(end, tick + 1 + most);
    first = begin === undefined ? tick + 1 : Math.max(first, tick + 1);
  }
  // a live stream keeps to its timestamps, and sends at once what its client has missed
  if (from === undefined && asked.speed === 1) began = Math.min(now, origin + first * interval);
  const flat = seconds === 0 || asked.speed === "max";
  const pace = flat ? undefined : { began, every: interval / (asked.speed as number) };
  return { origin, interval, first, last, pace };
}

function msOf(value: number | string): number {
  return typeof value === "number" ? value * 1000 : milliseconds(value);
}

const refuse = (name: string, message: string): ScenarioError => new ScenarioError([{ path: [name], message }]);

function instantOf(text: string, now: number): number {
  let at: number;
  try {
    at = parseInstant(text, { now, zone: utc, as: "start" });
  } catch (error) {
    throw refuse("start", (error as Error).message);
  }
  if (at >= ORIGIN) return at;
  throw refuse("start", `found ${text}; expected an instant from 2020-01-01 on, where the grid begins`);
}

function eventOf(text: string): { tick: number; time: number } {
  const event = readEventId(text);
  if (event) return event;
  throw refuse(
    "last-event-id",
    `found ${JSON.stringify(text.slice(0, 60))}; expected the id of an event of this stream`,
  );
}
