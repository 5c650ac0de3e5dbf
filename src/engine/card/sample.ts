import { createPermutation } from "../../core/permutation.ts";
import { derive } from "../../core/random.ts";
import type { Plan } from "../plan.ts";

/** Cells that a card looks at, about: a second of work. One entity is always looked at whole. */
const CELLS = 2_000_000;

/** What a card is measured on. */
export interface Sample {
  /** In the order in which the seed draws them. */
  entities: readonly number[];
  /** Indices in the plan of the metrics that its tables show. */
  metrics: readonly number[];
}

/** All entities when that is not too much, else as many as the seed draws. */
export function sampleOf(plan: Plan): Sample {
  const { inventory, window, tables } = plan;
  const metrics = [...new Set(tables.flatMap(({ rows, metrics }) => (rows === "grid" ? metrics : [])))];
  const cells = Math.max(1, window.to - window.from) * Math.max(1, metrics.length);
  const count = Math.min(inventory.size, Math.max(1, Math.floor(CELLS / cells)));
  const draw = createPermutation(inventory.size, derive(plan.key, "card"));
  return { entities: Array.from({ length: count }, (_, i) => draw(i)), metrics };
}

/** Ticks [from, to) of the window in which an entity is active. */
export function activeTicks({ inventory, grid, window }: Plan, entity: number): { from: number; to: number } {
  const [begin, end] = inventory.active(entity);
  const from = Math.max(window.from, grid.tickAt(begin));
  return { from, to: Math.max(from, Math.min(window.to, grid.tickAt(end))) };
}
