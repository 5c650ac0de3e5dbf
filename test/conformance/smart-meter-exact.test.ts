import { describe, expect, test } from "vitest";
import { createZone, utc } from "../../src/core/zone.ts";
import { autocorrelation, DAY, dayPeak, HOUR, mean, power, register, variation } from "./homes.ts";

describe("the register", () => {
  test("at an instant does not depend on the interval", () => {
    for (const home of [1, 2, 3, 4]) {
      for (const zone of [utc, createZone("Europe/Berlin")]) {
        const start = Date.UTC(2023, 2, 25, 7);
        const fine = register(home, start, 10_000, 8640 * 2, zone);
        for (const interval of [60_000, 900_000, HOUR]) {
          const coarse = register(home, start, interval, (2 * DAY) / interval, zone);
          expect(Array.from(coarse)).toEqual(Array.from(coarse, (_, i) => fine[(i * interval) / 10_000]));
        }
      }
    }
  });

  test("never falls, and all readings of a year add up to its growth exactly", () => {
    const start = Date.UTC(2023, 0, 1);
    for (const home of [5, 6, 7]) {
      const levels = register(home, start, 900_000, 365 * 96 + 1);
      let sum = 0;
      let falls = 0;
      for (let i = 1; i < levels.length; i++) {
        if (levels[i] < levels[i - 1]) falls++;
        sum += levels[i] - levels[i - 1];
      }
      expect(falls).toBe(0);
      expect(sum).toBe(register(home, start + 365 * DAY, DAY, 1)[0] - register(home, start, DAY, 1)[0]);
    }
  });

  test("stands still before the history begins", () => {
    const origin = Date.UTC(2024, 0, 1);
    const before = register(8, origin - 3 * DAY, HOUR, 48, utc, origin);
    expect(new Set(before).size).toBe(1);
    expect(register(8, origin + HOUR, HOUR, 1, utc, origin)[0]).toBeGreaterThan(before[0]);
  });

  test("takes the same from the same day whatever the origin", () => {
    const day = Date.UTC(2024, 4, 5);
    const since = (origin: number) => {
      const levels = register(9, day, HOUR, 25, utc, origin);
      return Array.from(levels.subarray(1), (level, i) => level - levels[i]);
    };
    expect(since(Date.UTC(2024, 0, 1))).toEqual(since(Date.UTC(2011, 6, 3)));
  });

  test("works as far as time reaches", () => {
    for (const year of [1900, 9999, 200_000]) {
      const levels = register(10, Date.UTC(year, 5, 1), HOUR, 200, utc, Date.UTC(year, 0, 1));
      expect(levels.every((level, i) => Number.isSafeInteger(level) && (i === 0 || level >= levels[i - 1]))).toBe(true);
    }
  });
});

describe("local time", () => {
  test("an evening peak keeps its local hour when clocks change", () => {
    const berlin = createZone("Europe/Berlin");
    // mean power of 300 homes at 19 h and at 3 h local time, a week before and after the change of March 2023
    for (const first of [Date.UTC(2023, 2, 20), Date.UTC(2023, 2, 27)]) {
      const hours = new Float64Array(24);
      for (let home = 0; home < 300; home++) {
        const levels = register(home, first, HOUR, 24 * 5 + 1, berlin);
        for (let i = 0; i < 24 * 5; i++) {
          const local = first + i * HOUR + berlin.offsetAt(first + i * HOUR);
          hours[(local / HOUR) % 24] += levels[i + 1] - levels[i];
        }
      }
      expect(hours[19]).toBeGreaterThan(1.3 * mean(hours));
      expect(hours[3]).toBeLessThan(0.7 * mean(hours));
    }
  });

  test("days of 23 and 25 hours are filled to the end", () => {
    const berlin = createZone("Europe/Berlin");
    for (const change of [Date.UTC(2023, 2, 26, 1), Date.UTC(2023, 9, 29, 1)]) {
      const levels = register(11, change - 12 * HOUR, 60_000, 24 * 60, berlin);
      expect(levels.filter((level, i) => i > 0 && level <= levels[i - 1])).toHaveLength(0);
    }
  });
});

describe("days that a calendar skips or repeats", () => {
  // moves over the date line: to the west a date is left out, to the east it is lived twice
  test.each([
    ["Pacific/Apia", Date.UTC(2011, 11, 30, 10)],
    ["Pacific/Kwajalein", Date.UTC(1993, 7, 21, 12)],
    ["Pacific/Kiritimati", Date.UTC(1994, 11, 31, 10, 40)],
    ["Pacific/Kwajalein", Date.UTC(1969, 8, 30, 13)],
  ])("%s: nothing is delivered at once, and the register meets the days around", (name, change) => {
    const zone = createZone(name);
    const origin = Date.UTC(1960, 0, 1);
    const start = change - 3 * DAY;
    const count = 6 * 8640;
    let largest = 0;
    for (let home = 0; home < 60; home++) {
      const levels = register(home, start, 10_000, count + 1, zone, origin);
      for (let i = 1; i <= count; i++) {
        if (levels[i] < levels[i - 1]) throw new Error(`falls at ${i}`);
        largest = Math.max(largest, levels[i] - levels[i - 1]);
      }
      // asked from the middle on, the same
      const later = register(home, change, 10_000, 100, zone, origin);
      expect(later).toEqual(levels.subarray((3 * DAY) / 10_000, (3 * DAY) / 10_000 + 100));
    }
    // 1 mWh in 10 s is 0.36 W: 30 kW, above an electric shower, an oven and a hob in a home that heats with electricity
    expect(0.36 * largest).toBeLessThan(30_000);
  });
});

test("a scaled standard profile would be noticed: the mean of homes has none of a home's peaks and variation", () => {
  const count = 24 * 28;
  const sum = new Float64Array(count);
  for (let home = 0; home < 200; home++) {
    const watts = power(home, Date.UTC(2023, 0, 2), HOUR, count);
    for (let i = 0; i < count; i++) sum[i] += watts[i];
  }
  expect(dayPeak(sum, 24)).toBeLessThan(2.2);
  expect(variation(sum)).toBeLessThan(0.5);
  expect(autocorrelation(sum, 24)).toBeGreaterThan(0.8);
});
