import { describe, expect, test } from "vitest";
import { ScenarioError } from "../../src/core/error.ts";
import { planOf } from "../support/rows.ts";

const outage = {
  id: "outage",
  metrics: ["load"],
  schedule: { random: { rate: "1/1d", length: "1h" } },
  effect: { "level-shift": { by: 1 } },
};
const scenario = (segments: object, more: object = {}) => ({
  name: "s",
  origin: "2024-01-01",
  start: "2024-01-02",
  end: "2024-01-03",
  inventory: { count: 3, tags: { kind: { choice: ["a", "b"] }, place: "here" } },
  metrics: { load: { decimals: 0, signals: [{ constant: { value: 0 } }] } },
  anomalies: [outage],
  records: [
    { table: "readings" },
    { table: "beats", rows: "event", unless: ["outage"], schedule: { periodic: { every: "5m", length: "1s" } } },
  ],
  segments,
  ...more,
});

function issues(segments: object, more: object = {}): string[] {
  try {
    planOf(scenario(segments, more));
  } catch (error) {
    if (error instanceof ScenarioError) return error.message.split("\n");
    throw error;
  }
  return [];
}

describe("segments of a scenario", () => {
  test("name an event table and tags; errors are what silences it unless they are named", () => {
    const groups = [{ name: "Kind and place", dimensions: ["kind", "place"] }];
    const { segments } = planOf(scenario({ of: "beats", groups }));
    expect(segments!.table.name).toBe("beats");
    expect(segments!.errors.map(({ id }) => id)).toEqual(["outage"]);
    expect(segments!.groups.map(({ dimensions }) => dimensions.map(({ name }) => name))).toEqual([["kind", "place"]]);
    expect(planOf(scenario({ of: "beats", errors: [], groups })).segments!.errors).toEqual([]);
  });

  test("are refused with every mistake", () => {
    const groups = [{ name: "x", dimensions: ["knd", "place"] }];
    expect(issues({ of: "readings", errors: ["outge"], groups })).toEqual([
      "segments.of: no event table `readings`; there are beats",
      "segments.errors[0]: no anomaly or fault is called `outge`; there are outage",
      "segments.groups[0].dimensions[0]: no tag `knd`; there are kind, place",
    ]);
    const four = [{ name: "x", dimensions: ["kind", "place", "kind", "place"] }];
    expect(issues({ of: "beats", groups: four })[0]).toMatch(/^segments\.groups\[0\]\.dimensions: expected .*3/);
  });
});

test("the instant that an inventory is told for is made absolute, or is the end of the window", () => {
  const groups = [{ name: "x", dimensions: ["kind"] }];
  const plan = (at?: string) =>
    planOf(scenario({ of: "beats", groups }, { inventory: { count: 3, tags: { kind: "a" }, ...(at ? { at } : {}) } }));
  expect(plan().entities.at).toBe(Date.UTC(2024, 0, 4));
  const moving = plan("now-1d");
  // the tests' now
  expect(moving.scenario.inventory.at).toBe("2024-01-30T00:00:00.000Z");
  expect(planOf(moving.scenario, 0).hash).toBe(moving.hash);
});
