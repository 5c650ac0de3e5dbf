import { suggest } from "../core/suggest.ts";
import type { Surroundings, TableOptions } from "./tables.ts";

/** The metrics that have rows in a long record, with what the rows call them. */
export function lanesOf(
  { metrics = [] }: TableOptions,
  path: (string | number)[],
  around: Surroundings,
): { name: string; metric: number }[] {
  const known = Object.keys(around.scenario.metrics);
  const seen = new Set<string>();
  return (metrics.length > 0 ? metrics : known).flatMap((lane, i) => {
    const entries = typeof lane === "string" ? [[lane, lane]] : Object.entries(lane);
    const at = [...path, "metrics", i];
    const refuse = (message: string, suggestion?: string) => {
      around.issues.push({ path: at, message, suggestion });
      return [];
    };
    if (entries.length !== 1) return refuse("a metric is a name, or one pair { what the rows call it: name }");
    const [name, what] = entries[0];
    if (!known.includes(what))
      return refuse(`no metric \`${what}\`; there are ${known.join(", ")}`, suggest(what, known));
    if (seen.has(name)) return refuse(`there are rows called \`${name}\` already`);
    seen.add(name);
    const metric = around.metrics.findIndex((m) => m.name === what);
    return metric < 0 ? [] : [{ name, metric }];
  });
}
