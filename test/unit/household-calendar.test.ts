import { describe, expect, test } from "vitest";
import { derive, fork, seedKey } from "../../src/core/random.ts";
import { drawAbsences, expectedAbsence } from "../../src/signals/household/absence.ts";
import {
  calendarOf,
  dayType,
  SATURDAY,
  SUNDAY,
  seasonFactor,
  WORKDAY,
  yearOf,
  yearStart,
} from "../../src/signals/household/calendar.ts";
import { createHome, drawHome } from "../../src/signals/household/home.ts";
import { findDay } from "../../src/signals/household/totals.ts";

const KEY = derive(seedKey(5), "homes");
const DAY = 86_400_000;

describe("the calendar", () => {
  test("knows years, weekdays and leap years as the platform does", () => {
    for (let year = 1600; year < 2500; year += 1) {
      const start = Date.UTC(year, 0, 1);
      expect(yearStart(year)).toBe(start / DAY);
      expect(yearOf(start / DAY)).toBe(year);
      expect(yearOf(start / DAY - 1)).toBe(year - 1);
      expect(calendarOf(year) >> 1).toBe((new Date(start).getUTCDay() + 6) % 7);
      expect(calendarOf(year) & 1).toBe((Date.UTC(year + 1, 0, 1) - start) / DAY - 365);
    }
  });

  test("takes holidays for Sundays, and 24 and 31 December for Saturdays unless they are Sundays", () => {
    const typeOn = (year: number, month: number, date: number) =>
      dayType(calendarOf(year), (Date.UTC(year, month - 1, date) - Date.UTC(year, 0, 1)) / DAY);
    expect(typeOn(2024, 1, 1)).toBe(SUNDAY);
    expect(typeOn(2024, 12, 24)).toBe(SATURDAY);
    expect(typeOn(2023, 12, 24)).toBe(SUNDAY);
    expect(typeOn(2024, 12, 25)).toBe(SUNDAY);
    expect(typeOn(2024, 12, 26)).toBe(SUNDAY);
    expect(typeOn(2024, 6, 12)).toBe(WORKDAY);
    expect(typeOn(2024, 6, 15)).toBe(SATURDAY);
    expect(typeOn(2024, 6, 16)).toBe(SUNDAY);
  });

  test("is highest in January, lowest in August, 1 over the year", () => {
    const factors = Array.from({ length: 365 }, (_, day) => seasonFactor(day));
    expect(factors.reduce((a, b) => a + b, 0) / 365).toBeCloseTo(1, 1);
    expect(factors.indexOf(Math.max(...factors))).toBeLessThan(31);
    expect(Math.min(...factors)).toBeGreaterThan(0.85);
  });
});

test("absences are as many as expected of them", () => {
  const days = new Float64Array(366);
  const blocks = new Int32Array(16);
  const homes = 4000;
  for (let n = 0; n < homes; n++) {
    const count = drawAbsences(fork(KEY, n), 365, blocks);
    for (let i = 0; i < count; i++) for (let day = blocks[2 * i]; day < blocks[2 * i + 1]; day++) days[day]++;
  }
  const expected = expectedAbsence();
  // a share p of 4000 homes has the standard error sqrt(p / 4000) at most
  for (let day = 0; day < 365; day++)
    expect(Math.abs(days[day] / homes - expected[day])).toBeLessThan(5 * Math.sqrt(expected[day] / homes) + 0.001);
  const mean = expected.reduce((a, b) => a + b, 0);
  expect(mean).toBeGreaterThan(10);
  expect(mean).toBeLessThan(25);
});

describe("day totals", () => {
  const home = createHome();
  drawHome(home, fork(KEY, 3));
  const dayOf = (day: number) => {
    const total = { before: 0, activity: 0, calendar: 0, dayOfYear: 0 };
    findDay(home, day, total);
    return total;
  };

  test("follow one another without gap, over years", () => {
    let before = dayOf(yearStart(2023) - 1).before;
    for (let day = yearStart(2023) - 1; day < yearStart(2025) + 2; day++) {
      const total = dayOf(day);
      expect(total.before).toBe(before);
      expect(Number.isInteger(total.activity) && total.activity >= 0).toBe(true);
      before += total.activity;
    }
  });

  test("add up to the home's level over many years", () => {
    const level = (dayOf(yearStart(2120)).before - dayOf(yearStart(2020)).before) / (yearStart(2120) - yearStart(2020));
    expect(Math.abs(level / home.activity - 1)).toBeLessThan(0.002);
  });
});
