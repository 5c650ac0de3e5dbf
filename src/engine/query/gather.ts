import type { Buckets } from "./buckets.ts";
import { largestTriangles } from "./largest-triangles.ts";

/** What is shown of one series: columns side by side, NaN where there is no reading. */
export interface Gathered {
  /** Ticks of the rows, where they are the series' own; absent where they are the first ticks of buckets. */
  ticks?: Float64Array;
  columns: Readonly<Record<string, Float64Array>>;
}

/** Takes the values of one series run by run, in order of time. */
export interface Gatherer {
  take(tick: number, values: Float64Array): void;
  end(): Gathered;
}

/** Every value, of buckets that hold one tick each. */
export function gatherValues(buckets: Buckets): Gatherer {
  const values = new Float64Array(buckets.count).fill(NaN);
  return {
    take: (tick, run) => values.set(run, tick - buckets.from),
    end: () => ({ columns: { values } }),
  };
}

/** The least and the greatest value of each bucket. */
export function gatherExtremes(buckets: Buckets): Gatherer {
  const min = new Float64Array(buckets.count).fill(NaN);
  const max = new Float64Array(buckets.count).fill(NaN);
  return {
    take(tick, run) {
      for (let from = 0; from < run.length; ) {
        const bucket = buckets.of(tick + from);
        const to = Math.min(run.length, buckets.start(bucket + 1) - tick);
        let least = Number.isNaN(min[bucket]) ? Infinity : min[bucket];
        let greatest = Number.isNaN(max[bucket]) ? -Infinity : max[bucket];
        for (let i = from; i < to; i++) {
          if (run[i] < least) least = run[i];
          if (run[i] > greatest) greatest = run[i];
        }
        if (least <= greatest) {
          min[bucket] = least;
          max[bucket] = greatest;
        }
        from = to;
      }
    },
    end: () => ({ columns: { min, max } }),
  };
}

/** The `points` values between which straight lines keep most of the series' shape. */
export function gatherShape(buckets: Buckets, most: number, points: number): Gatherer {
  const ticks = new Float64Array(most);
  const values = new Float64Array(most);
  let count = 0;
  return {
    take(tick, run) {
      for (let i = 0; i < run.length; i++) {
        ticks[count] = tick + i;
        values[count++] = run[i];
      }
    },
    end() {
      const kept = largestTriangles(ticks.subarray(0, count), values.subarray(0, count), points, buckets.width);
      return { ticks: kept.ticks, columns: { values: kept.values } };
    },
  };
}
