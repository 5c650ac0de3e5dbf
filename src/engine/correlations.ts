import { type Correlation, loadings, membersOf } from "../core/correlation.ts";
import { milliseconds } from "../core/duration.ts";
import type { Issue } from "../core/error.ts";
import { derive, type Key } from "../core/random.ts";
import type { Scenario } from "../core/scenario.ts";
import { suggest } from "../core/suggest.ts";

/** Hands out the parts that metrics have in the groups of a scenario. */
export interface Correlations {
  /** The part of a metric in a group, or why it has none. */
  of(group: string, metric: string): Correlation | { fault: string; suggestion?: string };
  /** Reports members that have not asked for their part: what is said of them would not come true. */
  finish(): void;
}

/** Checks the groups and factors their matrices. */
export function planCorrelations(scenario: Scenario, seed: Key, issues: Issue[]): Correlations {
  const groups = Object.entries(scenario.correlations ?? {});
  const metrics = Object.keys(scenario.metrics);
  const asked = new Set<string>();
  const parts = new Map<string, Map<string, Correlation>>();
  for (const [group, options] of groups) {
    const path = ["correlations", group, "between"];
    const key = derive(derive(seed, "correlation"), group);
    const names = membersOf(options);
    const rows = loadings(options, (at, message) => issues.push({ path: [...path, ...at], message }));
    for (const name of names) {
      if (!metrics.includes(name))
        issues.push({ path, message: `there is no metric \`${name}\``, suggestion: suggest(name, metrics) });
      else if (scenario.metrics[name].shared !== scenario.metrics[names[0]]?.shared)
        issues.push({
          path,
          message: `\`${names[0]}\` and \`${name}\` are not shared by the same entities; correlated metrics must be`,
        });
    }
    const tau = options.tau === undefined ? undefined : milliseconds(options.tau);
    const of = (row: readonly number[]): Correlation => ({
      tau,
      streams: row.map((loading, j) => ({ key: derive(key, names[j]), loading })),
    });
    // of a matrix that was refused, the rows after the fault are missing
    parts.set(group, new Map(names.map((name, i) => [name, of(rows[i] ?? [])])));
  }
  return {
    of(group, metric) {
      const found = parts.get(group)?.get(metric);
      asked.add(`${group} ${metric}`);
      if (found) return found;
      if (parts.has(group))
        return { fault: `the group \`${group}\` of correlations does not name the metric \`${metric}\`` };
      const names = groups.map(([name]) => name);
      return {
        fault: `there is no group \`${group}\` in correlations; there are ${names.join(", ") || "none"}`,
        suggestion: suggest(group, names),
      };
    },
    finish() {
      for (const [group, members] of parts)
        for (const name of members.keys())
          if (metrics.includes(name) && !asked.has(`${group} ${name}`))
            issues.push({
              path: ["correlations", group, "between"],
              message: `\`${name}\` has no signal { correlated: { group: ${group} } }, so nothing would come of its correlations`,
            });
    },
  };
}
