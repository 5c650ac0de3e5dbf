import type { Delivery } from "../core/delivery.ts";
import { eachTick } from "./disturb.ts";
import type { Disturbance, Occurrence, Plan } from "./plan.ts";
import { createRowEffects, rowRun } from "./row-effects.ts";
import { lineOf } from "./tiles.ts";

/** Records of one entity over a run of ticks: when, how often and how whole each arrives. */
export interface Deliveries {
  from: number;
  at: Delivery[];
}

/** A record that did not simply arrive, and what came of it. */
export type Visit = (occurrence: Occurrence, disturbance: Disturbance, tick: number, delivery: Delivery) => void;

export function transportsOf(plan: Plan): Disturbance[] {
  return plan.disturbances.filter(({ changes }) => changes === "delivery");
}

/**
 * How each record of the ticks [from, to) is delivered. `visit` is told of every fault that makes a difference to a
 * record, with what it has come to by then.
 */
export function deliveriesOf(plan: Plan, entity: number, from: number, to: number, visit?: Visit): Deliveries {
  const at = Array.from({ length: to - from }, (): Delivery => ({ delay: 0, copies: 1, corrupted: false }));
  for (const disturbance of transportsOf(plan)) {
    const { onRow } = disturbance;
    const { transport } = onRow!;
    disturbance.occurrences(entity, from, to, (occurrence) => {
      eachTick(rowRun(plan, entity, { tick: from, ticks: to - from }), occurrence, onRow!, (span) => {
        const delivery = at[span.tick - from];
        const { delay, copies, corrupted } = delivery;
        transport!.deliver(delivery, span);
        if (visit && (delivery.delay !== delay || delivery.copies !== copies || delivery.corrupted !== corrupted))
          visit(occurrence, disturbance, span.tick, delivery);
      });
    });
  }
  return { from, at };
}

/** A record as it arrives. */
export interface Arrival {
  /** ms UTC. */
  time: number;
  entity: number;
  tick: number;
  /** ms by which its clock was off. */
  off: number;
  corrupted: boolean;
}

/** Finds the records of an entity that arrive within the ticks [from, to), in the order of their ticks. */
export function createArrivals(plan: Plan, every: number): (entity: number, from: number, to: number) => Arrival[] {
  const { grid, inventory } = plan;
  const transports = transportsOf(plan);
  const reach = transports.reduce((sum, { onRow }) => sum + onRow!.transport!.reach, 0);
  const waiting = transports.filter(({ onRow }) => onRow!.transport!.waits);
  const rowEffects = createRowEffects(plan);
  return (entity, from, to) => {
    const [begin, end] = inventory.active(entity);
    let since = grid.tickAt(grid.timeOf(from) - reach);
    // what waits arrives at the tick after the occurrence's last
    const earliest = since - 1;
    for (const { occurrences } of waiting)
      occurrences(entity, earliest, to, ({ first }) => {
        since = Math.min(since, first);
      });
    since = Math.max(0, since, begin > -Infinity ? grid.tickAt(begin) : 0);
    const until = Math.min(to, end < Infinity ? grid.tickAt(end) : to);
    if (until <= since) return [];
    const rectangle = lineOf({ from: entity, to: entity + 1 }, 0, since, until - since);
    const absent = rowEffects.absent(rectangle);
    const off = new Float64Array(until - since);
    rowEffects.shift(off, rectangle);
    const found: Arrival[] = [];
    deliveriesOf(plan, entity, since, until).at.forEach(({ delay, copies, corrupted }, i) => {
      const tick = since + i;
      const time = grid.timeOf(tick) + delay;
      if (time < grid.timeOf(from) || time >= grid.timeOf(to) || absent?.[i] || tick % every !== 0) return;
      for (let copy = 0; copy < copies; copy++) found.push({ time, entity, tick, off: off[i], corrupted });
    });
    return found;
  };
}
