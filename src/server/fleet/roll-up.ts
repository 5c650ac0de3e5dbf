import type { Tag } from "../../core/inventory.ts";
import { TENS } from "../../core/numeric.ts";
import { createEvaluator } from "../../engine/evaluate.ts";
import type { Plan } from "../../engine/plan.ts";
import { inSlices } from "../../engine/presence/slices.ts";
import { codeTags } from "../../engine/tag-codes.ts";
import { groupBy } from "../../rules/groups.ts";
import { createRollup } from "../../rules/rollup.ts";
import { Refusal } from "../errors.ts";

export interface RollupQuestion {
  /** By index in the plan. */
  metric: number;
  by: readonly Tag[];
  /** ms UTC [start, end), and the length of a bucket from the start on. */
  start: number;
  end: number;
  every: number;
}

export interface RolledUp {
  /** When the bucket begins. */
  time: string;
  dimensions: Record<string, string>;
  count: number;
  share: number;
  mean: number;
  min: number;
  max: number;
}

/** Most values that are made for one answer, and rows of one. */
const MOST_VALUES = 20_000_000;
const MOST_ROWS = 100_000;
/** Ticks of one run. */
const RUN = 4096;

/** A metric by groups and spans of time, of every entity while it is active. Ticks of faults of rows and delivery count too. */
export async function rollUp(plan: Plan, question: RollupQuestion, abort: AbortSignal): Promise<RolledUp[]> {
  const { grid, inventory } = plan;
  const { metric, by, start, end, every } = question;
  const [from, to] = [grid.tickAt(start), grid.tickAt(end)];
  refuse("values", (to - from) * inventory.size, MOST_VALUES, "take a shorter window or fewer entities");
  const groups = groupBy(await codeTags(inventory, by), inventory.size);
  const buckets = Math.ceil((end - start) / every);
  refuse("rows", buckets * groups.values.length, MOST_ROWS, "take longer spans or fewer tags");
  const rollup = createRollup(groups.values.length, buckets);
  const evaluator = createEvaluator(plan, [metric], Math.max(1, Math.min(RUN, to - from)));
  const scale = TENS[plan.metrics[metric].decimals];
  const values = new Float64Array(Math.max(0, to - from));
  await inSlices(inventory.size, (entity) => {
    if (abort.aborted) return;
    const [since, until] = inventory.active(entity);
    const first = Math.max(from, grid.tickAt(since));
    const last = Math.min(to, grid.tickAt(until));
    for (let tick = first; tick < last; tick += RUN) {
      const ticks = Math.min(RUN, last - tick);
      evaluator.run(entity, tick, ticks);
      const quanta = evaluator.quanta(metric);
      for (let i = 0; i < ticks; i++) values[tick - first + i] = quanta[i] / scale;
    }
    const bucketOf = (i: number) => Math.floor((grid.timeOf(first + i) - start) / every);
    if (first < last) rollup.add(groups.codes[entity], values, last - first, bucketOf);
  });
  return rollup.rows().map(({ bucket, group, ...figures }) => ({
    time: new Date(start + bucket * every).toISOString(),
    dimensions: Object.fromEntries(groups.values[group].map((value, d) => [groups.dimensions[d], value])),
    ...figures,
  }));
}

function refuse(what: string, found: number, most: number, advice: string): void {
  if (found > most)
    throw new Refusal(422, `this asks for ${found} ${what}, and at most ${most} are made at a time: ${advice}`);
}
