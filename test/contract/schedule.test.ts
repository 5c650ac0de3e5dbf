import { describe, expect, it } from "vitest";
import { z } from "zod";
import { ScenarioError } from "../../src/core/error.ts";
import { fork, type Key, uniform } from "../../src/core/random.ts";
import { defineSchedule, type Schedule } from "../../src/core/schedule.ts";
import { schedules } from "../../src/schedules/index.ts";
import { createWorld, trySchedule } from "./harness.ts";
import { checks, suite } from "./schedule.ts";

const DAY = 86_400_000;

const variations: { [type in keyof typeof schedules]?: readonly unknown[] } = {
  once: [
    { at: "2024-01-20", length: "40d" },
    { at: "2023-12-24T18:00:00Z", length: "1s" },
    { at: "2024-01-20", length: ["1d", "40d"] },
  ],
  list: [
    {
      // one within another, two that begin together, one in an hour that clocks skip in some zones
      windows: [
        ["2024-02-01", "2024-02-20"],
        ["2024-02-03T10:00Z", "2024-02-03T10:00:01Z"],
        ["2024-02-04", "2024-02-04"],
        ["2024-02-05", "2024-02-05"],
        ["2024-02-06", "2024-02-06"],
        ["2024-02-01", "2024-02-01"],
        ["2024-03-31T02:10", "2024-03-31T03:05"],
        ["2023-11-05T01:00", "2023-11-05T01:30"],
      ],
    },
  ],
  periodic: [
    { every: "7h", length: "7h" },
    { every: "100d", length: "1ms", offset: "250d" },
    { every: "1d", length: ["1h", "10h"], jitter: "14h" },
  ],
  random: [
    { rate: "6/1d", length: "1ms" },
    // far longer than the mean gap: many overlap, and most windows of a query began long before it
    { rate: "2/1d", length: ["1s", "20d"] },
    { rate: "2/1d", length: { median: "2h", sigma: 1.2, most: "3d" } },
    { rate: "0/1d", length: "1h" },
  ],
  clustered: [
    { rate: "1/1d", count: 1, within: "1ms", length: "1ms" },
    // clusters overlap, and their windows outlast them
    { rate: "1/2d", count: [1, 5], within: "6d", length: ["1s", "9d"] },
    { rate: "0/1d", count: 3, within: "1h", length: "1h" },
  ],
  quota: [
    { count: 1, per: "hour", length: "1h" },
    { count: 23, per: "day", length: ["1ms", "1h"] },
    { count: 2, per: "week", length: ["1d", "3d"] },
    { count: 3, per: "hour", length: "1ms", slot: "13m" },
  ],
  cron: [
    { at: "30 2 * * *", length: "1h" },
    { at: "0 */30 1-7,31 feb-4 mon", zone: "America/New_York", length: ["1ms", "40d"] },
    { at: "@hourly", length: ["1s", "5h"] },
    { at: "30 15 1,2 * * 7", length: "1ms" },
  ],
  "business-hours": [
    { days: ["saturday", "sunday"], from: "00:00", to: "24:00" },
    { days: ["sunday"], from: "02:00", to: "03:00", holidays: ["2024-01-07"] },
    { from: "22:00", to: "06:00", holidays: ["easter+1"] },
  ],
  during: [
    { keep: { cron: { at: "@hourly", length: "2h" } }, within: { quota: { count: 2, per: "week", length: "1d" } } },
    // the same schedule twice is two schedules
    { keep: { random: { rate: "2/1d", length: "1h" } }, within: { random: { rate: "2/1d", length: "1h" } } },
    {
      keep: { during: { keep: { random: { rate: "9/1d", length: "1d" } }, within: { "business-hours": {} } } },
      within: { clustered: { rate: "1/1d", count: 3, within: "1h", length: "5h" } },
    },
  ],
};

for (const definition of Object.values(schedules))
  suite(definition, variations[definition.type as keyof typeof schedules]);

it("lists every schedule under its own type", () => {
  for (const [type, definition] of Object.entries(schedules)) expect(definition.type).toBe(type);
});

describe("windows", () => {
  const world = createWorld({ zones: ["Europe/Berlin"] });
  const { origin } = world.grid;

  it("once begins at local time, or at the instant of an offset", () => {
    const starts = ["2024-03-01T06:00", "2024-03-01T06:00Z"].map(
      (at) => trySchedule(schedules.once, { at, length: "2h" }, world)(0, origin, origin + 100 * DAY)[0].start,
    );
    expect(starts).toEqual([Date.UTC(2024, 2, 1, 5), Date.UTC(2024, 2, 1, 6)]);
  });

  it("periodic ones begin at the offset and come at equal distances, before the origin too", () => {
    const list = trySchedule(schedules.periodic, { every: "6h", length: "1h", offset: "2h" }, world)(
      0,
      origin - DAY,
      origin + DAY,
    );
    expect(list.map((w) => (w.start - origin) / 3_600_000)).toEqual([-22, -16, -10, -4, 2, 8, 14, 20]);
    expect(list.every((w) => w.end - w.start === 3_600_000)).toBe(true);
  });

  it("random ones lose none at a cut, where starts fall between whole milliseconds", () => {
    const windows = trySchedule(schedules.random, { rate: "3/7ms", length: "5ms" }, createWorld({ size: 1 }));
    const span = 20_000;
    const whole = windows(0, origin, origin + span).filter((w) => w.start >= origin);
    const pieces: string[] = [];
    for (let from = 0; from < span; from += 100) {
      const some = windows(0, origin + from, origin + from + 100);
      pieces.push(...some.filter((w) => w.start >= origin + from).map((w) => w.id));
    }
    expect(whole.length).toBeGreaterThan(8000);
    expect(pieces).toEqual(whole.map((w) => w.id));
  });

  it("lognormal lengths have their median and spread, and none is longer than the longest", () => {
    const length = { median: "4h", sigma: 1.1, most: "2d" };
    const windows = trySchedule(schedules.random, { rate: "1/1d", length }, createWorld({ size: 20 }));
    const hours = Array.from({ length: 20 }, (_, entity) => windows(entity, origin, origin + 500 * DAY))
      .flat()
      .map((w) => (w.end - w.start) / 3_600_000);
    const below = (limit: number) => hours.filter((h) => h < limit).length / hours.length;
    // four standard errors of a share; e^1.1 = 3.0042 is one sigma
    expect(Math.abs(below(4) - 0.5)).toBeLessThan(4 * Math.sqrt(0.25 / hours.length));
    expect(Math.abs(below(4 * 3.0042) - 0.8413)).toBeLessThan(4 * Math.sqrt(0.1335 / hours.length));
    expect(Math.max(...hours)).toBe(48);
  });

  it("random ones come at their rate, as a Poisson process does", () => {
    const windows = trySchedule(schedules.random, { rate: "2/30d", length: ["5m", "2h"] }, createWorld({ size: 400 }));
    const days = 600;
    const found = Array.from({ length: 400 }, (_, entity) =>
      windows(entity, origin, origin + days * DAY).filter((w) => w.start >= origin),
    );
    const counts = found.map((list) => list.length);
    const mean = counts.reduce((a, b) => a + b) / counts.length;
    const variance = counts.reduce((a, b) => a + (b - mean) ** 2, 0) / (counts.length - 1);
    // 40 expected each; the mean of 400 has an error of sqrt(40 / 400), variance / mean one of sqrt(2 / 399)
    expect(Math.abs(mean - 40)).toBeLessThan(4 * Math.sqrt(40 / 400));
    expect(Math.abs(variance / mean - 1)).toBeLessThan(4 * Math.sqrt(2 / 399));
    const starts = found
      .flat()
      .map((w) => (w.start - origin) / (days * DAY))
      .sort((a, b) => a - b);
    const lengths = found
      .flat()
      .map((w) => (w.end - w.start - 300_000) / 6_900_000)
      .sort((a, b) => a - b);
    // Kolmogorov-Smirnov against the uniform law, 0.1 % point
    for (const sample of [starts, lengths]) {
      const distance = Math.max(
        ...sample.map((x, i) => Math.max(Math.abs(x - i / sample.length), Math.abs(x - (i + 1) / sample.length))),
      );
      expect(distance * Math.sqrt(sample.length)).toBeLessThan(1.95);
    }
  });
});

it.each([
  ["once", { at: "now-1d", length: "1h" }, "at"],
  ["once", { at: "2024-02-30", length: "1h" }, "at"],
  ["once", { at: "2024-01-01", length: "0s" }, "length"],
  ["periodic", { every: "0s", length: "1h" }, "every"],
  ["periodic", { every: "1h", length: "2h" }, "length"],
  ["periodic", { every: "1h", length: ["2m", "1m"] }, "length"],
  ["periodic", { every: "1h", length: "50m", jitter: "11m" }, "jitter"],
  ["list", { windows: [] }, "windows"],
  ["list", { windows: [["2024-01-01T06:00", "2024-01-01T06:00"]] }, "windows"],
  ["list", { windows: [["2024-01-01", "now"]] }, "windows"],
  ["list", { windows: [["2024-01-01T00:00", "2024-01-02T00:00Z"]] }, "windows"],
  ["list", { windows: [0, 0].map(() => ["2024-01-01", "2024-01-02"]) }, "windows"],
  ["clustered", { rate: "1/1d", count: 0, within: "1h", length: "1h" }, "count"],
  ["clustered", { rate: "1/1d", count: [3, 2], within: "1h", length: "1h" }, "count"],
  ["clustered", { rate: "1/1d", count: 2, within: "0s", length: "1h" }, "within"],
  ["clustered", { rate: "1/1s", count: 2000, within: "1h", length: "1h" }, "rate"],
  ["quota", { count: 24, per: "day", length: "1h" }, "count"],
  ["quota", { count: 168, per: "week", length: "1h" }, "count"],
  ["quota", { count: 5, per: "hour", length: "1m", slot: "13m" }, "count"],
  ["quota", { count: 1, per: "hour", length: "61m" }, "count"],
  ["quota", { count: 1, per: "hour", length: ["1m", "10m"], slot: "9m" }, "slot"],
  ["cron", { at: "0 24 * * *", length: "1h" }, "at"],
  ["cron", { at: "@daily", length: "1h", zone: "Mars" }, "zone"],
  ["cron", { at: "* * * * * *", length: "12d" }, "length"],
  ["business-hours", { from: "09:00", to: "09:00" }, "to"],
  ["business-hours", { from: "24:00" }, "from"],
  ["business-hours", { to: "24:01" }, "to"],
  ["business-hours", { days: [] }, "days"],
  ["business-hours", { holidays: ["2024-13-01"] }, "holidays"],
  ["random", { rate: "2/0d", length: "1h" }, "rate"],
  ["random", { rate: "100/1s", length: "1d" }, "rate"],
  ["random", { rate: "5000/1s", length: "1h" }, "rate"],
  ["random", { rate: "2/30d", length: ["2h", "5m"] }, "length"],
  ["random", { rate: "2/30d", length: "0s" }, "length"],
  ["random", { rate: "2/30d", length: { median: "2h", sigma: 1, most: "1h" } }, "length"],
] as const)("refuses %s %j at %s", (type, options, path) => {
  let issues: readonly { path: readonly PropertyKey[] }[] = [];
  try {
    trySchedule(schedules[type], options, createWorld());
  } catch (error) {
    issues = error instanceof ScenarioError || error instanceof z.ZodError ? error.issues : [];
  }
  expect(issues.map((issue) => issue.path[0])).toContain(path);
});

function broken(windows: Schedule["windows"]) {
  return defineSchedule({
    type: "broken",
    summary: "Breaks a rule.",
    options: z.strictObject({}),
    example: {},
    create: () => ({ windows }),
  });
}

/** A window of three hours a day, whose start is drawn; `tell` may spoil it. */
function daily(key: Key, from: number, to: number, tell: (n: number, start: number, key: Key) => void): void {
  for (let n = Math.floor(from / DAY) - 1; n * DAY < to; n++) {
    const start = n * DAY + Math.floor(uniform(key, n) * (DAY - 1));
    if (start < to && start + 3 * 3_600_000 > from) tell(n, start, fork(key, n));
  }
}
const LENGTH = 3 * 3_600_000;
const CUT = "shows the same windows however a span is cut";
const ORDER = "shows windows in order, each once, under ids of their own";
const STATE = "keeps no state between queries and entities";
let calls = 0;

describe("the contract catches a schedule that", () => {
  it.each<[string, string, Schedule["windows"]]>([
    [
      "counts ids from the query's start",
      CUT,
      ({ key }, from, to, visit) => {
        let i = 0;
        daily(key, from, to, (_, start, k) => visit({ id: `${i++}`, start, end: start + LENGTH, key: k }));
      },
    ],
    [
      "misses windows that began before the query",
      CUT,
      ({ key }, from, to, visit) =>
        daily(key, from, to, (n, start, k) => {
          if (start >= from) visit({ id: `${n}`, start, end: start + LENGTH, key: k });
        }),
    ],
    [
      "cuts windows to the query",
      CUT,
      ({ key }, from, to, visit) =>
        daily(key, from, to, (n, start, k) =>
          visit({ id: `${n}`, start: Math.max(from, start), end: Math.min(to, start + LENGTH), key: k }),
        ),
    ],
    [
      "shows windows that are over",
      CUT,
      ({ key }, from, to, visit) =>
        daily(key, from - DAY, to, (n, start, k) => visit({ id: `${n}`, start, end: start + LENGTH, key: k })),
    ],
    [
      "draws from the query's start",
      CUT,
      ({ key }, from, to, visit) => {
        const start = from + Math.floor(uniform(key, from) * (to - from));
        visit({ id: "0", start, end: start + 1, key });
      },
    ],
    [
      "shows a window twice",
      ORDER,
      ({ key }, from, to, visit) =>
        daily(key, from, to, (n, start, k) => {
          for (let i = 0; i < 2; i++) visit({ id: `${n}`, start, end: start + LENGTH, key: k });
        }),
    ],
    [
      "gives windows one key",
      ORDER,
      ({ key }, from, to, visit) =>
        daily(key, from, to, (n, start) => visit({ id: `${n}`, start, end: start + LENGTH, key })),
    ],
    [
      "shows the latest first",
      ORDER,
      ({ key }, from, to, visit) => {
        const list: (() => void)[] = [];
        daily(key, from, to, (n, start, k) =>
          list.unshift(() => visit({ id: `${n}`, start, end: start + LENGTH, key: k })),
        );
        for (const tell of list) tell();
      },
    ],
    [
      "shows empty windows",
      ORDER,
      ({ key }, from, to, visit) =>
        daily(key, from, to, (n, start, k) => visit({ id: `${n}`, start, end: start, key: k })),
    ],
    [
      "counts its calls",
      STATE,
      (_, from, _to, visit) => visit({ id: "0", start: from, end: from + ++calls, key: { a: 0, b: 0 } }),
    ],
    [
      "draws by the entity's number",
      "follows the entity's identity, not its number",
      ({ entity }, from, to, visit) =>
        daily({ a: entity, b: 1 }, from, to, (n, start, k) =>
          visit({ id: `${n}`, start, end: start + LENGTH, key: k }),
        ),
    ],
    [
      "calls Math.random",
      "uses neither chance nor clock",
      (_, from, _to, visit) =>
        visit({ id: "0", start: from, end: from + 1 + Math.floor(Math.random() * 9), key: { a: 0, b: 0 } }),
    ],
  ])("%s (%s)", (_, check, windows) => {
    expect(() => checks[check](broken(windows), {})).toThrow();
  });

  it("but lets a right one pass", () => {
    const right = broken(({ key }, from, to, visit) =>
      daily(key, from, to, (n, start, k) => visit({ id: `${n}`, start, end: start + LENGTH, key: k })),
    );
    for (const check of Object.values(checks)) check(right, {});
  });
});
