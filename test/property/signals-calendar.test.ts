import { Temporal } from "temporal-polyfill";
import { describe, expect, it, test } from "vitest";
import { dayMatcher, dayRule, easter } from "../../src/core/day-rule.ts";
import { daysOf } from "../../src/core/instant.ts";
import { signals } from "../../src/signals/index.ts";
import { createWorld, trySignal } from "../contract/harness.ts";

const ZONE = "Europe/Berlin";
const HOUR = 3_600_000;
const origin = Date.UTC(2024, 0, 1);
const world = createWorld({ zones: [ZONE], interval: 15 * 60_000, origin });

/** The local time of each tick of a quarter of an hour in 2024, by another implementation. */
const ticks = Array.from({ length: 366 * 96 }, (_, tick) =>
  Temporal.Instant.fromEpochMilliseconds(origin + tick * 15 * 60_000).toZonedDateTimeISO(ZONE),
);

function values(type: keyof typeof signals, options: unknown, input = 0): number[] {
  return [...trySignal(signals[type], options, world).fill(0, 0, ticks.length, () => input)];
}

describe("business-hours", () => {
  it("are open by the local clock on their days, all year", () => {
    const found = values("business-hours", { value: 3, otherwise: 1, from: "09:00", to: "17:30" });
    const expected = ticks.map(({ dayOfWeek, hour, minute }) => {
      const time = hour + minute / 60;
      return dayOfWeek <= 5 && time >= 9 && time < 17.5 ? 3 : 1;
    });
    expect(found).toEqual(expected);
  });

  it("last over midnight into the next day, on the nights when clocks change too", () => {
    const found = values("business-hours", { from: "22:00", to: "06:00", days: ["saturday", "sunday"] });
    const expected = ticks.map(({ dayOfWeek, hour }) =>
      (hour >= 22 && dayOfWeek >= 6) || (hour < 6 && (dayOfWeek === 7 || dayOfWeek === 1)) ? 1 : 0,
    );
    expect(found).toEqual(expected);
    // Sunday 31 March has 5 hours before 06:00, Sunday 27 October 7
    const open = (month: number, day: number) =>
      ticks.filter((t, i) => t.month === month && t.day === day && t.hour < 6 && found[i] === 1).length / 4;
    expect([open(3, 31), open(10, 27), open(6, 30)]).toEqual([5, 7, 6]);
  });
});

describe("holidays", () => {
  it("change values on their local days only, of 23 and 25 hours too", () => {
    const days = ["01-01", "easter-2", "easter", "easter+1", "2024-05-09", "2023-05-08", "10-27"];
    const found = values("holidays", { days, by: 0.5, offset: 1 }, 10);
    const dates = ["01-01", "03-29", "03-31", "04-01", "05-09", "10-27"];
    const expected = ticks.map((t) =>
      t.year === 2024 && dates.includes(t.toPlainDate().toString().slice(5))
        ? 6
        : t.year === 2025 && t.month === 1
          ? 6
          : 10,
    );
    expect(found).toEqual(expected);
    expect(ticks.filter((t, i) => t.toPlainDate().toString() === "2024-03-31" && found[i] === 6).length).toBe(23 * 4);
    expect(ticks.filter((t, i) => t.toPlainDate().toString() === "2024-10-27" && found[i] === 6).length).toBe(25 * 4);
  });

  test("Easter is when it was and will be", () => {
    const dates = [
      [1818, 3, 22],
      [1943, 4, 25],
      [1954, 4, 18],
      [2000, 4, 23],
      [2008, 3, 23],
      [2019, 4, 21],
      [2024, 3, 31],
      [2025, 4, 20],
      [2038, 4, 25],
      [2049, 4, 18],
      [2285, 3, 22],
    ];
    for (const [year, month, day] of dates) expect(easter(year)).toBe(daysOf(year, month, day));
  });

  test("a day counted back from Easter is found in the year before", () => {
    expect(dayMatcher(["easter-99"])(daysOf(2023, 12, 23))).toBe(true);
    expect(dayMatcher(["02-29"])(daysOf(2023, 3, 1))).toBe(false);
  });

  test.each(["2023-02-29", "13-01", "02-30", "easter-1000", "christmas", "1-1", ""])("refuses %j", (day) => {
    expect(dayRule.safeParse(day).success).toBe(false);
  });
});

describe("yearly", () => {
  it("is low in the middle of January and high in the middle of July", () => {
    const found = values("yearly", { low: -5, high: 25 });
    const at = (month: number, day: number) => found[ticks.findIndex((t) => t.month === month && t.day === day)];
    expect(at(1, 15)).toBeCloseTo(-5, 1);
    expect(at(7, 16)).toBeCloseTo(25, 1);
    expect(Math.min(...found)).toBeGreaterThanOrEqual(-5);
    expect(Math.max(...found)).toBeLessThanOrEqual(25);
  });

  it("passes through its values at equal parts of the local year", () => {
    const found = values("yearly", { profile: [0, 1, 2, 3, 4, 5], interpolation: "step" });
    const expected = ticks.map((t) =>
      t.year === 2025 ? 0 : Math.floor(((t.dayOfYear - 1 + t.hour / 24 + t.minute / 1440) / 366) * 6),
    );
    expect(found).toEqual(expected);
    const linear = values("yearly", { profile: [0, 1] });
    expect(linear[(366 * 96) / 4 - 4]).toBeCloseTo(0.5, 3);
  });
});

describe("trends", () => {
  const hours = createWorld({ zones: [ZONE], interval: HOUR, origin });
  const at = (type: keyof typeof signals, options: unknown, tick: number) =>
    trySignal(signals[type], options, hours).fill(0, tick, 1)[0];

  it("growth multiplies by the same in each period", () => {
    const growth = { start: 100, by: 0.7, per: "365d" };
    const year = 365 * 24;
    for (const [tick, expected] of [
      [0, 100],
      [year, 170],
      [2 * year, 289],
      [-year, 100 / 1.7],
      [year / 2, 100 * Math.sqrt(1.7)],
    ])
      expect(at("growth", growth, tick) / expected).toBeCloseTo(1, 12);
    expect(at("growth", { start: 8, by: -0.5, per: "1d" }, 72)).toBeCloseTo(1, 12);
  });

  it("logistic is half way in the middle and takes its length from 10 to 90 %", () => {
    const options = { from: 20, to: 120, middle: "100h", length: "40h" };
    expect([80, 100, 120].map((tick) => at("logistic", options, tick))).toEqual([
      expect.closeTo(30, 10),
      70,
      expect.closeTo(110, 10),
    ]);
    expect([at("logistic", options, -1e9), at("logistic", options, 1e9)]).toEqual([20, 120]);
  });

  it("changepoints joins its points in local time and holds beyond them", () => {
    const points = [
      { at: "2024-01-02", value: 10 },
      { at: "2024-01-03", value: 34 },
      { at: "2024-01-03T12:00:00Z", value: 0 },
    ];
    const first = 23;
    const ticks = [0, first, first + 1, first + 23, first + 24, first + 30.5, 1e6].map(Math.floor);
    expect(ticks.map((tick) => at("changepoints", { points }, tick))).toEqual(
      [10, 10, 11, 33, 34, 34 - (34 * 6) / 13, 0].map((v) => expect.closeTo(v, 9)),
    );
    const steps = { points, interpolation: "step" };
    expect([0, first + 23, first + 24, first + 36, first + 37].map((tick) => at("changepoints", steps, tick))).toEqual([
      10, 10, 34, 34, 0,
    ]);
  });
});
