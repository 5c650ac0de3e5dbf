import type { DisturbanceOptions } from "../core/disturbance.ts";
import { milliseconds } from "../core/duration.ts";
import type { Effect, EffectContext, EffectDefinition } from "../core/effect.ts";
import { type Issue, type Path, ScenarioError } from "../core/error.ts";
import type { Grid } from "../core/grid.ts";
import type { Inventory } from "../core/inventory.ts";
import { derive, type Key } from "../core/random.ts";
import type { Scenario } from "../core/scenario.ts";
import { resolveSeverity } from "../core/severity.ts";
import { suggest } from "../core/suggest.ts";
import { linkContext } from "./metrics.ts";
import {
  always,
  causedMoments,
  delayed,
  FLEET,
  type Moments,
  occurrences,
  only,
  type Shared,
  scheduledMoments,
} from "./occurrences.ts";
import type { Catalogs, Disturbance, PlannedMetric } from "./plan.ts";
import { createSchedule } from "./schedule.ts";
import { selectionOf } from "./selection.ts";

interface Surroundings {
  scenario: Scenario;
  catalogs: Catalogs;
  seed: Key;
  grid: Grid;
  inventory: Inventory;
  metrics: readonly PlannedMetric[];
  issues: Issue[];
}

interface Entry {
  options: DisturbanceOptions;
  definition: EffectDefinition;
  path: Path;
  key: Key;
}

/** Makes every anomaly, then every fault, of a scenario ready. Mistakes are added to `issues`. */
export function planDisturbances(around: Surroundings): Disturbance[] {
  const entries = entriesOf(around);
  const moments = new Map<string, Moments | "pending">();
  const momentsOf = (entry: Entry): Moments => {
    const known = moments.get(entry.options.id);
    if (known && known !== "pending") return known;
    if (known) throw refusal([...entry.path, "cause"], "causes go round in a circle");
    moments.set(entry.options.id, "pending");
    const made = planMoments(entry, entries, momentsOf, around);
    moments.set(entry.options.id, made);
    return made;
  };
  return entries.flatMap((entry) => {
    try {
      return [plan(entry, momentsOf(entry), around)];
    } catch (error) {
      if (!(error instanceof ScenarioError)) throw error;
      around.issues.push(...error.issues);
      return [];
    }
  });
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

function refusal(path: Path, message: string, suggestion?: string): ScenarioError {
  return new ScenarioError([{ path, message, suggestion }]);
}

function planMoments(
  entry: Entry,
  all: readonly Entry[],
  momentsOf: (entry: Entry) => Moments,
  around: Surroundings,
): Moments {
  const { options, path, key } = entry;
  const { grid, inventory } = around;
  const { shared, hops } = scopeOf(entry, inventory);
  const [least, greatest] = (
    Array.isArray(options.delay) ? options.delay : [options.delay ?? "0s", options.delay ?? "0s"]
  ).map(milliseconds);
  if (least > greatest)
    throw refusal(
      [...path, "delay"],
      `found [${options.delay}], the least above the greatest; expected [least, greatest]`,
    );
  let source: Moments;
  if (options.cause !== undefined) {
    if (options.schedule || options.per)
      throw refusal(
        [...path, "cause"],
        `comes when \`${options.cause}\` does: it has no schedule and no level of its own`,
      );
    const cause = all.find((other) => other.options.id === options.cause);
    const ids = all.map((other) => other.options.id);
    if (!cause)
      throw refusal(
        [...path, "cause"],
        `no anomaly or fault is called \`${options.cause}\``,
        suggest(options.cause, ids),
      );
    source = causedMoments(options.id, { id: options.cause, moments: momentsOf(cause) }, inventory);
  } else {
    const [type] = Object.keys(options.schedule ?? {});
    const scheduleKey = derive(key, type ?? "always");
    const schedule = options.schedule
      ? createSchedule(options.schedule, around, scheduleKey, [...path, "schedule"])
      : always(grid.origin);
    source = scheduledMoments(options.id, schedule, scheduleKey, inventory, shared);
  }
  const selects = selectionOf(options, derive(key, "share"), inventory, (at, message, suggestion) => {
    throw refusal([...path, ...at], message, suggestion);
  });
  return delayed(selects ? only(source, selects) : source, [least, greatest], hops, derive(key, "delay"));
}

/** What shares each occurrence, and the groups below it that it reaches one after the other. */
function scopeOf({ options, path }: Entry, inventory: Inventory): { shared?: Shared; hops: readonly Shared[] } {
  const entity: Shared = { of: (e) => e, idOf: inventory.idOf, keyOf: inventory.keyOf };
  if (options.per === undefined) return { hops: [entity] };
  const names = ["fleet", ...inventory.levels.map(({ name }) => name)];
  const at = names.indexOf(options.per);
  if (at < 0)
    throw refusal(
      [...path, "per"],
      `no level \`${options.per}\`; there are ${names.join(", ")}`,
      suggest(options.per, names),
    );
  return { shared: [FLEET, ...inventory.levels][at], hops: [...inventory.levels.slice(at), entity] };
}

function plan(entry: Entry, moments: Moments, around: Surroundings): Disturbance {
  const { options, definition, path, key } = entry;
  const { grid, inventory } = around;
  const { family, changes, permanent = false } = definition;
  const onRow = changes !== "values" && changes !== "readings";
  if (onRow && options.metrics)
    throw refusal([...path, "metrics"], `${definition.type} reaches whole rows: leave out metrics`);
  const create = (metric?: PlannedMetric): Effect => {
    const name = metric?.name ?? "";
    return definition.create(options.effect[definition.type], effectContext(entry, metric, derive(key, name), around));
  };
  const chosen = onRow ? [] : chooseMetrics(entry, around);
  return {
    id: options.id,
    kind: definition.type,
    family,
    changes,
    permanent,
    effects: new Map(chosen.map((m) => [m, create(around.metrics[m])])),
    ...(onRow ? { onRow: create() } : {}),
    occurrences: occurrences(options, permanent, moments, grid, inventory),
    onset: milliseconds(options.onset),
    recovery: milliseconds(options.recovery),
    key,
  };
}

/** Metrics by index in the plan; all where none are named. */
function chooseMetrics({ options, path }: Entry, { metrics }: Surroundings): number[] {
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
  return {
    ...context,
    decimals: metric?.decimals ?? 0,
    severity: (value, name) => resolveSeverity(value, name, (message) => context.fail([name], message)),
  };
}
