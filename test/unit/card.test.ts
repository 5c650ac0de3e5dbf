import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { catalogs } from "../../src/catalog.ts";
import { bestF1 } from "../../src/engine/card/best-f1.ts";
import { type Card, cardOf } from "../../src/engine/card/card.ts";
import { oneLiners } from "../../src/engine/card/one-liners.ts";
import { planOf, rowsOf } from "../support/rows.ts";

const BASE = {
  name: "plant",
  origin: "2024-01-01",
  start: "2024-03-01",
  end: "2024-03-10",
  interval: "5m",
  inventory: { count: 8 },
  metrics: {
    load: { signals: [{ daily: { low: 20, high: 80 } }, { noise: { sd: 2 } }] },
    change: { signals: [{ difference: { of: "load" } }] },
  },
};

function cardFor(more: object): Card {
  return cardOf(planOf({ ...BASE, ...more }), catalogs);
}

function shift(id: string, schedule: object, by: number, more: object = {}) {
  return { id, metrics: ["load"], schedule, effect: { "level-shift": { by } }, ...more };
}

describe("best F1", () => {
  /** By trying every threshold. */
  function slow(scores: readonly number[], labels: readonly number[]): number {
    const judged = scores.map((score, i) => ({ score, label: labels[i] })).filter(({ score }) => !Number.isNaN(score));
    const f1 = judged.map(({ score: threshold }) => {
      const called = judged.filter(({ score }) => score >= threshold);
      const hits = called.filter(({ label }) => label === 1).length;
      return (2 * hits) / (called.length + judged.filter(({ label }) => label === 1).length);
    });
    return Math.max(0, ...f1);
  }

  test("is the best of all thresholds", () => {
    const row = fc.tuple(fc.oneof(fc.integer({ min: 0, max: 5 }), fc.constant(Number.NaN)), fc.nat(1));
    fc.assert(
      fc.property(fc.array(row, { maxLength: 40 }), (rows) => {
        const [scores, labels] = [rows.map(([score]) => score), rows.map(([, label]) => label)];
        expect(bestF1(Float64Array.from(scores), Uint8Array.from(labels))).toBeCloseTo(slow(scores, labels), 12);
      }),
      { seed: 1, numRuns: 300 },
    );
  });
});

describe("one-liners", () => {
  test("score as their names say", () => {
    const values = Float64Array.from({ length: 300 }, (_, i) => (i % 7) + (i === 150 ? 100 : 0));
    const lines = oneLiners(7, 300);
    expect(Object.keys(lines)).toHaveLength(7);
    const at = (name: string) => lines[name](values);
    expect(at("|x - median|")[150]).toBe(100);
    expect(at("|x[t] - x[t-1]|")[150]).toBe(values[150] - values[149]);
    const window = values.slice(141, 151);
    const mean = window.reduce((a, b) => a + b) / 10;
    expect(at("|x - moving mean of 10|")[150]).toBeCloseTo(values[150] - mean, 9);
    const deviation = Math.sqrt(window.reduce((sum, v) => sum + (v - mean) * (v - mean), 0) / 10);
    expect(at("moving deviation of 10")[150]).toBeCloseTo(deviation, 9);
    expect(at("|x - seasonal mean|")[151]).toBeCloseTo(0, 9);
  });

  test("there is no seasonal mean of less than three seasons, or of ticks that share no day", () => {
    expect(Object.keys(oneLiners(7, 20))).not.toContain("|x - seasonal mean|");
    expect(Object.keys(oneLiners(7.5, 300))).not.toContain("|x - seasonal mean|");
  });
});

describe("card", () => {
  const plain = cardFor({
    anomalies: [
      shift("daily", { quota: { count: 1, per: "day", length: "30m" } }, 9),
      shift("often", { random: { rate: "1/1d", length: ["10m", "1h"] } }, 3, { share: 0.6 }),
    ],
    faults: [{ id: "gap", schedule: { once: { at: "2024-03-04", length: "1h" } }, effect: { "reboot-gap": {} } }],
  });

  test("what is asked for is there, and every window has its label", () => {
    const [daily, often, gap] = plain.disturbances;
    expect(daily).toMatchObject({ begun: 80, labelled: daily.reaching, unchanged: 0, schedule: "quota" });
    expect(daily.expected!.windows).toBeCloseTo(80, 1);
    expect(daily.severityAsked).toEqual({ least: 9, median: 9, greatest: 9 });
    expect(daily.severityAchieved).toEqual({ least: 9, median: 9, greatest: 9 });
    expect(daily.inherited).toBeGreaterThan(0);
    expect(often.entities).toBeLessThan(8);
    expect(often.labelled).toBe(often.reaching);
    expect(Math.abs(often.begun - often.expected!.windows)).toBeLessThan(4 * often.expected!.deviation);
    expect(gap).toMatchObject({ begun: 8, reaching: 8, labelled: 8, expected: { windows: 8, deviation: 0 } });
  });

  test("tells sizes, whichever way they go", () => {
    const { disturbances } = cardFor({ anomalies: [shift("down", { once: { at: "2024-03-04", length: "1h" } }, -7)] });
    expect(disturbances[0].severityAchieved).toEqual({ least: 7, median: 7, greatest: 7 });
  });

  test("counts the cells and rows that the data marks", () => {
    const marked = planOf({
      ...BASE,
      anomalies: [shift("often", { random: { rate: "2/1d", length: ["10m", "1h"] } }, 3)],
      records: [{ table: "readings", columns: ["id", "load", "change", "is_anomaly"] }],
    });
    const rows = rowsOf(marked);
    const { contamination } = cardOf(marked, catalogs);
    expect(contamination.rows).toBe(rows.length);
    expect(contamination.labelledRows).toBe(rows.filter(({ is_anomaly }) => is_anomaly).length);
    expect(contamination.labelledRows).toBeGreaterThan(100);
  });

  test("counts pairs that overlap, whoever comes first", () => {
    const at = (hour: string) => ({ list: { windows: [[`2024-03-02T${hour}:00`, `2024-03-02T${hour}:40`]] } });
    const { overlaps } = cardFor({
      anomalies: [shift("b", at("03"), 1), shift("a", at("03"), 1), shift("c", at("04"), 1)],
    });
    expect(overlaps).toEqual([{ first: "a", second: "b", pairs: 8 }]);
  });

  test("says that one line of code finds it", () => {
    const { findings, triviality } = cardFor({
      anomalies: [shift("huge", { random: { rate: "1/1d", length: "1h" } }, 1000)],
    });
    expect(triviality.best!.median).toBe(1);
    expect(findings.join("\n")).toMatch(/too easy: one line of code solves \d+ of \d+ series/);
    expect(plain.findings.join("\n")).not.toContain("too easy");
  });

  test("says that all happens at the end", () => {
    const windows = Array.from({ length: 12 }, (_, i) => [
      `2024-03-10T${String(10 + i).padStart(2, "0")}:00`,
      `2024-03-10T${10 + i}:20`,
    ]);
    const { findings, position } = cardFor({ anomalies: [shift("late", { list: { windows } }, 2)] });
    expect(position.lastTenth).toBe(1);
    expect(position.events).toBe(96);
    expect(findings.join("\n")).toContain("run-to-failure bias: 100 % of the events begin in the last tenth");
    expect(plain.findings.join("\n")).not.toContain("run-to-failure");
  });

  test("an incident that many entities share is one event", () => {
    const { position } = cardFor({
      anomalies: [shift("storm", { quota: { count: 1, per: "day", length: "1h" } }, 4, { per: "fleet" })],
    });
    expect(position.events).toBe(10);
  });

  test("says that labels are everywhere", () => {
    const { findings, contamination } = cardFor({
      anomalies: [shift("always", { periodic: { every: "1h", length: "30m" } }, 2)],
    });
    expect(contamination.denseSeries).toBeGreaterThanOrEqual(8);
    expect(findings.filter((text) => text.startsWith("unrealistic density"))).toHaveLength(2);
  });

  test("says when nothing was changed, and when there is nothing", () => {
    const schedule = { once: { at: "2024-03-04", length: "1h" } };
    const gone = cardFor({ faults: [{ id: "gone", metrics: ["load"], schedule, effect: { dropout: {} } }] });
    expect(gone.disturbances).toMatchObject([{ unchanged: 0, labelled: 8 }]);
    const alone = cardFor({
      faults: [{ id: "high", metrics: ["load"], schedule, effect: { saturation: { max: 1000 } } }],
    });
    expect(alone.findings).toEqual(["high: 8 labels where no value was changed"]);
    expect(cardFor({}).findings).toEqual(["there are no anomalies and no faults: nothing can be found"]);
    const never = cardFor({ anomalies: [shift("far", { once: { at: "2026-01-01", length: "1h" } }, 3)] });
    expect(never.findings[0]).toContain("far: no window of it reaches");
  });

  test("of a fleet too large to look at whole, as many entities as the seed draws", () => {
    const large = {
      inventory: { count: 100_000 },
      anomalies: [shift("x", { random: { rate: "1/1d", length: "1h" } }, 5)],
    };
    const { measured } = cardFor(large);
    expect(measured.of).toBe(100_000);
    expect(measured.entities).toBeLessThan(1000);
    expect(cardFor(large)).toEqual(cardFor(large));
  });
});
