/** Points in order of time, no two at the same. */
export interface Polyline {
  readonly times: ArrayLike<number>;
  readonly values: ArrayLike<number>;
}

/** Index of the last point at or before `time`, -1 where there is none; looked for near `hint` first. */
export function pointAt({ times }: Polyline, time: number, hint: number): number {
  const isAt = (k: number) => (k < 0 || times[k] <= time) && (k + 1 >= times.length || times[k + 1] > time);
  for (let k = hint; k < hint + 3 && k < times.length; k++) if (isAt(k)) return k;
  let low = -1;
  let high = times.length;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (times[middle] <= time) low = middle;
    else high = middle;
  }
  return low;
}

/** The value at `time`, given the point before it: along straight lines or in steps, held before the first and after the last. */
export function lineValue({ times, values }: Polyline, time: number, k: number, linear: boolean): number {
  if (k < 0) return values[0];
  if (!linear || k + 1 >= times.length) return values[k];
  return values[k] + ((values[k + 1] - values[k]) * (time - times[k])) / (times[k + 1] - times[k]);
}
