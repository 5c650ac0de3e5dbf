import { type Issue, ScenarioError } from "../core/error.ts";
import type { Grid } from "../core/grid.ts";
import type { Inventory } from "../core/inventory.ts";
import { type Param, resolveParam } from "../core/param.ts";
import { derive, type Key } from "../core/random.ts";
import type { Scenario } from "../core/scenario.ts";
import type { SignalContext } from "../core/signal.ts";
import { suggest } from "../core/suggest.ts";
import type { Table } from "../core/tags/table.ts";
import type { Zone } from "../core/zone.ts";
import { type Correlations, planCorrelations } from "./correlations.ts";
import type { Catalogs, Link, PlannedMetric } from "./plan.ts";
import { readFault, sharedInventory } from "./shared.ts";

type Path = (string | number)[];

/** Ticks of another metric that a signal may read beside its own run. */
const FARTHEST = 1_000_000;

/** What creating a signal or schedule needs beside its options, with mistakes thrown as a ScenarioError. */
export function linkContext(grid: Grid, inventory: Inventory, key: Key, path: Path) {
  const fail = (at: readonly (string | number)[], message: string, suggestion?: string): never => {
    throw new ScenarioError([{ path: [...path, ...at], message, suggestion }]);
  };
  return {
    grid,
    inventory,
    fail,
    param: (value: Param, name: string): ((entity: number) => number) =>
      resolveParam(value, derive(key, name), inventory, (message, suggestion) =>
        fail(name.split("."), message, suggestion),
      ),
  };
}

/** What metrics are planned in. */
export interface MetricScope {
  scenario: Scenario;
  catalogs: Catalogs;
  seed: Key;
  grid: Grid;
  zone: Zone;
  inventory: Inventory;
  /** Reads a table from a file; throws when it cannot. */
  read(path: string): Table;
  issues: Issue[];
}

type Reads = Map<string, { lag: number; lead: number }>;

/** Creates every chain, finds who reads whom, and returns the metrics in an order in which each reads only earlier ones. */
export function planMetrics(scope: MetricScope): PlannedMetric[] {
  const { scenario, seed, issues } = scope;
  const names = Object.keys(scenario.metrics);
  const correlations = planCorrelations(scenario, seed, issues);
  const made = new Map(names.map((name) => [name, createMetric(name, scope, correlations)]));
  correlations.finish();
  const order = sort(names, (name) => [...made.get(name)!.reads.keys()], issues);
  const index = new Map(order.map((name, i) => [name, i]));
  return order.map((name) => ({
    name,
    unit: scenario.metrics[name].unit,
    decimals: scenario.metrics[name].decimals,
    texts: scenario.metrics[name].texts,
    shared: scenario.metrics[name].shared !== undefined,
    inventory: made.get(name)!.inventory,
    chain: made.get(name)!.chain,
    rises: made.get(name)!.chain.every(({ signal }) => signal.rises),
    back: Math.max(0, ...made.get(name)!.chain.map(({ signal }) => signal.back ?? 0)),
    reads: [...made.get(name)!.reads].map(([other, reach]) => ({ metric: index.get(other)!, ...reach })),
  }));
}

/** The chain of one metric and what it reads. */
function createMetric(name: string, scope: MetricScope, correlations: Correlations) {
  const { scenario, catalogs, seed, grid, issues } = scope;
  const inventory = inventoryOf(name, scope);
  const reads: Reads = new Map();
  const metricKey = derive(derive(seed, "metric"), name);
  const chain: Link[] = [];
  const seen = new Map<string, number>();
  scenario.metrics[name].signals.forEach((link, i) => {
    const [type] = Object.keys(link);
    const occurrence = (seen.get(type) ?? 0) + 1;
    seen.set(type, occurrence);
    const key = derive(metricKey, `${type} ${occurrence}`);
    const path = ["metrics", name, "signals", i, type];
    const shared = linkContext(grid, inventory, key, path);
    const context: SignalContext = {
      ...shared,
      metric: reader(name, path, scope, reads),
      read(file, at) {
        try {
          return scope.read(file);
        } catch (error) {
          return shared.fail([at], (error as Error).message);
        }
      },
      correlation(group, at) {
        const found = correlations.of(group, name);
        return "fault" in found ? shared.fail([at], found.fault, found.suggestion) : found;
      },
    };
    try {
      chain.push({ signal: catalogs.signals[type].create(link[type], context), key });
    } catch (error) {
      if (!(error instanceof ScenarioError)) throw error;
      issues.push(...error.issues);
    }
  });
  return { inventory, chain, reads };
}

/** The inventory as the signals of a metric see it. */
function inventoryOf(name: string, { scenario, seed, zone, inventory, issues }: MetricScope): Inventory {
  const { shared } = scenario.metrics[name];
  if (shared === undefined) return inventory;
  return sharedInventory(inventory, shared, seed, zone, scenario.inventory.zone?.tag, (message, suggestion) =>
    issues.push({ path: ["metrics", name, "shared"], message, suggestion }),
  );
}

/** How the signals of a metric declare what they read. */
function reader(name: string, path: Path, scope: MetricScope, reads: Reads): SignalContext["metric"] {
  const { metrics } = scope.scenario;
  return (other, lag = 0, lead = 0) => {
    const refuse = (message: string, suggestion?: string): number => {
      scope.issues.push({ path, message, suggestion });
      return 0;
    };
    if (!Object.hasOwn(metrics, other)) return refuse(unknownMetric(other), suggest(other, Object.keys(metrics)));
    if (lag + lead > FARTHEST)
      return refuse(
        `reaches ${lag + lead} ticks of \`${other}\` beside each run; at most ${FARTHEST} fit in memory: take a longer interval`,
      );
    const fault = readFault(metrics[name].shared, metrics[other].shared, scope.inventory);
    if (fault !== undefined) return refuse(`reads the metric \`${other}\`, which ${fault}`);
    const known = reads.get(other) ?? { lag: 0, lead: 0 };
    reads.set(other, { lag: Math.max(known.lag, lag), lead: Math.max(known.lead, lead) });
    return metrics[other].decimals;
  };
}

const unknownMetric = (name: string): string => `reads the metric \`${name}\`, which does not exist`;

/** The metrics that signals of a scenario read and that it does not have. */
export function metricsMissing({ issues }: ScenarioError): string[] {
  return issues.flatMap(({ message }) => /^reads the metric `(.*)`, which does not exist$/.exec(message)?.[1] ?? []);
}

/** Names in an order in which each comes after those it reads; a cycle is reported once and left out. */
function sort(names: readonly string[], reads: (name: string) => readonly string[], issues: Issue[]): string[] {
  const done = new Set<string>();
  const trail: string[] = [];
  let broken = false;
  const visit = (name: string): void => {
    if (done.has(name) || broken) return;
    if (trail.includes(name)) {
      const cycle = [...trail.slice(trail.indexOf(name)), name];
      issues.push({ path: ["metrics", name], message: `metrics read one another in a circle: ${cycle.join(" -> ")}` });
      broken = true;
      return;
    }
    trail.push(name);
    for (const other of reads(name)) visit(other);
    trail.pop();
    done.add(name);
  };
  for (const name of names) visit(name);
  return [...done];
}
