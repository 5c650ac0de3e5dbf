import { derive, join, type Key, uniform } from "../core/random.ts";
import type { Plan } from "./plan.ts";

/** ms by which the timestamp of a record is late, from 0 to the scenario's jitter. */
export function createJitter(plan: Plan): (entity: number, tick: number) => number {
  const jitterKey = derive(plan.key, "jitter");
  const key: Key = { a: 0, b: 0 };
  let last = -1;
  return (entity, tick) => {
    if (entity !== last) {
      last = entity;
      join(key, jitterKey, plan.inventory.keyOf(entity, key));
    }
    return Math.floor(uniform(key, tick) * plan.jitter);
  };
}
