import { describe, expect, test } from "vitest";
import { catalogs } from "../../src/catalog.ts";
import { ScenarioError } from "../../src/core/error.ts";
import type { Schedule } from "../../src/core/schedule.ts";
import { compile } from "../../src/engine/compile.ts";
import { createLabels } from "../../src/engine/labels.ts";
import { labelsOf } from "../support/answer-key.ts";
import { planOf, rowsOf } from "../support/rows.ts";

const base = {
  name: "sample",
  origin: "2024-01-01",
  start: "2024-01-01",
  end: "2024-01-08",
  interval: "10m",
  inventory: { count: 3, tags: { kind: { choice: ["a", "b"] } } },
  metrics: {
    load: { decimals: 2, signals: [{ daily: { low: 20, high: 60 } }, { normal: { sd: 1 } }] },
    flat: { decimals: 2, signals: [{ constant: { value: 0.1 } }] },
  },
};
const at = (time: string, length: string) => ({ once: { at: time, length } });
const anomaly = (more: object) => ({
  id: "x",
  metrics: ["load"],
  schedule: at("2024-01-02T06:00", "2h"),
  effect: { platform: {} },
  ...more,
});

/** Paths and messages of what is refused. */
function issues(anomalies: object[], more: object = {}): string[] {
  try {
    planOf({ ...base, anomalies, ...more });
  } catch (error) {
    if (error instanceof ScenarioError) return error.message.split("\n");
    throw error;
  }
  return [];
}

describe("refuses, with position and reason,", () => {
  const cases: [what: string, anomaly: object, found: RegExp][] = [
    ["a share above 1", { share: 1.1 }, /^anomalies\[0\]\.share: expected .*1/],
    ["a share of 0", { share: 0 }, /^anomalies\[0\]\.share: expected .*0/],
    ["a negative onset", { onset: "-1h" }, /^anomalies\[0\]\.onset: expected a duration of 0 or more/],
    [
      "a metric that does not exist",
      { metrics: ["laod"] },
      /^anomalies\[0\]\.metrics\[0\]: no metric `laod`; there are/,
    ],
    ["a tag that does not exist", { where: { knid: "a" } }, /^anomalies\[0\]\.where\.knid: no tag `knid`; there are/],
    [
      "a tag's value that does not exist",
      { where: { kind: "c" } },
      /^anomalies\[0\]\.where\.kind: no entity has the kind `c`/,
    ],
    [
      "a level that does not exist",
      { per: "site" },
      /^anomalies\[0\]\.per: no level or tag `site` that all entities have; there are fleet, kind$/,
    ],
    ["a delay from more to less", { delay: ["2h", "1h"] }, /^anomalies\[0\]\.delay: found \[2h,1h\], the least above/],
    [
      "a cause that does not exist",
      { schedule: undefined, cause: "y" },
      /^anomalies\[0\]\.cause: no anomaly or fault is called `y`/,
    ],
    ["itself as its cause", { schedule: undefined, cause: "x" }, /^anomalies\[0\]\.cause: causes go round in a circle/],
    ["a cause beside a schedule", { cause: "x" }, /^anomalies\[0\]\.cause: comes when `x` does/],
    [
      "a size from more to less",
      { effect: { spike: { by: [8, 4] } } },
      /^anomalies\[0\]\.effect\.spike\.by: found \[8, 4\]/,
    ],
    ["a negative deviation", { effect: { variance: { sd: -1 } } }, /^anomalies\[0\]\.effect\.variance\.sd: expected/],
    [
      "more of a quota than fit",
      { schedule: { quota: { count: 9, per: "hour", length: "10m" } } },
      /^anomalies\[0\]\.schedule\.quota\.count: found 9; expected at most 6/,
    ],
    [
      "what has no end for what needs one",
      { schedule: undefined, effect: { reversed: {} } },
      /^anomalies\[0\]\.effect\.reversed: reversed needs to know when it ends: add a schedule/,
    ],
    [
      "a step at no time",
      { schedule: undefined, effect: { "permanent-step": {} } },
      /^anomalies\[0\]\.effect\.permanent-step: .* when it happens/,
    ],
    [
      "the recovery of a step",
      { recovery: "1h", effect: { "permanent-step": {} } },
      /^anomalies\[0\]\.recovery: permanent-step stays for good/,
    ],
    [
      "sigmas of what never varies",
      { metrics: ["flat"], effect: { spike: {} } },
      /^anomalies\[0\]\.effect\.spike: changes nothing of `flat`.*never varies/,
    ],
    [
      "the reverse of what never varies",
      { metrics: ["flat"], effect: { reversed: {} } },
      /^anomalies\[0\]\.effect\.reversed: changes nothing/,
    ],
    [
      "what is less than the last decimal",
      { effect: { "level-shift": { by: 0.001 } } },
      /^anomalies\[0\]\.effect\.level-shift: changes nothing of `load`, shown with 2 decimals/,
    ],
  ];
  test.each(cases)("%s", (_, more, found) => {
    const list = issues([anomaly(more)]);
    expect(list).toHaveLength(1);
    expect(list[0]).toMatch(found);
  });

  test("every mistake at once, and each once, where others depend on it", () => {
    const wrong = anomaly({ id: "one", where: { knid: "a" } });
    const list = issues([
      { id: "two", metrics: ["load"], cause: "one", effect: { spike: {} } },
      wrong,
      anomaly({ id: "three", metrics: ["flat"], effect: { reversed: {} } }),
      anomaly({ id: "four", metrics: ["flat"], effect: { stretched: {} } }),
    ]);
    expect(list.map((text) => text.split(":")[0])).toEqual([
      "anomalies[1].where.knid",
      "anomalies[2].effect.reversed",
      "anomalies[3].effect.stretched",
    ]);
  });
});

test("entities with the same value of a tag share what comes per that tag, and others do not", () => {
  const more = { inventory: { count: 40, tags: { kind: { choice: ["a", "b"] } } } };
  const schedule = { random: { rate: "1/1d", length: ["1h", "3h"] } };
  const plan = planOf({ ...base, ...more, anomalies: [anomaly({ per: "kind", schedule })] });
  const times = (entity: number) => {
    const found: number[] = [];
    plan.disturbances[0].occurrences(entity, 0, 2000, ({ start }) => void found.push(start));
    return found.join();
  };
  const byKind = new Map<unknown, Set<string>>();
  for (let e = 0; e < 40; e++) {
    const kind = plan.inventory.tags[0].at(e);
    byKind.set(kind, (byKind.get(kind) ?? new Set()).add(times(e)));
  }
  expect([...byKind.values()].map(({ size }) => size)).toEqual([1, 1]);
  expect(byKind.get("a")).not.toEqual(byKind.get("b"));
  // the group's key comes from the value, not from where it was first met
  const one = planOf({
    ...base,
    inventory: { count: 1, tags: { kind: "b" } },
    anomalies: [anomaly({ per: "kind", schedule })],
  });
  const alone: number[] = [];
  one.disturbances[0].occurrences(0, 0, 2000, ({ start }) => void alone.push(start));
  expect(byKind.get("b")).toEqual(new Set([alone.join()]));
});

describe("a kind for all metrics", () => {
  test("leaves out those that it cannot change, unless that is all of them", () => {
    const labels = labelsOf(
      planOf({ ...base, anomalies: [anomaly({ metrics: undefined, effect: { reversed: {} } })] }),
    );
    expect(new Set(labels.map(({ metric }) => metric))).toEqual(new Set(["load"]));
    const { load: _, ...metrics } = base.metrics;
    expect(issues([anomaly({ metrics: undefined, effect: { reversed: {} } })], { metrics })).toHaveLength(1);
  });

  test("trusts to chance, and to faults of what varies", () => {
    expect(issues([anomaly({ effect: { missing: { share: 1e-7 } } })])).toEqual([]);
    const fault = { id: "wrap", metrics: ["load"], effect: { "counter-wrap": { at: 1e6 } } };
    expect(issues([], { faults: [fault] })).toEqual([]);
  });
});

describe("effects that would hide one another", () => {
  const pair = (one: object, other: object) => [anomaly({ id: "one", ...one }), anomaly({ id: "two", ...other })];
  const hides: [what: string, pair: object[]][] = [
    ["at given times", pair({}, { schedule: at("2024-01-02T07:50", "1h"), effect: { reversed: {} } })],
    ["one given, one periodic", pair({}, { schedule: { periodic: { every: "1d", offset: "5h", length: "2h" } } })],
    ["all the time", pair({}, { schedule: undefined })],
    ["by their recovery", pair({ recovery: "2h" }, { schedule: at("2024-01-02T09:00", "1h") })],
    ["by a delay", pair({ delay: "3h" }, { schedule: at("2024-01-02T10:00", "1h") })],
    ["through a cause", [...pair({}, { schedule: undefined, cause: "one" })]],
    ["in a list", pair({}, { schedule: { list: { windows: [["2024-01-02T07:40Z", "2024-01-02T08:40Z"]] } } })],
    ["by cron", pair({}, { schedule: { cron: { at: "30 7 * * *", length: "10m" } } })],
  ];
  test.each(hides)("are refused at both places: %s", (_, anomalies) => {
    const list = issues(anomalies);
    expect(list.map((text) => text.split(":")[0])).toEqual(["anomalies[0].effect", "anomalies[1].effect"]);
    expect(list[0]).toMatch(
      /`one` \(anomalies\[0\]\) and `two` \(anomalies\[1\]\) overlap on `load` of \w+ from 2024-01-02T\d\d:\d0:00.000Z to 2024.*hide the other/,
    );
  });

  test("are refused where occurrences of one reach the next", () => {
    const often = { schedule: { periodic: { every: "4h", length: "3h" } }, recovery: "2h" };
    expect(issues([anomaly(often)])[0]).toMatch(
      /^anomalies\[0\]\.effect: occurrences of `x` \(anomalies\[0\]\) overlap/,
    );
    expect(issues([anomaly({ ...often, recovery: "1h" })])).toEqual([]);
  });

  const apart: [what: string, anomalies: object[], more?: object][] = [
    ["one after the other", pair({}, { schedule: at("2024-01-02T08:00", "1h") })],
    ["on different metrics", pair({}, { metrics: ["flat"], effect: { platform: { at: 3 } } })],
    ["on different entities", pair({ where: { kind: "a" } }, { where: { kind: "b" } })],
    ["of which one adds to the other", pair({}, { effect: { "level-shift": { by: 5 } } })],
    ["outside the window", pair({ schedule: at("2024-03-01", "2h") }, { schedule: at("2024-03-01", "2h") })],
    [
      "of the truth and of its reading",
      [anomaly({})],
      { faults: [{ ...anomaly({ id: "y" }), effect: { stuck: {} } }] },
    ],
  ];
  test.each(apart)("are kept where they do not: %s", (_, anomalies, more) => {
    expect(issues(anomalies, more)).toEqual([]);
  });

  test("are both kept and labelled where chance decides", () => {
    const often = { schedule: { random: { rate: "6/1d", length: "4h" } } };
    const labels = labelsOf(planOf({ ...base, anomalies: pair(often, { ...often, effect: { reversed: {} } }) }));
    const [one, two] = ["one", "two"].map((name) => labels.filter((l) => l.name === name));
    const met = one.filter((a) => two.some((b) => a.id === b.id && a.onset! < b.end! && b.onset! < a.end!));
    expect(met.length).toBeGreaterThan(10);
  });
});

describe("the anomaly streams of old", () => {
  const still = {
    ...base,
    interval: "1s",
    end: "2024-01-01T03:00:00Z",
    inventory: { count: 1 },
    metrics: { value: { decimals: 3, signals: [{ constant: { value: 2 } }] } },
  };
  const values = (schedule: object, effect: object) =>
    rowsOf(planOf({ ...still, anomalies: [{ id: "x", schedule, effect }] })).map(({ value }) => value as number);
  const runs = (list: number[]): number[] => {
    const text = list.map((value) => (value === 2 ? "." : "x")).join("");
    return (text.match(/x+/g) ?? []).map((run) => run.length);
  };

  test("random: a share of points off by a range", () => {
    const made = values({ random: { rate: "0.05/1s", length: "1s" } }, { spike: { by: [-10, 10] } });
    const off = made.filter((value) => value !== 2);
    // a point is spared by chance exp(-0.05): of 10800, 526.7 are off with a deviation of 22.4; five of those
    expect(Math.abs(off.length - 526.7)).toBeLessThan(112);
    // two spikes may share a point: rarely more than 10 off
    expect(off.filter((value) => Math.abs(value - 2) <= 10).length).toBeGreaterThan(0.98 * off.length);
    expect(Math.min(...off)).toBeLessThan(-7);
  });

  test("random-square: runs of 5 to 10 points at one height", () => {
    const made = values(
      { periodic: { every: "160s", jitter: "100s", length: ["5s", "10s"] } },
      { "level-shift": { by: 10 } },
    );
    expect(new Set(made)).toEqual(new Set([2, 12]));
    expect(runs(made).length).toBeGreaterThanOrEqual(66);
    for (const length of runs(made)) expect(length).toBeLessThanOrEqual(11);
  });

  test("clustered: runs in which each point is off by a draw of its own", () => {
    const made = values(
      { periodic: { every: "160s", jitter: "100s", length: ["5s", "10s"] } },
      { spike: { by: [-10, 10] } },
    );
    const off = made.filter((value) => value !== 2);
    expect(new Set(off).size).toBeGreaterThan(0.9 * off.length);
    expect(Math.max(...off.map((value) => Math.abs(value - 2)))).toBeLessThanOrEqual(10);
  });

  test("periodic-spike: every so many points one replaced by a draw", () => {
    const made = values({ periodic: { every: "1200s", offset: "1199s", length: "1s" } }, { platform: { at: [5, 10] } });
    const found = made.flatMap((value, i) => (value === 2 ? [] : [i]));
    expect(found).toEqual(Array.from({ length: 9 }, (_, i) => 1199 + 1200 * i));
    for (const i of found) expect(made[i] >= 5 && made[i] <= 10).toBe(true);
  });

  test("count-per-duration: exactly so many points of each hour replaced by a draw", () => {
    const made = values({ quota: { count: 7, per: "hour", length: "1s" } }, { platform: { at: [-10, 1] } });
    for (const hour of [0, 1, 2]) {
      const off = made.slice(3600 * hour, 3600 * (hour + 1)).filter((value) => value !== 2);
      expect(off).toHaveLength(7);
      for (const value of off) expect(value >= -10 && value <= 1).toBe(true);
    }
  });
});

describe("a hundred thousand entities and a year of sparse events", () => {
  let asked = 0;
  const counting = (type: keyof typeof catalogs.schedules) => ({
    ...catalogs.schedules[type],
    create(options: never, context: never): Schedule {
      const made = (catalogs.schedules[type].create as (o: never, c: never) => Schedule)(options, context);
      return {
        ...made,
        windows: (series, from, to, visit) =>
          made.windows(series, from, to, (window) => {
            asked++;
            visit(window);
          }),
      };
    },
  });
  let filled = 0;
  const { normal } = catalogs.signals;
  const counted: typeof normal = {
    ...normal,
    create(options, context) {
      const made = normal.create(options, context);
      return {
        fill(out, block) {
          filled += block.ticks;
          made.fill(out, block);
        },
      };
    },
  };
  const scenario = {
    ...base,
    origin: "2020-01-01",
    start: "2024-01-01",
    end: "2025-01-01",
    interval: "1m",
    inventory: { count: 100_000, hierarchy: [{ name: "site", fanout: 100 }] },
    metrics: { load: { decimals: 2, signals: [{ normal: { mean: 5, sd: 1 } }] } },
    anomalies: [
      anomaly({ id: "own", schedule: { random: { rate: "1/90d", length: ["1h", "6h"] } } }),
      anomaly({
        id: "site",
        per: "site",
        delay: ["0s", "1h"],
        schedule: { random: { rate: "1/90d", length: "1h" } },
        effect: { amplitude: {} },
      }),
      anomaly({ id: "then", schedule: undefined, cause: "site", delay: "10m", effect: { variance: {} } }),
    ],
  };
  const plan = compile(
    scenario,
    {
      ...catalogs,
      schedules: { ...catalogs.schedules, random: counting("random") } as never,
      signals: { ...catalogs.signals, normal: counted },
    },
    { now: 0 },
  );
  const HOUR = 60;
  const cost = (from: number, entities: number): { windows: number; ticks: number; labels: number } => {
    asked = 0;
    filled = 0;
    const of = createLabels(plan);
    let labels = 0;
    for (let e = 0; e < entities; e++) labels += of((e * 97) % plan.inventory.size, from, from + HOUR).length;
    return { windows: asked, ticks: filled, labels };
  };

  test("an hour looks at few windows and makes few ticks, in the first month as in the last", () => {
    const near = cost(plan.window.from, 1000);
    const far = cost(plan.window.to - HOUR, 1000);
    // three disturbances; of a mean of one event in 90 days some 0.2 % of hours have one. A year's were 12 an entity
    for (const { windows } of [near, far]) expect(windows).toBeLessThan(1000);
    // an event's label takes its own ticks (up to 6 h) twice, and 256 for a deviation, not the years before it
    for (const { ticks, labels } of [near, far]) expect(ticks).toBeLessThanOrEqual(2000 * Math.max(10, labels));
    expect(far.windows).toBeLessThan(3 * near.windows + 100);
  });

  test("rows of an hour make that hour's ticks, and a little for what reads beside it", () => {
    asked = 0;
    filled = 0;
    const [table] = plan.tables;
    const region = { entities: { from: 0, to: 1000 }, from: plan.window.to - HOUR, to: plan.window.to };
    expect(rowsOf(plan, "time", table, region)).toHaveLength(1000 * HOUR);
    expect(filled).toBeLessThan(1.5 * 1000 * HOUR);
    expect(asked).toBeLessThan(1000);
  });
});
