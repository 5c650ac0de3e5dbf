import { describe, expect, test } from "vitest";
import { catalogs } from "../../src/catalog.ts";
import type { EffectDefinition } from "../../src/core/effect.ts";
import { ScenarioError } from "../../src/core/error.ts";
import { OWN } from "../../src/engine/labels.ts";
import type { Plan } from "../../src/engine/plan.ts";
import { grouped, labelsOf, mistakes } from "../support/answer-key.ts";
import { planOf, rowsOf, sampleOf } from "../support/rows.ts";

const kinds: readonly EffectDefinition<any>[] = [
  ...Object.values<EffectDefinition<any>>(catalogs.anomalies),
  ...Object.values<EffectDefinition<any>>(catalogs.faults),
].filter(({ changes }) => changes === "values" || changes === "readings");

/** Kinds that leave values as they are: what is recorded of them, when, and how it arrives. */
const recorded = Object.values<EffectDefinition<any>>(catalogs.faults).filter(({ changes }) =>
  ["rows", "clock", "delivery"].includes(changes),
);

/** Options under which a kind can be seen on any signal: those of its example wait for values of a certain size. */
const options: Readonly<Record<string, unknown>> = { saturation: {}, "counter-wrap": { at: 0.7 } };

/** What never varies, or not at the times that are tried. */
const STILL = ["constant", "holidays"];
const SHAPERS = ["clamp", "reflect", "round", "saturate", "scale"];

function chainOf(metric: unknown): unknown[] {
  return (metric as { signals: unknown[] }).signals;
}

/** A scenario of one signal and all kinds, each on a copy of the signal of its own, two hours of the six. */
function scenarioOf(type: string, tried: readonly EffectDefinition<any>[]) {
  const sample = sampleOf([type]);
  const name = Object.keys(sample.metrics).at(-1)!;
  const metrics: Record<string, unknown> = { ...sample.metrics };
  // shapers have something to shape
  if (SHAPERS.includes(type))
    metrics[name] = { decimals: 6, signals: [{ sine: { period: "50m", amplitude: 30 } }, ...chainOf(metrics[name])] };
  const copies = tried.map((kind) => ({ kind, copy: `on_${kind.type.replaceAll("-", "_")}` }));
  for (const { copy } of copies) metrics[copy] = metrics[name];
  const of = (list: Readonly<Record<string, unknown>>) =>
    copies
      .filter(({ kind }) => list[kind.type] === kind)
      .map(({ kind, copy }) => ({
        id: kind.type,
        metrics: [copy],
        schedule: { once: { at: "2024-01-01T02:00", length: "2h" } },
        effect: { [kind.type]: options[kind.type] ?? kind.example },
      }));
  // weak enough that thirty metrics may all go with one
  const between = Object.fromEntries(copies.map(({ copy }) => [copy, { humidity: 0.1 }]));
  const grouped = type === "correlated" ? { correlations: { weather: { tau: "6h", between } } } : {};
  if (type === "correlated") delete metrics[name];
  const clean = { ...sample, inventory: { count: 1 }, metrics, ...grouped };
  return {
    clean,
    disturbed: { ...clean, anomalies: of(catalogs.anomalies), faults: of(catalogs.faults) },
    names: copies.map(({ copy }) => copy),
  };
}

/** The plan with what is not refused, and what is, with the reason. */
function admitted(type: string): { plan: Plan; made: ReturnType<typeof scenarioOf>; refused: Map<string, string> } {
  const made = scenarioOf(type, kinds);
  try {
    return { plan: planOf(made.disturbed), made, refused: new Map() };
  } catch (error) {
    if (!(error instanceof ScenarioError)) throw error;
    const refused = new Map<string, string>();
    for (const { path, message } of error.issues) {
      const [list, i] = path as ["anomalies" | "faults", number];
      refused.set(made.disturbed[list][i].id, message);
    }
    const rest = scenarioOf(
      type,
      kinds.filter((kind) => !refused.has(kind.type)),
    );
    return { plan: planOf(rest.disturbed), made: rest, refused };
  }
}

describe.each(Object.keys(catalogs.signals).map((type) => [type]))("the signal %s", (type) => {
  test("with each anomaly and fault works and is labelled, or is refused with the reason", () => {
    const { plan, made, refused } = admitted(type);
    for (const [kind, reason] of refused) expect(reason, kind).toMatch(/changes nothing of|only rise|expected/);
    // what never changes can only be moved, or lost; everything else can be disturbed by nearly everything
    expect(refused.size, [...refused.keys()].join()).toBeLessThan(STILL.includes(type) ? kinds.length - 4 : 8);
    const labels = labelsOf(plan);
    const rows = rowsOf(plan, "entity");
    const twins = rowsOf(planOf(made.clean), "entity");
    expect(mistakes(rows, twins, labels, made.names)).toEqual([]);
    const byName = grouped(labels, "name");
    const silent = kinds.filter((kind) => !refused.has(kind.type) && !byName.has(kind.type)).map((kind) => kind.type);
    // a fault that takes a share of readings may meet none of them in two hours
    expect(silent.filter((kind) => !["error-code", "dropout"].includes(kind))).toEqual([]);
    for (const row of rows) {
      for (const name of made.names) expect(row[name] === null || Number.isFinite(row[name])).toBe(true);
    }
  });

  test("with each fault of rows, clocks and delivery is recorded otherwise, with its values, and labelled", () => {
    const sample = sampleOf([type]);
    const name = Object.keys(sample.metrics).at(-1)!;
    const correlations =
      type === "correlated" ? { correlations: { weather: { tau: "6h", between: { [name]: { humidity: 0.1 } } } } } : {};
    const of = (faults: unknown[]) =>
      planOf({
        ...sample,
        ...correlations,
        zone: "Europe/Berlin",
        // in summer, and late enough for what is late to have been made
        start: "2024-07-01T00:00",
        end: "2024-07-01T06:00",
        inventory: { count: 1 },
        records: [{ table: "r", columns: ["timestamp", "id", name, "is_anomaly"] }],
        faults,
      });
    const twins = rowsOf(of([]), "entity");
    const values = new Set(twins.map((row) => row[name]));
    for (const kind of recorded) {
      const schedule = { once: { at: "2024-07-01T02:00", length: "2h" } };
      const plan = of([{ id: "f", schedule, effect: { [kind.type]: kind.example } }]);
      const rows = rowsOf(plan, "entity");
      const labels = labelsOf(plan).filter(({ family }) => family !== OWN);
      expect(labels.length, kind.type).toBeGreaterThan(0);
      expect(
        labels.every((label) => label.kind === kind.type),
        kind.type,
      ).toBe(true);
      const whole = rows.filter((row) => kind.changes === "clock" || row.is_anomaly === false);
      expect(whole.filter((row) => !values.has(row[name])).length, kind.type).toBe(0);
      // what only arrives at another time has the same rows
      if (kind.changes !== "delivery") expect(rows, kind.type).not.toEqual(twins);
    }
  });
});
