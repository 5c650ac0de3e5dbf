import { type Alone, createAlone } from "./alone.ts";
import { eachTick } from "./disturb.ts";
import type { Disturbance, Mark, Plan } from "./plan.ts";
import { reachOf } from "./reach.ts";
import { rowRun } from "./row-effects.ts";

interface Cells {
  entity: number;
  tick: number;
  ticks: number;
}

/** Writes which kinds reach each cell, by code; of what is_anomaly shows, 0 or 1. */
export type Marker = (out: Float64Array, mark: Mark, cells: Cells) => void;

/** `differs` tells whether the truth of a metric, i ticks into the run, is other than its clean twin. */
export function createMarker(
  plan: Plan,
  capacity: number,
  kinds: { with(code: number, kind: string): number },
  differs: (metric: number, i: number) => boolean,
): Marker {
  const reach = reachOf(plan.metrics, plan.disturbances);
  const follows = createFollowing(plan, capacity);
  return (out, { what, metrics }, { entity, tick, ticks }) => {
    out.fill(0, 0, ticks);
    const told = new Uint8Array(ticks);
    const put = (kind: string, from: number, to: number, holds?: (i: number) => boolean): void => {
      for (let i = Math.max(0, from - tick); i < Math.min(ticks, to - tick); i++) {
        if (holds && !holds(i)) continue;
        told[i] = 1;
        out[i] = what === "is_anomaly" ? 1 : kinds.with(out[i], kind);
      }
    };
    for (const m of metrics) {
      told.fill(0);
      const run = rowRun(plan, entity, { tick, ticks }, plan.metrics[m].name);
      for (const { disturbance, lag, lead, inherited } of reach[m]) {
        const { kind, effects } = disturbance;
        const effect = effects.get(m);
        disturbance.occurrences(entity, tick - lag, tick + ticks + lead, (occurrence) => {
          const { first, last } = occurrence;
          if (effect?.only) eachTick(run, occurrence, effect, (span) => put(kind, span.tick, span.tick + 1));
          else if (!inherited) put(kind, first, last);
          if (!inherited && lag + lead === 0) return;
          // what depends on a changed metric is marked where this alone changes it
          const from = Math.max(tick, first - lead);
          const to = Math.min(tick + ticks, last + lag);
          if (from >= to) return;
          const alone = follows(disturbance, m);
          alone.run(entity, occurrence, from, to - from);
          const [changed, was] = [alone.changed(m), alone.clean(m)];
          put(kind, from, to, (i) => changed[i + tick - from] !== was[i + tick - from]);
        });
      }
      // where only several together make a difference, each of them is meant
      const untold = Array.from(told, (one, i) => one === 0 && differs(m, i));
      for (const { disturbance, lag, lead, inherited } of reach[m]) {
        if (!untold.includes(true) || (!inherited && lag + lead === 0)) continue;
        disturbance.occurrences(entity, tick - lag, tick + ticks + lead, ({ first, last }) =>
          put(disturbance.kind, first - lead, last + lag, (i) => untold[i]),
        );
      }
    }
    for (const { changes, kind, occurrences } of plan.disturbances) {
      if (changes === "clock") occurrences(entity, tick, tick + ticks, ({ first, last }) => put(kind, first, last));
    }
  };
}

/** What occurrences alone make of a metric that follows, made when first asked for. */
function createFollowing(plan: Plan, capacity: number): (disturbance: Disturbance, metric: number) => Alone {
  const made = plan.metrics.map(() => new Map<Disturbance, Alone>());
  return (disturbance, metric) => {
    const known = made[metric].get(disturbance) ?? createAlone(plan, disturbance, [metric], capacity);
    made[metric].set(disturbance, known);
    return known;
  };
}
