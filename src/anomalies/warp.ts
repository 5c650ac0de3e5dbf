import type { Span } from "../core/effect.ts";

/** Ticks that are read at once. */
const READ = 4096;

/**
 * Puts a series played at another speed in the place of the ticks of a span: at tick t what it is at position
 * anchor + speed * (t - anchor), on a straight line between ticks.
 */
export function warp(out: Float64Array, span: Span, anchor: number, speed: number): void {
  const position = (i: number) => anchor + speed * (span.tick + i - anchor);
  const step = Math.max(1, Math.floor(READ / speed));
  for (let from = 0; from < span.ticks; from += step) {
    const to = Math.min(span.ticks, from + step);
    const begin = Math.floor(position(from));
    const values = span.series(begin, Math.floor(position(to - 1)) - begin + 2);
    for (let i = from; i < to; i++) {
      const at = position(i);
      const whole = Math.floor(at);
      const value = values[whole - begin];
      out[i] = value + (values[whole - begin + 1] - value) * (at - whole);
    }
  }
}
