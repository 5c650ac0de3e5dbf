import { UsageError } from "../core/error.ts";
import type { Plan } from "../engine/plan.ts";

/** Ticks that a metric may go through before its first value: nothing else is answered meanwhile. */
const FARTHEST = 5_000_000;

/** Refuses a window of which the first tick, before any other, costs a look at too many ticks before it. */
export function refuseFar({ metrics }: Plan, tick: number): void {
  const far = metrics.find(({ back }) => Math.min(back, tick) > FARTHEST);
  if (!far) return;
  const ticks = Math.round(Math.min(far.back, tick)).toLocaleString("en");
  throw new UsageError(
    `${far.name} is known only by going through ${ticks} ticks before, at most ${FARTHEST.toLocaleString("en")}: begin nearer to its origin, take a longer interval, or give it a nearer capacity`,
  );
}
