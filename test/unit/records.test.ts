import { describe, expect, test } from "vitest";
import { ScenarioError } from "../../src/core/error.ts";
import { planOf, rowsOf, textOf } from "../support/rows.ts";

const scenario = (over: object = {}) => ({
  name: "records",
  origin: "2024-01-01",
  start: "2024-01-01",
  end: "2024-01-01T01:00:00Z",
  interval: "15m",
  inventory: { count: 2, id: { format: "E%02d", space: 2, order: "sequential" } },
  metrics: {
    load: { unit: "kW", decimals: 1, signals: [{ constant: { value: 5 } }, { trend: { change: 4, per: "1h" } }] },
    half: { unit: "kW", decimals: 2, signals: [{ lag: { of: "load", ticks: 1 } }, { scale: { by: 0.5 } }] },
  },
  ...over,
});

const issuesOf = (input: unknown): string[] => {
  try {
    planOf(input);
  } catch (error) {
    if (error instanceof ScenarioError)
      return error.issues.map(
        (issue) => `${issue.path.join(".")}: ${issue.message}${issue.suggestion ? ` (${issue.suggestion}?)` : ""}`,
      );
    throw error;
  }
  return [];
};

describe("a grid record", () => {
  test("shows everything, wide, by time, unless told otherwise", () => {
    const rows = rowsOf(planOf(scenario()));
    expect(rows).toHaveLength(8);
    expect(rows.map((row) => row.id).slice(0, 3)).toEqual([rows[0].id, rows[1].id, rows[0].id]);
    expect(Object.keys(rows[0])).toEqual(["timestamp", "id", "load", "half"]);
    expect(rows.filter((row) => row.id === rows[0].id).map((row) => [row.load, row.half])).toEqual([
      [5, 2],
      [6, 2.5],
      [7, 3],
      [8, 3.5],
    ]);
  });
  test("chooses, renames, orders and nests columns", () => {
    const records = [
      {
        table: "r",
        columns: [{ "meter.id": "id" }, "begin", { "meter.load": "load" }, "end"],
        time: { format: "epoch" },
      },
    ];
    expect(textOf(planOf(scenario({ records })), "ndjson").split("\n")[0]).toMatch(
      /^\{"meter":\{"id":"E0\d","load":5\},"begin":1704067200,"end":1704068100\}$/,
    );
  });
  test("is long on request, each metric with its unit", () => {
    const rows = rowsOf(planOf(scenario({ records: [{ table: "r", shape: "long" }] })));
    expect(rows).toHaveLength(16);
    expect(rows.slice(0, 2).map(({ metric, unit, value }) => [metric, unit, value])).toEqual([
      ["load", "kW", 5],
      ["half", "kW", 2],
    ]);
  });
  test("shows each k-th tick only", () => {
    const rows = rowsOf(planOf(scenario({ records: [{ table: "r", every: 2, columns: ["begin", "end", "load"] }] })));
    expect(rows.map((row) => row.load)).toEqual([5, 5, 7, 7]);
    expect(Number(rows[0].end) - Number(rows[0].begin)).toBe(30 * 60_000);
  });
  test("of a long shape shows the metrics chosen, under the names given", () => {
    const metrics = [{ "half load": "half" }, "load"];
    const columns = ["id", "metric", "unit", "value"];
    const rows = rowsOf(planOf(scenario({ records: [{ table: "r", shape: "long", metrics, columns }] })));
    expect(rows).toHaveLength(16);
    expect(rows.slice(0, 2).map(({ metric, value }) => [metric, value])).toEqual([
      ["half load", 2],
      ["load", 5],
    ]);
  });
  test("until is the timestamp of the entity's next record, jitter and all", () => {
    const columns = ["id", "timestamp", "until", "begin", "end"];
    const records = [{ table: "r", every: 2, columns }];
    const rows = rowsOf(planOf(scenario({ jitter: "5m", records, end: "2024-01-01T06:00:00Z" })));
    const own = rows.filter(({ id }) => id === rows[0].id);
    expect(own.length).toBe(12);
    own.forEach(({ timestamp, until, begin, end }, i) => {
      expect(Number(end) - Number(begin)).toBe(1_800_000);
      if (i + 1 < own.length) expect(until).toBe(own[i + 1].timestamp);
      expect(Number(until) - Number(end)).toBeGreaterThanOrEqual(0);
      expect(Number(timestamp) - Number(begin)).toBeLessThan(300_000);
    });
  });
  test("is known by its end where it shows no begin", () => {
    const keyOf = (columns: string[]) => planOf(scenario({ records: [{ table: "r", columns }] })).tables[0].schema.key;
    expect(keyOf(["id", "end", "load"])).toEqual(["end", "id"]);
    expect(keyOf(["id", "until", "timestamp"])).toEqual(["timestamp", "id"]);
    expect(keyOf(["timestamp", "begin", "id", "end"])).toEqual(["begin", "id"]);
  });
  test("delays timestamps by the jitter, keeps their order, and writes milliseconds", () => {
    const plan = planOf(
      scenario({ jitter: "14m", records: [{ table: "r", columns: ["begin", "timestamp", "id"] }], end: "2024-01-03" }),
    );
    for (const order of ["time", "entity"] as const) {
      const rows = rowsOf(plan, order);
      const late = rows.map((row) => Number(row.timestamp) - Number(row.begin));
      expect(Math.min(...late)).toBeGreaterThanOrEqual(0);
      expect(Math.max(...late)).toBeLessThan(14 * 60_000);
      expect(new Set(late).size).toBeGreaterThan(300);
    }
    expect(textOf(plan, "ndjson")).toMatch(/"timestamp":"2024-01-01T00:\d\d:\d\d\.\d{3}Z"/);
  });
  test("leaves out entities before they join and after they retire", () => {
    const active = { from: "2024-01-01T00:30:00Z", to: "2024-01-01T00:45:00Z" };
    for (const order of ["time", "entity"] as const) {
      for (const shape of ["wide", "long"]) {
        const rows = rowsOf(
          planOf(scenario({ inventory: { count: 3, active }, records: [{ table: "r", shape }] })),
          order,
        );
        expect(rows.length).toBe(shape === "long" ? 6 : 3);
        expect(new Set(rows.map((row) => row.timestamp))).toEqual(new Set([Date.UTC(2024, 0, 1, 0, 30)]));
      }
    }
  });
});

describe("an event record", () => {
  const records = [{ table: "outages", rows: "event", schedule: { random: { rate: "4/1d", length: ["5m", "2h"] } } }];
  test("has a row per window that begins in the run, the same however it is cut", () => {
    const days = (start: string, end: string) => rowsOf(planOf(scenario({ start, end, records })), "entity");
    const all = days("2024-01-01", "2024-01-10");
    expect(all.length).toBeGreaterThan(40);
    expect(Object.keys(all[0])).toEqual(["begin", "end", "event", "id"]);
    const cut = [...days("2024-01-01", "2024-01-04"), ...days("2024-01-05", "2024-01-10")];
    const key = (row: Record<string, unknown>) => `${row.id} ${row.begin} ${row.event} ${row.end}`;
    expect(cut.map(key).sort()).toEqual(all.map(key).sort());
    expect(new Set(all.map((row) => `${row.id} ${row.event}`)).size).toBe(all.length);
  });
  test("keeps silent unless nothing is wrong, and only then", () => {
    const down = {
      id: "down",
      metrics: ["load"],
      schedule: { random: { rate: "2/1d", length: ["1h", "5h"] } },
      effect: { "level-shift": { by: 1 } },
    };
    const beats = {
      table: "beats",
      rows: "event",
      schedule: { periodic: { every: "10m", length: "1s", jitter: "9m" } },
    };
    const days = { start: "2024-01-01", end: "2024-01-05", anomalies: [down] };
    const all = rowsOf(planOf(scenario({ ...days, records: [beats] })), "entity");
    const plan = planOf(scenario({ ...days, records: [{ ...beats, unless: ["down"] }] }));
    const some = rowsOf(plan, "entity");
    const silent = ({ id, begin }: Record<string, unknown>) => {
      let found = false;
      const { inventory, window, disturbances } = plan;
      const entity = Array.from({ length: inventory.size }, (_, e) => inventory.idOf(e)).indexOf(String(id));
      disturbances[0].occurrences(entity, window.from - 100, window.to + 100, ({ start, end }) => {
        found ||= Number(begin) >= start && Number(begin) < end;
      });
      return found;
    };
    expect(some).toEqual(all.filter((row) => !silent(row)));
    expect(some.length).toBeLessThan(all.length);
    expect(issuesOf(scenario({ ...days, records: [{ ...beats, unless: ["dwon"] }] }))).toEqual([
      "records.0.unless.0: no anomaly or fault is called `dwon`; there are down (down?)",
    ]);
    expect(issuesOf(scenario({ ...days, records: [{ table: "r", unless: ["down"] }] }))).toEqual([
      "records.0.unless: only event records keep silent: set rows: event",
    ]);
  });
  test("needs a schedule, and shows no metrics", () => {
    expect(issuesOf(scenario({ records: [{ table: "r", rows: "event" }] }))).toEqual([
      "records.0: an event record needs a schedule",
    ]);
    expect(issuesOf(scenario({ records: [{ ...records[0], columns: ["load"] }] }))[0]).toMatch(
      /records\.0\.columns\.0: no column `load`; there are begin, end, event, id/,
    );
  });
});

describe("mistakes are refused with their place, all at once", () => {
  test("columns", () => {
    expect(
      issuesOf(scenario({ records: [{ table: "r", columns: ["timestmp", "load", "load", { a: "id", b: "id" }] }] })),
    ).toEqual([
      "records.0.columns.0: no column `timestmp`; there are timestamp, until, begin, end, id, load, half, is_anomaly, anomaly_kinds, clean.load, clean.half (timestamp?)",
      "records.0.columns.2: the column `load` is already there",
      "records.0.columns.3: a column is a name, or one pair { name: what it shows }",
    ]);
  });
  test("metrics that read one another, or nothing", () => {
    const metrics = {
      a: { signals: [{ lag: { of: "b", ticks: 1 } }] },
      b: { signals: [{ lag: { of: "a", ticks: 1 } }] },
      c: { signals: [{ lag: { of: "bb", ticks: 1 } }] },
    };
    const found = issuesOf(scenario({ metrics }));
    expect(found).toContain("metrics.a: metrics read one another in a circle: a -> b -> a");
    expect(
      found.some((issue) => issue.startsWith("metrics.c.signals.0.lag: reads the metric `bb`, which does not exist")),
    ).toBe(true);
  });
  test("metrics of a long record", () => {
    const records = [
      { table: "r", shape: "long", metrics: ["laod", "half", { half: "load" }, { a: "load", b: "load" }] },
      { table: "s", metrics: ["load"] },
    ];
    expect(issuesOf(scenario({ records }))).toEqual([
      "records.0.metrics.0: no metric `laod`; there are load, half (load?)",
      "records.0.metrics.2: there are rows called `half` already",
      "records.0.metrics.3: a metric is a name, or one pair { what the rows call it: name }",
      "records.1.metrics: only long records choose metrics: set shape: long",
    ]);
  });
  test("windows, intervals, jitter", () => {
    expect(issuesOf(scenario({ start: "2024-01-03", end: "2024-01-01" }))[0]).toMatch(
      /^end: the window ends at 2024-01-02T00:00:00.000Z, not after its start at 2024-01-03/,
    );
    expect(issuesOf(scenario({ start: "2023-01-03" }))[0]).toMatch(
      /^start: the window starts at 2023-01-03.*before the origin/,
    );
    expect(issuesOf(scenario({ interval: "0s" }))[0]).toMatch(/^interval: /);
    expect(issuesOf(scenario({ jitter: "15m" }))[0]).toMatch(/^jitter: jitter must be less than the interval of 15m/);
    expect(issuesOf(scenario({ zone: "Europe/Berlim" }))[0]).toMatch(/^zone: .*Europe\/Berlin/);
  });
  test("a value too large to write exactly stops the run with its place", () => {
    const plan = planOf(scenario({ metrics: { big: { decimals: 6, signals: [{ constant: { value: 1e12 } }] } } }));
    expect(() => rowsOf(plan)).toThrow(
      /the metric `big` of E0\d at 2024-01-01T00:00:00.000Z is 1000000000000: with 6 decimals/,
    );
  });
});
