import { type Issue, ScenarioError } from "../core/error.ts";
import type { Grid } from "../core/grid.ts";
import type { Inventory } from "../core/inventory.ts";
import { type Param, resolveParam } from "../core/param.ts";
import { derive, type Key } from "../core/random.ts";
import type { Scenario } from "../core/scenario.ts";
import { suggest } from "../core/suggest.ts";
import type { Catalogs, Link, PlannedMetric } from "./plan.ts";

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
      resolveParam(value, derive(key, name), inventory, (message, suggestion) => fail([name], message, suggestion)),
  };
}

/** Creates every chain, finds who reads whom, and returns the metrics in an order in which each reads only earlier ones. */
export function planMetrics(
  scenario: Scenario,
  catalogs: Catalogs,
  seed: Key,
  grid: Grid,
  inventory: Inventory,
  issues: Issue[],
): PlannedMetric[] {
  const names = Object.keys(scenario.metrics);
  const made = new Map<string, { chain: Link[]; reads: Map<string, { lag: number; lead: number }> }>();
  for (const name of names) {
    const reads = new Map<string, { lag: number; lead: number }>();
    const metricKey = derive(derive(seed, "metric"), name);
    const chain: Link[] = [];
    const seen = new Map<string, number>();
    scenario.metrics[name].signals.forEach((link, i) => {
      const [type] = Object.keys(link);
      const occurrence = (seen.get(type) ?? 0) + 1;
      seen.set(type, occurrence);
      const key = derive(metricKey, `${type} ${occurrence}`);
      const path = ["metrics", name, "signals", i, type];
      const metric = (other: string, lag = 0, lead = 0): number => {
        const message =
          lag + lead > FARTHEST
            ? `reaches ${lag + lead} ticks of \`${other}\` beside each run; at most ${FARTHEST} fit in memory: take a longer interval`
            : `reads the metric \`${other}\`, which does not exist`;
        if (!names.includes(other) || lag + lead > FARTHEST) {
          issues.push(names.includes(other) ? { path, message } : { path, message, suggestion: suggest(other, names) });
          return 0;
        }
        const known = reads.get(other) ?? { lag: 0, lead: 0 };
        reads.set(other, { lag: Math.max(known.lag, lag), lead: Math.max(known.lead, lead) });
        return scenario.metrics[other].decimals;
      };
      try {
        const definition = catalogs.signals[type];
        const signal = definition.create(link[type], { ...linkContext(grid, inventory, key, path), metric });
        chain.push({ signal, key });
      } catch (error) {
        if (!(error instanceof ScenarioError)) throw error;
        issues.push(...error.issues);
      }
    });
    made.set(name, { chain, reads });
  }
  const order = sort(names, (name) => [...made.get(name)!.reads.keys()], issues);
  const index = new Map(order.map((name, i) => [name, i]));
  return order.map((name) => ({
    name,
    unit: scenario.metrics[name].unit,
    decimals: scenario.metrics[name].decimals,
    chain: made.get(name)!.chain,
    reads: [...made.get(name)!.reads].map(([other, reach]) => ({ metric: index.get(other)!, ...reach })),
  }));
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
