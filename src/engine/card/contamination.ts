import { createLabelledCells } from "../labelled-cells.ts";
import type { Plan } from "../plan.ts";
import { activeTicks, type Sample } from "./sample.ts";

/** How much is labelled. A row is all metrics of an entity at a tick, labelled when one of them is. */
export interface Contamination {
  cells: number;
  labelledCells: number;
  rows: number;
  labelledRows: number;
  /** Series that have a label, and those of which a third or more is labelled. */
  series: number;
  labelledSeries: number;
  denseSeries: number;
}

/** A label on so large a share of a series is no exception to the rest. */
const DENSE = 1 / 3;
const RUN = 4096;

export function contaminationOf(plan: Plan, { entities, metrics }: Sample): Contamination {
  const cells = createLabelledCells(plan, metrics, RUN);
  const sum = {
    cells: 0,
    labelledCells: 0,
    rows: 0,
    labelledRows: 0,
    series: 0,
    labelledSeries: 0,
    denseSeries: 0,
  };
  const any = new Uint8Array(RUN);
  for (const entity of entities) {
    const { from, to } = activeTicks(plan, entity);
    if (to <= from) continue;
    const counts = metrics.map(() => 0);
    for (let tick = from; tick < to; tick += RUN) {
      const ticks = Math.min(RUN, to - tick);
      cells.run(entity, tick, ticks);
      any.fill(0);
      metrics.forEach((_, m) => {
        const labelled = cells.labelled(m);
        for (let i = 0; i < ticks; i++) {
          if (labelled[i] === 0) continue;
          counts[m]++;
          any[i] = 1;
        }
      });
      for (let i = 0; i < ticks; i++) sum.labelledRows += any[i];
    }
    const ticks = to - from;
    sum.rows += ticks;
    for (const count of counts) {
      sum.cells += ticks;
      sum.labelledCells += count;
      sum.series++;
      if (count > 0) sum.labelledSeries++;
      if (count >= DENSE * ticks) sum.denseSeries++;
    }
  }
  return sum;
}
