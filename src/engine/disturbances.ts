import type { DisturbanceOptions } from "../core/disturbance.ts";
import { milliseconds } from "../core/duration.ts";
import type { Effect, EffectContext, EffectDefinition } from "../core/effect.ts";
import { type Issue, type Path, refusal, ScenarioError } from "../core/error.ts";
import { derive, type Key } from "../core/random.ts";
import type { Scenario } from "../core/scenario.ts";
import { resolveAmount, resolveLevel, resolveSeverity } from "../core/severity.ts";
import { suggest } from "../core/suggest.ts";
import { linkContext } from "./metrics.ts";
import { occurrences } from "./occurrences.ts";
import { refuseOverlaps } from "./overlaps.ts";
import type { Catalogs, Disturbance, Plan, PlannedMetric } from "./plan.ts";
import { createTimings, type Timing } from "./timing.ts";
import { changesAnything } from "./trial.ts";

interface Surroundings extends Pick<Plan, "grid" | "zone" | "inventory" | "metrics" | "window"> {
  scenario: Scenario;
  catalogs: Catalogs;
  seed: Key;
  issues: Issue[];
}

/** An anomaly or fault as the scenario has it. */
export interface Entry {
  options: DisturbanceOptions;
  definition: EffectDefinition;
  path: Path;
  key: Key;
}

/** Makes every anomaly, then every fault, of a scenario ready. Mistakes are added to `issues`. */
export function planDisturbances(around: Surroundings): Disturbance[] {
  const entries = entriesOf(around);
  const timingOf = createTimings(entries, around);
  // what is wrong with metrics is told first
  const sound = around.issues.length === 0;
  const planned = entries.flatMap((entry) => {
    try {
      const timing = timingOf(entry);
      return [{ entry, timing, disturbance: plan(entry, timing, around, sound) }];
    } catch (error) {
      if (!(error instanceof ScenarioError)) throw error;
      around.issues.push(...error.issues);
      return [];
    }
  });
  refuseOverlaps(planned, around);
  return planned.map(({ disturbance }) => disturbance);
}

function entriesOf({ scenario, catalogs, seed, issues }: Surroundings): Entry[] {
  const lists = [
    ["anomalies", catalogs.anomalies],
    ["faults", catalogs.faults],
  ] as const;
  const seen = new Set<string>();
  return lists.flatMap(([kind, catalog]) =>
    (scenario[kind] ?? []).map((options, i): Entry => {
      const path = [kind, i];
      if (seen.has(options.id))
        issues.push({
          path: [...path, "id"],
          message: `the id \`${options.id}\` is already another's: labels need their own`,
        });
      seen.add(options.id);
      const [type] = Object.keys(options.effect);
      return { options, definition: catalog[type], path, key: derive(derive(seed, "disturbance"), options.id) };
    }),
  );
}

function plan(entry: Entry, timing: Timing, around: Surroundings, sound: boolean): Disturbance {
  const { options, definition, key } = entry;
  const { grid, inventory, metrics } = around;
  const { family, changes, permanent = false } = definition;
  const onRow = changes !== "values" && changes !== "readings";
  refuseMisuse(entry, timing, onRow);
  const create = (metric?: PlannedMetric): Effect =>
    definition.create(
      options.effect[definition.type],
      effectContext(entry, metric, derive(key, metric?.name ?? ""), around),
    );
  const chosen = onRow ? [] : chooseMetrics(entry, metrics);
  const whole: Disturbance = {
    id: options.id,
    kind: definition.type,
    family,
    changes,
    permanent,
    effects: new Map(chosen.map((m) => [m, create(metrics[m])])),
    ...(onRow ? { onRow: create() } : {}),
    occurrences: occurrences(options, permanent, timing.moments, grid, inventory),
    onset: milliseconds(options.onset),
    recovery: milliseconds(options.recovery),
    key,
  };
  return onRow || !sound ? whole : { ...whole, effects: changing(entry, timing, whole, around) };
}

/** Refuses what a kind cannot be asked for. */
function refuseMisuse({ options, definition, path }: Entry, { endless }: Timing, onRow: boolean): void {
  const { type, permanent, finite } = definition;
  if (onRow && options.metrics) throw refusal([...path, "metrics"], `${type} reaches whole rows: leave out metrics`);
  if (permanent && milliseconds(options.recovery) > 0)
    throw refusal([...path, "recovery"], `${type} stays for good: leave out recovery`);
  if (endless && (permanent || finite))
    throw refusal(
      [...path, "effect", type],
      `${type} needs to know ${permanent ? "when it happens" : "when it ends"}: add a schedule`,
    );
}

/** The effects that change their metric. One that does not is refused, or left out where metrics are not named. */
function changing(
  { options, definition, path }: Entry,
  { selects }: Timing,
  disturbance: Disturbance,
  around: Surroundings,
): Disturbance["effects"] {
  const all = [...disturbance.effects];
  const kept = all.filter(([m]) => changesAnything(around, disturbance, m, selects));
  const lost = all.find((one) => !kept.includes(one));
  if (lost && (options.metrics || kept.length === 0)) {
    const { name, decimals } = around.metrics[lost[0]];
    throw refusal(
      [...path, "effect", definition.type],
      `changes nothing of \`${name}\`, shown with ${decimals} decimals, at 64 times of two years: it never varies there, or the change is too small or comes to the same`,
    );
  }
  return new Map(kept);
}

/** Metrics by index in the plan; all where none are named. */
function chooseMetrics({ options, path }: Entry, metrics: readonly PlannedMetric[]): number[] {
  const names = metrics.map(({ name }) => name);
  return (options.metrics ?? names).map((name, i) => {
    const m = names.indexOf(name);
    if (m < 0)
      throw refusal(
        [...path, "metrics", i],
        `no metric \`${name}\`; there are ${names.join(", ")}`,
        suggest(name, names),
      );
    return m;
  });
}

function effectContext(
  { path, definition }: Entry,
  metric: PlannedMetric | undefined,
  key: Key,
  { grid, inventory }: Surroundings,
): EffectContext {
  const context = linkContext(grid, inventory, key, [...path, "effect", definition.type]);
  const fail = (name: string) => (message: string) => context.fail([name], message);
  return {
    ...context,
    decimals: metric?.decimals ?? 0,
    amount: (value, name) => resolveAmount(value, name, fail(name)),
    severity: (value, name) => resolveSeverity(value, name, fail(name)),
    level: (value, name) => resolveLevel(value, name, fail(name)),
  };
}
