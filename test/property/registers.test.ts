import { expect, test } from "vitest";
import { planOf, rowsOf } from "../support/rows.ts";

const HOUR = 3_600_000;

/** The values of a metric by time, from a register that counts hours since the origin. */
function valuesOf(signals: object[], days: string, zone = "UTC"): Map<string, number> {
  const rows = rowsOf(
    planOf({
      name: "x",
      origin: "2024-01-01T00:00Z",
      zone,
      interval: "30m",
      start: "2024-03-01T00:00Z",
      end: days,
      inventory: { count: 1 },
      metrics: {
        hours: { decimals: 3, signals: [{ trend: { change: 1, per: "1h" } }] },
        weekday: { signals: [{ daily: { weekday: [1], saturday: [0.5], sunday: [0], interpolation: "step" } }] },
        x: { decimals: 3, signals },
      },
      records: [{ table: "x", columns: ["timestamp", "x"] }],
    }),
  );
  return new Map(rows.map((row) => [new Date(row.timestamp as number).toISOString().slice(0, 16), row.x as number]));
}
const since = (time: string) => (Date.parse(`${time}Z`) - Date.UTC(2024, 0, 1)) / HOUR;

test("a purge takes, in its hours, a part of what was old enough, and nothing in between", () => {
  const x = valuesOf([{ purge: { of: "hours", share: 0.5, age: "3d", days: 7, hour: 2, length: "4h" } }], "2024-03-20");
  const cut = (monday: string) => 0.5 * (since(`${monday}T02:00`) - 72);
  // 4, 11 and 18 March are Mondays
  expect(x.get("2024-03-04T02:00")).toBe(cut("2024-02-26"));
  expect(x.get("2024-03-04T03:00")).toBe(cut("2024-02-26") + (0.5 * 168) / 4);
  expect(x.get("2024-03-04T06:00")).toBe(cut("2024-03-04"));
  expect(x.get("2024-03-11T01:30")).toBe(cut("2024-03-04"));
  expect(x.get("2024-03-11T04:00")).toBe(cut("2024-03-04") + (0.5 * 168) / 2);
  expect(x.get("2024-03-19T00:00")).toBe(cut("2024-03-18"));
});

test("a purge follows the local clock and never gives back, also when clocks change", () => {
  // 31 March 2024 has 23 hours in Berlin, whose midnight is 23:00 and then 22:00 UTC
  const x = valuesOf(
    [{ purge: { of: "hours", age: "1h", days: 1, hour: 1, length: "1d" } }],
    "2024-04-05",
    "Europe/Berlin",
  );
  const values = [...x.values()];
  for (let i = 1; i < values.length; i++) expect(values[i]).toBeGreaterThanOrEqual(values[i - 1]);
  expect(x.get("2024-03-30T00:00")).toBe(since("2024-03-29T00:00") - 1);
  expect(x.get("2024-04-02T23:00")).toBe(since("2024-04-01T23:00") - 1);
});

test("a counter over weeks gives each week its total and each day its part by the shape", () => {
  const x = valuesOf([{ counter: { perDay: 100, shape: "weekday", over: "week" } }], "2024-03-20");
  const at = (time: string) => x.get(time)!;
  // a register stands at the end of its tick
  const days = ["03", "04", "05", "06", "07", "08", "09", "10"].map((day) => at(`2024-03-${day}T23:30`));
  const parts = days.slice(1).map((value, i) => value - days[i]);
  // 5.5 days' worth of shape share out 700
  const whole = [1, 1, 1, 1, 1, 0.5, 0].map((part) => (part * 700) / 5.5);
  parts.forEach((part, i) => {
    expect(Math.abs(part - whole[i])).toBeLessThan(0.0021);
  });
  expect(Math.abs(days[7] - days[0] - 700)).toBeLessThan(1e-9);
});
