/** The only place that reads the wall clock: for `now`, for progress and reports, never for values. */
export function wallClock(): number {
  return Date.now();
}

/** Seconds since an arbitrary instant, monotonic. */
export function stopwatch(): number {
  return performance.now() / 1000;
}
