import type { Disturbance, Occurrence, Plan } from "../plan.ts";
import { activeTicks } from "./sample.ts";

/** An occurrence that reaches an entity while it is shown. */
export interface Occasion {
  disturbance: Disturbance;
  occurrence: Occurrence;
  /** Whether its cause begins in that time, rather than before it. */
  begins: boolean;
}

/** All occurrences on an entity in the window, in order of their first tick. */
export function occasionsOf(plan: Plan, entity: number): Occasion[] {
  const { from, to } = activeTicks(plan, entity);
  if (to <= from) return [];
  const before = plan.grid.timeOf(from - 1);
  const found: Occasion[] = [];
  for (const disturbance of plan.disturbances)
    disturbance.occurrences(entity, from, to, (occurrence) => {
      found.push({ disturbance, occurrence: { ...occurrence }, begins: occurrence.start > before });
    });
  return found.sort((a, b) => a.occurrence.first - b.occurrence.first);
}
