import { type Run, spanOf } from "./disturb.ts";
import type { Disturbance, Plan } from "./plan.ts";
import { entityAt } from "./region.ts";
import type { Rectangle } from "./tiles.ts";

/** What faults do to whole rows of a rectangle, in its row order. */
export interface RowEffects {
  /** Adds to timestamps what a wrong clock is off by. */
  shift(times: Float64Array, rectangle: Rectangle): void;
  /** 1 where nothing was recorded; undefined where all was. */
  absent(rectangle: Rectangle): Uint8Array | undefined;
}

export function createRowEffects(plan: Plan): RowEffects {
  const clocks = plan.disturbances.filter(({ changes }) => changes === "clock");
  const gaps = plan.disturbances.filter(({ changes }) => changes === "rows");
  return {
    shift(times, r) {
      eachEntity(plan, clocks, r, (off, row) => {
        for (let t = 0; t < r.ticks; t++) times[row(t)] += Math.floor(off[t] + 0.5);
      });
    },
    absent(r) {
      let found: Uint8Array | undefined;
      eachEntity(plan, gaps, r, (gone, row) => {
        found ??= new Uint8Array(r.entityCount * r.ticks);
        for (let t = 0; t < r.ticks; t++) if (gone[t] !== 0) found[row(t)] = 1;
      });
      return found;
    },
  };
}

/** Visits what disturbances make of the ticks of each entity that one of them reaches. */
function eachEntity(
  plan: Plan,
  disturbances: readonly Disturbance[],
  r: Rectangle,
  visit: (made: Float64Array, row: (tick: number) => number) => void,
): void {
  if (disturbances.length === 0) return;
  const made = new Float64Array(r.ticks);
  for (let e = 0; e < r.entityCount; e++) {
    const run = rowRun(plan, entityAt(r.entities, r.firstEntity + e), r);
    let reached = false;
    made.fill(0);
    for (const { occurrences, onRow } of disturbances) {
      occurrences(run.entity, r.tick, r.tick + r.ticks, (occurrence) => {
        reached = true;
        const span = spanOf(run, occurrence);
        onRow?.apply?.(made.subarray(span.tick - r.tick, span.tick - r.tick + span.ticks), span);
      });
    }
    if (reached) visit(made, (tick) => (r.byTime ? tick * r.entityCount + e : e * r.ticks + tick));
  }
}

/** A run of rows, or of a metric where only its ticks matter: there is no series to look at. */
export function rowRun(plan: Plan, entity: number, { tick, ticks }: { tick: number; ticks: number }, name = ""): Run {
  const none = (): never => {
    throw new Error("no series can be seen here: a fault of the effect's definition");
  };
  const zone = plan.inventory.zoneOf(entity);
  return { entity, tick, ticks, zone, name, mean: none, deviation: none, series: none };
}
