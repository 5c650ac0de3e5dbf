import { createLabels, type Label } from "../labels.ts";
import type { Plan } from "../plan.ts";
import { type Entities, entityAt, sizeOf } from "../region.ts";
import { presence } from "./places.ts";

/** A label and whose it is. */
export interface EntityLabel {
  entity: number;
  label: Label;
}

export interface LabelAnswer {
  labels: EntityLabel[];
  /** There are more. */
  more: boolean;
  /** Onsets, peaks and severities were measured, and what other metrics inherit is there. */
  measured: boolean;
}

/** Occurrences of a window up to which each is measured; of more, only their times are told. */
const MEASURED = 200;
/** Ticks of a window up to which what reaches single readings or records is told one by one, and those found together. */
const TICKS = 2_000_000;
const RUN = 16_384;

/**
 * The answer key of some entities over the ticks [from, to): what lasts at one of them, entity by entity and in order of
 * onset, at most `most` labels. Where a window is long or rich, it tells what happens when and to which metrics, without
 * measuring it. Yields now and then: a caller with other things to do may pause there.
 */
export function* queryLabels(
  plan: Plan,
  entities: Entities,
  from: number,
  to: number,
  most: number,
): Generator<void, LabelAnswer> {
  const small = !tellsTicks(plan) || sizeOf(entities) * (to - from) <= TICKS;
  const measured = small && !(yield* isRich(plan, entities, from, to));
  const labelsOf = measured ? measuredLabels(plan, from, to) : occurrenceLabels(plan, from, to);
  const labels: EntityLabel[] = [];
  for (let e = 0; e < sizeOf(entities); e++) {
    const entity = entityAt(entities, e);
    for (const some of labelsOf(entity)) {
      for (const label of some) {
        if (labels.length === most) return { labels, more: true, measured };
        labels.push({ entity, label });
      }
      yield;
    }
  }
  return { labels, more: false, measured };
}

/** Whether something is of single ticks, readings or records, each with a label of its own. */
function tellsTicks({ disturbances, metrics }: Plan): boolean {
  return (
    metrics.some(({ chain }) => chain.some(({ signal }) => signal.events)) ||
    disturbances.some(
      ({ changes, effects }) => changes === "delivery" || [...effects.values()].some(({ only }) => only),
    )
  );
}

/** Whether there are more occurrences than are measured. */
function* isRich({ disturbances }: Plan, entities: Entities, from: number, to: number): Generator<void, boolean> {
  let count = 0;
  for (let e = 0; e < sizeOf(entities); e++) {
    for (const { changes, occurrences } of disturbances)
      if (changes !== "delivery") occurrences(entityAt(entities, e), from, to, () => count++);
    if (count > MEASURED) return true;
    yield;
  }
  return false;
}

type LabelsOf = (entity: number) => Iterable<readonly Label[]>;

function measuredLabels(plan: Plan, from: number, to: number): LabelsOf {
  const { grid } = plan;
  // what began before the window and still lasts stands at its beginning
  const window = { start: grid.timeOf(from), end: grid.timeOf(to), from, to };
  const labels = createLabels({ ...plan, window });
  const run = tellsTicks(plan) ? RUN : to - from;
  return function* (entity) {
    for (let tick = from; tick < to; tick += run) yield labels(entity, tick, Math.min(to, tick + run));
  };
}

/** One label for each occurrence and metric that it changes, with the times of its cause. */
function occurrenceLabels(plan: Plan, from: number, to: number): LabelsOf {
  const { grid, metrics } = plan;
  return function* (entity) {
    const found: Label[] = [];
    const [since, until] = presence(plan, entity, from, to);
    if (since >= until) return;
    for (const { id: name, kind, family, effects, occurrences } of plan.disturbances) {
      const changed = effects.size > 0 ? [...effects.keys()].map((m) => ({ metric: metrics[m].name })) : [{}];
      occurrences(entity, since, until, ({ id: event, cause, start, end, first, last }) => {
        const times = { onset: grid.timeOf(first), ...(last < Infinity ? { end: grid.timeOf(last) } : {}) };
        const causes = { cause, cause_begin: start, ...(end < Infinity ? { cause_end: end } : {}) };
        for (const metric of changed)
          found.push({ event, name, kind, family, ...metric, inherited: false, ...times, ...causes });
      });
    }
    yield found.sort((a, b) => a.onset - b.onset);
  };
}
