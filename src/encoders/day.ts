import type { Field } from "../core/batch.ts";
import { LAST_INSTANT, localDay } from "../core/time-text.ts";
import { createZone } from "../core/zone.ts";
import { FOLDED, wordsOf } from "./words.ts";

/** Days are found again by the quarter of an hour in which they were entered. */
const QUARTER = 900_000;
/** Days kept. */
const KEPT = 4096;

/** The text of a day, ready for all times in it. The arrays stay the same while their contents change. */
export interface DayText {
  /** Instants [from, to) that have this text, and local midnight. */
  readonly day: Float64Array;
  /** Words of what stands before the time of day. */
  readonly before: Float64Array;
  /** Words of what follows it. */
  readonly after: Float64Array;
  /** Bytes of both. */
  readonly size: Int32Array;
  /** Moves to the day around an instant; false when it is there already, or the instant has no text. */
  enter(time: number): boolean;
}

interface Span {
  readonly day: readonly [from: number, to: number, midnight: number];
  readonly before: Float64Array;
  readonly after: Float64Array;
  readonly size: Int32Array;
}

/** Days of a time field between two texts that take at most `words` words with what the day adds. */
export function dayText({ time: options }: Field, open: string, close: string, words: number): DayText {
  const { format, zone: name } = options!;
  const zone = createZone(name);
  const printed = format === "iso";
  const separator = format === "sql" ? " " : "T";
  const spans = new Map<number, Span>();
  const day = new Float64Array(FOLDED).fill(NaN);
  const before = new Float64Array(FOLDED + words);
  const after = new Float64Array(FOLDED + words);
  const size = new Int32Array(FOLDED);

  const spanAt = (time: number): Span => {
    const { from, to, midnight, date, offset } = localDay(time, zone, printed);
    const first = wordsOf([open + date + separator]);
    const second = wordsOf([(printed ? offset : "") + close]);
    const bytes = Int32Array.of(first.longest, second.longest);
    return {
      day: [from, to, midnight],
      before: first.words.subarray(0, words),
      after: second.words.subarray(0, words),
      size: bytes,
    };
  };

  const enter = (time: number): boolean => {
    if ((time >= day[0] && time < day[1]) || !(Math.abs(time) <= LAST_INSTANT)) return false;
    const quarter = Math.floor(time / QUARTER);
    let span = spans.get(quarter);
    if (span === undefined || time < span.day[0] || time >= span.day[1]) {
      if (spans.size >= KEPT) spans.clear();
      span = spanAt(time);
      spans.set(quarter, span);
    }
    day.set(span.day);
    before.set(span.before);
    after.set(span.after);
    size.set(span.size);
    return true;
  };
  return { day, before, after, size, enter };
}
