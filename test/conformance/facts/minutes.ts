import { autocorrelation, coarser, DAY, dayPeak, mean, median, power, quantile, variation } from "../homes.ts";
import { type Fact, fact } from "./fact.ts";

/** 120 homes over three weeks each, spread over the year, by the minute. */
const HOMES = 120;
const DAYS = 21;
const MINUTE = 60_000;
const PER_DAY = DAY / MINUTE;

/**
 * One home by the minute. Where nothing else is said, ranges are those of five measured homes of the United Kingdom
 * (UK-DALE, REFIT, IDEAL), and the measured figure is the median of homes.
 */
export function minuteFacts(): Fact[] {
  const homes = Array.from({ length: HOMES }, (_, home) =>
    power(home, Date.UTC(2023, home % 12, 4), MINUTE, DAYS * PER_DAY),
  ).filter((watts) => mean(watts) > 70);
  return [...loadFacts(homes), ...stepFacts(homes), ...shapeFacts(homes), ...nightFacts(homes), finer()];
}

function typical(homes: readonly Float64Array[], of: (watts: Float64Array) => number): number {
  return median(homes.map(of));
}

function loadFacts(homes: readonly Float64Array[]): Fact[] {
  const bands: [number, number, number][] = [
    [1, 0.14, 0.39],
    [5, 0.19, 0.4],
    [25, 0.25, 0.54],
    [50, 0.39, 0.7],
    [75, 0.73, 1.08],
    [90, 1.3, 1.7],
    [95, 2.2, 5.8],
    [99, 6.9, 9.3],
    [99.9, 11.5, 22],
  ];
  return bands.map(([p, low, high]) =>
    fact(
      `load over mean, 1 min: p${p}`,
      `${low}-${high}`,
      typical(homes, (watts) => quantile(watts, p / 100) / mean(watts)),
      low,
      high,
    ),
  );
}

/**
 * All homes' steps from minute to minute together. Each was published as one figure of five homes: ranges are a factor of
 * two about p75, 1.6 about p90 and p95, 1.5 about p99, and +-0.1 about the share of the least; homes differ by more.
 */
function stepFacts(homes: readonly Float64Array[]): Fact[] {
  const steps = Float64Array.from(
    homes.flatMap((watts) => Array.from(watts.subarray(1), (w, i) => Math.abs(w - watts[i]))),
  ).sort();
  const share = (of: (step: number) => boolean) => steps.filter(of).length / steps.length;
  const at = (p: number) => steps[Math.floor(p * steps.length)];
  return [
    fact("minute steps, W: p50", "1", at(0.5), 0, 1),
    fact("minute steps, W: p75", "9", at(0.75), 4.5, 18),
    fact("minute steps, W: p90", "64", at(0.9), 40, 100),
    fact("minute steps, W: p95", "185", at(0.95), 115, 296),
    fact("minute steps, W: p99", "1716", at(0.99), 1144, 2574),
    fact(
      "minute steps of 1 W at most",
      "0.5",
      share((step) => step <= 1),
      0.4,
      0.6,
    ),
    fact(
      "minute steps below 5 W",
      "0.70",
      share((step) => step < 5),
      0.6,
      0.8,
    ),
    fact(
      "minute steps above 100 W",
      "0.071",
      share((step) => step > 100),
      0.05,
      0.1,
    ),
    fact(
      "minute steps above 1 kW",
      "0.023",
      share((step) => step > 1000),
      0.012,
      0.03,
    ),
    fact(
      "minute steps above 2 kW",
      "0.007",
      share((step) => step > 2000),
      0.004,
      0.01,
    ),
  ];
}

function shapeFacts(homes: readonly Float64Array[]): Fact[] {
  return [
    fact("CV, 1 min", "1.2-1.9", typical(homes, variation), 1.2, 1.9),
    fact(
      "CV, 15 min",
      "0.9-1.5",
      typical(homes, (watts) => variation(coarser(watts, 15))),
      0.9,
      1.5,
    ),
    fact(
      "CV, 60 min",
      "0.7-1.2",
      typical(homes, (watts) => variation(coarser(watts, 60))),
      0.7,
      1.2,
    ),
    fact(
      "day peak over mean, 1 min",
      "14.9 (12-21)",
      typical(homes, (watts) => dayPeak(watts, PER_DAY)),
      12,
      21,
    ),
    fact(
      "day peak over mean, 15 min",
      "7.7 (4.8-8.6)",
      typical(homes, (watts) => dayPeak(coarser(watts, 15), PER_DAY / 15)),
      4.8,
      8.6,
    ),
    fact(
      "day peak over mean, 60 min",
      "3.6 (2.8-3.8)",
      typical(homes, (watts) => dayPeak(coarser(watts, 60), 24)),
      2.8,
      3.8,
    ),
    fact(
      "autocorrelation at a minute, 1 min",
      "0.79-0.90",
      typical(homes, (watts) => autocorrelation(watts, 1)),
      0.79,
      0.9,
    ),
    fact(
      "autocorrelation at a day, 1 min",
      "0.06-0.16",
      typical(homes, (watts) => autocorrelation(watts, PER_DAY)),
      0.06,
      0.16,
    ),
  ];
}

function nightFacts(homes: readonly Float64Array[]): Fact[] {
  const night = (watts: Float64Array) => watts.filter((_, i) => i % PER_DAY >= 120 && i % PER_DAY < 300);
  const least = Math.min(...homes.map((watts) => watts.reduce((a, b) => Math.min(a, b), Infinity)));
  return [
    fact(
      "median load 2 to 5 h, W",
      "116-227",
      typical(homes, (watts) => median(night(watts))),
      100,
      250,
    ),
    fact(
      "p5 of the load, W",
      "80-175",
      typical(homes, (watts) => quantile(watts, 0.05)),
      80,
      175,
    ),
    fact("least load of any home, W", "above 0", least, 1, Infinity),
  ];
}

/** Appliances last a minute and more: 10 s show little that a minute does not (an estimate). */
function finer(): Fact {
  const ratios = Array.from({ length: 20 }, (_, home) => {
    const watts = power(home, Date.UTC(2023, 1, 6), 10_000, 2 * PER_DAY * 6);
    return variation(watts) / variation(coarser(watts, 6));
  });
  return fact("CV at 10 s over CV at 1 min", "1.0-1.1 (estimate)", median(ratios), 1, 1.1);
}
