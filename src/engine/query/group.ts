import type { Buckets } from "./buckets.ts";
import type { Gathered } from "./gather.ts";
import type { Places } from "./places.ts";

/** What is told of all readings of a group in a bucket. */
export type Aggregate = "mean" | "sum" | "band";

/** Takes the readings of many entities, entity by entity. */
export interface Group {
  take(tick: number, values: Float64Array): void;
  /** `share` is how many entities of the group stand for one that was looked at. */
  end(places: Places, share: number): Gathered;
}

/** Least, greatest and the values below which a tenth, half and nine tenths of the readings are. */
const BAND = { min: 0, p10: 0.1, median: 0.5, p90: 0.9, max: 1 };

/** `most` is the number of readings there can be. */
export function createGroup(aggregate: Aggregate, buckets: Buckets, most: number): Group {
  return aggregate === "band" ? gatherBand(buckets, most) : gatherTotal(aggregate, buckets);
}

/** Visits the parts of a run that lie in one bucket each, without missing readings. */
function eachReading(
  buckets: Buckets,
  tick: number,
  run: Float64Array,
  visit: (bucket: number, value: number) => void,
) {
  for (let from = 0; from < run.length; ) {
    const bucket = buckets.of(tick + from);
    const to = Math.min(run.length, buckets.start(bucket + 1) - tick);
    for (; from < to; from++) if (!Number.isNaN(run[from])) visit(bucket, run[from]);
  }
}

/** The mean of a bucket's readings; or the sum over the group at a tick, as its mean over the bucket's ticks. */
function gatherTotal(aggregate: "mean" | "sum", buckets: Buckets): Group {
  const sums = new Float64Array(buckets.count);
  const counts = new Float64Array(buckets.count);
  return {
    take(tick, run) {
      eachReading(buckets, tick, run, (bucket, value) => {
        sums[bucket] += value;
        counts[bucket]++;
      });
    },
    end({ ticksIn }, share) {
      const each = aggregate === "mean" ? (i: number) => 1 / counts[i] : (i: number) => share / ticksIn(i);
      return { columns: { [aggregate]: sums.map((sum, i) => (counts[i] > 0 ? sum * each(i) : NaN)) } };
    },
  };
}

/** Quantiles of a bucket's readings: of n in ascending order the one nearest to place (n - 1) * q. */
function gatherBand(buckets: Buckets, most: number): Group {
  const places = new Int32Array(most);
  const values = new Float64Array(most);
  let count = 0;
  return {
    take(tick, run) {
      eachReading(buckets, tick, run, (bucket, value) => {
        places[count] = bucket;
        values[count++] = value;
      });
    },
    end() {
      const readings = byBucket(places.subarray(0, count), values, buckets.count);
      const column = (q: number) => Float64Array.from(readings, (own) => quantile(own, q));
      return { columns: Object.fromEntries(Object.entries(BAND).map(([name, q]) => [name, column(q)])) };
    },
  };
}

/** The values of each bucket. */
function byBucket(places: Int32Array, values: Float64Array, count: number): Float64Array[] {
  const starts = new Int32Array(count + 1);
  for (const bucket of places) starts[bucket + 1]++;
  for (let i = 0; i < count; i++) starts[i + 1] += starts[i];
  const next = starts.slice();
  const ordered = new Float64Array(places.length);
  for (let i = 0; i < places.length; i++) ordered[next[places[i]]++] = values[i];
  return Array.from({ length: count }, (_, i) => ordered.subarray(starts[i], starts[i + 1]));
}

function quantile(values: Float64Array, q: number): number {
  return values.length === 0 ? NaN : select(values, Math.floor((values.length - 1) * q + 0.5));
}

/**
 * The value at a place in ascending order, by partial sorting in place. Source: C. A. R. Hoare, Algorithm 65: FIND,
 * Communications of the ACM 4 (1961), with the middle of three as pivot.
 */
function select(values: Float64Array, place: number): number {
  for (let low = 0, high = values.length - 1; low < high; ) {
    const [a, b, c] = [values[low], values[(low + high) >> 1], values[high]];
    const pivot = Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
    let left = low;
    let right = high;
    while (left <= right) {
      while (values[left] < pivot) left++;
      while (values[right] > pivot) right--;
      if (left > right) break;
      const swapped = values[left];
      values[left++] = values[right];
      values[right--] = swapped;
    }
    if (place <= right) high = right;
    else if (place >= left) low = left;
    else break;
  }
  return values[place];
}
