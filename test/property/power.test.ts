import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { scenarioOf, serversOf } from "../conformance/servers.ts";
import { planOf, rowsOf } from "../support/rows.ts";

const inventory = (count: number) => ({ ...scenarioOf().inventory, count });
const day = fc
  .integer({ min: 0, max: 3000 })
  .map((n) => new Date(Date.UTC(2020, 0, 2) + n * 86_400_000).toISOString().slice(0, 10));

describe("energy", () => {
  // power is in whole tenths of a watt: in an hour that is tenths of a Wh, in another time at most a last place off
  test("differs between two readings by the power times the interval, but where a month begins", () => {
    fc.assert(
      fc.property(fc.nat(1e6), day, fc.constantFrom("1h", "15m", "2h", "10m"), (seed, start, interval) => {
        const scenario = scenarioOf({}, { seed, start, end: start, interval, inventory: inventory(3) });
        const hours = { "1h": 1, "15m": 0.25, "2h": 2, "10m": 1 / 6 }[interval];
        for (const { series, tags } of serversOf(scenario, ["power", "energy"])) {
          const local = new Intl.DateTimeFormat("en-CA", { timeZone: String(tags.zone), month: "numeric" });
          const begin = Date.parse(start);
          const month = (i: number) => local.format(begin + i * hours * 3_600_000);
          for (let i = 1; i < series.power.length; i++) {
            const before = month(i) === month(i - 1) ? series.energy[i - 1] : 0;
            if (Math.abs(series.energy[i] - before - series.power[i] * hours) > 0.00101)
              throw new Error(`${series.energy[i]} after ${before} at ${series.power[i]} W`);
          }
        }
      }),
      { numRuns: 25, seed: 7 },
    );
  });
});

describe("days", () => {
  const rowsOn = (zone: string, date: string, interval: string) =>
    rowsOf(planOf(scenarioOf({}, { zone, start: date, end: date, interval, inventory: inventory(2) })));

  test.each([
    ["Europe/Berlin", "2023-03-26", 23],
    ["Europe/Berlin", "2023-10-29", 25],
    ["America/New_York", "2023-03-12", 23],
    ["America/New_York", "2023-11-05", 25],
    ["Asia/Kolkata", "2023-10-29", 24],
    ["UTC", "2023-10-29", 24],
  ])("have their hours: %s on %s has %d", (zone, date, hours) => {
    const rows = rowsOn(zone, date, "1h");
    expect(rows).toHaveLength(2 * 2 * hours);
    const begins = [...new Set(rows.map((row) => Number(row.start_time)))];
    expect(begins).toHaveLength(hours);
    expect(begins).toEqual(begins.map((_, i) => begins[0] + i * 3_600_000));
    for (const row of rows) expect(Number(row.end_time) - Number(row.start_time)).toBe(3_600_000);
  });

  test("any interval and any fuzz up to half of it: windows abut, and nothing changes places or leaves the day", () => {
    fc.assert(
      fc.property(
        day,
        fc.constantFrom(60, 300, 900, 3600, 7200),
        fc.double({ min: 0, max: 0.5, noNaN: true }),
        (date, interval, part) => {
          const jitter = `${Math.floor(interval * part)}s`;
          const scenario = scenarioOf(
            {},
            { start: date, end: date, interval: `${interval}s`, jitter, inventory: inventory(2) },
          );
          const all = rowsOf(planOf(scenario));
          for (const sn of new Set(all.map((row) => row.sn)))
            for (const name of new Set(all.map((row) => row.name))) {
              const rows = all.filter((row) => row.sn === sn && row.name === name);
              expect(rows).toHaveLength(86_400 / interval);
              rows.forEach((row, i) => {
                const late = Number(row.start_time) - Date.parse(date) - i * interval * 1000;
                if (!(late >= 0 && late <= interval * 500)) throw new Error(`row ${i} is ${late} ms late`);
                if (i > 0 && row.start_time !== rows[i - 1].end_time) throw new Error(`row ${i} does not abut`);
              });
            }
        },
      ),
      { numRuns: 12, seed: 7 },
    );
  });
});

test("serials are unique in both shapes, and the same whatever their number", () => {
  const ids = (serials: string, count: number) => {
    const { inventory: made } = planOf(
      scenarioOf({ serials }, { inventory: { ...scenarioOf({ serials }).inventory, count } }),
    );
    return Array.from({ length: count }, (_, e) => made.idOf(e));
  };
  for (const [serials, shape] of [
    ["alphanumeric", /^[A-Z]{3}\d{5}[A-Z]{2}$/],
    ["numeric", /^8899\d{6}$/],
  ] as const) {
    const many = ids(serials, 100_000);
    expect(new Set(many).size).toBe(100_000);
    for (const id of many) if (!shape.test(id)) throw new Error(id);
    expect(ids(serials, 10)).toEqual(many.slice(0, 10));
  }
});

test("measurements take names, units and scales of one's own", () => {
  const rows = (options: object) =>
    rowsOf(planOf(scenarioOf(options, { end: "2023-03-06T01:00Z", inventory: inventory(1) }))).map(
      ({ name, unit, measurement_value }) => [name, unit, measurement_value],
    );
  const [[, , load], [, , watts]] = rows({});
  const measurements = [
    { kind: "power", name: "draw", unit: "kW", scale: 0.3 },
    { kind: "utilization", name: "busy", unit: "1", scale: 1 },
  ];
  expect(rows({ measurements })).toEqual([
    ["draw", "kW", Number((Number(watts) / 1000).toFixed(4))],
    ["busy", "1", Number((Number(load) / 100).toFixed(4))],
  ]);
  expect(() => scenarioOf({ measurements: ["power", measurements[0]] })).toThrow("each kind once");
});
