import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { catalogs } from "../../src/catalog.ts";
import type { Plan } from "../../src/engine/plan.ts";
import { createBuckets } from "../../src/engine/query/buckets.ts";
import { chooseEntities } from "../../src/engine/query/choose.ts";
import { finish } from "../../src/engine/query/finish.ts";
import { queryLabels } from "../../src/engine/query/labels.ts";
import { largestTriangles } from "../../src/engine/query/largest-triangles.ts";
import { createRows, rowsTable } from "../../src/engine/query/rows.ts";
import { type Line, queryWindow, type WindowQuery } from "../../src/engine/query/window.ts";
import { type Row, rowOf } from "../../src/sinks/memory.ts";
import { labelsOf } from "../support/answer-key.ts";
import { planOf, rowsOf } from "../support/rows.ts";

const scenario = {
  name: "query",
  origin: "2020-01-01",
  start: "2024-01-01",
  end: "2024-01-03",
  interval: "1m",
  inventory: {
    count: 8,
    tags: { region: { choice: ["north", "south"] } },
    active: { from: ["2024-01-01", "2024-01-02"] },
  },
  metrics: {
    load: { decimals: 2, signals: [{ daily: { low: 20, high: 60 } }, { normal: { sd: 5 } }] },
    register: { decimals: 3, signals: [{ counter: { perDay: { uniform: [5, 20] }, sd: 1 } }] },
  },
  anomalies: [
    {
      id: "step",
      metrics: ["load"],
      schedule: { once: { at: "2024-01-01T18:00", length: "3h" } },
      effect: { "level-shift": { by: 30 } },
    },
  ],
  faults: [{ id: "away", schedule: { once: { at: "2024-01-02T06:00", length: "4h" } }, effect: { "reboot-gap": {} } }],
};
const plan = planOf(scenario);
const { from, to } = plan.window;
const whole: WindowQuery = {
  entities: { from: 0, to: 8 },
  metrics: [0, 1],
  from,
  to,
  points: 100,
  mode: "min-max",
};
const ask = (query: Partial<WindowQuery>, of: Plan = plan) => finish(queryWindow(of, { ...whole, ...query }));
const line = (lines: readonly Line[], entity: number, metric: number, clean = false) =>
  lines.find((one) => one.entity === entity && one.metric === metric && one.clean === clean)!;

/** Values of a metric of an entity by tick, from the rows a run writes. */
function written(of: Plan, metric: string): (number | undefined)[][] {
  const table = of.tables[0];
  const at: (number | undefined)[][] = [];
  const entities = new Map(Array.from({ length: of.inventory.size }, (_, e) => [of.inventory.idOf(e), e]));
  for (const row of rowsOf(of, "time", table)) {
    const entity = entities.get(row.id as string)!;
    at[entity] ??= [];
    at[entity][of.grid.tickAt(row.timestamp as number) - of.window.from] = row[metric] as number;
  }
  return at;
}

describe("buckets", () => {
  test("cover a window, are at most points + 1, and stay where they are when it moves", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -1e6, max: 1e9 }),
        fc.integer({ min: 1, max: 1e6 }),
        fc.integer({ min: 1, max: 500 }),
        (a, n, points) => {
          const buckets = createBuckets(a, a + n, points);
          expect(buckets.count).toBeLessThanOrEqual(points + 1);
          expect([buckets.start(0), buckets.start(buckets.count)]).toEqual([a, a + n]);
          for (const tick of [a, a + Math.floor(n / 2), a + n - 1]) {
            const i = buckets.of(tick);
            expect(buckets.start(i) <= tick && tick < buckets.start(i + 1)).toBe(true);
          }
          const moved = createBuckets(a + buckets.width, a + n + buckets.width, points);
          expect(moved.start(1)).toBe(Math.min(a + n + buckets.width, buckets.start(1) + buckets.width));
        },
      ),
      { seed: 1 },
    );
  });
});

describe("a window that is looked at whole", () => {
  const loads = written(plan, "load");

  test("shows every reading where there is room", () => {
    const { lines, buckets } = ask({ from, to: from + 90 });
    expect(buckets.width).toBe(1);
    const shown = line(lines, 3, 0).columns.values;
    for (let i = 0; i < 90; i++) expect(shown[i]).toEqual(loads[3]?.[i] ?? NaN);
  });

  test("shows the least and greatest reading of each bucket, and nothing where there is none", () => {
    const { lines, buckets } = ask({});
    expect(lines.every(({ approximate }) => !approximate)).toBe(true);
    for (let entity = 0; entity < 8; entity++) {
      const { min, max } = line(lines, entity, 0).columns;
      for (let i = 0; i < buckets.count; i++) {
        const own = (loads[entity] ?? [])
          .slice(buckets.start(i) - from, buckets.start(i + 1) - from)
          .filter((value) => value !== undefined);
        expect([min[i], max[i]]).toEqual(own.length > 0 ? [Math.min(...own), Math.max(...own)] : [NaN, NaN]);
      }
    }
  });

  test("has a clean twin without anomalies, and without what is missing", () => {
    const twin = planOf({ ...scenario, anomalies: [], faults: [] });
    const { lines } = ask({ clean: true });
    const { lines: expected } = ask({}, twin);
    expect(lines.filter(({ clean }) => clean).map(({ columns }) => columns)).toEqual(
      expected.map(({ columns }) => columns),
    );
    const seen = [0, 1, 2].map((entity) => line(lines, entity, 0).columns);
    expect(seen).not.toEqual([0, 1, 2].map((entity) => line(lines, entity, 0, true).columns));
  });

  test("shows the same buckets in any window", () => {
    const outer = ask({});
    const { start, width } = outer.buckets;
    const inner = ask({ from: start(10), to: start(20), points: 10 });
    expect(inner.buckets.width).toBe(width);
    expect(line(inner.lines, 5, 0).columns.min).toEqual(line(outer.lines, 5, 0).columns.min.slice(10, 20));
  });

  test("keeps as many values of a line's shape as there are points", () => {
    const { lines } = ask({ mode: "lttb", entities: Int32Array.of(2) });
    const { ticks, columns } = line(lines, 2, 0);
    const read = columns.values.filter((value) => !Number.isNaN(value));
    expect(read).toHaveLength(100);
    for (const [i, tick] of ticks!.entries())
      if (!Number.isNaN(columns.values[i])) expect(columns.values[i]).toBe(loads[2][tick - from]);
    // four hours are missing: the line has a gap there
    expect(columns.values.some(Number.isNaN)).toBe(true);
  });
});

describe("groups", () => {
  const loads = written(plan, "load");
  const cells = (a: number, b: number) =>
    loads.flatMap((own) => own.slice(a - from, b - from)).filter((value) => value !== undefined);

  test("have the mean, sum and quantiles of all readings in a bucket", () => {
    const { lines: means, buckets } = ask({ aggregate: "mean", metrics: [0] });
    const { lines: sums } = ask({ aggregate: "sum", metrics: [0] });
    const { lines: bands } = ask({ aggregate: "band", metrics: [0] });
    expect(bands).toHaveLength(1);
    for (let i = 0; i < buckets.count; i++) {
      const own = cells(buckets.start(i), buckets.start(i + 1)).sort((a, b) => a - b);
      const total = own.reduce((sum, value) => sum + value, 0);
      if (own.length === 0) {
        expect(means[0].columns.mean[i]).toBeNaN();
        continue;
      }
      expect(means[0].columns.mean[i]).toBeCloseTo(total / own.length, 9);
      expect(sums[0].columns.sum[i]).toBeCloseTo(total / (buckets.start(i + 1) - buckets.start(i)), 9);
      const columns = Object.values(bands[0].columns).map((column) => column[i]);
      expect(columns).toEqual([0, 0.1, 0.5, 0.9, 1].map((q) => own[Math.floor((own.length - 1) * q + 0.5)]));
    }
  });

  test("of more than 500 entities are a sample, and say so", () => {
    const many = planOf({
      ...scenario,
      inventory: { count: 20_000 },
      metrics: { size: { signals: [{ constant: { value: { normal: [100, 10] } } }] } },
      anomalies: [],
      faults: [],
    });
    const query = { entities: { from: 0, to: 20_000 }, metrics: [0], to: from + 10 };
    const { lines, looked } = ask({ ...query, aggregate: "mean" }, many);
    expect(looked).toBe(500);
    expect(lines[0].approximate).toBe(true);
    // the mean of 500 draws has a deviation of 10 / sqrt(500) = 0.45: within five of them
    expect(Math.abs(lines[0].columns.mean[0] - 100)).toBeLessThan(2.3);
    const sum = ask({ ...query, aggregate: "sum" }, many).lines[0].columns.sum[0];
    expect(sum / 20_000).toBeCloseTo(lines[0].columns.mean[0], 9);
  });
});

describe("a window that is too long to look at whole", () => {
  const years = planOf({
    ...scenario,
    start: "2020-01-01",
    end: "2029-12-31",
    anomalies: [],
    faults: [],
    inventory: { count: 3 },
  });
  const long = {
    entities: Int32Array.of(1),
    from: years.window.from,
    to: years.window.to,
    metrics: [0, 1],
    points: 200,
  };

  test("is a sample within what is there, and the same when asked again", () => {
    const { lines, buckets } = ask(long, years);
    const load = line(lines, 1, 0);
    expect(load.approximate).toBe(true);
    expect(ask(long, years).lines).toEqual(lines);
    // a bucket of weeks sees all hours of the day: from about 20 - 5 sd to 60 + 5 sd
    const { min, max } = load.columns;
    for (let i = 0; i < buckets.count; i++) {
      expect(min[i]).toBeGreaterThan(20 - 32);
      expect(min[i]).toBeLessThan(45);
      expect(max[i]).toBeGreaterThan(40);
      expect(max[i]).toBeLessThan(60 + 32);
    }
  });

  test("has counters exactly", () => {
    const { lines, buckets } = ask(long, years);
    const { columns, approximate } = line(lines, 1, 1);
    expect(approximate).toBe(false);
    for (const i of [0, 57, buckets.count - 1]) {
      const [a, b] = [buckets.start(i), buckets.start(i + 1)];
      const exact = ask({ ...long, metrics: [1], from: a, to: b, points: 1e6 }, years).lines[0].columns.values;
      expect([columns.min[i], columns.max[i]]).toEqual([exact[0], exact[exact.length - 1]]);
      expect([Math.min(...exact), Math.max(...exact)]).toEqual([columns.min[i], columns.max[i]]);
    }
  });

  test("has counters that a fault reaches as a sample", () => {
    const faulty = planOf({
      ...scenario,
      start: "2020-01-01",
      end: "2029-12-31",
      anomalies: [],
      faults: [
        { id: "x", metrics: ["register"], schedule: { random: { rate: "1/7d", length: "1h" } }, effect: { stuck: {} } },
      ],
    });
    const { lines } = ask({ ...long, metrics: [1], clean: true }, faulty);
    expect(lines.map(({ clean, approximate }) => [clean, approximate])).toEqual([
      [false, true],
      [true, false],
    ]);
  });

  test("looks at a bounded number of places for a group", () => {
    const many = planOf({
      ...scenario,
      start: "2020-01-01",
      end: "2029-12-31",
      anomalies: [],
      faults: [],
      inventory: { count: 1000 },
    });
    let steps = 0;
    const running = queryWindow(many, { ...whole, ...long, entities: { from: 0, to: 1000 }, aggregate: "band" });
    for (let step = running.next(); ; step = running.next()) {
      if (step.done) {
        expect(step.value.looked).toBeLessThan(500);
        expect(step.value.lines[0].columns.p10.every((value, i) => value <= step.value.lines[0].columns.p90[i])).toBe(
          true,
        );
        break;
      }
      steps++;
    }
    expect(steps).toBeLessThanOrEqual(2 * 2048);
  });
});

describe("largest triangles", () => {
  test("keep the ends and what stands out", () => {
    const ticks = Float64Array.from({ length: 1000 }, (_, i) => i);
    const values = new Float64Array(1000);
    values[777] = 5;
    const kept = largestTriangles(ticks, values, 20, 50);
    expect(kept.ticks).toHaveLength(20);
    expect([kept.ticks[0], kept.ticks[19]]).toEqual([0, 999]);
    expect([...kept.ticks]).toContain(777);
  });

  test("follow the paper on a small example", () => {
    // buckets [1,2] and [3,4] between 0 and 5; next means: of {3,4} and of {5}
    const kept = largestTriangles(Float64Array.of(0, 1, 2, 3, 4, 5), Float64Array.of(0, 3, 1, 0, 4, 0), 4, 9);
    expect([...kept.ticks]).toEqual([0, 1, 4, 5]);
  });
});

describe("choosing entities", () => {
  const choose = (choice: Parameters<typeof chooseEntities>[1]) => finish(chooseEntities(plan, choice));
  const regions = plan.inventory.tags.find(({ name }) => name === "region")!;

  test("by ids and tags", () => {
    const north = Array.from({ length: 8 }, (_, e) => e).filter((e) => regions.at(e) === "north");
    expect([...(choose({ where: { region: ["north"] } }) as Int32Array)]).toEqual(north);
    const ids = [5, 2, 5].map(plan.inventory.idOf);
    expect(choose({ ids })).toEqual(Int32Array.of(2, 5));
    expect(choose({ ids, where: { region: ["north"] } })).toEqual(
      Int32Array.from([2, 5].filter((e) => north.includes(e))),
    );
    expect(choose({})).toEqual({ from: 0, to: 8 });
  });

  test("tells what is unknown and what was meant", () => {
    expect(() => choose({ ids: [`${plan.inventory.idOf(1)}x`] })).toThrow("did you mean");
    expect(() => choose({ where: { regoin: ["north"] } })).toThrow("did you mean region?");
    expect(() => choose({ where: { region: ["nroth"] } })).toThrow("did you mean north?");
  });
});

describe("labels", () => {
  const all = { from: 0, to: 8 };

  test("are those of the answer key", () => {
    const { labels, more, measured } = finish(queryLabels(plan, all, from, to, 1000));
    expect([more, measured]).toEqual([false, true]);
    const key = (event: string, metric: unknown, onset: number) => `${event} ${metric ?? null} ${onset}`;
    expect(labels.map(({ label }) => key(label.event, label.metric, label.onset)).sort()).toEqual(
      labelsOf(plan)
        .map((row) => key(row.event as string, row.metric, row.onset as number))
        .sort(),
    );
  });

  test("are of what lasts in a window, whenever it began", () => {
    const at = (text: string) => plan.grid.tickAt(Date.parse(text));
    const inside = finish(queryLabels(plan, all, at("2024-01-01T19:00Z"), at("2024-01-01T19:30Z"), 1000));
    expect(new Set(inside.labels.map(({ label }) => label.name))).toEqual(new Set(["step"]));
    expect(finish(queryLabels(plan, all, at("2024-01-01T12:00Z"), at("2024-01-01T13:00Z"), 1000)).labels).toEqual([]);
  });

  test("are told for each reading that a fault reaches, of any window", () => {
    const odd = planOf({
      ...scenario,
      anomalies: [],
      faults: [{ id: "odd", metrics: ["load"], effect: { "error-code": { share: 0.01 } } }],
    });
    const key = ({ event, onset }: { event: unknown; onset: unknown }) => `${event} ${onset}`;
    const { labels } = finish(queryLabels(odd, { from: 0, to: 2 }, from, to, 1000));
    const some = [0, 1].map(odd.inventory.idOf);
    const answers = labelsOf(odd).filter((row) => some.includes(row.id as string));
    expect(answers.length).toBeGreaterThan(20);
    expect(labels.map(({ label }) => key(label)).sort()).toEqual(answers.map((row) => key(row as never)).sort());
  });

  test("are bounded, and not measured where there are very many", () => {
    const rich = planOf({
      ...scenario,
      start: "2020-01-01",
      end: "2029-12-31",
      inventory: { count: 1 },
      faults: [],
      anomalies: [{ ...scenario.anomalies[0], schedule: { random: { rate: "5/1d", length: "10m" } } }],
    });
    const { labels, more, measured } = finish(
      queryLabels(rich, { from: 0, to: 1 }, rich.window.from, rich.window.to, 500),
    );
    expect([labels.length, more, measured]).toEqual([500, true, false]);
    expect(labels.every(({ label }) => label.metric === "load" && label.severity_achieved === undefined)).toBe(true);
  });
});

test("rows are those that a run writes, of the metrics and tags asked for", () => {
  const table = rowsTable(plan, catalogs, { metrics: [0], tags: ["region"], clean: true });
  const rows: Row[] = [];
  for (const batch of createRows(plan, table, Int32Array.of(1, 4)).between(from, to))
    for (let i = 0; i < batch.rows; i++) rows.push(rowOf(table.schema, batch, i));
  expect(Object.keys(rows[0])).toEqual(["timestamp", "id", "region", "load", "clean.load"]);
  const ids = [1, 4].map(plan.inventory.idOf);
  expect(rows.map(({ timestamp, id, load }) => [timestamp, id, load])).toEqual(
    rowsOf(plan)
      .filter(({ id }) => ids.includes(id as string))
      .map(({ timestamp, id, load }) => [timestamp, id, load]),
  );
});
