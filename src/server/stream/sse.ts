import type { Batch } from "../../core/batch.ts";
import type { Encoder } from "../../core/encoder.ts";

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** What shows that a stream is open while it has nothing to say. */
export const COMMENT = encoder.encode(":\n\n");

/** The id of an event: its tick and when that stands, so that a stream continues there with the same times. */
export function eventId(tick: number, time: number): string {
  return `${tick}@${time}`;
}

/** The tick of an event id, and when it stands; undefined where it is none. */
export function readEventId(text: string): { tick: number; time: number } | undefined {
  const [, tick, time] = /^(-?\d{1,15})@(-?\d{1,15})$/.exec(text) ?? [];
  return tick === undefined ? undefined : { tick: Number(tick), time: Number(time) };
}

/**
 * Server-sent events, each a row as `rows` (NDJSON) writes it. The last row of a tick carries the id, so that a row is
 * held back until it is known whether it is the last.
 */
export function serverSentEvents(rows: Encoder, timeOf: (tick: number) => number): Encoder {
  return {
    mediaType: "text/event-stream; charset=utf-8",
    extensions: [],
    open(schema) {
      const lines = rows.open(schema);
      let held: { tick: number; text: string } | undefined;
      const release = (last: boolean): string => {
        if (!held) return "";
        const { tick, text } = held;
        held = undefined;
        return `${last ? `id: ${eventId(tick, timeOf(tick))}\n` : ""}data: ${text}\n\n`;
      };
      const frame = (batch: Batch): string => {
        const texts = decoder.decode(lines.write(batch)).split("\n");
        let out = "";
        for (let i = 0; i < batch.rows; i++) {
          const tick = batch.ticks[i];
          out += release(held?.tick !== tick);
          held = { tick, text: texts[i] };
        }
        return out;
      };
      return {
        start: () => COMMENT,
        write: (batch) => encoder.encode(frame(batch)),
        flush: () => encoder.encode(release(true)),
        end: () => encoder.encode(release(true)),
      };
    },
  };
}
