import type { Disturbance, Plan } from "./plan.ts";

/** What an anomaly or fault will be in a plan's window. */
export interface Expected {
  id: string;
  kind: string;
  family: string;
  /** Names of the metrics it changes itself; none where it concerns whole rows. */
  metrics: string[];
  occurrences: number;
  /** Whether `occurrences` is counted; else it is scaled up from entities all over the inventory. */
  exact: boolean;
}

/** Occurrences that are counted before the rest is scaled up, and the least number of entities looked at. */
const COUNTED = 100_000;
const LEAST = 4;
const MOST = 10_000;

/** How often each anomaly and fault reaches an entity in the window, over all entities. */
export function expectedOccurrences(plan: Plan): Expected[] {
  return plan.disturbances.map((disturbance) => {
    const { id, kind, family, effects } = disturbance;
    const metrics = [...effects.keys()].map((m) => plan.metrics[m].name);
    return { id, kind, family, metrics, ...count(plan, disturbance) };
  });
}

function count(
  { inventory, window, grid }: Plan,
  { occurrences }: Disturbance,
): Pick<Expected, "occurrences" | "exact"> {
  const { size } = inventory;
  const looked = Math.min(size, MOST);
  let found = 0;
  let n = 0;
  for (; n < looked && (n < LEAST || found < COUNTED); n++) {
    const entity = Math.floor((n * size) / looked);
    const [begin, end] = inventory.active(entity);
    const from = Math.max(window.from, grid.tickAt(begin));
    const to = Math.min(window.to, grid.tickAt(end));
    if (from < to) occurrences(entity, from, to, () => void found++);
  }
  return { occurrences: Math.round((found * size) / n), exact: n === size };
}
