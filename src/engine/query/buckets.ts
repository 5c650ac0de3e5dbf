/** A window cut into spans of equally many ticks, one for each place on a chart. */
export interface Buckets {
  /** First tick of the window, and the one after its last. */
  readonly from: number;
  readonly to: number;
  /** Ticks in each, but for the first and last, which the window may cut. */
  readonly width: number;
  readonly count: number;
  of(tick: number): number;
  /** First tick of bucket i; that of bucket `count` is `to`. */
  start(i: number): number;
}

/**
 * At most `points` buckets, and one more. Their edges are multiples of their width: a window that is moved a little shows
 * the same buckets in another place, so that a chart does not flicker.
 */
export function createBuckets(from: number, to: number, points: number): Buckets {
  const width = Math.max(1, Math.ceil((to - from) / points));
  const first = Math.floor(from / width);
  const count = Math.ceil(to / width) - first;
  return {
    from,
    to,
    width,
    count,
    of: (tick) => Math.floor(tick / width) - first,
    start: (i) => Math.min(to, Math.max(from, (first + i) * width)),
  };
}
