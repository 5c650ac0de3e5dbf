import { CLEAN, createEvaluator, type Evaluator } from "./evaluate.ts";
import { createMarker } from "./marks.ts";
import type { Mark, Plan, Table } from "./plan.ts";

/** What a table shows of each cell as numbers, side by side: its metrics, then its marks. */
export interface Lanes {
  readonly count: number;
  /** Computes all lanes over [tick, tick + ticks); ticks is at most the capacity. */
  run(entity: number, tick: number, ticks: number): void;
  /** What the code of a mark becomes when a kind has reached one of a row's metrics. */
  marked(lane: number, code: number, metric: number, kind: string): number;
  /** Texts of kinds. */
  readonly kinds: Kinds;
  /** A lane over the last run; borrowed until the next. Metrics and clean values as quanta, others as codes. */
  lane(index: number): Float64Array;
}

/** Texts that the codes of `anomaly_kinds` stand for, by code; 0 is none. Replaced, never changed, as more are met. */
export interface Kinds {
  texts: readonly string[];
}

export function createLanes(plan: Plan, table: Table, capacity: number): Lanes {
  const evaluator = createEvaluator(plan, table.metrics, capacity);
  const n = table.metrics.length;
  const kinds = createKinds();
  if (table.marks.length === 0)
    return {
      count: n,
      run: evaluator.run,
      lane: (i) => evaluator.quanta(table.metrics[i]),
      marked: (_lane, code) => code,
      kinds,
    };
  const marked = [...new Set(table.marks.flatMap(({ metrics }) => metrics))];
  const clean = createEvaluator(plan, marked, capacity, CLEAN);
  const truth = createEvaluator(plan, marked, capacity, ({ changes }) => changes === "values");
  const lanes = table.marks.map(() => new Float64Array(capacity));
  const differs = (m: number, i: number) => truth.quanta(m)[i] !== clean.quanta(m)[i];
  const marker = createMarker(plan, capacity, kinds, differs);
  return {
    count: n + lanes.length,
    run(entity, tick, ticks) {
      evaluator.run(entity, tick, ticks);
      clean.run(entity, tick, ticks);
      truth.run(entity, tick, ticks);
      const run = { entity, tick, ticks };
      for (const [i, mark] of table.marks.entries()) {
        if (mark.what === "clean") cleanLane(lanes[i], clean, mark, ticks);
        else marker(lanes[i], mark, run);
      }
    },
    lane: (i) => (i < n ? evaluator.quanta(table.metrics[i]) : lanes[i - n]),
    marked(i, code, metric, kind) {
      const { what, metrics } = table.marks[i - n];
      if (what === "clean" || !metrics.includes(metric)) return code;
      return what === "is_anomaly" ? 1 : kinds.with(code, kind);
    },
    kinds,
  };
}

function cleanLane(out: Float64Array, clean: Evaluator, { metrics }: Mark, ticks: number): void {
  out.set(clean.quanta(metrics[0]).subarray(0, ticks));
}

/** Gives every set of kinds that occurs a code, as it is met. */
function createKinds(): Kinds & { with(code: number, kind: string): number } {
  const codes = new Map<string, number>([["", 0]]);
  const steps = new Map<string, number>();
  const kinds = {
    texts: [""] as readonly string[],
    with(code: number, kind: string): number {
      const step = `${code} ${kind}`;
      const known = steps.get(step);
      if (known !== undefined) return known;
      const set = new Set(kinds.texts[code].split("|").filter((text) => text !== ""));
      const text = [...set.add(kind)].sort().join("|");
      const next = codes.get(text) ?? codes.size;
      if (next === codes.size) kinds.texts = [...kinds.texts, text];
      codes.set(text, next);
      steps.set(step, next);
      return next;
    },
  };
  return kinds;
}
