import { ALL, CLEAN, createEvaluator, type Evaluator } from "../evaluate.ts";
import type { Plan } from "../plan.ts";

/** Ticks that are looked at, at most. */
const MOST = 4096;

/** Tells whether any of the ticks [from, to) of a metric differs from its clean twin; a reading taken away is a difference. */
export function createChanged(plan: Plan): (entity: number, metric: string, from: number, to: number) => boolean {
  const known = new Map<string, { m: number; now: Evaluator; was: Evaluator }>();
  return (entity, metric, from, to) => {
    let found = known.get(metric);
    if (!found) {
      const m = plan.metrics.findIndex(({ name }) => name === metric);
      found = { m, now: createEvaluator(plan, [m], MOST, ALL), was: createEvaluator(plan, [m], MOST, CLEAN) };
      known.set(metric, found);
    }
    const { m, now, was } = found;
    const ticks = Math.min(MOST, to - from);
    now.run(entity, from, ticks);
    was.run(entity, from, ticks);
    const [after, before] = [now.quanta(m), was.quanta(m)];
    for (let i = 0; i < ticks; i++) if (after[i] !== before[i]) return true;
    return false;
  };
}
