import { createGrid } from "../../src/core/grid.ts";
import { derive, fork, seedKey } from "../../src/core/random.ts";
import type { Signal } from "../../src/core/signal.ts";
import { utc, type Zone } from "../../src/core/zone.ts";
import { smartMeter } from "../../src/presets/smart-meter.ts";
import { household } from "../../src/signals/household.ts";

export const HOUR = 3_600_000;
export const DAY = 24 * HOUR;

const KEY = derive(seedKey(1), "homes");
const ORIGIN = Date.parse(smartMeter.create({ profile: "household", faults: "none" }, undefined).origin!);
const signals = new Map<string, Signal>();

function signalOf(origin: number, interval: number): Signal {
  const name = `${origin} ${interval}`;
  const context = { grid: createGrid(origin, interval) } as Parameters<typeof household.create>[1];
  if (!signals.has(name)) signals.set(name, household.create({}, context));
  return signals.get(name)!;
}

/** A home's register in mWh at `count` instants from `time` on, `interval` ms apart. */
export function register(
  home: number,
  time: number,
  interval: number,
  count: number,
  zone: Zone = utc,
  origin = ORIGIN,
): Float64Array {
  const out = new Float64Array(count);
  // the register at an instant belongs to the interval that ends there
  const tick = (time - origin) / interval - 1;
  const metric = () => {
    throw new Error("reads nothing");
  };
  signalOf(origin, interval).fill(out, { entity: home, tick, ticks: count, key: fork(KEY, home), zone, metric });
  return out.map((kwh) => Math.round(kwh * 1e6));
}

/** A home's mean power in W over each of `count` intervals from `start` on. */
export function power(home: number, start: number, interval: number, count: number): Float64Array {
  const levels = register(home, start, interval, count + 1);
  return levels.subarray(1).map((level, i) => ((level - levels[i]) / 1000) * (HOUR / interval));
}

export function mean(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i];
  return sum / values.length;
}

export function quantile(values: ArrayLike<number>, p: number): number {
  const sorted = Float64Array.from(values).sort();
  const x = p * (sorted.length - 1);
  const low = Math.floor(x);
  return sorted[low] + (sorted[Math.min(low + 1, sorted.length - 1)] - sorted[low]) * (x - low);
}

export const median = (values: ArrayLike<number>) => quantile(values, 0.5);

/** Standard deviation over mean. */
export function variation(values: ArrayLike<number>): number {
  const m = mean(values);
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += (values[i] - m) ** 2;
  return Math.sqrt(sum / values.length) / m;
}

export function autocorrelation(values: ArrayLike<number>, lag: number): number {
  const m = mean(values);
  let all = 0;
  let lagged = 0;
  for (let i = 0; i < values.length; i++) {
    all += (values[i] - m) ** 2;
    if (i >= lag) lagged += (values[i] - m) * (values[i - lag] - m);
  }
  return lagged / all;
}

export function correlation(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const [ma, mb] = [mean(a), mean(b)];
  let [ab, aa, bb] = [0, 0, 0];
  for (let i = 0; i < a.length; i++) {
    ab += (a[i] - ma) * (b[i] - mb);
    aa += (a[i] - ma) ** 2;
    bb += (b[i] - mb) ** 2;
  }
  return ab / Math.sqrt(aa * bb);
}

/** Means of `size` neighbours. */
export function coarser(values: Float64Array, size: number): Float64Array {
  return Float64Array.from({ length: Math.floor(values.length / size) }, (_, i) =>
    mean(values.subarray(i * size, (i + 1) * size)),
  );
}

/** Median over days of the day's peak over its mean. */
export function dayPeak(values: Float64Array, perDay: number): number {
  const ratios: number[] = [];
  for (let at = 0; at + perDay <= values.length; at += perDay) {
    const day = values.subarray(at, at + perDay);
    ratios.push(quantile(day, 1) / mean(day));
  }
  return median(ratios);
}
