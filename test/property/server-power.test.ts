import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { signals } from "../../src/signals/index.ts";
import { createWorld, trySignal } from "../contract/harness.ts";
import { planOf, rowsOf } from "../support/rows.ts";

/** SPECpower_ssj2008, power at 0, 10 ... 100 % load as a part of full power. */
const MEASURED = {
  "of 2017": [0.117, 0.267, 0.322, 0.375, 0.431, 0.495, 0.557, 0.642, 0.761, 0.898, 1],
  "of 2017, larger": [0.116, 0.268, 0.319, 0.367, 0.419, 0.478, 0.549, 0.637, 0.758, 0.896, 1],
  "of 2011": [0.263, 0.441, 0.491, 0.532, 0.577, 0.631, 0.689, 0.766, 0.851, 0.923, 1],
  "of 2008": [0.626, 0.675, 0.721, 0.755, 0.8, 0.845, 0.887, 0.925, 0.951, 0.977, 1],
  "of 2008, small": [0.735, 0.764, 0.791, 0.821, 0.85, 0.872, 0.906, 0.923, 0.957, 0.974, 1],
};

/** Power at loads, of a server with such idle and full power. */
function powerAt(loads: readonly number[], idle: number, full: number): number[] {
  const rows = rowsOf(
    planOf({
      name: "x",
      origin: "2024-01-01",
      start: "2024-01-01",
      end: new Date(Date.UTC(2024, 0, 1) + loads.length * 60_000).toISOString(),
      inventory: { count: 1 },
      metrics: {
        load: {
          decimals: 6,
          signals: [{ daily: { profile: [...loads, ...Array(1440 - loads.length).fill(0)], interpolation: "step" } }],
        },
        power: { decimals: 6, signals: [{ "server-power": { load: "load", idle, full } }] },
      },
    }),
  );
  return rows.map((row) => Number(row.power));
}
const steps = Array.from({ length: 11 }, (_, i) => 10 * i);

describe("server-power", () => {
  // the fidelity target is 2 % of full power
  test.each(Object.entries(MEASURED))("is within 2 % of a measured server %s", (_, measured) => {
    const errors = powerAt(steps, measured[0], 1).map((power, i) => Math.abs(power - measured[i]));
    expect(Math.max(...errors)).toBeLessThan(0.02);
  });

  test("is idle at no load, full at full load, and never falls as the load rises", () => {
    fc.assert(
      fc.property(
        fc.double({ min: 1, max: 2000, noNaN: true }),
        fc.double({ min: 0.02, max: 1, noNaN: true }),
        (full, part) => {
          const idle = part * full;
          const power = powerAt(
            Array.from({ length: 101 }, (_, load) => load),
            idle,
            full,
          );
          expect(power[0]).toBeCloseTo(idle, 5);
          expect(power[100]).toBeCloseTo(full, 5);
          power.forEach((watts, i) => {
            if (i > 0 && watts < power[i - 1] - 1e-6) throw new Error(`falls at ${i} %`);
          });
        },
      ),
      { numRuns: 20, seed: 7 },
    );
  });
});

describe("integral", () => {
  const shown = (reset: string, zone: string, start: string, end: string, interval = "1h") =>
    rowsOf(
      planOf({
        name: "x",
        origin: "2020-01-01",
        zone,
        start,
        end,
        interval,
        inventory: { count: 1 },
        metrics: {
          power: { decimals: 1, signals: [{ constant: { value: 10 } }] },
          energy: { decimals: 3, signals: [{ integral: { of: "power", reset } }] },
        },
        records: [{ table: "x", columns: ["timestamp", "energy"] }],
      }),
    ).map((row) => Number(row.energy));

  test("starts again when the local day, month and year do", () => {
    const day = [10, 20, 30, 40, 50, 60, 70, 80, 90, 100, 110, 120];
    expect(shown("day", "Europe/Berlin", "2023-06-01", "2023-06-01T12:00")).toEqual(day);
    expect(shown("month", "Europe/Berlin", "2023-06-01", "2023-06-01T12:00")).toEqual(day);
    expect(shown("month", "Europe/Berlin", "2023-06-30T20:00", "2023-07-01T02:00")).toEqual([
      7170, 7180, 7190, 7200, 10, 20,
    ]);
    // March has an hour less where clocks go forward
    expect(shown("month", "Europe/Berlin", "2023-03-31T23:00", "2023-04-01T01:00")).toEqual([7430, 10]);
    expect(shown("day", "Europe/Berlin", "2023-10-29T23:00", "2023-10-30T01:00")).toEqual([250, 10]);
    expect(shown("year", "UTC", "2024-12-31T22:00", "2025-01-01T01:00")).toEqual([87_830, 87_840, 10]);
  });

  test("refuses what does not fit in memory", () => {
    expect(() => shown("month", "UTC", "2023-06-01", "2023-06-02", "1s")).toThrow(/reaches .* ticks/);
  });

  test("is the same wherever a run begins", () => {
    const world = createWorld({ interval: 3_600_000 });
    const trial = trySignal(signals.integral, { of: "load", reset: "day" }, world);
    const whole = trial.fill(1, -30, 90);
    for (let from = 0; from < 90; from += 7) expect(trial.fill(1, from - 30, 5)).toEqual(whole.slice(from, from + 5));
  });
});
