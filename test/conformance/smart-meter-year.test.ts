import { describe, expect, test } from "vitest";
import { calendarOf, dayType } from "../../src/signals/household/calendar.ts";
import { H25 } from "../../src/signals/household/profile.ts";
import {
  autocorrelation,
  coarser,
  correlation,
  DAY,
  dayPeak,
  HOUR,
  mean,
  median,
  power,
  quantile,
  register,
  variation,
} from "./homes.ts";

/**
 * 500 homes over the hours of 2023. Bands are what was published or measured elsewhere: profile H25 (BDEW), five homes
 * of the United Kingdom (UK-DALE, REFIT, IDEAL), ten of Australia, quantiles of Ofgem.
 */
const START = Date.UTC(2023, 0, 1);
const HOURS = 365 * 24;
const HOMES = 500;
/** Homes nobody lives in have no rhythm. */
const LIVED_IN = 500_000;

const sum = new Float64Array(HOURS);
const homes = {
  lag1: [] as number[],
  lag24: [] as number[],
  lag168: [] as number[],
  variation: [] as number[],
  daily: [] as number[],
  peak: [] as number[],
};
const residuals: Float64Array[] = [];

for (let home = 0; home < HOMES; home++) {
  const watts = power(home, START, HOUR, HOURS);
  for (let i = 0; i < HOURS; i++) sum[i] += watts[i];
  if (mean(watts) * HOURS < LIVED_IN) continue;
  homes.lag1.push(autocorrelation(watts, 1));
  homes.lag24.push(autocorrelation(watts, 24));
  homes.lag168.push(autocorrelation(watts, 168));
  homes.variation.push(variation(watts));
  homes.daily.push(variation(coarser(watts, 24)));
  homes.peak.push(dayPeak(watts, 24));
  if (residuals.length < 30) residuals.push(withoutProfile(watts));
}

/** What is left of a series when the mean of each hour of the week is taken out. */
function withoutProfile(watts: Float64Array): Float64Array {
  const profile = new Float64Array(168);
  const weeks = new Float64Array(168);
  watts.forEach((w, i) => {
    profile[i % 168] += w;
    weeks[i % 168]++;
  });
  return watts.map((w, i) => w - profile[i % 168] / weeks[i % 168]);
}

function expectWithin(value: number, low: number, high: number): void {
  expect(value).toBeGreaterThanOrEqual(low);
  expect(value).toBeLessThanOrEqual(high);
}

describe("one home over a year, by the hour", () => {
  test("autocorrelation at 1 h, 24 h and 168 h is that of measured homes", () => {
    expectWithin(median(homes.lag1), 0.37, 0.58);
    expectWithin(median(homes.lag24), 0.2, 0.46);
    expectWithin(median(homes.lag168), 0.26, 0.44);
  });

  test("variation and the day's peak are those of measured homes", () => {
    expectWithin(median(homes.variation), 0.7, 1.2);
    expectWithin(median(homes.peak), 2.8, 3.8);
    expectWithin(median(homes.daily), 0.18, 0.27);
  });

  test("no home is a scaled standard profile, and yet all together are one", () => {
    expect(homes.lag24.filter((r) => r < 0.5).length / homes.lag24.length).toBeGreaterThan(0.95);
    expect(autocorrelation(sum, 24)).toBeGreaterThan(0.85);
  });

  test("homes have little in common beyond the profile", () => {
    const pairs: number[] = [];
    for (let i = 1; i < residuals.length; i++)
      for (let j = 0; j < i; j++) pairs.push(correlation(residuals[i], residuals[j]));
    expectWithin(mean(pairs), 0, 0.1);
  });
});

describe("all homes over a year", () => {
  test.each(H25.flatMap((types, season) => types.map((row, type) => [season, type, row] as const)))(
    "the mean day follows H25: season %i, day type %i",
    (season, type, row) => {
      const hours = new Float64Array(24);
      for (let i = 0; i < HOURS; i++) {
        const day = Math.floor(i / 24);
        const month = new Date(START + i * HOUR).getUTCMonth();
        if (month === 3 * season && dayType(calendarOf(2023), day) === type) hours[i % 24] += sum[i];
      }
      const found = hours.map((w) => w / mean(hours));
      const expected = row.map((w) => w / mean(row));
      expect(correlation(found, expected)).toBeGreaterThanOrEqual(0.95);
      expect(mean(found.map((f, h) => Math.abs(f - expected[h])))).toBeLessThanOrEqual(0.1);
    },
  );

  test("each month has its share of the year", () => {
    const months = [1.191, 1.149, 1.035, 0.999, 0.904, 0.868, 0.88, 0.862, 0.891, 0.985, 1.07, 1.175];
    months.forEach((expected, month) => {
      const from = (Date.UTC(2023, month, 1) - START) / HOUR;
      const to = (Date.UTC(2023, month + 1, 1) - START) / HOUR;
      expect(Math.abs(mean(sum.subarray(from, to)) / mean(sum) - expected)).toBeLessThanOrEqual(0.05);
    });
  });

  test("Saturdays and Sundays take more than working days", () => {
    const expected = [0.957, 0.957, 0.957, 0.957, 0.957, 1.089, 1.126];
    const days = coarser(sum, 24);
    expected.forEach((factor, weekday) => {
      // 1 January 2023 was a Sunday
      const same = days.filter((_, day) => (day + 6) % 7 === weekday);
      expect(Math.abs(mean(same) / mean(days) - factor)).toBeLessThanOrEqual(0.03);
    });
  });
});

describe("the energy of a year between homes", () => {
  const annual = Float64Array.from({ length: 3000 }, (_, home) => {
    const [begin, end] = [START, START + 365 * DAY].map((time) => register(home, time, DAY, 1)[0]);
    return (end - begin) / 1e6;
  });

  test("quantiles are those of a lognormal law with median 2900 kWh and sigma 0.65", () => {
    const expected = { 0.1: 1261, 0.25: 1871, 0.5: 2900, 0.75: 4496, 0.9: 6671 };
    for (const [p, kwh] of Object.entries(expected))
      expect(Math.abs(quantile(annual, Number(p)) / kwh - 1)).toBeLessThanOrEqual(0.1);
    expectWithin(Math.log(quantile(annual, 0.75) / quantile(annual, 0.25)) / 1.349, 0.55, 0.75);
  });

  test("3 to 5 % of dwellings stand empty", () => {
    expectWithin(annual.filter((kwh) => kwh < 800 && kwh < quantile(annual, 0.05)).length / annual.length, 0.02, 0.06);
  });
});
