import { ScenarioError, UsageError } from "../../core/error.ts";
import type { Scenario } from "../../core/scenario.ts";
import { check } from "../../engine/check.ts";
import { compile } from "../../engine/compile.ts";
import { type Loaded, loadText } from "../../engine/load.ts";
import { isMapping } from "../../engine/plain.ts";
import type { Plan } from "../../engine/plan.ts";
import type { Context, Hosted } from "../context.ts";
import { refuseCostly } from "./cost.ts";

/**
 * The scenario of a text that somebody sent, which is not trusted: it reads no files, and what would take too much time
 * or memory is refused. Throws ScenarioError with every mistake and its place in the text.
 */
export function receive(context: Context, text: string, language: "json" | "yaml"): Hosted {
  const loaded = loadText(text, `scenario.${language}`);
  const { input } = loaded;
  if (!isMapping(input)) throw new UsageError("expected a scenario: a mapping (key: value)");
  const { catalogs, clock } = context;
  const plan = placed(loaded, () => {
    refuseLarge(check(input, catalogs));
    return compile(input, catalogs, { now: clock.now(), files: false });
  });
  refuseCostly(plan);
  return { name: nameOf(plan), plan, input, catalogs, inputs: "." };
}

/** The same for the same scenario, whenever it is sent. */
function nameOf({ source }: Plan): string {
  return `sent-${source.slice(0, 12)}`;
}

/** What `make` returns; its mistakes know their places in the text. */
function placed<T>({ locate }: Loaded, make: () => T): T {
  try {
    return make();
  } catch (error) {
    if (!(error instanceof ScenarioError)) throw error;
    throw new ScenarioError(
      error.issues.map((issue) => ({ ...issue, location: issue.location ?? locate(issue.path, issue.key) })),
    );
  }
}

/** Refuses a scenario with more of something than one that is sent may have. */
function refuseLarge({ inventory, metrics, anomalies = [], faults = [] }: Scenario): void {
  const chains = Object.values(metrics);
  const disturbances = [...anomalies, ...faults];
  const signals = chains.reduce((sum, chain) => sum + chain.signals.length, 0);
  const effects = disturbances.reduce((sum, one) => sum + (one.metrics?.length ?? chains.length), 0);
  const counts: [path: string, count: number, most: number, what: string][] = [
    ["inventory", inventory.count ?? 0, 1_000_000, "entities"],
    ["metrics", chains.length, 50, "metrics"],
    ["metrics", signals, 250, "signals"],
    ["anomalies", disturbances.length, 50, "anomalies and faults"],
    ["anomalies", effects, 400, "pairs of a metric and an anomaly or fault that changes it"],
  ];
  const issues = counts
    .filter(([, count, most]) => count > most)
    .map(([path, count, most, what]) => ({
      path: [path],
      message: `found ${count} ${what}; a scenario that is sent may have at most ${most}`,
    }));
  if (issues.length > 0) throw new ScenarioError(issues);
}
