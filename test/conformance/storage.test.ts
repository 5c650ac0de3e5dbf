import { beforeAll, describe, expect, test } from "vitest";
import { catalogs } from "../../src/catalog.ts";
import type { ScenarioInput } from "../../src/core/scenario.ts";
import type { Row } from "../../src/sinks/memory.ts";
import { mean, variance } from "../property/statistics.ts";
import { planOf, rowsOf, textOf } from "../support/rows.ts";

const END = "2026-11-22T00:00:00Z";
const EPOCH = Date.parse("2025-04-10T00:00:00+05:30");
const QUARTER = 900_000;

/** The profiles as they are published: GB, GB, GB and probabilities a quarter of an hour. */
const PROFILES = [
  ["/scratch", 1500, 6.5, 0.008, 0.004, 0.003],
  ["/projects", 900, 4, 0.0055, 0.0025, 0.002],
  ["/customer", 600, 2, 0.003, 0.0015, 0.001],
  ["/info", 400, 1.2, 0.0018, 0.001, 0.0008],
] as const;

const scenario = (change: Partial<ScenarioInput> = {}): ScenarioInput => {
  const made = catalogs.presets.storage.create({}, undefined);
  return { ...made, end: END, ...change };
};
const withLabels = (made: ScenarioInput): ScenarioInput => ({
  ...made,
  records: [{ table: "storage", columns: [...made.records![0].columns!, "spike_gb", "drop_gb"] }],
});
const cents = (row: Row, column: string) => Math.round((row[column] as number) * 100);

let rows: Row[];
const of = (directory: string) => rows.filter((row) => row.directory === directory);
beforeAll(() => {
  rows = rowsOf(planOf(withLabels(scenario())), "entity");
});

test("has the four directories, each with a row every quarter of an hour from 00:15 of the first day on", () => {
  for (const [directory] of PROFILES) {
    const times = of(directory).map((row) => row.timestamp as number);
    const count = (Date.parse(END) - EPOCH) / QUARTER - 1;
    expect(times).toEqual(Array.from({ length: count }, (_, i) => EPOCH + (i + 1) * QUARTER));
  }
});

test("writes documents of these fields in this order, local times with their offset", () => {
  const text = textOf(planOf(scenario({ end: "2025-04-10T00:31:00" })), "ndjson", "entity");
  const number = "\\d+(\\.\\d{1,2})?";
  const line = (time: string, directory: string) =>
    `\\{"timestamp":"2025-04-10T${time}:00\\+05:30","directory":"${directory}","storage_gb":${number},"added_gb":${number},"deleted_gb":${number},"updated_gb":${number}\\}\n`;
  const lines = PROFILES.flatMap(([directory]) => [line("00:15", directory), line("00:30", directory)]);
  expect(text).toMatch(new RegExp(`^${lines.join("")}$`));
});

describe.each(PROFILES)("%s", (directory, base, volatility, drift, spike, drop) => {
  test("adds up on every row, from the base on, and is never negative", () => {
    let before = base * 100;
    for (const row of of(directory)) {
      const [level, added, deleted, updated] = ["storage_gb", "added_gb", "deleted_gb", "updated_gb"].map((column) =>
        cents(row, column),
      );
      if (added * deleted !== 0 || updated !== added + deleted || level !== before + added - deleted || level < 0)
        throw new Error(`does not add up: ${JSON.stringify(row)} after ${before}`);
      before = level;
    }
  });

  test("moves by a normal change with drift, spikes of 10 to 60 GB and drops of 5 to 80 GB, each labelled", () => {
    const all = of(directory);
    // a change that the floor has cut is not one of the law
    const free = all.filter((row) => cents(row, "storage_gb") > 0);
    const change = (row: Row) => (cents(row, "added_gb") - cents(row, "deleted_gb")) / 100;
    const still = free.map((row) => change(row) - (row.spike_gb as number) - (row.drop_gb as number));
    const n = still.length;
    expect(n).toBeGreaterThan(50_000);
    // four standard errors
    expect(Math.abs(mean(still) - drift)).toBeLessThan((4 * volatility) / Math.sqrt(n));
    expect(Math.abs(variance(still) / volatility ** 2 - 1)).toBeLessThan(4 * Math.sqrt(2 / n));
    for (const [column, p, least, greatest] of [
      ["spike_gb", spike, 10, 60],
      ["drop_gb", drop, -80, -5],
    ] as const) {
      const sizes = all.map((row) => row[column] as number).filter((size) => size !== 0);
      expect(Math.abs(sizes.length - p * all.length)).toBeLessThan(4 * Math.sqrt(p * all.length));
      expect(Math.min(...sizes)).toBeGreaterThanOrEqual(least);
      expect(Math.max(...sizes)).toBeLessThanOrEqual(greatest);
      const error = (greatest - least) / Math.sqrt(12 * sizes.length);
      expect(Math.abs(mean(sizes) - (least + greatest) / 2)).toBeLessThan(4 * error);
    }
  });
});

/** The rows of the answer key. */
const labelsOf = (made: ScenarioInput): Row[] =>
  rowsOf(planOf({ ...made, records: [{ table: "labels", rows: "label" }] }), "entity");

test("the answer key has every spike and drop, whose it is, when, and how large", () => {
  // what the floor has cut is looked at below
  const free = rows.filter((row) => (row.storage_gb as number) > 0);
  const times = new Set(free.map(({ directory, timestamp }) => `${directory} ${timestamp}`));
  const labels = labelsOf(scenario()).filter(({ directory, onset }) => times.has(`${directory} ${onset}`));
  const expected = free.flatMap((row) =>
    (["spike", "drop"] as const).flatMap((name) => {
      const size = row[`${name}_gb`] as number;
      if (size === 0) return [];
      const onset = row.timestamp as number;
      return [{ name, kind: "burst", directory: row.directory, onset, end: onset + QUARTER, severity_asked: size }];
    }),
  );
  expect(expected.length).toBeGreaterThan(500);
  const shown = labels.map(({ name, kind, directory, onset, end, severity_asked }) => ({
    name,
    kind,
    directory,
    onset,
    end,
    severity_asked,
  }));
  expect(shown).toEqual(expected);
  expect(new Set(labels.map(({ event }) => event)).size).toBe(labels.length);
  for (const { family, metric, inherited, severity_asked, severity_achieved } of labels)
    expect([family, metric, inherited, severity_achieved]).toEqual(["event", "storage_gb", false, severity_asked]);
});

test("windows of the answer key join to the whole", () => {
  const cut = "2025-04-15T10:07:00";
  const first = { ...scenario(), start: "2025-04-10T00:15", end: "2025-05-01" };
  const parts = [
    { ...first, end: cut },
    { ...first, start: cut },
  ].flatMap(labelsOf);
  const sorted = (all: Row[]) => all.map((row) => JSON.stringify(row)).sort();
  expect(parts.length).toBeGreaterThan(20);
  expect(sorted(parts)).toEqual(sorted(labelsOf(first)));
});

test("at the floor a label tells what has gone, and there is none where nothing could go", () => {
  const inventory = {
    id: "directory",
    from: [{ directory: "/low", base: 30, volatility: 0, drift: 0, spike: 0.05, drop: 0.2 }],
  };
  const made = withLabels(scenario({ inventory, end: "2025-04-20" }));
  const drops = rowsOf(planOf(made)).filter((row) => row.drop_gb !== 0 && row.spike_gb === 0);
  const labels = labelsOf(made).filter(({ name }) => name === "drop");
  const achieved = new Map(labels.map((label) => [label.onset, label.severity_achieved as number]));
  for (const row of drops) expect(achieved.get(row.timestamp) ?? 0).toBe(-(row.deleted_gb as number) || 0);
  const gone = drops.filter(({ deleted_gb }) => deleted_gb === 0).length;
  const cut = drops.filter(({ deleted_gb, drop_gb }) => deleted_gb !== 0 && deleted_gb !== -(drop_gb as number));
  expect(Math.min(gone, cut.length)).toBeGreaterThan(10);
});

test("a scratch directory that reaches 0 stays there no longer than the law says, and what is gone is not deleted again", () => {
  const inventory = {
    id: "directory",
    from: [{ directory: "/low", base: 30, volatility: 6.5, drift: -0.2, spike: 0.004, drop: 0.003 }],
  };
  const low = rowsOf(planOf(scenario({ inventory, end: "2025-06-10" })), "entity").map((row) =>
    cents(row, "storage_gb"),
  );
  expect(Math.min(...low)).toBe(0);
  // of a walk that is pushed down the floor holds about half the steps it is on; none lasts for a day
  expect(
    low.some((_, i) => low.slice(i, i + 96).length === 96 && low.slice(i, i + 96).every((level) => level === 0)),
  ).toBe(false);
});

test("one key a row: directory and timestamp", () => {
  expect(planOf(scenario()).tables[0].schema.key).toEqual(["timestamp", "directory"]);
  expect(new Set(rows.map((row) => `${row.directory} ${row.timestamp}`)).size).toBe(rows.length);
});

test("what comes after a stop is what an uninterrupted run has, also a round by itself", () => {
  const column = (window: Partial<ScenarioInput>) => rowsOf(planOf(withLabels(scenario(window))), "time");
  const whole = new Map(rows.map((row) => [`${row.directory} ${row.timestamp}`, row]));
  for (const [start, end] of [
    ["2025-04-12T07:00", "2025-04-14T13:00"],
    ["2026-11-21T23:45", "2026-11-22T00:00"],
    ["2026-03-01T11:15", "2026-03-01T11:30"],
  ]) {
    const part = column({ start, end });
    expect(part.length).toBeGreaterThan(0);
    for (const row of part) expect(row).toEqual(whole.get(`${row.directory} ${row.timestamp}`));
  }
});

test("wherever a window begins, rows stand on the quarters of the hour", () => {
  const part = rowsOf(planOf(scenario({ start: "2026-01-05T10:07:31", end: "2026-01-05T12:52:01" })));
  const minutes = part.map((row) => new Date(row.timestamp as number).toISOString().slice(14));
  expect(new Set(minutes)).toEqual(new Set(["00:00.000Z", "15:00.000Z", "30:00.000Z", "45:00.000Z"]));
  expect(part.length).toBe(4 * 11);
});

test("profiles and the first day can be set", () => {
  const inventory = {
    id: "directory",
    from: [{ directory: "/home", base: 50, volatility: 0, drift: 0.25, spike: 0, drop: 0 }],
  };
  const made = rowsOf(
    planOf(scenario({ inventory, origin: "2026-01-01", start: "2026-01-01T00:15", end: "2026-01-01T00:45" })),
  );
  expect(made.map((row) => row.storage_gb)).toEqual([50.25, 50.5]);
});
