import type { Issue } from "../core/error.ts";
import type { Inventory } from "../core/inventory.ts";
import type { Scenario } from "../core/scenario.ts";
import { suggest } from "../core/suggest.ts";
import type { Disturbance, Segments, Table } from "./plan.ts";

interface Surroundings {
  scenario: Scenario;
  inventory: Inventory;
  disturbances: readonly Disturbance[];
  issues: Issue[];
}

/** The segments of a scenario, undefined where it has none. Mistakes are added to `issues`. */
export function planSegments(
  { scenario, inventory, disturbances, issues }: Surroundings,
  tables: readonly Table[],
): Segments | undefined {
  const { segments } = scenario;
  if (!segments) return undefined;
  const events = tables.filter(({ rows }) => rows === "event");
  const names = events.map(({ name }) => name);
  const table = events.find(({ name }) => name === segments.of);
  if (!table)
    issues.push({
      path: ["segments", "of"],
      message: `no event table \`${segments.of}\`; there are ${names.join(", ") || "none"}`,
      suggestion: suggest(segments.of, names),
    });
  const errors = named(segments.errors ?? [], disturbances, ["segments", "errors"], issues);
  const tags = inventory.tags.map(({ name }) => name);
  const groups = segments.groups.map(({ name, dimensions }, g) => ({
    name,
    dimensions: dimensions.flatMap((dimension, d) => {
      const tag = inventory.tags.find((one) => one.name === dimension);
      if (tag) return [tag];
      issues.push({
        path: ["segments", "groups", g, "dimensions", d],
        message: `no tag \`${dimension}\`; there are ${tags.join(", ") || "none"}`,
        suggestion: suggest(dimension, tags),
      });
      return [];
    }),
  }));
  return table && { table, errors: segments.errors ? errors : table.unless, groups };
}

/** The disturbances of some ids; one that is not there is an issue at the list's `path`. */
export function named(
  ids: readonly string[],
  disturbances: readonly Disturbance[],
  path: readonly (string | number)[],
  issues: Issue[],
): Disturbance[] {
  const known = disturbances.map(({ id }) => id);
  return ids.flatMap((id, i) => {
    const found = disturbances.find((one) => one.id === id);
    if (found) return [found];
    const message = `no anomaly or fault is called \`${id}\`; there are ${known.join(", ") || "none"}`;
    issues.push({ path: [...path, i], message, suggestion: suggest(id, known) });
    return [];
  });
}
