import { TENS } from "../core/numeric.ts";
import { createAlone } from "./alone.ts";
import { spanOf } from "./disturb.ts";
import { CLEAN, createEvaluator, type Evaluator } from "./evaluate.ts";
import type { Disturbance, Occurrence, Plan } from "./plan.ts";
import { createSeries } from "./series.ts";

/** How one metric with one occurrence alone differs from its clean twin. */
export interface Comparison {
  /** Ticks that differ lie in [first, last); absent where none does. */
  first?: number;
  last: number;
  /** ms UTC of the largest difference, and that difference in the metric's unit. */
  peak?: number;
  achieved?: number;
  asked?: number;
  deviation: number;
}

const RUN = 4096;
/** Ticks that are compared, and of what never ends: the rest of what lasts longer is taken to differ. */
const LONGEST = 1_000_000;
const ENDLESS = 4 * RUN;

/** Compares a metric over the ticks [from, to) that an occurrence may have changed. */
export function createComparison(plan: Plan, disturbance: Disturbance, m: number) {
  const alone = createAlone(plan, disturbance, [m], RUN);
  const make = (capacity: number): Evaluator => createEvaluator(plan, [m], capacity, CLEAN);
  const series = createSeries(plan, m, make, make);
  const { name, decimals } = plan.metrics[m];
  const scale = TENS[decimals];
  const effect = disturbance.effects.get(m);
  return (entity: number, occurrence: Occurrence, from: number, to: number): Comparison => {
    const own = series.of(entity);
    const found: Comparison = { last: from, deviation: rounded(own.deviation(), decimals) };
    const end = Math.min(to, from + (to < Infinity ? LONGEST : ENDLESS));
    let largest = 0;
    for (let tick = from; tick < end; tick += RUN) {
      const ticks = Math.min(RUN, end - tick);
      alone.run(entity, occurrence, tick, ticks);
      const [changed, was] = [alone.changed(m), alone.clean(m)];
      for (let i = 0; i < ticks; i++) {
        if (changed[i] === was[i]) continue;
        found.first ??= tick + i;
        found.last = tick + i + 1;
        const change = changed[i] - was[i];
        if (!(Math.abs(change) > Math.abs(largest))) continue;
        largest = change;
        found.peak = plan.grid.timeOf(tick + i);
      }
    }
    if (end < to) {
      found.first ??= end;
      found.last = to;
    }
    // where readings are gone there is nothing to measure
    if (found.peak !== undefined || found.first === undefined) found.achieved = largest / scale;
    const run = { entity, tick: occurrence.first, ticks: 1, zone: plan.inventory.zoneOf(entity), name, ...own };
    const asked = effect?.severity?.(spanOf(run, occurrence));
    if (asked !== undefined) found.asked = rounded(asked, decimals);
    return found;
  };
}

/** To three decimals more than the metric is shown with. */
function rounded(value: number, decimals: number): number {
  const scale = TENS[Math.min(15, decimals + 3)];
  return Math.floor(value * scale + 0.5) / scale;
}
