import { catalogs } from "../../src/catalog.ts";
import type { ScenarioInput } from "../../src/core/scenario.ts";
import { createEvaluator } from "../../src/engine/evaluate.ts";
import { planOf } from "../support/rows.ts";

/** A server: its tags, and its metrics over the window. */
export interface Server {
  tags: Record<string, string | number | boolean | null>;
  series: Record<string, Float64Array>;
}

/** The scenario of the preset, over two weeks from a Monday on unless told otherwise. */
export function scenarioOf(options: object = {}, over: Partial<ScenarioInput> = {}): ScenarioInput {
  const { power } = catalogs.presets;
  const made = power.create(power.options.parse(options), undefined);
  return { ...made, start: "2023-03-06", end: "2023-03-19", ...over };
}

/** Servers of a scenario with some of their metrics. */
export function serversOf(scenario: ScenarioInput, names: readonly string[]): Server[] {
  const plan = planOf(scenario);
  const metrics = names.map((name) => plan.metrics.findIndex((metric) => metric.name === name));
  const { from, to } = plan.window;
  const evaluator = createEvaluator(plan, metrics, to - from);
  return Array.from({ length: plan.inventory.size }, (_, entity) => {
    evaluator.run(entity, from, to - from);
    const series = metrics.map((m, i) => {
      const scale = 10 ** plan.metrics[m].decimals;
      return [
        names[i],
        evaluator
          .quanta(m)
          .slice(0, to - from)
          .map((q) => q / scale),
      ];
    });
    return {
      tags: Object.fromEntries(plan.inventory.tags.map((tag) => [tag.name, tag.at(entity)])),
      series: Object.fromEntries(series),
    };
  });
}
