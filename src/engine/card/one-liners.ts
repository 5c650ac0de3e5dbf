/** Scores each tick of a series, NaN where it has none; a higher score is more unusual. */
export type Score = (values: Float64Array) => Float64Array;

/** Ticks of the windows of moving means and deviations. */
const WINDOWS = [10, 100];
/** Seasons that a mean is taken over, at least. */
const SEASONS = 3;

/**
 * Detectors that fit one line of code. `season` is the ticks of a day; with fewer than three of them, or where a day is
 * no whole number of ticks, there is no seasonal mean. Source: R. Wu and E. Keogh, Current Time Series Anomaly Detection
 * Benchmarks are Flawed and are Creating the Illusion of Progress, arXiv 2009.13807, section 2.2.
 */
export function oneLiners(season: number, ticks: number): Readonly<Record<string, Score>> {
  return {
    "|x - median|": fromMedian,
    "|x[t] - x[t-1]|": fromLast,
    ...Object.fromEntries(
      WINDOWS.flatMap((window): [string, Score][] => [
        [`|x - moving mean of ${window}|`, (values) => moving(values, window).fromMean],
        [`moving deviation of ${window}`, (values) => moving(values, window).deviation],
      ]),
    ),
    ...(Number.isInteger(season) && season > 1 && ticks >= SEASONS * season
      ? { "|x - seasonal mean|": (values: Float64Array) => fromSeason(values, season) }
      : {}),
  };
}

function fromMedian(values: Float64Array): Float64Array {
  const sorted = values.filter((value) => !Number.isNaN(value)).sort();
  const median = sorted[Math.floor(sorted.length / 2)];
  return values.map((value) => Math.abs(value - median));
}

function fromLast(values: Float64Array): Float64Array {
  return values.map((value, i) => (i === 0 ? NaN : Math.abs(value - values[i - 1])));
}

/** Of the last `window` ticks, this one included; sums are of distances from the first value, so that they stay exact enough. */
function moving(values: Float64Array, window: number): { fromMean: Float64Array; deviation: Float64Array } {
  const base = values.find((value) => !Number.isNaN(value)) ?? 0;
  const fromMean = new Float64Array(values.length).fill(NaN);
  const deviation = new Float64Array(values.length).fill(NaN);
  let [count, sum, squares] = [0, 0, 0];
  const take = (value: number, sign: 1 | -1) => {
    if (Number.isNaN(value)) return;
    count += sign;
    sum += sign * (value - base);
    squares += sign * (value - base) * (value - base);
  };
  for (let i = 0; i < values.length; i++) {
    take(values[i], 1);
    if (i >= window) take(values[i - window], -1);
    if (Number.isNaN(values[i]) || i < window - 1) continue;
    const mean = sum / count;
    fromMean[i] = Math.abs(values[i] - base - mean);
    deviation[i] = Math.sqrt(Math.max(0, squares / count - mean * mean));
  }
  return { fromMean, deviation };
}

function fromSeason(values: Float64Array, season: number): Float64Array {
  const sums = new Float64Array(season);
  const counts = new Float64Array(season);
  values.forEach((value, i) => {
    if (Number.isNaN(value)) return;
    sums[i % season] += value;
    counts[i % season]++;
  });
  return values.map((value, i) => Math.abs(value - sums[i % season] / counts[i % season]));
}
