import { beforeAll, describe, expect, test } from "vitest";
import { catalogs } from "../../src/catalog.ts";
import { columnsOf } from "./file-systems.ts";

type Series = ReturnType<typeof columnsOf>;

/** Kinds in the order of the inventory; two years of 96 quarters of an hour a day. */
const DAY = 96;
const YEAR = 365 * DAY;
const all: Record<string, Series> = {};
beforeAll(() => {
  const made = catalogs.presets["storage-capacity"].create({}, undefined);
  ["home", "projects", "scratch", "archive"].forEach((kind, e) => {
    all[kind] = columnsOf({ ...made, start: "2024-01-01", end: "2025-12-31" }, e);
  });
});
const kinds = ["home", "projects", "scratch", "archive"] as const;

/** Falls, in parts of what was there, over the hours of each day that begins `days` after another. */
function falls({ used_gb: used }: Series, days: number, first: number, hour: number, hours: number): number[] {
  const list: number[] = [];
  for (let at = (first * 24 + hour) * 4; at + hours * 4 < used.length; at += days * DAY)
    list.push(1 - used[at + hours * 4] / used[at]);
  return list;
}

describe.each(kinds)("%s", (kind) => {
  test("adds up to the cent, and never holds more than there is room", () => {
    const s = all[kind];
    const cents = (x: number) => Math.round(x * 100);
    for (let i = 0; i < s.ticks; i++) {
      const before = i > 0 ? s.used_gb[i - 1] : s.used_gb[0] - s.added_gb[0] + s.deleted_gb[0];
      const sound =
        cents(s.used_gb[i]) === cents(before) + cents(s.added_gb[i]) - cents(s.deleted_gb[i]) &&
        s.added_gb[i] >= 0 &&
        s.deleted_gb[i] >= 0 &&
        s.waiting_gb[i] >= 0 &&
        s.snapshot_gb[i] >= 0 &&
        cents(s.used_gb[i]) + cents(s.snapshot_gb[i]) <= cents(s.capacity_gb[i]);
      if (!sound) throw new Error(`tick ${i} does not add up`);
    }
  });

  test("writes wait only while it is full, and alerts stand at 80, 90 and 95 %", () => {
    const s = all[kind];
    for (let i = 0; i < s.ticks; i++) {
      const percent = s.used_percent[i];
      const full = Math.round((s.used_gb[i] + s.snapshot_gb[i] - s.capacity_gb[i]) * 100) === 0;
      if (s.waiting_gb[i] > 0 && !full) throw new Error(`tick ${i}: writes wait though there is room`);
      if (s.alert[i] !== [80, 90, 95].filter((level) => percent >= level).length)
        throw new Error(`tick ${i}: alert ${s.alert[i]} at ${percent} %`);
    }
  });

  // operators' experience; the archive's rate is NERSC's of 1.7 a year
  test("grows in a year as such file systems do", () => {
    const { used_gb: used, waiting_gb: waiting } = all[kind];
    const growth = (used[YEAR - 1] + waiting[YEAR - 1]) / used[0] - 1;
    const [least, greatest] = { home: [0.05, 0.2], projects: [0.2, 0.6], scratch: [-0.15, 0.15], archive: [0.6, 0.8] }[
      kind
    ];
    expect(growth).toBeGreaterThan(least);
    expect(growth).toBeLessThan(greatest);
  });
});

test.each(["home", "scratch", "archive"])(
  "%s: a weekday has two to five times the writes of a day of the weekend",
  (kind) => {
    const sums = [0, 0];
    const s = all[kind];
    // 2024-01-01 is a Monday
    for (let i = 0; i < s.ticks; i++) sums[Math.floor(i / DAY) % 7 < 5 ? 0 : 1] += s.added_gb[i];
    const ratio = sums[0] / 5 / (sums[1] / 2);
    expect(ratio).toBeGreaterThan(2);
    expect(ratio).toBeLessThan(5);
  },
);

test("homes are written to from 8 to 19, scratch by evening jobs", () => {
  const part = (s: Series, from: number, to: number) => {
    let [sum, whole] = [0, 0];
    for (let i = 0; i < s.ticks; i++) {
      const hour = Math.floor(i / 4) % 24;
      whole += s.added_gb[i];
      if (hour >= from && hour < to) sum += s.added_gb[i];
    }
    return sum / whole;
  };
  expect(part(all.home, 8, 19)).toBeGreaterThan(0.75);
  // eight of 24 hours
  expect(part(all.scratch, 17, 24) + part(all.scratch, 0, 1)).toBeGreaterThan(0.45);
});

test("scratch is purged once a week from 2 to 6, by 3 to 15 %, and else held at 60 to 85 %", () => {
  const weekly = falls(all.scratch, 7, 0, 2, 4);
  expect(weekly.length).toBe(105);
  expect(Math.min(...weekly)).toBeGreaterThan(0.03);
  expect(Math.max(...weekly)).toBeLessThan(0.15);
  for (let day = 1; day < 7; day++)
    expect(Math.max(...falls(all.scratch, 7, day, 2, 4))).toBeLessThan(Math.min(...weekly) / 2);
  const { used_percent: percent } = all.scratch;
  expect(percent.reduce((a, b) => Math.min(a, b))).toBeGreaterThan(60);
  expect(percent.reduce((a, b) => Math.max(a, b))).toBeLessThan(85);
});

test("scratch turns over 1 to 3 % of what it holds in a day, far more than it grows", () => {
  const { added_gb: added, used_gb: used, ticks } = all.scratch;
  const mean = (x: Float64Array) => x.reduce((a, b) => a + b, 0) / ticks;
  const turnover = (mean(added) * DAY) / mean(used);
  expect(turnover).toBeGreaterThan(0.01);
  expect(turnover).toBeLessThan(0.03);
});

test("few jobs write most of scratch: in the busiest tenth of quarter-hours a third or more", () => {
  const sorted = all.scratch.added_gb.slice().sort().reverse();
  const sum = (x: Float64Array) => x.reduce((a, b) => a + b, 0);
  expect(sum(sorted.subarray(0, sorted.length / 10)) / sum(sorted)).toBeGreaterThan(0.33);
});

/** Falls and rises within `hours` of more than a part of what was there, each counted once. */
function leaps({ used_gb: used, ticks }: Series, hours: number, least: number, sign: 1 | -1): number[] {
  const list: number[] = [];
  for (let i = 0; i + hours * 4 < ticks; i++) {
    const change = sign * (used[i + hours * 4] / used[i] - 1);
    if (change < least) continue;
    let top = change;
    for (const end = i + hours * 8; i < end && i + hours * 4 < ticks; i++)
      top = Math.max(top, sign * (used[i + hours * 4] / used[i] - 1));
    list.push(top);
  }
  return list;
}

test("homes are cleaned up now and then, by 2 to 10 %", () => {
  const found = leaps(all.home, 9, 0.015, -1);
  expect(found.length).toBeGreaterThan(6);
  expect(found.length).toBeLessThan(10);
  for (const part of found) {
    expect(part).toBeGreaterThan(0.02);
    expect(part).toBeLessThan(0.1);
  }
});

test("projects grow in steps of 1 to 5 % within hours, and a project's end takes 20 to 60 %", () => {
  const ends = leaps(all.projects, 7, 0.1, -1);
  expect(ends.length).toBeGreaterThan(1);
  for (const part of ends) {
    expect(part).toBeGreaterThan(0.2);
    expect(part).toBeLessThan(0.6);
  }
  const steps = leaps(all.projects, 5, 0.01, 1);
  expect(steps.length).toBeGreaterThan(10);
  expect(steps.filter((part) => part < 0.05).length / steps.length).toBeGreaterThan(0.8);
});

test("snapshots hold what was deleted in the last seven days, of homes and projects", () => {
  for (const kind of ["home", "projects"]) {
    const { snapshot_gb: snapshot, deleted_gb: deleted } = all[kind];
    let sum = 0;
    for (let i = 0; i < 60 * DAY; i++) {
      sum += deleted[i] - (i >= 7 * DAY ? deleted[i - 7 * DAY] : 0);
      // two registers in whole cents each
      if (i >= 7 * DAY) expect(Math.abs(snapshot[i] - sum)).toBeLessThan(0.015);
    }
  }
  expect(all.scratch.snapshot_gb.every((held) => held === 0)).toBe(true);
});

test("a file system fills up, waits for its shelf, and then takes what waited", () => {
  const { waiting_gb: waiting, capacity_gb: capacity, ticks } = all.archive;
  const most = waiting.reduce((a, b) => Math.max(a, b));
  expect(most).toBeGreaterThan(0);
  expect(waiting.filter((gb) => gb > 0).length / ticks).toBeLessThan(0.1);
  // 2024 has 366 days
  expect([capacity[0], capacity[365 * DAY - 1], capacity[365 * DAY]]).toEqual([269_000, 269_000, 381_000]);
  expect(waiting[365 * DAY - 1]).toBeGreaterThan(0);
  expect(waiting[365 * DAY]).toBe(0);
});
