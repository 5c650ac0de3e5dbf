import { describe, expect, test } from "vitest";
import { autocorrelation, coarser, DAY, dayPeak, HOUR, mean, median, power, quantile, variation } from "./homes.ts";

/**
 * 120 homes over three weeks each, spread over the year, by the minute. Bands are the ranges of five measured homes of
 * the United Kingdom (UK-DALE, REFIT, IDEAL) where nothing else is said.
 */
const HOMES = 120;
const DAYS = 21;
const MINUTE = 60_000;
const PER_DAY = DAY / MINUTE;

const homes = Array.from({ length: HOMES }, (_, home) =>
  power(home, Date.UTC(2023, home % 12, 4), MINUTE, DAYS * PER_DAY),
).filter((watts) => mean(watts) > 70);

/** Median over homes of what a function makes of each. */
function typical(of: (watts: Float64Array) => number): number {
  return median(homes.map(of));
}

function expectWithin(value: number, low: number, high: number): void {
  expect(value).toBeGreaterThanOrEqual(low);
  expect(value).toBeLessThanOrEqual(high);
}

describe("one home by the minute", () => {
  test("is quiet, then spiky: load over its mean", () => {
    const bands: Record<string, [number, number]> = {
      0.01: [0.14, 0.39],
      0.05: [0.19, 0.4],
      0.25: [0.25, 0.54],
      0.5: [0.39, 0.7],
      0.75: [0.73, 1.08],
      0.9: [1.3, 1.7],
      0.95: [2.2, 5.8],
      0.99: [6.9, 9.3],
      0.999: [11.5, 22],
    };
    for (const [p, [low, high]] of Object.entries(bands))
      expectWithin(
        typical((watts) => quantile(watts, Number(p)) / mean(watts)),
        low,
        high,
      );
  });

  test("changes little in most minutes and a lot in some", () => {
    const steps = homes.flatMap((watts) => Array.from(watts.subarray(1), (w, i) => Math.abs(w - watts[i])));
    const share = (of: (step: number) => boolean) => steps.filter(of).length / steps.length;
    expectWithin(
      share((step) => step < 5),
      0.6,
      0.8,
    );
    expectWithin(
      share((step) => step > 1000),
      0.012,
      0.03,
    );
  });

  test("varies as measured at 1, 15 and 60 minutes", () => {
    expectWithin(
      typical((watts) => variation(watts)),
      1.2,
      1.9,
    );
    expectWithin(
      typical((watts) => variation(coarser(watts, 15))),
      0.9,
      1.5,
    );
    expectWithin(
      typical((watts) => variation(coarser(watts, 60))),
      0.7,
      1.2,
    );
  });

  test("has the measured peaks over the day's mean at 1, 15 and 60 minutes", () => {
    expectWithin(
      typical((watts) => dayPeak(watts, PER_DAY)),
      12,
      21,
    );
    expectWithin(
      typical((watts) => dayPeak(coarser(watts, 15), PER_DAY / 15)),
      4.8,
      8.6,
    );
    expectWithin(
      typical((watts) => dayPeak(coarser(watts, 60), 24)),
      2.8,
      3.8,
    );
  });

  test("forgets itself as measured: autocorrelation at a minute and a day", () => {
    expectWithin(
      typical((watts) => autocorrelation(watts, 1)),
      0.79,
      0.9,
    );
    expectWithin(
      typical((watts) => autocorrelation(watts, PER_DAY)),
      0.06,
      0.16,
    );
  });

  test("never sleeps: base load at night", () => {
    const night = (watts: Float64Array) => watts.filter((_, i) => i % PER_DAY >= 120 && i % PER_DAY < 300);
    expectWithin(
      typical((watts) => median(night(watts))),
      100,
      250,
    );
    expectWithin(
      typical((watts) => quantile(watts, 0.05)),
      80,
      175,
    );
    expect(Math.min(...homes.map((watts) => watts.reduce((a, b) => Math.min(a, b), Infinity)))).toBeGreaterThan(0);
  });

  test("is hardly finer at 10 s than at a minute", () => {
    const ratios = Array.from({ length: 20 }, (_, home) => {
      const watts = power(home, Date.UTC(2023, 1, 6), 10_000, 2 * PER_DAY * 6);
      return variation(watts) / variation(coarser(watts, 6));
    });
    expectWithin(median(ratios), 1, 1.1);
  });
});

describe("many homes by the half-hour", () => {
  const WEEK = 7 * 48;
  const pooled = Array.from({ length: 1500 }, (_, home) =>
    power(home, Date.UTC(2023, home % 12, 2 + (home % 20)), HOUR / 2, WEEK),
  );

  test("pooled half-hours are as skewed as 1,700 homes of SERL", () => {
    const all = Float64Array.from(pooled.flatMap((watts) => Array.from(watts)));
    expectWithin(mean(all) / median(all), 1.7, 2.1);
    expectWithin(variation(all), 1.3, 1.7);
  });
});
