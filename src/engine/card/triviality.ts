import { TENS } from "../../core/numeric.ts";
import { derive, integer } from "../../core/random.ts";
import { createLabelledCells } from "../labelled-cells.ts";
import type { Plan } from "../plan.ts";
import { bestF1 } from "./best-f1.ts";
import { oneLiners } from "./one-liners.ts";
import { activeTicks, type Sample } from "./sample.ts";
import { type Spread, spreadOf } from "./statistics.ts";

/** How well single lines of code find what is labelled, point by point. */
export interface Triviality {
  /** Series that were tried: of those with labels, as the seed draws them. */
  series: number;
  /** Best F1 over every threshold of each one-liner, over the series. */
  oneLiners: readonly { name: string; f1: Spread }[];
  /** The same of the best one-liner of each series. */
  best?: Spread;
  /** Series that a one-liner solves: an F1 of SOLVED or more. */
  solved: number;
}

/** F1 from which a series counts as solved. */
export const SOLVED = 0.9;
/** Series that are tried, and ticks of each: one stretch, from a place that the seed draws. */
const SERIES = 32;
const TICKS = 50_000;
const DAY = 86_400_000;

export function trivialityOf(plan: Plan, { entities, metrics }: Sample): Triviality {
  const season = DAY / plan.grid.interval;
  const found: ReadonlyMap<string, number>[] = [];
  const stretch = Math.min(TICKS, plan.window.to - plan.window.from);
  const cells = createLabelledCells(plan, metrics, stretch);
  for (const entity of entities) {
    if (found.length >= SERIES) break;
    const { from, to } = activeTicks(plan, entity);
    const ticks = Math.min(stretch, to - from);
    if (ticks === 0) continue;
    const draw = derive(plan.inventory.keyOf(entity, { a: 0, b: 0 }), "card");
    cells.run(entity, from + integer(draw, 0, to - from - ticks + 1), ticks);
    const lines = Object.entries(oneLiners(season, ticks));
    metrics.forEach((metric, m) => {
      const labels = Uint8Array.from(cells.labelled(m).subarray(0, ticks));
      if (found.length >= SERIES || !labels.includes(1)) return;
      const scale = TENS[plan.metrics[metric].decimals];
      const values = cells
        .quanta(m)
        .slice(0, ticks)
        .map((q) => q / scale);
      found.push(new Map(lines.map(([name, score]) => [name, bestF1(score(values), labels)])));
    });
  }
  const best = found.map((scores) => Math.max(...scores.values()));
  const names = [...new Set(found.flatMap((scores) => [...scores.keys()]))];
  return {
    series: found.length,
    oneLiners: names.map((name) => ({ name, f1: spreadOf(found.flatMap((scores) => scores.get(name) ?? []))! })),
    best: spreadOf(best),
    solved: best.filter((f1) => f1 >= SOLVED).length,
  };
}
