import { createComparison } from "./comparison.ts";
import { eachTick, spanOf } from "./disturb.ts";
import type { Label } from "./labels.ts";
import type { Disturbance, Occurrence, Plan } from "./plan.ts";
import type { Reach } from "./reach.ts";
import { rowRun } from "./row-effects.ts";

/** A label that may be made: the ticks [first, last) outside which it has none, and those it has once it is made. */
interface Candidate {
  first: number;
  last: number;
  make(): { first: number; last: number; label: Label } | undefined;
}

/** Labels of one disturbance, and how far before and after its occurrences they may lie. */
interface Labeller {
  lag: number;
  lead: number;
  /** Those of an occurrence; where each tick of it is an event of its own, of the ticks [from, to). */
  candidates(entity: number, occurrence: Occurrence, from: number, to: number): Candidate[];
}

/** Labels of the metrics that a disturbance changes, then of those that follow; or of whole rows. */
export function createLabeller(plan: Plan, disturbance: Disturbance, reach: readonly (readonly Reach[])[]): Labeller {
  const { grid } = plan;
  const { id: name, kind, family, onRow, effects } = disturbance;
  const reached = plan.metrics.flatMap((_, m) =>
    reach[m].filter((r) => r.disturbance === disturbance).map((r) => ({ m, ...r })),
  );
  const compare = new Map(reached.map(({ m }) => [m, createComparison(plan, disturbance, m)]));
  const baseOf = ({ id, start, end }: Occurrence) => {
    return { event: id, name, kind, family, cause_begin: start, ...(end < Infinity ? { cause_end: end } : {}) };
  };
  const during = (first: number, last: number) => ({
    onset: grid.timeOf(first),
    ...(last < Infinity ? { end: grid.timeOf(last) } : {}),
  });
  const measure = (entity: number, occurrence: Occurrence, m: number, from: number, to: number) => {
    const { deviation, peak, achieved, asked, ...found } = compare.get(m)!(entity, occurrence, from, to);
    const metric = plan.metrics[m].name;
    return { found, about: { metric, deviation, peak, severity_asked: asked, severity_achieved: achieved } };
  };
  const ofRows = (entity: number, occurrence: Occurrence): Candidate => {
    const { cause, first, last } = occurrence;
    const asked = onRow!.severity?.(spanOf(rowRun(plan, entity, { tick: first, ticks: 1 }), occurrence));
    const label = { ...baseOf(occurrence), cause, inherited: false, ...during(first, last), severity_asked: asked };
    return { first, last, make: () => ({ first, last, label }) };
  };
  const ofMetric = (entity: number, occurrence: Occurrence, { m, lag, lead, inherited }: (typeof reached)[0]) => {
    const { id, cause, first, last } = occurrence;
    const make: Candidate["make"] = () => {
      const { found, about } = measure(entity, occurrence, m, first - lead, last + lag);
      // what follows is labelled where it did differ, if it did
      if (inherited && found.first === undefined) return undefined;
      const own = {
        first: inherited ? found.first! : Math.min(first, found.first ?? first),
        last: inherited && last < Infinity ? found.last : Math.max(last, found.last),
      };
      const from = { cause: inherited ? id : cause, inherited };
      return { ...own, label: { ...baseOf(occurrence), ...about, ...from, ...during(own.first, own.last) } };
    };
    return { first: first - lead, last: last + lag, make };
  };
  const ofTicks = (entity: number, occurrence: Occurrence, m: number, from: number, to: number): Candidate[] => {
    const found: Candidate[] = [];
    if (from >= Math.min(to, occurrence.last) || occurrence.first >= to) return found;
    const run = rowRun(plan, entity, { tick: from, ticks: to - from }, plan.metrics[m].name);
    eachTick(run, occurrence, effects.get(m)!, ({ tick: first }) => {
      const last = first + 1;
      const make: Candidate["make"] = () => {
        const { about } = measure(entity, occurrence, m, first, last);
        const event = `${occurrence.id}/${first}`;
        const from = { cause: occurrence.cause, inherited: false };
        return { first, last, label: { ...baseOf(occurrence), event, ...about, ...from, ...during(first, last) } };
      };
      found.push({ first, last, make });
    });
    return found;
  };
  const farthest = (of: "lag" | "lead") => Math.max(0, ...reached.map((r) => r[of]));
  return {
    lag: farthest("lag"),
    lead: farthest("lead"),
    candidates: (entity, occurrence, from, to) =>
      onRow
        ? [ofRows(entity, occurrence)]
        : reached.flatMap((one) =>
            effects.get(one.m)?.only
              ? ofTicks(entity, occurrence, one.m, from, to)
              : [ofMetric(entity, occurrence, one)],
          ),
  };
}
