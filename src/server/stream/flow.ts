import type { Batch } from "../../core/batch.ts";
import type { EncoderStream } from "../../core/encoder.ts";
import { type Clock, stopwatch } from "../../engine/pace.ts";
import { SLICE } from "../turns.ts";
import type { Place } from "./admission.ts";
import type { Source } from "./source.ts";
import type { Span } from "./span.ts";

/** The bytes of a stream as they fall due. */
export interface Flow {
  /** Bytes to send now, the instant (ms of the clock) at which there are some, or undefined at the end. */
  take(): Buffer | number | undefined;
}

/** Bytes that are enough for one time. */
const ENOUGH = 1 << 18;

/** Rows are made when they are taken, a slice at a time: who does not read costs nothing. `late` is told how late rows are, in ms. */
export function createFlow(
  source: Source,
  lines: EncoderStream,
  span: Span,
  { clock, place, late }: { clock: Clock; place: Place; late: (ms: number) => void },
): Flow {
  const { first, last, pace } = span;
  let tick = first;
  let head: Buffer | undefined = Buffer.from(lines.start());
  let begun: Iterator<Batch> | undefined;

  /** Begins the ticks that are due; an instant where that lies ahead. */
  function begin(): number | undefined {
    const now = clock.now();
    const due = pace ? Math.floor((now - pace.began) / pace.every + EARLY) + 1 - (tick - first) : Infinity;
    if (due < 1) return pace!.began + (tick - first) * pace!.every;
    const granted = place.grant(source.width);
    if (granted < 1) return place.again;
    const ticks = Math.min(due, source.most, last - tick, granted);
    if (pace) late(now - (pace.began + (tick - first) * pace.every));
    begun = source.rows(tick, ticks)[Symbol.iterator]();
    tick += ticks;
    return undefined;
  }

  /** What can be made of them in a slice. */
  function* slice(rows: Iterator<Batch>): Generator<Uint8Array> {
    const since = stopwatch();
    for (let bytes = 0; bytes < ENOUGH && stopwatch() - since < SLICE; ) {
      const { done, value } = rows.next();
      if (done) {
        begun = undefined;
        if (lines.flush) yield lines.flush();
        return;
      }
      place.sent(value.rows);
      const text = lines.write(value);
      bytes += text.length;
      yield text;
    }
  }

  return {
    take() {
      if (!begun) {
        if (tick >= last) return undefined;
        const next = begin();
        if (next !== undefined) return next;
      }
      // what lines.write returns is borrowed until the next batch
      const parts = head === undefined ? [] : [head];
      head = undefined;
      for (const text of slice(begun!)) parts.push(Buffer.from(text));
      return parts.length === 1 ? parts[0] : Buffer.concat(parts);
    },
  };
}

/** The part of an interval that rounding may take from it. */
const EARLY = 1e-9;
