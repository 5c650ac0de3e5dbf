import { createComparison } from "./comparison.ts";
import { eachTick, spanOf } from "./disturb.ts";
import type { Label } from "./labels.ts";
import type { Disturbance, Occurrence, Plan } from "./plan.ts";
import type { Reach } from "./reach.ts";
import { rowRun } from "./row-effects.ts";

/** The ticks [first, last) of a label. */
interface Ticks {
  first: number;
  last: number;
}

/** A label that may be made: the ticks outside which it has none, and those it has once it is made. */
interface Candidate extends Ticks {
  make(): (Ticks & { label: Label }) | undefined;
}

/** Labels of one disturbance, and how far before and after its occurrences they may lie. */
interface Labeller {
  lag: number;
  lead: number;
  /** Those of an occurrence; where each tick of it is an event of its own, of the ticks [from, to). */
  candidates(entity: number, occurrence: Occurrence, from: number, to: number): Candidate[];
}

/** One occurrence and what its labels are made from. */
interface Event {
  plan: Plan;
  disturbance: Disturbance;
  entity: number;
  occurrence: Occurrence;
  compare: ReturnType<typeof createComparison>;
}

/** Labels of the metrics that a disturbance changes, then of those that follow; or of whole rows. */
export function createLabeller(plan: Plan, disturbance: Disturbance, reach: readonly (readonly Reach[])[]): Labeller {
  const reached = plan.metrics.flatMap((_, m) =>
    reach[m]
      .filter((r) => r.disturbance === disturbance)
      .map((r) => ({ ...r, m, compare: createComparison(plan, disturbance, m) })),
  );
  const farthest = (of: "lag" | "lead") => Math.max(0, ...reached.map((r) => r[of]));
  return {
    lag: farthest("lag"),
    lead: farthest("lead"),
    candidates(entity, occurrence, from, to) {
      if (disturbance.onRow) return [ofRows(plan, disturbance, entity, occurrence)];
      return reached.flatMap(({ m, compare, ...how }) => {
        const event = { plan, disturbance, entity, occurrence, compare };
        return disturbance.effects.get(m)?.only ? ofTicks(event, m, from, to) : [ofMetric(event, m, how)];
      });
    },
  };
}

function labelOf(
  { grid }: Plan,
  { id: name, kind, family }: Disturbance,
  { id: event, start, end }: Occurrence,
  { first, last }: Ticks,
  more: Partial<Label> & { inherited: boolean },
): Label {
  const times = { onset: grid.timeOf(first), ...(last < Infinity ? { end: grid.timeOf(last) } : {}) };
  const cause = { cause_begin: start, ...(end < Infinity ? { cause_end: end } : {}) };
  return { event, name, kind, family, ...cause, ...times, ...more };
}

function ofRows(plan: Plan, disturbance: Disturbance, entity: number, occurrence: Occurrence): Candidate {
  const { cause, first, last } = occurrence;
  const span = spanOf(rowRun(plan, entity, { tick: first, ticks: 1 }), occurrence);
  const asked = disturbance.onRow!.severity?.(span);
  const more = { cause, inherited: false, severity_asked: asked };
  const label = labelOf(plan, disturbance, occurrence, { first, last }, more);
  return { first, last, make: () => ({ first, last, label }) };
}

function measure({ plan, entity, occurrence, compare }: Event, m: number, from: number, to: number) {
  const { deviation, peak, achieved, asked, ...found } = compare(entity, occurrence, from, to);
  const { name: metric } = plan.metrics[m];
  return { found, about: { metric, deviation, peak, severity_asked: asked, severity_achieved: achieved } };
}

function ofMetric(event: Event, m: number, { lag, lead, inherited }: Reach): Candidate {
  const { id, cause, first, last } = event.occurrence;
  const make: Candidate["make"] = () => {
    const { found, about } = measure(event, m, first - lead, last + lag);
    // what follows is labelled where it did differ, if it did
    if (inherited && found.first === undefined) return undefined;
    const own = {
      first: inherited ? found.first! : Math.min(first, found.first ?? first),
      last: inherited && last < Infinity ? found.last : Math.max(last, found.last),
    };
    const more = { ...about, inherited, cause: inherited ? id : cause };
    return { ...own, label: labelOf(event.plan, event.disturbance, event.occurrence, own, more) };
  };
  return { first: first - lead, last: last + lag, make };
}

/** Of what reaches only some ticks: one for each that it reaches. */
function ofTicks(event: Event, m: number, from: number, to: number): Candidate[] {
  const { plan, disturbance, entity, occurrence } = event;
  const found: Candidate[] = [];
  if (from >= Math.min(to, occurrence.last) || occurrence.first >= to) return found;
  const run = rowRun(plan, entity, { tick: from, ticks: to - from }, plan.metrics[m].name);
  eachTick(run, occurrence, disturbance.effects.get(m)!, ({ tick }) => {
    const own = { first: tick, last: tick + 1 };
    const make: Candidate["make"] = () => {
      const { about } = measure(event, m, own.first, own.last);
      const more = { ...about, event: `${occurrence.id}/${tick}`, inherited: false, cause: occurrence.cause };
      return { ...own, label: labelOf(plan, disturbance, occurrence, own, more) };
    };
    found.push({ ...own, make });
  });
  return found;
}
