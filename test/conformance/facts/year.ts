import { calendarOf, dayType } from "../../../src/signals/household/calendar.ts";
import { H25 } from "../../../src/signals/household/profile.ts";
import { autocorrelation, coarser, correlation, dayPeak, HOUR, mean, median, power, variation } from "../homes.ts";
import { type Fact, fact } from "./fact.ts";

/** 500 homes over the hours of 2023. */
const START = Date.UTC(2023, 0, 1);
const HOURS = 365 * 24;
const HOMES = 500;
/** Homes nobody lives in have no rhythm. W. */
const LIVED_IN = 57;
const SEASONS = ["January", "April", "July", "October"];
const TYPES = ["working day", "Saturday", "Sunday"];

/** The hours of the year of each home, and of all together. */
export function yearOfHomes(): { all: Float64Array[]; sum: Float64Array } {
  const all = Array.from({ length: HOMES }, (_, home) => power(home, START, HOUR, HOURS));
  const sum = new Float64Array(HOURS);
  for (const home of all) for (let i = 0; i < HOURS; i++) sum[i] += home[i];
  return { all, sum };
}

/** One home by the hour as in five homes of the United Kingdom, and all together as profile H25 (BDEW). */
export function yearFacts(): Fact[] {
  const { all, sum } = yearOfHomes();
  const homes = all.filter((home) => mean(home) > LIVED_IN);
  return [...homeFacts(homes, sum), ...dayFacts(sum), ...calendarFacts(sum)];
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

function homeFacts(homes: readonly Float64Array[], sum: Float64Array): Fact[] {
  const typical = (of: (watts: Float64Array) => number) => median(homes.map(of));
  const days = homes.map((watts) => autocorrelation(watts, 24));
  const residuals = homes.slice(0, 30).map(withoutProfile);
  const pairs = residuals.flatMap((one, i) => residuals.slice(0, i).map((other) => correlation(one, other)));
  const lag = (hours: number) => typical((watts) => autocorrelation(watts, hours));
  return [
    fact("hourly autocorrelation, 1 h", "0.37-0.58", lag(1), 0.37, 0.58),
    fact("hourly autocorrelation, 24 h", "0.2-0.46", median(days), 0.2, 0.46),
    fact("hourly autocorrelation, 168 h", "0.26-0.44", lag(168), 0.26, 0.44),
    fact("CV of a year's hours", "0.7-1.2", typical(variation), 0.7, 1.2),
    fact(
      "hourly day peak over mean, a year",
      "3.6 (2.8-3.8)",
      typical((watts) => dayPeak(watts, 24)),
      2.8,
      3.8,
    ),
    fact(
      "CV of daily energy",
      "0.18-0.27",
      typical((watts) => variation(coarser(watts, 24))),
      0.18,
      0.27,
    ),
    // two homes of 486 have it: at most that share and four standard errors
    fact("homes with an autocorrelation at 24 h of 0.5 and more", "none of 15", share(days, 0.5), 0, 0.016),
    fact("largest autocorrelation of a home at 24 h", "0.46", Math.max(...days), 0.2, 0.6),
    fact("autocorrelation of 500 homes together, 24 h", "0.92 (H0)", autocorrelation(sum, 24), 0.85, 1),
    fact("correlation of two homes beyond their profiles", "near 0", mean(pairs), 0, 0.1),
  ];
}

const share = (values: readonly number[], least: number) => values.filter((v) => v >= least).length / values.length;

/** Mean hours of the days of one month and type, over their mean. */
export function meanDay(sum: ArrayLike<number>, month: number, type: number): Float64Array {
  const hours = new Float64Array(24);
  for (let i = 0; i < HOURS; i++) {
    const day = Math.floor(i / 24);
    if (new Date(START + i * HOUR).getUTCMonth() === month && dayType(calendarOf(2023), day) === type)
      hours[i % 24] += sum[i];
  }
  return hours.map((w) => w / mean(hours));
}

function dayFacts(sum: Float64Array): Fact[] {
  return H25.flatMap((types, season) =>
    types.flatMap((row, type) => {
      const found = meanDay(sum, 3 * season, type);
      const expected = row.map((w) => w / mean(row));
      const error = mean(found.map((f, h) => Math.abs(f - expected[h])));
      const name = `mean ${TYPES[type]} of ${SEASONS[season]}`;
      return [
        fact(`${name}: correlation with H25`, "0.98 (best model)", correlation(found, expected), 0.95, 1),
        fact(`${name}: mean error`, "0.09 (best model)", error, 0, 0.1),
      ];
    }),
  );
}

const MONTHS = [1.191, 1.149, 1.035, 0.999, 0.904, 0.868, 0.88, 0.862, 0.891, 0.985, 1.07, 1.175];
const WEEKDAYS = [0.957, 0.957, 0.957, 0.957, 0.957, 1.089, 1.126];

function calendarFacts(sum: Float64Array): Fact[] {
  const months = MONTHS.map((expected, month) => {
    const from = (Date.UTC(2023, month, 1) - START) / HOUR;
    const to = (Date.UTC(2023, month + 1, 1) - START) / HOUR;
    return Math.abs(mean(sum.subarray(from, to)) / mean(sum) - expected);
  });
  const days = coarser(sum, 24);
  const weekdays = WEEKDAYS.map((expected, weekday) => {
    // 1 January 2023 was a Sunday
    const same = days.filter((_, day) => (day + 6) % 7 === weekday);
    return Math.abs(mean(same) / mean(days) - expected);
  });
  return [
    fact("month factors: largest difference from H25", "0", Math.max(...months), 0, 0.05),
    fact("weekday factors: largest difference from H25", "0", Math.max(...weekdays), 0, 0.03),
  ];
}
