import type { EffectContext, Span } from "./effect.ts";
import { type Param, param } from "./param.ts";
import { uniform } from "./random.ts";

/** Option of what takes only some of the ticks it could. */
export const share = param.meta({
  description: "Share of records or readings it takes while it lasts, 0 to 1.",
  examples: [1, 0.002],
});

/** Whether the tick of a span is among the share that its entity has. */
export function resolveShare(value: Param, context: EffectContext): (span: Span) => boolean {
  if (typeof value === "number" && !(value >= 0 && value <= 1))
    context.fail(["share"], `found ${value}; expected a share from 0 to 1`);
  const part = context.param(value, "share");
  return ({ entity, key, tick, first }) => {
    const taken = part(entity);
    return taken >= 1 || uniform(key, tick - first) < taken;
  };
}
