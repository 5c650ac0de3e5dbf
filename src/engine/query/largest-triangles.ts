/**
 * Largest-Triangle-Three-Buckets: the first and last value, and of each bucket between the one that spans the largest
 * triangle with the value kept before it and the mean of the next bucket. Source: Sveinn Steinarsson, Downsampling Time
 * Series for Visual Representation, University of Iceland, 2013, section 4.2. Where nothing was read for `gap` ticks, one
 * NaN is kept, so that a line has a gap there.
 */
export function largestTriangles(
  ticks: Float64Array,
  values: Float64Array,
  points: number,
  gap: number,
): { ticks: Float64Array; values: Float64Array } {
  const read = indicesOf(values, (value) => !Number.isNaN(value));
  const kept = new Set(read.length <= points ? read : choose(ticks, values, read, Math.max(3, points)));
  // between two values that were kept, a stretch without readings
  const shown: number[] = [];
  let last = -1;
  for (const i of read) {
    if (last >= 0 && i - last > 1 && ticks[i] - ticks[last] > gap) shown.push(last + 1);
    last = i;
    if (kept.has(i)) shown.push(i);
  }
  return { ticks: Float64Array.from(shown, (i) => ticks[i]), values: Float64Array.from(shown, (i) => values[i]) };
}

function indicesOf(values: Float64Array, test: (value: number) => boolean): Int32Array {
  const out = new Int32Array(values.length);
  let count = 0;
  for (let i = 0; i < values.length; i++) if (test(values[i])) out[count++] = i;
  return out.subarray(0, count);
}

function choose(ticks: Float64Array, values: Float64Array, read: Int32Array, points: number): number[] {
  const size = (read.length - 2) / (points - 2);
  const edge = (bucket: number) => Math.min(read.length - 1, Math.floor(bucket * size) + 1);
  const kept = [read[0]];
  for (let bucket = 0; bucket < points - 2; bucket++) {
    const [from, to, next] = [edge(bucket), edge(bucket + 1), edge(bucket + 2)];
    let x = 0;
    let y = 0;
    const end = Math.max(next, to + 1);
    for (let i = to; i < end; i++) {
      x += ticks[read[i]];
      y += values[read[i]];
    }
    x /= end - to;
    y /= end - to;
    const before = kept[kept.length - 1];
    let best = read[from];
    let largest = -1;
    for (let i = from; i < to; i++) {
      const at = read[i];
      const area = Math.abs(
        (ticks[before] - x) * (values[at] - values[before]) - (ticks[before] - ticks[at]) * (y - values[before]),
      );
      if (area > largest) {
        largest = area;
        best = at;
      }
    }
    kept.push(best);
  }
  kept.push(read[read.length - 1]);
  return kept;
}
