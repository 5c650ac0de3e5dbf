import { spanOf } from "./disturb.ts";
import { entityAt } from "./partition.ts";
import type { Plan } from "./plan.ts";
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
      const off = new Float64Array(r.ticks);
      for (let e = 0; e < r.entityCount && clocks.length > 0; e++) {
        const entity = entityAt(r.entities, r.firstEntity + e);
        off.fill(0);
        for (const { occurrences, onRow } of clocks) {
          occurrences(entity, r.tick, r.tick + r.ticks, (occurrence) => {
            const span = spanOf(rowRun(plan, entity, r), occurrence);
            onRow?.apply?.(off.subarray(span.tick - r.tick, span.tick - r.tick + span.ticks), span);
          });
        }
        for (let t = 0; t < r.ticks; t++) times[rowOf(r, e, t)] += Math.floor(off[t] + 0.5);
      }
    },
    absent(r) {
      let found: Uint8Array | undefined;
      for (let e = 0; e < r.entityCount && gaps.length > 0; e++) {
        for (const { occurrences } of gaps) {
          occurrences(entityAt(r.entities, r.firstEntity + e), r.tick, r.tick + r.ticks, ({ first, last }) => {
            found ??= new Uint8Array(r.entityCount * r.ticks);
            for (let t = Math.max(0, first - r.tick); t < Math.min(r.ticks, last - r.tick); t++)
              found[rowOf(r, e, t)] = 1;
          });
        }
      }
      return found;
    },
  };
}

function rowOf({ byTime, entityCount, ticks }: Rectangle, entity: number, tick: number): number {
  return byTime ? tick * entityCount + entity : entity * ticks + tick;
}

/** A run of rows: there is no series to look at. */
export function rowRun(plan: Plan, entity: number, { tick, ticks }: { tick: number; ticks: number }) {
  const none = (): never => {
    throw new Error("what changes whole rows sees no series: a fault of its definition");
  };
  const zone = plan.inventory.zoneOf(entity);
  return { entity, tick, ticks, zone, name: "", mean: none, deviation: none, series: none };
}
