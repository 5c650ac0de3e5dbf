import type { Plan } from "../plan.ts";
import type { Occasion } from "./occasions.ts";
import { activeTicks } from "./sample.ts";

/** Where in the time that its entity is shown an anomaly or fault begins: 0 is the start, 1 the end. */
export interface Position {
  /** Occurrences that begin in the window; one that many entities share counts once. */
  events: number;
  /** How many begin in each tenth. */
  tenths: readonly number[];
  /** Mean place, and its distance from the middle in standard deviations of the mean of as many even ones. */
  mean: number;
  meanScore: number;
  /** Share in the last tenth, and its distance from a tenth in standard deviations of a binomial share. */
  lastTenth: number;
  lastTenthScore: number;
}

export function positionOf(plan: Plan, occasions: ReadonlyMap<number, readonly Occasion[]>): Position {
  const tenths = new Array<number>(10).fill(0);
  const seen = new Set<string>();
  let [events, sum] = [0, 0];
  for (const [entity, ofEntity] of occasions) {
    const { from, to } = activeTicks(plan, entity);
    for (const { disturbance, occurrence, begins } of ofEntity) {
      const shared = `${disturbance.id} ${occurrence.cause ?? occurrence.id}`;
      if (!begins || seen.has(shared)) continue;
      seen.add(shared);
      const place = (occurrence.first - from) / (to - from);
      events++;
      sum += place;
      tenths[Math.floor(place * 10)]++;
    }
  }
  if (events === 0) return { events, tenths, mean: 0.5, meanScore: 0, lastTenth: 0, lastTenthScore: 0 };
  const [mean, lastTenth] = [sum / events, tenths[9] / events];
  return {
    events,
    tenths,
    mean,
    meanScore: (mean - 0.5) * Math.sqrt(12 * events),
    lastTenth,
    lastTenthScore: (lastTenth - 0.1) / Math.sqrt(0.09 / events),
  };
}
