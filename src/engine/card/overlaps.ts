import type { Disturbance } from "../plan.ts";
import type { Occasion } from "./occasions.ts";

/** Two anomalies or faults (or one and itself), and how many times they are on one metric of an entity together. */
export interface Overlap {
  first: string;
  second: string;
  pairs: number;
}

/** Counts pairs of occurrences on an entity that reach a common tick of a common metric, of rows, the clock or the delivery. */
export function overlapsOf(occasions: Iterable<readonly Occasion[]>): Overlap[] {
  const counts = new Map<string, Overlap>();
  for (const ofEntity of occasions) {
    const open: Occasion[] = [];
    for (const one of ofEntity) {
      for (let i = open.length - 1; i >= 0; i--) if (open[i].occurrence.last <= one.occurrence.first) open.splice(i, 1);
      for (const other of open) {
        if (!meet(one.disturbance, other.disturbance)) continue;
        const [first, second] = [other.disturbance.id, one.disturbance.id].sort();
        const { pairs } = counts.get(`${first} ${second}`) ?? { pairs: 0 };
        counts.set(`${first} ${second}`, { first, second, pairs: pairs + 1 });
      }
      open.push(one);
    }
  }
  return [...counts.values()].sort((a, b) => b.pairs - a.pairs || (a.first < b.first ? -1 : 1));
}

function meet(one: Disturbance, other: Disturbance): boolean {
  if (one.onRow || other.onRow) return one.changes === other.changes;
  return [...one.effects].some(([metric, effect]) => {
    const second = other.effects.get(metric);
    // of what reaches single ticks each is an event of its own
    return second && !effect.only && !second.only;
  });
}
