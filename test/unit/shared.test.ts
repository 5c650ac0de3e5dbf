import { describe, expect, it, test } from "vitest";
import { ScenarioError } from "../../src/core/error.ts";
import { createEvaluator } from "../../src/engine/evaluate.ts";
import { planOf, rowsOf } from "../support/rows.ts";

const inventory = {
  count: 24,
  hierarchy: [
    { name: "site", fanout: 2, tags: { climate: { choice: ["cold", "warm"] } } },
    { name: "rack", fanout: 4 },
  ],
  tags: { model: { choice: ["x", "y"] } },
};
const weather = [{ constant: { value: { uniform: [0, 50] } } }, { ou: { sd: 3, tau: "1h" } }];

function scenario(metrics: object, over: object = {}) {
  return {
    name: "shared",
    origin: "2023-12-01",
    start: "2024-01-01",
    end: "2024-01-01T02:00Z",
    inventory,
    metrics,
    ...over,
  };
}

/** Entities by the values they have: a letter for each different series. */
function groups(metrics: object, over: object = {}): Map<string, string[]> {
  const found = new Map<string, string[]>();
  const plan = planOf(scenario(metrics, over));
  const series = new Map<string, number[]>();
  const rows = rowsOf(plan, "entity") as { id: string; weather: number }[];
  for (const row of rows) series.set(row.id, [...(series.get(row.id) ?? []), row.weather]);
  for (const [id, values] of series) found.set(String(values), [...(found.get(String(values)) ?? []), id]);
  return found;
}

/** Entities by a tag. */
function byTag(tag: string): string[][] {
  const plan = planOf(scenario({ weather: { signals: weather } }));
  const found = new Map<unknown, string[]>();
  const { at } = plan.inventory.tags.find(({ name }) => name === tag)!;
  for (let e = 0; e < 24; e++) found.set(at(e), [...(found.get(at(e)) ?? []), plan.inventory.idOf(e)]);
  return [...found.values()];
}

describe("a shared metric", () => {
  it.each(["site", "rack", "model"])(
    "is the same for all of one %s, parameters included, and differs between them",
    (tag) => {
      expect([...groups({ weather: { shared: tag, signals: weather } }).values()]).toEqual(byTag(tag));
    },
  );

  it("is one series of the fleet, and each entity's own when it is not shared", () => {
    expect(groups({ weather: { shared: "fleet", signals: weather } }).size).toBe(1);
    expect(groups({ weather: { signals: weather } }).size).toBe(24);
  });

  it("can differ by tags of its level, and is in the level's zone", () => {
    const climate = { by: "climate", values: { cold: 0, warm: 1 } };
    const plan = planOf(
      scenario(
        {
          weather: { shared: "rack", signals: [{ constant: { value: climate } }] },
          clock: { shared: "site", signals: [{ daily: {} }] },
        },
        {
          inventory: {
            ...inventory,
            hierarchy: [
              {
                name: "site",
                fanout: 2,
                tags: { climate: { choice: ["cold", "warm"] }, zone: { choice: ["UTC", "Asia/Tokyo"] } },
              },
              inventory.hierarchy[1],
            ],
            zone: { tag: "zone" },
          },
        },
      ),
    );
    const [climates, zones] = ["climate", "zone"].map((tag) => plan.inventory.tags.find(({ name }) => name === tag)!);
    const rows = rowsOf(plan, "time").slice(0, 24) as { weather: number; clock: number }[];
    expect(rows.map((row) => row.weather)).toEqual(rows.map((_, e) => (climates.at(e) === "warm" ? 1 : 0)));
    const clocks = new Map(rows.map((row, e) => [zones.at(e), row.clock]));
    expect(new Set(rows.map((row, e) => `${zones.at(e)} ${row.clock}`)).size).toBe(clocks.size);
  });

  it("belongs to the tag's value: other entities and metrics change nothing", () => {
    const sites = (count: number, more: object = {}) =>
      new Set(
        groups(
          { ...more, weather: { shared: "site", signals: weather } },
          { inventory: { ...inventory, count } },
        ).keys(),
      );
    const few = sites(8);
    expect(few.size).toBe(1);
    for (const values of few) expect(sites(24, { other: { signals: weather } }).has(values)).toBe(true);
  });

  it("is read by entities with their own gain and lag, whoever was evaluated before", () => {
    const metrics = {
      weather: { shared: "site", decimals: 6, signals: weather },
      load: { decimals: 6, signals: [{ follow: { of: "weather", gain: { uniform: [1, 2] }, lag: "5m" } }] },
    };
    const plan = planOf(scenario(metrics));
    const index = (name: string) => plan.metrics.findIndex((metric) => metric.name === name);
    const both = createEvaluator(plan, [index("weather"), index("load")], 60);
    const lone = (entity: number, tick: number) => {
      const evaluator = createEvaluator(plan, [index("load")], 60);
      evaluator.run(entity, tick, 60);
      return evaluator.quanta(index("load")).slice(0, 60);
    };
    for (const [entity, tick] of [
      [0, 0],
      [1, 0],
      [1, 60],
      [23, 60],
      [1, 60],
      [0, 0],
      [9, 0],
    ]) {
      both.run(entity, tick, 60);
      expect(both.quanta(index("load")).slice(0, 60)).toEqual(lone(entity, tick));
    }
  });
});

test.each([
  ["an unknown tag", { weather: { shared: "sight", signals: weather } }, "metrics.weather.shared", "no tag `sight`"],
  [
    "a parameter by a tag that differs within",
    { weather: { shared: "site", signals: [{ constant: { value: { by: "model", values: { x: 1, y: 2 } } } }] } },
    "metrics.weather.signals.0.constant.value",
    "no tag `model`",
  ],
  [
    "a metric that reads entities' own",
    { load: { signals: weather }, weather: { shared: "site", signals: [{ lag: { of: "load" } }] } },
    "metrics.weather.signals.0.lag",
    "`load`, which differs from entity to entity, while this metric is shared by site",
  ],
  [
    "a metric that reads one of a level below",
    { load: { shared: "rack", signals: weather }, weather: { shared: "site", signals: [{ lag: { of: "load" } }] } },
    "metrics.weather.signals.0.lag",
    "is shared by rack",
  ],
])("refuses %s", (_, metrics, path, message) => {
  let issues: ScenarioError["issues"] = [];
  try {
    planOf(scenario(metrics));
  } catch (error) {
    if (error instanceof ScenarioError) issues = error.issues;
  }
  expect(issues.map((issue) => issue.path.join("."))).toEqual([path]);
  expect(issues[0].message).toContain(message);
});

test("a metric reads those shared by its own level and above", () => {
  const read = (of: string) => [{ follow: { of } }];
  const metrics = {
    all: { shared: "fleet", signals: weather },
    site: { shared: "site", signals: read("all") },
    climate: { shared: "climate", signals: read("all") },
    rack: { shared: "rack", signals: [...read("site"), ...read("climate")] },
    own: { signals: [...read("rack"), ...read("site"), ...read("all")] },
  };
  const renamed = Object.fromEntries(
    Object.entries(metrics).map(([name, metric]) => [
      `m_${name}`,
      JSON.parse(JSON.stringify(metric).replaceAll('"of":"', '"of":"m_')),
    ]),
  );
  expect(() => planOf(scenario(renamed))).not.toThrow();
});

test("an anomaly of one entity reaches its own view of a shared metric alone, and what it reads", () => {
  const metrics = {
    weather: { shared: "site", signals: weather },
    load: { signals: [{ follow: { of: "weather" } }] },
  };
  const [clean, disturbed] = [
    {},
    {
      anomalies: [
        {
          id: "shift",
          share: 0.3,
          metrics: ["weather"],
          schedule: { once: { at: "2024-01-01T01:00", length: "30m" } },
          effect: { "level-shift": { by: 1000 } },
        },
      ],
    },
  ].map((over) => rowsOf(planOf(scenario(metrics, over)), "time") as { id: string; weather: number; load: number }[]);
  const changed = disturbed.filter((row, i) => row.weather !== clean[i].weather);
  const whose = new Set(changed.map(({ id }) => id));
  expect(whose.size).toBeGreaterThan(0);
  const mixed = byTag("site").filter((ids) => ids.some((id) => whose.has(id)) && !ids.every((id) => whose.has(id)));
  expect(mixed.length).toBeGreaterThan(0);
  expect(changed.length).toBe(30 * whose.size);
  expect(disturbed.filter((row, i) => row.load !== clean[i].load)).toEqual(changed);
});
