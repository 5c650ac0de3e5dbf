import { describe, expect, test } from "vitest";
import { UsageError } from "../../src/core/error.ts";
import { partition, type Shard, WHOLE } from "../../src/engine/partition.ts";
import { sizeOf } from "../../src/engine/region.ts";
import { planOf } from "../support/rows.ts";

const scenario = (over: object = {}) => ({
  name: "parts",
  origin: "2024-01-01",
  start: "2024-01-01",
  end: "2024-01-02",
  interval: "1h",
  inventory: { count: 3, tags: { region: { choice: { north: 1, south: 1 } } } },
  metrics: { x: { signals: [{ constant: { value: 1 } }] } },
  ...over,
});

function list(over: object, template: string, shard: Shard = WHOLE) {
  const plan = planOf(scenario(over));
  const parts = partition(plan, plan.tables[0], template, "csv", shard);
  const all = Array.from({ length: parts.length }, (_, i) => {
    const { path, entities, from, to } = parts.at(i);
    return { path, size: sizeOf(entities), ticks: to - from };
  });
  expect(new Set(all.map(({ path }) => path)).size, "paths are distinct").toBe(all.length);
  return all;
}

describe("a path template", () => {
  test("without variables is one part", () => {
    expect(list({}, "all.csv")).toEqual([{ path: "all.csv", size: 3, ticks: 48 }]);
  });
  test("cuts by local date, then by entity", () => {
    const parts = list({}, "dt={date}/{id}.{ext}");
    expect(parts).toHaveLength(6);
    expect(parts.map((part) => part.path.slice(0, 14))).toEqual([
      ...Array(3).fill("dt=2024-01-01/"),
      ...Array(3).fill("dt=2024-01-02/"),
    ]);
    expect(parts.every((part) => part.size === 1 && part.ticks === 24)).toBe(true);
  });
  test("gives days of 23 and 25 hours where the zone has them", () => {
    const spring = list({ zone: "Europe/Berlin", start: "2024-03-30", end: "2024-04-01" }, "{date}.csv");
    expect(spring.map((part) => [part.path, part.ticks])).toEqual([
      ["2024-03-30.csv", 24],
      ["2024-03-31.csv", 23],
      ["2024-04-01.csv", 24],
    ]);
    const autumn = list({ zone: "Europe/Berlin", start: "2024-10-26", end: "2024-10-28" }, "{date}.csv");
    expect(autumn.map((part) => part.ticks)).toEqual([24, 25, 24]);
  });
  test("keeps the doubled hour of autumn in one file, and skips the missing one of spring", () => {
    const autumn = list(
      { zone: "Europe/Berlin", start: "2024-10-27", end: "2024-10-27", interval: "10m" },
      "{date}-{hour}.csv",
    );
    expect(autumn).toHaveLength(24);
    expect(autumn.map((part) => part.ticks)).toEqual([6, 6, 12, ...Array(21).fill(6)]);
    const spring = list(
      { zone: "Europe/Berlin", start: "2024-03-31", end: "2024-03-31", interval: "10m" },
      "{date}-{hour}.csv",
    );
    expect(spring).toHaveLength(23);
    expect(spring.some((part) => part.path.endsWith("-02.csv"))).toBe(false);
  });
  test("names no day or hour twice, even where clocks go back over midnight", () => {
    const night = {
      zone: "America/St_Johns",
      start: "2010-11-06",
      end: "2010-11-08",
      interval: "1m",
      origin: "2010-01-01",
    };
    const days = list(night, "{date}.csv");
    expect(days.map((part) => part.path)).toEqual(["2010-11-06.csv", "2010-11-07.csv", "2010-11-08.csv"]);
    expect(days.reduce((sum, part) => sum + part.ticks, 0)).toBe(73 * 60);
    const hours = list(night, "{date}T{hour}.csv").map((part) => part.path);
    expect(new Set(hours).size).toBe(hours.length);
    expect(hours).toHaveLength(72);
  });
  test("refuses hours of several days without their dates", () => {
    expect(list({ end: "2024-01-01" }, "{hour}.csv")).toHaveLength(24);
    expect(() => list({}, "{hour}.csv")).toThrow(
      /`\{hour\}\.csv` gives the same hour of several days one name: add \{date\}/,
    );
  });
  test("works when the offset is not whole hours and the interval does not divide a day", () => {
    const parts = list(
      { zone: "Asia/Kolkata", interval: "7m", start: "2024-01-02T00:00:00Z", end: "2024-01-04T00:00:00Z" },
      "{date}.csv",
    );
    expect(parts.map((part) => part.path)).toEqual(["2024-01-02.csv", "2024-01-03.csv", "2024-01-04.csv"]);
    expect(parts.reduce((sum, part) => sum + part.ticks, 0)).toBe(Math.floor((2 * 1440) / 7) + 1);
  });
  test("groups entities by tag", () => {
    const parts = list(
      { inventory: { count: 1000, tags: { region: { choice: { north: 1, south: 1 } } } } },
      "region={tag.region}/{date}.csv",
    );
    expect(parts.map((part) => part.path).sort()).toEqual([
      "region=north/2024-01-01.csv",
      "region=north/2024-01-02.csv",
      "region=south/2024-01-01.csv",
      "region=south/2024-01-02.csv",
    ]);
    expect(parts.reduce((sum, part) => sum + part.size, 0)).toBe(2000);
  });
  test("puts values that a path cannot tell apart into one file", () => {
    const tags = { odd: { choice: ["", "_"] } };
    expect(list({ inventory: { count: 50, tags } }, "{tag.odd}.csv")).toEqual([{ path: "_.csv", size: 50, ticks: 48 }]);
  });
  test("never lets a value leave its segment of the path", () => {
    const tags = { evil: { choice: ["../../etc/passwd", "..", ".fauxmetry", "a/b", "", "nul\u0000", "\ud800"] } };
    const paths = list({ inventory: { count: 200, tags } }, "{tag.evil}/x.csv").map((part) => part.path);
    const names = ["%2E.", "%2E.%2F..%2Fetc%2Fpasswd", "%2Efauxmetry", "%uD800", "_", "a%2Fb", "nul%00"];
    expect(paths.sort()).toEqual(names.map((name) => `${name}/x.csv`).sort());
  });
  test("groups entities by what two tags show together", () => {
    const tags = { a: { choice: ["1", "11"] }, b: { choice: ["1", "11"] } };
    const parts = list({ inventory: { count: 100, tags } }, "{tag.a}{tag.b}.csv");
    expect(parts.map((part) => part.path).sort()).toEqual(["11.csv", "111.csv", "1111.csv"]);
    expect(parts.reduce((sum, part) => sum + part.size, 0)).toBe(100);
  });
  test("refuses an id and a tag that run into one another", () => {
    const inventory = { count: 200, id: { format: "%d", order: "sequential" }, tags: { y: { choice: ["1", "11"] } } };
    expect(() => list({ inventory }, "{id}{tag.y}.csv")).toThrow(
      /`\{id\}\{tag\.y\}\.csv` gives \d+ and \d+ one name: put a \/ between/,
    );
    expect(list({ inventory }, "{id}/{tag.y}.csv")).toHaveLength(200);
    expect(list({}, "{tag.region}-{id}.csv")).toHaveLength(3);
  });
  test("refuses an unknown variable and says what there is", () => {
    expect(() => list({}, "{dat}.csv")).toThrow(UsageError);
    expect(() => list({}, "{dat}.csv")).toThrow(
      /unknown variable \{dat\}; there are \{id\} \{date\} .*\{tag\.region\}/,
    );
  });
});

describe("shards", () => {
  test("take whole files, each exactly once", () => {
    const whole = list({}, "dt={date}/{id}.csv").map((part) => part.path);
    for (const count of [2, 3, 4, 9]) {
      const union = Array.from({ length: count }, (_, index) =>
        list({}, "dt={date}/{id}.csv", { index, count }),
      ).flat();
      expect(union.map((part) => part.path)).toEqual(whole);
    }
  });
  test("need {shard} to share one file", () => {
    expect(() => list({}, "all.csv", { index: 0, count: 2 })).toThrow(/\{shard\}/);
    expect(list({}, "all-{shard}.csv", { index: 1, count: 2 })).toEqual([
      { path: "all-2-of-2.csv", size: 2, ticks: 48 },
    ]);
  });
  test("share time when there are fewer entities", () => {
    const parts = [0, 1].map((index) => list({ inventory: { count: 1 } }, "all-{shard}.csv", { index, count: 2 })[0]);
    expect(parts.map((part) => part.ticks)).toEqual([24, 24]);
  });
});
