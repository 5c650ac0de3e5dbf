import { describe, expect, test } from "vitest";
import { countRows } from "../../src/engine/count-rows.ts";
import { generate } from "../../src/engine/generate.ts";
import { partition } from "../../src/engine/partition.ts";
import type { Plan, Table } from "../../src/engine/plan.ts";
import type { Parts } from "../../src/engine/region.ts";
import { planOf } from "../support/rows.ts";

const scenario = {
  name: "counted",
  origin: "2024-01-01",
  interval: "10m",
  start: "2024-01-02T00:30:00Z",
  end: "2024-01-09T07:20:00Z",
  inventory: {
    count: 60,
    tags: { site: { choice: ["a", "b", "c"] } },
    active: { from: ["2023-12-25", "2024-01-06"], to: ["2024-01-07", "2024-01-20"] },
  },
  metrics: { a: { signals: [{ constant: { value: 1 } }] }, b: { signals: [{ constant: { value: 2 } }] } },
  records: [
    { table: "each" },
    { table: "some", every: 7 },
    { table: "none", every: 100_000 },
    { table: "long", every: 5, shape: "long" },
    { table: "events", rows: "event", schedule: { random: { rate: "3/1d", length: ["5m", "2h"] } } },
  ],
};

const made = (plan: Plan, table: Table, parts: Parts): number => {
  let rows = 0;
  for (let i = 0; i < parts.length; i++)
    for (const batch of generate(plan, table, parts.at(i), "entity")) rows += batch.rows;
  return rows;
};

describe("countRows", () => {
  const { active: _, ...always } = scenario.inventory;
  const plans = [
    ["of entities that join and retire", planOf(scenario)],
    ["of entities that are always there", planOf({ ...scenario, inventory: always })],
  ] as const;
  const shards = [
    ["whole.csv", { index: 0, count: 1 }],
    ["{date}/{id}.csv", { index: 1, count: 3 }],
    ["{tag.site}-{shard}.csv", { index: 4, count: 7 }],
  ] as const;

  test.each(plans.flatMap(([name, plan]) => plan.tables.map((table) => [name, table.name, plan, table] as const)))(
    "%s in table %s is what is made",
    (_name, _table, plan, table) => {
      for (const [template, shard] of shards) {
        const parts = partition(plan, table, template, "csv", shard);
        expect(countRows(plan, table, parts)).toEqual({ rows: made(plan, table, parts), exact: true });
      }
      const none = { length: 0, at: () => ({ entities: { from: 0, to: 0 }, from: 0, to: 0 }) };
      expect(countRows(plan, table, none)).toEqual({ rows: 0, exact: true });
    },
  );

  test("estimates what would take long to count", () => {
    const plan = planOf({ ...scenario, inventory: { ...scenario.inventory, count: 700_000 } });
    const [each, , , , events] = plan.tables;
    for (const table of [each, events]) {
      const day = partition(plan, table, "{date}.csv", "csv", { index: 0, count: 1 }).at(3);
      const { rows, exact } = countRows(plan, table, { length: 1, at: () => day });
      const first = { length: 1, at: () => ({ ...day, entities: { from: 0, to: 4000 } }) };
      const counted = countRows(plan, table, first);
      expect([exact, counted.exact]).toEqual([false, true]);
      // both are means over some 4,000 entities of some 3 events: 4 standard errors of their difference are 6 %
      expect(Math.abs(rows / counted.rows / (700_000 / 4000) - 1)).toBeLessThan(0.06);
    }
  });
});
