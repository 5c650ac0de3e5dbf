import type { Field } from "../../core/batch.ts";
import { isEpoch, LAST_INSTANT } from "../../core/time-text.ts";
import { createZone } from "../../core/zone.ts";
import { isInstant } from "./schema.ts";

/** Times beyond this, in ms, are not exact. */
const EXACT = 2 ** 53;

/** Bounds of times; undefined where some have become NaN. */
type Bounds = { least: number; most: number } | undefined;

/** Rewrites the first `rows` times as the field shows them, in whole ms; those that have no text become NaN. */
export type Restate = (times: Float64Array, rows: number) => Bounds;

/** How a field's times are rewritten: cut off at its resolution, and to local time where no zone is shown. */
export function restateOf(field: Field): Restate | undefined {
  if (!field.time) return undefined;
  const { format, milliseconds, zone } = field.time;
  const unit = milliseconds || format === "epoch-ms" ? 1 : 1000;
  const limit = isEpoch(format) ? EXACT : LAST_INSTANT;
  const offsetOf = isInstant(field) ? undefined : localOffset(zone);
  return (times, rows) => {
    if (offsetOf) for (let i = 0; i < rows; i++) times[i] += offsetOf(times[i]);
    let least = Infinity;
    let most = -Infinity;
    let lost = false;
    for (let i = 0; i < rows; i++) {
      const time = times[i];
      if (!(time <= limit && time >= -limit)) {
        lost = true;
        times[i] = NaN;
        continue;
      }
      const shown = Math.floor(time / unit) * unit;
      if (shown < least) least = shown;
      if (shown > most) most = shown;
      times[i] = shown;
    }
    return lost ? undefined : { least, most };
  };
}

/** The offset of a zone from UTC at an instant, fast for instants that follow one another. */
function localOffset(name: string): (time: number) => number {
  const zone = createZone(name);
  let from = Infinity;
  let to = -Infinity;
  let offset = 0;
  return (time) => {
    if (time >= from && time < to) return offset;
    if (!(Math.abs(time) <= LAST_INSTANT)) return NaN;
    offset = zone.offsetAt(time);
    from = time;
    to = zone.nextChange(time);
    return offset;
  };
}
