import type { Disturbance, PlannedMetric } from "./plan.ts";

/** How a disturbance gets to a metric: at once, or through metrics it reads, with the ticks that those look beside. */
export interface Reach {
  disturbance: Disturbance;
  /** Ticks after and before the occurrence that it may still change; 0 where it changes the metric itself. */
  lag: number;
  lead: number;
  inherited: boolean;
}

/** Every disturbance that gets to each metric. Only changes of the truth are passed on; a fault stays with its reading. */
export function reachOf(metrics: readonly PlannedMetric[], disturbances: readonly Disturbance[]): Reach[][] {
  const all: Map<Disturbance, Reach>[] = metrics.map(() => new Map());
  metrics.forEach((metric, m) => {
    for (const disturbance of disturbances) {
      if (disturbance.effects.has(m)) all[m].set(disturbance, { disturbance, lag: 0, lead: 0, inherited: false });
    }
    for (const { metric: source, lag, lead } of metric.reads) {
      for (const { disturbance, ...through } of all[source].values()) {
        if (disturbance.changes !== "values") continue;
        const known = all[m].get(disturbance);
        all[m].set(disturbance, {
          disturbance,
          lag: Math.max(known?.lag ?? 0, through.lag + lag),
          lead: Math.max(known?.lead ?? 0, through.lead + lead),
          inherited: known?.inherited ?? true,
        });
      }
    }
  });
  return all.map((reached) => [...reached.values()]);
}
