import type { EncoderStream } from "../../core/encoder.ts";
import type { Clock } from "../../engine/pace.ts";
import type { Place } from "./admission.ts";
import type { Source } from "./source.ts";
import type { Span } from "./span.ts";

/** The bytes of a stream as they fall due. */
export interface Flow {
  /** Bytes to send now, the instant (ms of the clock) at which there are some, or undefined at the end. */
  take(): Buffer | number | undefined;
}

/** Rows are made when they are taken: who does not read costs nothing. `late` is told how late rows are, in ms. */
export function createFlow(
  source: Source,
  lines: EncoderStream,
  span: Span,
  { clock, place, late }: { clock: Clock; place: Place; late: (ms: number) => void },
): Flow {
  const { first, last, pace } = span;
  let tick = first;
  let head: Buffer | undefined = Buffer.from(lines.start());
  return {
    take() {
      if (tick >= last) return undefined;
      const now = clock.now();
      const due = pace ? Math.floor((now - pace.began) / pace.every + EARLY) + 1 - (tick - first) : Infinity;
      if (due < 1) return pace!.began + (tick - first) * pace!.every;
      const wanted = Math.min(due, source.most, last - tick);
      const ticks = place.grant(wanted);
      if (ticks === 0) return place.again;
      // what lines.write returns is borrowed until the next batch
      const parts = head === undefined ? [] : [head];
      head = undefined;
      for (const batch of source.rows(tick, ticks)) parts.push(Buffer.from(lines.write(batch)));
      if (pace) late(now - (pace.began + (tick - first) * pace.every));
      tick += ticks;
      return parts.length === 1 ? parts[0] : Buffer.concat(parts);
    },
  };
}

/** The part of an interval that rounding may take from it. */
const EARLY = 1e-9;
