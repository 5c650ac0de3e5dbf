import { describe, expect, it } from "vitest";
import type { Window } from "../../src/core/schedule.ts";
import { schedules } from "../../src/schedules/index.ts";
import { createWorld, trySchedule } from "../contract/harness.ts";
import { correlation, kolmogorov, mean, variance } from "../property/statistics.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const ORIGIN = Date.UTC(2024, 0, 1);

/** The windows of each of a fleet in one zone that begin in [from, to). */
function fleet(
  type: keyof typeof schedules,
  options: object,
  { size, days, zone = "UTC", from = ORIGIN }: { size: number; days: number; zone?: string; from?: number },
): Window[][] {
  const windows = trySchedule(schedules[type], options, createWorld({ size, zones: [zone], origin: ORIGIN }));
  return Array.from({ length: size }, (_, entity) =>
    windows(entity, from, from + days * DAY).filter((w) => w.start >= from),
  );
}

/** Pearson's statistic against equal frequencies. */
function chiSquare(counts: readonly number[]): number {
  const expected = mean(counts);
  return counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
}

function tally<T>(list: readonly T[]): Map<T, number> {
  const counts = new Map<T, number>();
  for (const one of list) counts.set(one, (counts.get(one) ?? 0) + 1);
  return counts;
}

// Kolmogorov-Smirnov at the 0.1 % point (1.95), means and variances at four standard errors, chi-square at 0.1 %

describe("random windows", () => {
  // 200 expected each: the first 100 are there, so that long gaps are not cut off
  const starts = fleet("random", { rate: "2/30d", length: "1h" }, { size: 300, days: 3000 }).map((list) =>
    list.slice(0, 100).map((w) => w.start),
  );
  const gaps = starts.map((list) => list.map((start, i) => start - (i > 0 ? list[i - 1] : ORIGIN)));

  it("have exponential gaps, the first one too", () => {
    expect(starts.every((list) => list.length === 100)).toBe(true);
    expect(kolmogorov(gaps.flat(), (x) => 1 - Math.exp(-x / (15 * DAY)))).toBeLessThan(1.95);
  });

  it("have gaps that do not know of the one before", () => {
    const pairs = gaps.flatMap((list) => list.slice(1).map((gap, i) => [list[i], gap]));
    const found = correlation(
      pairs.map(([x]) => x),
      pairs.map(([, y]) => y),
    );
    expect(Math.abs(found)).toBeLessThan(4 / Math.sqrt(pairs.length));
  });
});

describe("clustered windows", () => {
  const options = { rate: "1/7d", count: [3, 8], within: "2h", length: ["1m", "10m"] };
  const days = 700;
  const found = fleet("clustered", options, { size: 200, days });
  const clusters = found.map((list) => {
    const byCluster = new Map<string, Window[]>();
    for (const w of list) {
      const cluster = w.id.replace(/\.\d+$/, "");
      byCluster.set(cluster, [...(byCluster.get(cluster) ?? []), w]);
    }
    return [...byCluster.values()].filter(
      (c) => c[0].start >= ORIGIN + 2 * HOUR && c[0].start < ORIGIN + (days - 1) * DAY,
    );
  });

  it("come in clusters of sizes that are evenly drawn", () => {
    const sizes = tally(clusters.flat().map((cluster) => cluster.length));
    expect([...sizes.keys()].sort()).toEqual([3, 4, 5, 6, 7, 8]);
    // 5 degrees of freedom
    expect(chiSquare([...sizes.values()])).toBeLessThan(20.5);
  });

  it("have clusters that come as a Poisson process does", () => {
    const counts = clusters.map((list) => list.length);
    const expected = (days - 1 - 2 / 24) / 7;
    expect(Math.abs(mean(counts) - expected)).toBeLessThan(4 * Math.sqrt(expected / 200));
    expect(Math.abs(variance(counts) / expected - 1)).toBeLessThan(4 * Math.sqrt(2 / 199));
  });

  it("begin within the time of their cluster, evenly", () => {
    const spans = clusters.flat().map((cluster) => cluster[cluster.length - 1].start - cluster[0].start);
    expect(Math.max(...spans)).toBeLessThan(2 * HOUR);
    // of n even draws the range divided by the whole has the law n x^(n-1) - (n-1) x^n
    const ranges = clusters.flat().filter((cluster) => cluster.length === 5);
    const shares = ranges.map((cluster) => (cluster[4].start - cluster[0].start) / (2 * HOUR));
    expect(kolmogorov(shares, (x) => 5 * x ** 4 - 4 * x ** 5)).toBeLessThan(1.95);
  });
});

describe("quotas", () => {
  /** The local date of an instant by the platform. */
  function dates(zone: string): (time: number) => string {
    const format = new Intl.DateTimeFormat("en-CA", { timeZone: zone, dateStyle: "short" });
    return (time) => format.format(time);
  }

  // days of 23 and 25 hours; in the last zone of 23.5 and 24.5. The first and last date are cut off by the span
  it.each(["Europe/Berlin", "America/St_Johns", "Australia/Lord_Howe"])("are exact on every day in %s", (zone) => {
    const dateOf = dates(zone);
    const options = { count: 23, per: "day", length: "20m", slot: "1h" };
    const [list] = fleet("quota", options, { size: 1, days: 368, zone, from: ORIGIN - DAY });
    const counts = tally(list.map((w) => dateOf(w.start)));
    counts.delete(dateOf(ORIGIN - DAY));
    counts.delete(dateOf(ORIGIN + 367 * DAY - 1));
    expect(counts.size).toBeGreaterThan(364);
    expect([...new Set(counts.values())]).toEqual([23]);
    expect(list.every((w) => dateOf(w.start) === dateOf(w.end - 1))).toBe(true);
    expect(list.every((w, i) => i === 0 || w.start >= list[i - 1].end)).toBe(true);
  });

  it("are exact in every hour and every week, through changes of clocks", () => {
    const place = { size: 3, days: 7 * 53, zone: "Europe/Berlin", from: Date.UTC(2023, 11, 31, 23) };
    for (const list of fleet("quota", { count: 2, per: "hour", length: "10m" }, place)) {
      const hours = tally(list.map((w) => Math.floor(w.start / HOUR)));
      expect(hours.size).toBe(53 * 7 * 24);
      expect([...new Set(hours.values())]).toEqual([2]);
    }
    // 1 January 2024 was a Monday
    for (const list of fleet("quota", { count: 5, per: "week", length: "1h" }, place)) {
      const zone = dates("Europe/Berlin");
      const weeks = tally(list.map((w) => Math.floor((Date.parse(zone(w.start)) - ORIGIN) / (7 * DAY))));
      expect([...weeks.values()].slice(0, 53)).toEqual(new Array(53).fill(5));
    }
  });

  it("take every slot equally often, and none twice", () => {
    const lists = fleet("quota", { count: 3, per: "day", length: "1h" }, { size: 200, days: 200 });
    const slots = tally(lists.flat().map((w) => (w.start - ORIGIN) % DAY));
    expect(slots.size).toBe(24);
    // 23 degrees of freedom; slots of a day exclude one another, which only lowers it
    expect(chiSquare([...slots.values()])).toBeLessThan(49.7);
    for (const list of lists) expect(new Set(list.map((w) => w.start)).size).toBe(600);
    // the pairs of slots of the first two windows are equally likely too: 24 * 23 = 552 of them, 551 degrees of freedom
    const pairs = lists.flatMap((list) => {
      const byId = new Map(list.map((w) => [w.id, w.start % DAY]));
      return [...byId].flatMap(([id, first]) =>
        id.endsWith(".0") ? [`${first} ${byId.get(id.replace(/0$/, "1"))}`] : [],
      );
    });
    expect(tally(pairs).size).toBe(552);
    expect(chiSquare([...tally(pairs).values()])).toBeLessThan(660);
  });

  it("begin anywhere in their slot", () => {
    const lists = fleet("quota", { count: 3, per: "day", length: "20m", slot: "1h" }, { size: 50, days: 200 });
    const into = lists.flat().map((w) => (w.start % HOUR) / (40 * 60_000));
    expect(kolmogorov(into, (x) => Math.min(1, x))).toBeLessThan(1.95);
  });

  it("keep their windows when there are to be more", () => {
    const of = (count: number) => fleet("quota", { count, per: "day", length: "1h" }, { size: 1, days: 30 })[0];
    const more = of(4);
    expect(more).toHaveLength(120);
    expect(more.filter((w) => !w.id.endsWith(".3"))).toEqual(of(3));
  });
});

it("jitter delays evenly, each window for itself", () => {
  const [list] = fleet("periodic", { every: "1h", length: "1m", jitter: "30m" }, { size: 1, days: 400 });
  const delays = list.map((w) => (w.start % HOUR) / (HOUR / 2));
  expect(delays.length).toBe(9600);
  expect(kolmogorov(delays, (x) => x)).toBeLessThan(1.95);
  expect(Math.abs(correlation(delays.slice(1), delays.slice(0, -1)))).toBeLessThan(4 / Math.sqrt(9599));
});
