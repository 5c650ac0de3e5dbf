import { describe, expect, it } from "vitest";
import { createGrid } from "../../src/core/grid.ts";
import { createZone } from "../../src/core/zone.ts";
import { signals } from "../../src/signals/index.ts";
import { createWorld, madeUp, type Trial, trySignal, type WorldOptions } from "../contract/harness.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

function trial(type: keyof typeof signals, options: unknown, world: WorldOptions = {}): Trial {
  return trySignal(signals[type], options, createWorld({ zones: ["Europe/Berlin"], ...world }));
}

/** The values of a signal of minutes at some ticks, each asked alone. */
function at(type: keyof typeof signals, options: unknown, ticks: readonly number[], world?: WorldOptions): number[] {
  const one = trial(type, options, world);
  return ticks.map((tick) => one.fill(0, tick, 1)[0] + 0);
}

describe("waves", () => {
  const quarters = [0, 15, 30, 45, 60, -15];
  it.each([
    ["sine", [0, 10, 0, -10, 0, -10]],
    ["cosine", [10, 0, -10, 0, 10, 0]],
    ["triangle", [0, 10, 0, -10, 0, -10]],
    ["sawtooth", [-10, -5, 0, 5, -10, 5]],
    ["square", [10, 10, -10, -10, 10, -10]],
  ] as const)("%s passes its quarters", (type, expected) => {
    expect(at(type, { period: "1h", amplitude: 10 }, quarters)).toEqual(expected);
    // ten years, a thousand and ten thousand years later, to the last digit
    for (const years of [10, 1000, 10_000])
      expect(
        at(
          type,
          { period: "1h", amplitude: 10 },
          quarters.map((q) => q + years * 365 * 24 * 60),
        ),
      ).toEqual(expected);
  });

  it("phase shifts them ahead, in degrees", () => {
    expect(at("sine", { period: "1h", phase: 90 }, [0, 15, 30])).toEqual([1, 0, -1]);
    expect(at("square", { period: "1h", phase: 180 }, [0, 15, 30])).toEqual([-1, -1, 1]);
    expect(at("sawtooth", { period: "1h", phase: -450 }, [15])).toEqual([-1]);
  });

  it("square is high for its duty", () => {
    const values = trial("square", { period: "40m", duty: 0.3 }).fill(0, 0, 4000);
    expect(values.filter((v) => v === 1).length).toBe(1200);
  });

  it("keep their digits far from the origin", () => {
    const tick = 1e10 + 7;
    const expected = Math.sin(2 * Math.PI * (((tick * 1009) % 86_399) / 86_399));
    const found = at("sine", { period: "86399ms" }, [tick], { interval: 1009 });
    expect(Math.abs(found[0] - expected)).toBeLessThan(3e-15);
  });
});

it("trend rises by its change in each period", () => {
  expect(at("trend", { change: 3, per: "2h" }, [0, 120, 60, -240, 1e9 * 120])).toEqual([0, 3, 1.5, -6, 3e9]);
});

describe("daily", () => {
  const zone = createZone("Europe/Berlin");
  /** Ticks of a local time on a date, in minutes from the origin; the hour may count past a change of clocks. */
  const tick = (date: string, hour: number) =>
    (Date.parse(`${date}T00:00:00Z`) -
      zone.offsetAt(Date.parse(`${date}T00:00:00Z`) - 2 * HOUR) +
      hour * HOUR -
      Date.UTC(2024, 0, 1)) /
    MINUTE;

  it("is low at 04:00 and high at 18:00 local time", () => {
    const ticks = ["2024-01-10", "2024-07-10"].flatMap((day) => [4, 18].map((hour) => tick(day, hour)));
    expect(at("daily", { low: 20, high: 80 }, ticks)).toEqual([20, 80, 20, 80]);
  });
  it("stays between low and high", () => {
    const values = trial("daily", { low: 20, high: 80 }).fill(0, 0, 3 * 1440);
    expect([Math.min(...values), Math.max(...values)]).toEqual([20, 80]);
  });
  it("follows the clock through days of 23 and 25 hours", () => {
    const hours = { profile: Array.from({ length: 24 }, (_, h) => h), interpolation: "step" };
    const day = (date: string, length: number) =>
      at(
        "daily",
        hours,
        Array.from({ length }, (_, h) => tick(date, h)),
      );
    expect(day("2024-03-31", 23)).toEqual([0, 1, ...Array.from({ length: 21 }, (_, i) => i + 3)]);
    expect(day("2024-10-27", 25)).toEqual([0, 1, 2, 2, ...Array.from({ length: 21 }, (_, i) => i + 3)]);
  });
  it("has profiles for weekdays, Saturday and Sunday, and joins them by straight lines", () => {
    const options = { weekday: [1], saturday: [2], sunday: [3] };
    const noons = [5, 6, 7, 8].map((d) => tick(`2024-01-0${d}`, 12));
    expect(at("daily", { ...options, interpolation: "step" }, noons)).toEqual([1, 2, 3, 1]);
    expect(at("daily", options, noons)).toEqual([1.5, 2.5, 2, 1]);
  });
  it("weekly begins on Monday", () => {
    const week = { profile: [0, 1, 2, 3, 4, 5, 6], interpolation: "step" };
    const days = [1, 2, 3, 4, 5, 6, 7, 8].map((d) => tick(`2024-01-0${d}`, 0));
    expect(at("weekly", week, days)).toEqual([0, 1, 2, 3, 4, 5, 6, 0]);
    expect(at("weekly", { ...week, interpolation: "linear" }, [tick("2024-01-07", 12)])).toEqual([3]);
  });
});

describe("other metrics", () => {
  const world = createWorld();
  it("lag shows them as they were", () => {
    const values = trySignal(signals.lag, { of: "load", ticks: 3 }, world).fill(2, 100, 5);
    expect([...values]).toEqual([97, 98, 99, 100, 101].map(madeUp("load", world, 2)));
  });
  it("difference is exact in their decimals", () => {
    const values = trySignal(signals.difference, { of: "register" }, world).fill(2, 100, 2000);
    const register = madeUp("register", world, 2);
    const raw = values.map((_, i) => register(100 + i) - register(99 + i));
    expect([...values]).toEqual([...raw].map((v) => Number(v.toFixed(3))));
    expect(raw.some((v, i) => v !== values[i])).toBe(true);
  });
});

describe("counter", () => {
  const interval = 15 * MINUTE;
  const origin = Date.UTC(2023, 11, 31, 23);
  const days = 366;
  const zone = createZone("Europe/Berlin");
  const grid = createGrid(origin, interval);
  /** Ticks whose end is a local midnight of 2024. */
  const midnights = Array.from({ length: days + 1 }, (_, d) => {
    const guess = origin + d * 24 * HOUR;
    return grid.tickAt(guess - (zone.offsetAt(guess) - HOUR)) - 1;
  });
  const register = (options: unknown) => trial("counter", options, { interval, origin }).fill(1, -1, days * 96 + 1);
  const totals = (values: Float64Array) =>
    midnights.slice(1).map((tick, d) => Math.round((values[tick + 1] - values[midnights[d] + 1]) * 1000));
  const rises = (values: Float64Array) => values.every((v, i) => i === 0 || v >= values[i - 1]);
  const whole = (values: Float64Array) => values.every((v) => Object.is(v, Math.round(v * 1000) / 1000));

  it("gives each local day its total, of 23 and 25 hours too", () => {
    const values = register({ perDay: 24 });
    expect(values[0]).toBe(0);
    expect(new Set(totals(values))).toEqual(new Set([24_000]));
    expect(rises(values) && whole(values)).toBe(true);
    const change = midnights[90];
    expect(values[change + 5] - values[change + 1]).toBeCloseTo(24 / 23, 2);
  });
  it("spreads random totals, evenly and by a shape, and never runs backwards", () => {
    const even = register({ perDay: 24, sd: 12 });
    const shaped = register({ perDay: 24, sd: 12, shape: "load" });
    expect([even, shaped].every((values) => rises(values) && whole(values))).toBe(true);
    expect(totals(shaped)).toEqual(totals(even));
    expect(new Set(totals(even)).size).toBeGreaterThan(300);
    const load = madeUp("load", createWorld({ interval, origin }), 1);
    const share = (tick: number) => (shaped[tick + 1] - shaped[tick]) / load(tick);
    expect(Math.abs(share(20) / share(60) - 1)).toBeLessThan(0.2);
  });
  it.each([
    ["Pacific/Apia, which left out a day", "Pacific/Apia", "2011-12-20"],
    ["America/Sao_Paulo, whose days have begun at 01:00", "America/Sao_Paulo", "2018-10-28"],
    ["America/St_Johns, whose clocks went back after midnight", "America/St_Johns", "2010-11-01"],
    ["Africa/Cairo, whose clocks go back at midnight", "Africa/Cairo", "2024-10-25"],
  ])("never runs backwards in %s", (_, name, date) => {
    const world = { interval: MINUTE, origin: Date.parse(`${date}T00:00:00Z`), zones: [name] };
    expect(rises(trial("counter", { perDay: 24, sd: 12 }, world).fill(0, 0, 15 * 1440))).toBe(true);
    expect(rises(trial("counter", { perDay: 24, shape: "load" }, world).fill(0, 0, 15 * 1440))).toBe(true);
  });
  it.each([
    ["Pacific/Apia", "2011-12-20"],
    ["Pacific/Kwajalein", "1993-08-15"],
  ])("spreads the total of a day that %s left out over the next", (name, date) => {
    const world = { interval: 15 * MINUTE, origin: Date.parse(`${date}T00:00:00Z`), zones: [name] };
    for (const options of [{ perDay: 24 }, { perDay: 24, shape: "load" }]) {
      const values = trial("counter", options, world).fill(0, 0, 15 * 96);
      const steps = values.slice(1).map((v, i) => v - values[i]);
      // the shape varies from 0 to 100, evenly: one tick has at most about twice its part of two days' total
      expect(Math.max(...steps)).toBeLessThan((2 * 24 * 2.5) / 96);
    }
  });
  it("has the same values however a day of 48 hours is cut", () => {
    const world = { interval: HOUR, origin: Date.UTC(1969, 8, 20), zones: ["Pacific/Kwajalein"] };
    const shaped = trial("counter", { perDay: 24, shape: "load" }, world);
    const whole = shaped.fill(0, 220, 100);
    for (let i = 0; i < 100; i++) expect(shaped.fill(0, 220 + i, 1)[0]).toBe(whole[i]);
  });
  it("shows the same register at an instant whatever the interval", () => {
    const coarse = trial("counter", { perDay: 24, sd: 12 }, { interval: HOUR, origin }).fill(1, 0, 2000);
    const fine = trial("counter", { perDay: 24, sd: 12 }, { interval: 5 * MINUTE, origin }).fill(1, 0, 24_000);
    expect(coarse.every((v, i) => v === fine[12 * i + 11])).toBe(true);
  });
});

it("walk begins at its start and stays within its bounds", () => {
  expect(at("walk", { sd: 1, start: 7 }, [0])).toEqual([7]);
  expect(at("walk", { sd: 1, min: 0, max: 50 }, [0])).toEqual([25]);
  const values = trial("walk", { sd: 3, min: -5, max: 5 }).fill(0, -1000, 50_000);
  expect(Math.min(...values)).toBeGreaterThanOrEqual(-5);
  expect(Math.max(...values)).toBeLessThanOrEqual(5);
  expect(
    trial("walk", { sd: 3, min: 2 })
      .fill(0, 0, 5000)
      .every((v) => v >= 2),
  ).toBe(true);
  expect(
    trial("walk", { sd: 3, max: 2 })
      .fill(0, 0, 5000)
      .every((v) => v <= 2),
  ).toBe(true);
});
