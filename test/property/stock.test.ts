import { describe, expect, test } from "vitest";
import { burst } from "../../src/signals/burst.ts";
import { stock } from "../../src/signals/stock.ts";
import { createWorld, trySignal } from "../contract/harness.ts";
import { kolmogorov, mean, normalCdf, variance } from "./statistics.ts";

const BURSTS = {
  spike: { probability: 0.01, size: [10, 60] },
  drop: { probability: 0.012, size: [-80, -5] },
};
const signal = (options: object) => trySignal(stock, options, createWorld());
const cents = (values: Float64Array) => values.map((v) => Math.floor(v * 100 + 0.5));

/** The changes of an entity's stock, in cents: seen where neither floor nor capacity is near. */
function changesOf(options: object, entity: number, tick: number, ticks: number): Float64Array {
  const high = cents(signal({ ...options, start: 1e9 }).fill(entity, tick - 1, ticks + 1));
  return high.subarray(1).map((level, i) => level - high[i]);
}

/** What the definition says, tick by tick: the levels from the origin on, in cents. */
function plainLevels(changes: Float64Array, start: number, capacity: number): number[] {
  const levels = [start];
  for (const change of changes) levels.push(Math.max(0, Math.min(capacity, levels[levels.length - 1] + change)));
  return levels;
}

describe.each([
  ["a floor alone", { sd: 6.5, drift: 0.008, bursts: BURSTS }, Infinity],
  ["a floor that it falls to", { sd: 6.5, drift: -0.5, bursts: BURSTS }, Infinity],
  ["a floor and a capacity", { sd: 6.5, drift: 0.1, bursts: BURSTS, capacity: 400 }, 40_000],
])("with %s", (_, law, capacity) => {
  const TICKS = 20_000;
  const options = { ...law, start: 300 };
  const free = { ...law, capacity: undefined };

  test("each level is the one before and the change, as far as the bounds let it", () => {
    const expected = plainLevels(changesOf(free, 1, 1, TICKS), 30_000, capacity);
    expect([...cents(signal(options).fill(1, 0, TICKS + 1))]).toEqual(expected);
    expect(Math.min(...expected)).toBe(0);
    if (capacity < Infinity) expect(Math.max(...expected)).toBe(capacity);
  });

  test("up to the origin it stands still", () => {
    expect([...signal(options).fill(1, -3000, 3001)]).toEqual(new Array(3001).fill(300));
  });

  test("a tick is the same whatever was asked before", () => {
    const whole = signal(options).fill(2, -5000, TICKS + 5000);
    const trial = signal(options);
    for (const at of [19_000, 3, 4096, 4097, 4095, 12_288, 12_287, 19_001, 1, 0, -1, -4096, 8000, 8001, 7999])
      for (const ticks of [1, 700]) expect(trial.fill(2, at, ticks)).toEqual(whole.slice(at + 5000, at + 5000 + ticks));
  });
});

test("changes are normal with bursts of even size (four standard errors, or 0.1 % of Kolmogorov's law)", () => {
  const n = 200_000;
  const still = changesOf({ sd: 6.5, drift: 0.5 }, 0, 1, n).map((c) => c / 100);
  expect(Math.abs(mean(still) - 0.5)).toBeLessThan((4 * 6.5) / Math.sqrt(n));
  expect(Math.abs(variance(still) / 42.25 - 1)).toBeLessThan(4 * Math.sqrt(2 / n));
  // a step of a cent moves the law by at most a cent's density: 0.0003 standard deviations
  expect(kolmogorov(still, (x) => normalCdf((x - 0.5) / 6.5))).toBeLessThan(1.95 + 0.0006 * Math.sqrt(n));
  const sizes = changesOf({ sd: 0, bursts: { spike: BURSTS.spike } }, 0, 1, n).filter((c) => c !== 0);
  expect(Math.abs(sizes.length - 0.01 * n)).toBeLessThan(4 * Math.sqrt(0.01 * n));
  expect(kolmogorov(sizes, (x) => Math.max(0, Math.min(1, (x - 999.5) / 5001)))).toBeLessThan(1.95);
});

test("bursts are shown where, and by how much, they move a stock of that name", () => {
  const moved = changesOf({ sd: 0, bursts: BURSTS }, 3, 1, 20_000);
  const shown = new Float64Array(20_000);
  for (const [name, law] of Object.entries(BURSTS)) {
    const found = cents(trySignal(burst, { name, ...law }, createWorld()).fill(3, 1, 20_000));
    for (let i = 0; i < found.length; i++) shown[i] += found[i];
  }
  expect(shown).toEqual(moved);
  expect(shown.filter((c) => c !== 0).length).toBeGreaterThan(300);
});

test("bursts come independently: of two names, and of two entities", () => {
  const of = (name: string, entity: number) =>
    trySignal(burst, { name, probability: 0.05, size: [1, 1] }, createWorld()).fill(entity, 0, 100_000);
  const both = (x: Float64Array, y: Float64Array) => x.filter((v, i) => v > 0 && y[i] > 0).length;
  // 250 expected, four standard deviations of a Poisson count
  for (const other of [of("b", 0), of("a", 1), of("a", 0).subarray(1)])
    expect(Math.abs(both(of("a", 0), Float64Array.from(other)) - 250)).toBeLessThan(4 * Math.sqrt(250));
});
