import type { EffectContext } from "./effect.ts";
import { type Param, param } from "./param.ts";
import { type Key, uniform } from "./random.ts";

/** Option of what takes only some of the ticks it could. */
export const share = param.meta({
  description: "Share of records or readings it takes while it lasts, 0 to 1.",
  examples: [1, 0.002],
});

/** Whether position n of a key is among the share that an entity has. */
export function resolveShare(value: Param, context: EffectContext): (entity: number, key: Key, n: number) => boolean {
  if (typeof value === "number" && !(value >= 0 && value <= 1))
    context.fail(["share"], `found ${value}; expected a share from 0 to 1`);
  const part = context.param(value, "share");
  return (entity, key, n) => {
    const taken = part(entity);
    return taken >= 1 || uniform(key, n) < taken;
  };
}
