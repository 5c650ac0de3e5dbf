import { describe, expect, test } from "vitest";
import { z } from "zod";
import { catalogs } from "../../src/catalog.ts";
import { defineEffect } from "../../src/core/effect.ts";
import { compile } from "../../src/engine/compile.ts";
import { createLabels } from "../../src/engine/labels.ts";
import type { Plan } from "../../src/engine/plan.ts";
import type { Row } from "../../src/sinks/memory.ts";
import { grouped, labelsOf, mistakes, pairs } from "../support/answer-key.ts";
import { planOf, rowsOf } from "../support/rows.ts";

const MINUTE = 60_000;
const METRICS = ["load", "ramp", "late", "calm"];

/** Anomalies and faults of every layer that reach one another through time, metrics and the hierarchy. */
const anomalies = [
  {
    id: "shift",
    metrics: ["load"],
    schedule: { random: { rate: "2/1d", length: ["10m", "2h"] } },
    effect: { "level-shift": { by: -9 } },
  },
  {
    id: "spikes",
    metrics: ["load"],
    schedule: { random: { rate: "6/1d", length: "5m" } },
    effect: { spike: { direction: "either" } },
  },
  {
    id: "both",
    metrics: ["load", "ramp"],
    schedule: { random: { rate: "1/1d", length: "50m" } },
    effect: { variance: { sd: 3 } },
  },
  { id: "back", metrics: ["load"], schedule: { random: { rate: "1/1d", length: "2h" } }, effect: { reversed: {} } },
  {
    id: "other",
    metrics: ["calm"],
    schedule: { random: { rate: "1/1d", length: "2h" } },
    onset: "20m",
    recovery: "40m",
    effect: { contextual: {} },
  },
  {
    id: "step",
    metrics: ["calm"],
    share: 0.5,
    schedule: { random: { rate: "1/3d", length: "1h" } },
    effect: { "permanent-step": { by: 3 } },
  },
  {
    id: "storm",
    metrics: ["load"],
    per: "site",
    delay: ["0s", "30m"],
    schedule: { random: { rate: "1/2d", length: "1h" } },
    effect: { amplitude: { by: 3 } },
  },
  { id: "after", metrics: ["calm"], cause: "storm", delay: "10m", effect: { dip: { depth: 0.5 } } },
];
const faults = [
  { id: "frozen", metrics: ["late"], schedule: { random: { rate: "1/1d", length: "1h" } }, effect: { stuck: {} } },
  {
    id: "gone",
    metrics: ["load"],
    share: 0.5,
    schedule: { random: { rate: "1/1d", length: "30m" } },
    effect: { dropout: {} },
  },
  { id: "reboot", schedule: { random: { rate: "1/2d", length: "15m" } }, effect: { "reboot-gap": {} } },
];

const base = {
  name: "sample",
  seed: 11,
  origin: "2023-12-20",
  start: "2024-01-01",
  end: "2024-01-03T00:00:00Z",
  interval: "5m",
  inventory: {
    count: 6,
    hierarchy: [{ name: "site", fanout: 3 }],
    tags: { kind: { choice: { a: 1, b: 1 } } },
    active: { from: ["2023-12-30", "2024-01-02"] },
  },
  metrics: {
    load: { decimals: 2, signals: [{ daily: { low: 20, high: 60 } }, { ou: { sd: 4, tau: "1h" } }] },
    ramp: { decimals: 2, signals: [{ difference: { of: "load" } }] },
    late: { decimals: 2, signals: [{ lag: { of: "ramp", ticks: 30 } }] },
    calm: { decimals: 3, signals: [{ daily: { low: 5, high: 9 } }, { normal: { mean: 0, sd: 0.1 } }] },
  },
};

const plan = planOf({ ...base, anomalies, faults });
const rows = rowsOf(plan, "entity");
const twins = rowsOf(planOf(base), "entity");
const labels = labelsOf(plan);

describe("the answer key is exact to the tick", () => {
  test("what differs from the clean twin is labelled, and each label differs somewhere", () => {
    expect(mistakes(rows, twins, labels, METRICS)).toEqual([]);
    const kinds = new Set(labels.map(({ kind }) => kind));
    expect([...kinds].sort()).toEqual(
      [...new Set([...anomalies, ...faults].map(({ effect }) => Object.keys(effect)[0]))].sort(),
    );
  });

  test("an answer key that is a tick short, or lacks what followed, is seen", () => {
    const short = (by: (label: Row) => Row) => mistakes(rows, twins, labels.map(by), METRICS);
    expect(short((l) => (l.end === null ? l : { ...l, end: (l.end as number) - 5 * MINUTE })).length).toBeGreaterThan(
      50,
    );
    expect(short((l) => ({ ...l, onset: (l.onset as number) + 5 * MINUTE })).length).toBeGreaterThan(50);
    expect(
      mistakes(
        rows,
        twins,
        labels.filter(({ inherited }) => !inherited),
        METRICS,
      ).length,
    ).toBeGreaterThan(50);
    const ghost = {
      ...labels[0],
      id: "E0",
      onset: Date.UTC(2024, 0, 2),
      end: Date.UTC(2024, 0, 2, 1),
      severity_achieved: 1,
    };
    expect(mistakes(rows, twins, [...labels, ghost], METRICS)).toHaveLength(1);
  });

  test("each label is an event's on a metric, and what follows names its cause", () => {
    expect(new Set(labels.map(({ event, metric }) => `${event} ${metric}`)).size).toBe(labels.length);
    const events = new Set(labels.map(({ event }) => event));
    const followed = labels.filter(({ inherited }) => inherited);
    expect(followed.length).toBeGreaterThan(20);
    for (const { cause } of followed) expect(events).toContain(cause);
    for (const { metric } of followed) expect(["ramp", "late"]).toContain(metric);
  });

  test("what was asked for was achieved, to the metric's last decimal", () => {
    const alike = labels.filter(({ severity_asked }) => severity_asked !== null);
    expect(alike.length).toBeGreaterThan(20);
    for (const { metric, severity_asked, severity_achieved } of alike) {
      const decimals = base.metrics[metric as "load"].decimals;
      expect(Math.abs((severity_achieved as number) - (severity_asked as number))).toBeLessThanOrEqual(10 ** -decimals);
    }
  });
});

describe("columns of the answer key", () => {
  const columns = ["timestamp", "id", ...METRICS, "is_anomaly", "anomaly_kinds", "clean.load", "clean.late"];
  const marked = rowsOf(planOf({ ...base, anomalies, faults, records: [{ table: "readings", columns }] }), "entity");
  const byId = grouped(labels, "id");

  test("say of each row what the labels say, and what it would be", () => {
    const during = (row: Row) =>
      (byId.get(row.id) ?? []).filter(
        (l) =>
          (l.onset as number) <= (row.timestamp as number) &&
          (row.timestamp as number) < ((l.end as number) ?? Infinity),
      );
    for (const { row, twin } of pairs(marked, twins)) {
      if (!row) continue;
      const about = during(row);
      const kinds = new Set(row.anomaly_kinds === null ? [] : (row.anomaly_kinds as string).split("|"));
      expect(row.is_anomaly).toBe(kinds.size > 0);
      for (const label of about) if (!label.inherited) expect(kinds).toContain(label.kind);
      for (const kind of kinds) expect(about.map((label) => label.kind)).toContain(kind);
      if (METRICS.some((metric) => row[metric] !== twin![metric])) expect(row.is_anomaly).toBe(true);
      expect([row["clean.load"], row["clean.late"]]).toEqual([twin!.load, twin!.late]);
    }
    expect(marked.filter((row) => row.is_anomaly).length).toBeGreaterThan(100);
    expect(marked.filter((row) => !row.is_anomaly).length).toBeGreaterThan(100);
  });

  test("of long tables are of each metric", () => {
    const long = {
      table: "readings",
      shape: "long",
      columns: ["timestamp", "id", "metric", "value", "is_anomaly", "clean_value"],
    };
    const each = rowsOf(planOf({ ...base, anomalies, faults, records: [long] }), "entity");
    for (const row of each) if (row.value !== row.clean_value) expect(row.is_anomaly).toBe(true);
    const calm = each.filter(({ metric }) => metric === "calm");
    expect(calm.some((row) => row.is_anomaly)).toBe(true);
    expect(each.filter((row) => row.is_anomaly && row.value === row.clean_value).length).toBeLessThan(each.length / 20);
  });
});

describe("names seed what happens", () => {
  test("an anomaly on some entities changes no other entity, metric or label", () => {
    const added = {
      id: "added",
      where: { kind: "a" },
      metrics: ["calm"],
      schedule: { random: { rate: "3/1d", length: "1h" } },
      effect: { "level-shift": { by: 2 } },
    };
    const more = planOf({ ...base, anomalies: [added, ...anomalies], faults });
    const kinds = new Map(rows.map(({ id, kind }) => [id, kind]));
    const changed = new Set(
      labelsOf(more)
        .filter(({ name }) => name === "added")
        .map(({ id }) => id),
    );
    expect(changed.size).toBeGreaterThan(0);
    for (const id of changed) expect(kinds.get(id)).toBe("a");
    expect(labelsOf(more).filter(({ name }) => name !== "added")).toEqual(labels);
    const now = pairs(rowsOf(more, "entity"), rows);
    for (const { id, row, twin } of now) {
      if (!changed.has(id)) expect(row).toEqual(twin);
      else for (const metric of ["load", "ramp", "late"]) expect(row![metric]).toBe(twin![metric]);
    }
  });
});

describe("labels are the same however a run is cut", () => {
  const { from, to } = plan.window;
  const whole = Array.from({ length: plan.inventory.size }, (_, e) => createLabels(plan)(e, from, to));

  test("regions of time join to the whole, in order", () => {
    const of = createLabels(plan);
    for (const step of [37, 100, 288]) {
      whole.forEach((expected, entity) => {
        const parts = Array.from({ length: Math.ceil((to - from) / step) }, (_, i) =>
          of(entity, from + i * step, Math.min(to, from + (i + 1) * step)),
        );
        expect(parts.flat()).toEqual(expected);
      });
    }
  });

  test("a window shows those that reach it, as any other window does", () => {
    const cut = Date.UTC(2024, 0, 2, 1, 15);
    const text = new Date(cut).toISOString();
    const [before, after] = [{ end: text }, { start: text }].map((part) =>
      labelsOf(planOf({ ...base, anomalies, faults, ...part })),
    );
    const reaches = (l: Row, a: number, b: number) => (l.onset as number) < b && ((l.end as number) ?? Infinity) > a;
    const sorted = (list: Row[]) => list.map((row) => JSON.stringify(row)).sort();
    const [start, end] = [plan.window.start, plan.window.end];
    expect(sorted(before)).toEqual(sorted(labels.filter((l) => reaches(l, start, cut))));
    expect(sorted(after)).toEqual(sorted(labels.filter((l) => reaches(l, cut, end))));
  });
});

describe("incidents", () => {
  const fleet = {
    ...base,
    inventory: {
      count: 40,
      hierarchy: [
        { name: "region", fanout: 2 },
        { name: "site", fanout: 10 },
      ],
    },
    metrics: { load: { decimals: 2, signals: [{ constant: { value: 50 } }, { normal: { sd: 1 } }] } },
    records: [
      {
        table: "labels",
        rows: "label",
        columns: ["event", "id", "region", "site", "name", "cause", "onset", "end", "cause_begin", "cause_end"],
      },
    ],
  };
  const at = Date.UTC(2024, 0, 1, 6);
  const incident = (more: object) => ({
    id: "trip",
    schedule: { once: { at: "2024-01-01T06:00Z", length: "1h" } },
    effect: { "level-shift": { by: 10 } },
    ...more,
  });
  const found = (...list: object[]) => labelsOf(planOf({ ...fleet, anomalies: list }));
  const delay = ({ cause_begin }: Row) => (cause_begin as number) - at;

  test("reach all below a level, late by its shares and each entity's own, under one cause", () => {
    const reached = found(incident({ per: "region", delay: ["0s", "40m"] }));
    expect(reached).toHaveLength(40);
    const causes = grouped(reached, "cause");
    expect([...causes.keys()].map((cause) => (cause as string).replace(/^trip\/(.*)\/0$/, "$1")).sort()).toEqual(
      [...new Set(reached.map(({ region }) => region as string))].sort(),
    );
    for (const [cause, all] of causes)
      expect(new Set(all.map(({ region }) => region))).toEqual(new Set([(cause as string).split("/")[1]]));
    // two draws of 0 to 40 minutes: the site's, shared by all of its entities, and the entity's
    const mean = (list: readonly Row[]) => list.reduce((sum, row) => sum + delay(row), 0) / list.length / MINUTE;
    const sites = [...grouped(reached, "site").values()];
    expect(new Set(reached.map(delay)).size).toBeGreaterThan(30);
    for (const row of reached) expect(delay(row)).toBeLessThanOrEqual(80 * MINUTE);
    for (const site of sites)
      expect(Math.max(...site.map(delay)) - Math.min(...site.map(delay))).toBeLessThanOrEqual(40 * MINUTE);
    // of ten entities a mean of uniforms on 40 min has a standard error of 11.5 / sqrt(10) = 3.7 min; sites lie further apart
    const means = sites.map(mean);
    expect(Math.max(...means) - Math.min(...means)).toBeGreaterThan(11);
  });

  test("without a delay come to all at once, and a fleet's has one cause", () => {
    const reached = found(incident({ per: "fleet" }));
    expect(new Set(reached.map(delay))).toEqual(new Set([0]));
    expect(new Set(reached.map(({ cause }) => cause))).toEqual(new Set(["trip/fleet/0"]));
  });

  test("bring on others, which name what brought them on", () => {
    const reached = found(
      incident({ per: "site", share: 0.5 }),
      { id: "second", cause: "trip", delay: "5m", effect: { variance: { sd: 4 } } },
      { id: "third", cause: "second", delay: ["1m", "2m"], effect: { spike: { by: 20 } } },
    );
    const of = (name: string) => new Map(reached.filter((row) => row.name === name).map((row) => [row.event, row]));
    const [first, second, third] = [of("trip"), of("second"), of("third")];
    expect([first.size, second.size, third.size]).toEqual(Array(3).fill(first.size));
    expect(first.size).toBeGreaterThan(10);
    for (const row of second.values()) {
      const cause = first.get(row.cause)!;
      expect([row.id, (row.cause_begin as number) - (cause.cause_begin as number)]).toEqual([cause.id, 5 * MINUTE]);
    }
    for (const row of third.values()) expect(second.get(row.cause)!.id).toBe(row.id);
  });
});

describe("how effects come and go", () => {
  const still = {
    ...base,
    inventory: { count: 1 },
    metrics: { level: { decimals: 3, signals: [{ constant: { value: 100 } }] } },
  };
  const once = { schedule: { once: { at: "2024-01-01T06:00Z", length: "1h" } } };
  const values = (anomaly: object, window: object = {}) =>
    new Map(
      rowsOf(planOf({ ...still, ...window, anomalies: [{ id: "x", ...once, ...anomaly }] })).map((row) => [
        row.timestamp,
        row.level as number,
      ]),
    );
  const at = (minute: number) => Date.UTC(2024, 0, 1, 6, minute);

  test("grows over its onset and fades over its recovery, all of it labelled", () => {
    const anomaly = { onset: "20m", recovery: "40m", effect: { "level-shift": { by: 8 } } };
    const seen = values(anomaly);
    // an interval of 5 minutes has the strength at its end: 5/20 of 8, then 10/20 ...
    expect([-5, 0, 5, 10, 15, 20, 55].map((m) => seen.get(at(m)))).toEqual([100, 102, 104, 106, 108, 108, 108]);
    expect([60, 65, 70, 95, 100].map((m) => seen.get(at(m)))).toEqual([108, 107, 106, 101, 100]);
    const [label] = labelsOf(planOf({ ...still, anomalies: [{ id: "x", ...once, ...anomaly }] }));
    expect([label.onset, label.end, label.cause_begin, label.cause_end]).toEqual([at(0), at(100), at(0), at(60)]);
    expect([label.peak, label.severity_asked, label.severity_achieved]).toEqual([at(15), 8, 8]);
  });

  test("a step stays, in every later window alike, and its label has no end", () => {
    const anomaly = { onset: "20m", effect: { "permanent-step": { by: -8 } } };
    expect([-5, 0, 15, 60, 300].map((m) => values(anomaly).get(at(m)))).toEqual([100, 98, 92, 92, 92]);
    const later = { start: "2031-05-01", end: "2031-05-02T00:00:00Z" };
    expect(new Set(values(anomaly, later).values())).toEqual(new Set([92]));
    const [label] = labelsOf(planOf({ ...still, ...later, anomalies: [{ id: "x", ...once, ...anomaly }] }));
    expect([label.onset, label.end, label.cause_end]).toEqual([at(0), null, at(60)]);
  });

  test("steps before the origin do not count, whichever window asks", () => {
    const often = { schedule: { random: { rate: "20/1d", length: "1d" } }, effect: { "permanent-step": { by: 1 } } };
    const metrics = { ...still.metrics, before: { signals: [{ lag: { of: "level", ticks: 50 } }] } };
    const sums = [{}, { start: "2023-12-20" }].map((window) =>
      rowsOf(planOf({ ...still, ...window, metrics, anomalies: [{ id: "x", metrics: ["level"], ...often }] })).filter(
        ({ timestamp }) => (timestamp as number) >= plan.window.start,
      ),
    );
    expect(sums[1]).toEqual(sums[0]);
    const first = rowsOf(
      planOf({ ...still, start: "2023-12-20", metrics, anomalies: [{ id: "x", metrics: ["level"], ...often }] }),
    )[0];
    expect(first).toMatchObject({ before: 100 });
  });
});

test("a kind that reaches beyond its occurrence through state is seen", () => {
  let left = 0;
  const leaky = defineEffect({
    type: "leaky",
    summary: "Goes on after it has ended.",
    family: "collective",
    changes: "values",
    options: z.strictObject({}),
    example: {},
    create: () => ({
      apply(out, span) {
        left += 1;
        out.fill(left, 0, span.ticks);
      },
    }),
  });
  const made = (scenario: unknown): Plan => compile(scenario, { ...catalogs, anomalies: { leaky } });
  const scenario = {
    ...base,
    anomalies: [
      { id: "x", metrics: ["load"], schedule: { random: { rate: "2/1d", length: "1h" } }, effect: { leaky: {} } },
    ],
  };
  const once = rowsOf(made(scenario), "entity");
  const again = rowsOf(made(scenario), "time");
  const key = (row: Row) => `${row.id} ${row.timestamp}`;
  const sorted = (list: Row[]) => [...list].sort((a, b) => (key(a) < key(b) ? -1 : 1));
  expect(sorted(again)).not.toEqual(sorted(once));
});
