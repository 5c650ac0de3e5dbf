import { UsageError } from "../../core/error.ts";
import { createEvaluator } from "../../engine/evaluate.ts";
import { stopwatch } from "../../engine/pace.ts";
import type { Plan } from "../../engine/plan.ts";
import { refuseFar } from "../refuse-far.ts";

/** Ticks beside a run that metrics may read, one through another. */
const REACH = 500_000;
/** Occurrences that may reach 64 ticks of an entity. */
const OCCURRENCES = 5000;
/** Ticks that are tried, one number after another, and the seconds that each may take. */
const TRIED = [1, 16, 256];
const SECONDS = 0.5;

/** Refuses a scenario of which a few ticks of an entity take long: one question would keep all others waiting. */
export function refuseCostly(plan: Plan): void {
  const reach = farthest(plan);
  if (reach > REACH)
    throw new UsageError(
      `its metrics read ${reach} ticks one through another, at most ${REACH}: take shorter windows or lags`,
    );
  const { from } = plan.window;
  refuseFar(plan, from);
  for (const { id, occurrences } of plan.disturbances)
    refuseCrowd(id, (visit) => occurrences(0, from, from + 64, visit));
  const all = plan.metrics.map((_, m) => m);
  for (const ticks of TRIED) {
    const began = stopwatch();
    createEvaluator(plan, all, ticks).run(0, from, ticks);
    if (stopwatch() - began > SECONDS)
      throw new UsageError(
        `${ticks} ticks of an entity take ${(stopwatch() - began).toFixed(1)} s: it is too costly to be served`,
      );
  }
}

function farthest({ metrics }: Plan): number {
  const reach: number[] = [];
  for (const [m, { reads }] of metrics.entries())
    reach[m] = Math.max(0, ...reads.map(({ metric, lag, lead }) => reach[metric] + lag + lead));
  return reach.reduce((sum, one) => sum + one, 0);
}

function refuseCrowd(id: string, each: (visit: () => void) => void): void {
  let count = 0;
  each(() => {
    if (++count > OCCURRENCES)
      throw new UsageError(`\`${id}\` comes more than ${OCCURRENCES} times in 64 ticks: take a lower rate`);
  });
}
