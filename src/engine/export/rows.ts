import { decimalText } from "../../core/decimal-text.ts";
import { activeTicks } from "../card/sample.ts";
import { CLEAN, createEvaluator } from "../evaluate.ts";
import { createLabelledCells } from "../labelled-cells.ts";
import type { Plan, Table } from "../plan.ts";

/** What a benchmark takes for training: nothing, data without anomalies, or labelled data. */
export type Split = "unsupervised" | "semi-supervised" | "supervised";

/** One tick of an entity, borrowed until the next: a text per metric, empty where there is no reading, and its label. */
export interface Row {
  tick: number;
  values: readonly string[];
  labelled: readonly boolean[];
}

/** What is exported: the metrics of a table at the ticks it shows. */
export interface ExportRows {
  names: readonly string[];
  /** The ticks of an entity, in order: the n-th is `first + n * every`. */
  ticks(entity: number): { first: number; every: number; count: number };
  /** Visits the rows [from, to) of an entity, counted from 0; of its clean twin when `clean`. */
  each(entity: number, from: number, to: number, clean: boolean, visit: (row: Row) => void): void;
}

const RUN = 4096;

export function createExportRows(plan: Plan, { metrics, every }: Pick<Table, "metrics" | "every">): ExportRows {
  const shown = metrics.map((m) => plan.metrics[m]);
  const cells = createLabelledCells(plan, metrics, RUN);
  const twin = createEvaluator(plan, metrics, RUN, CLEAN);
  const ticks = (entity: number) => {
    const { from, to } = activeTicks(plan, entity);
    const first = Math.ceil(from / every) * every;
    return { first, every, count: Math.max(0, Math.ceil((to - first) / every)) };
  };
  return {
    names: shown.map(({ name }) => name),
    ticks,
    each(entity, from, to, clean, visit) {
      const { first } = ticks(entity);
      const values = shown.map(() => "");
      const labelled = shown.map(() => false);
      const end = first + (to - 1) * every + 1;
      const step = Math.max(1, Math.floor(RUN / every)) * every;
      for (let tick = first + from * every; tick < end; tick += step) {
        const run = Math.min(RUN, step, end - tick);
        (clean ? twin : cells).run(entity, tick, run);
        const quanta = metrics.map((m, i) => (clean ? twin.quanta(m) : cells.quanta(i)));
        const marks = metrics.map((_, i) => (clean ? undefined : cells.labelled(i)));
        for (let i = 0; i < run; i += every) {
          shown.forEach(({ decimals }, m) => {
            values[m] = Number.isNaN(quanta[m][i]) ? "" : decimalText(quanta[m][i], decimals);
            labelled[m] = marks[m]?.[i] === 1;
          });
          visit({ tick: tick + i, values, labelled });
        }
      }
    },
  };
}
