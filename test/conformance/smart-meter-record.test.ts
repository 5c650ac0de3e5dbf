import { describe, expect, test } from "vitest";
import { smartMeter } from "../../src/presets/smart-meter.ts";
import { planOf, rowsOf, textOf } from "../support/rows.ts";
import { mean, quantile } from "./homes.ts";

type Reading = {
  timestamp: number;
  meter_id: string;
  reading: number;
  register: number;
  power: number;
  voltage: number;
  current: number;
};

function scenarioOf(profile: "household" | "uniform", count: number, over: object = {}) {
  const scenario = smartMeter.create({ profile, faults: "none" }, undefined);
  return { ...scenario, start: "2024-01-17", end: "2024-01-17", inventory: { ...scenario.inventory, count }, ...over };
}

/** Millionths, as the columns show them. */
const micro = (kwh: number) => Math.round(kwh * 1e6);

describe("a record of a home", () => {
  const rows = rowsOf(planOf(scenarioOf("household", 3)), "entity") as unknown as Reading[];
  const meters = [...new Set(rows.map((row) => row.meter_id))].map((id) => rows.filter((row) => row.meter_id === id));

  test("has the seven columns, 8640 times a day", () => {
    expect(Object.keys(rows[0])).toEqual([
      "timestamp",
      "meter_id",
      "reading",
      "register",
      "power",
      "voltage",
      "current",
    ]);
    expect(meters).toHaveLength(3);
    for (const meter of meters) {
      expect(meter).toHaveLength(8640);
      expect(meter[0].meter_id).toMatch(/^MAC\d{8}$/);
    }
  });

  test("a reading is the difference of two registers, exactly, and power is the reading", () => {
    for (const meter of meters) {
      const wrong = meter.filter(
        (row, i) => i > 0 && micro(row.register) - micro(meter[i - 1].register) !== micro(row.reading),
      );
      expect(wrong).toEqual([]);
      // 1e-6 kWh in 10 s are 0.36 W
      expect(meter.filter((row) => Math.round(row.power * 1000) !== micro(row.reading) * 360)).toEqual([]);
    }
  });

  test("current carries the power at the voltage with a power factor below 1, better at higher power", () => {
    for (const meter of meters) {
      const factors = meter.map((row) => row.power / (row.voltage * row.current));
      // 0.0005 A of rounding in 0.1 A and more
      expect(Math.min(...factors)).toBeGreaterThan(0.6);
      expect(Math.max(...factors)).toBeLessThan(1.005);
      const heavy = factors.filter((_, i) => meter[i].power > 1500);
      for (const factor of heavy) expect(factor).toBeGreaterThan(0.9);
    }
  });
});

describe("voltage over a week", () => {
  const rows = rowsOf(
    planOf(scenarioOf("household", 24, { interval: "10m", end: "2024-01-23" })),
    "entity",
  ) as unknown as Reading[];
  const meters = [...new Set(rows.map((row) => row.meter_id))].map((id) => rows.filter((row) => row.meter_id === id));

  test("stays within EN 50160", () => {
    for (const meter of meters) {
      const volts = meter.map((row) => row.voltage);
      expect(volts.filter((v) => v >= 207 && v <= 253).length / volts.length).toBeGreaterThanOrEqual(0.95);
      expect(Math.min(...volts)).toBeGreaterThanOrEqual(195.5);
      expect(Math.max(...volts)).toBeLessThanOrEqual(253);
    }
  });

  test("differs between homes, swings by some volts a day and is lowest in the evening", () => {
    const hourly = (meter: Reading[], hour: number) =>
      mean(meter.filter((row) => new Date(row.timestamp).getUTCHours() === hour).map((row) => row.voltage));
    const swings = meters.map((meter) => hourly(meter, 3) - hourly(meter, 19));
    expect(mean(swings)).toBeGreaterThan(4);
    expect(mean(swings)).toBeLessThan(8);
    const means = meters.map((meter) => mean(meter.map((row) => row.voltage)));
    expect(mean(means)).toBeGreaterThan(230);
    expect(mean(means)).toBeLessThan(243);
    expect(quantile(means, 0.9) - quantile(means, 0.1)).toBeGreaterThan(2);
  });
});

describe("the uniform profile", () => {
  const scenario = scenarioOf("uniform", 1, { start: "2024-01-01", end: "2024-01-01" });
  const lines = textOf(planOf(scenario), "ndjson").trimEnd().split("\n");

  test("writes timestamp and reading, 8640 lines a day", () => {
    expect(lines).toHaveLength(8640);
    expect(lines[0]).toMatch(/^\{"timestamp":"2024-01-01T00:00:00","reading":0(\.\d{1,3})?\}$/);
    expect(lines[8639]).toMatch(/^\{"timestamp":"2024-01-01T23:59:50","reading":/);
    expect(planOf(scenario).tables[0].path).toBe("dt={date}/{id}.json");
  });

  test("readings are even between 0 and 0.9", () => {
    const readings = lines.map((line) => JSON.parse(line).reading as number);
    const cells = new Float64Array(90);
    for (const reading of readings) {
      expect(Math.round(reading * 1000) / 1000).toBe(reading);
      cells[Math.min(89, Math.floor(reading * 100))]++;
    }
    // chi-square with 89 degrees of freedom: mean 89, standard deviation 13.3
    const chi = cells.reduce((sum, n) => sum + (n - 96) ** 2 / 96, 0);
    expect(Math.abs(chi - 89)).toBeLessThan(4 * 13.3);
  });
});
