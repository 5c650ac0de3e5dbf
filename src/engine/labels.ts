import { createLabeller } from "./labeller.ts";
import type { LabelColumn, Plan } from "./plan.ts";
import { reachOf } from "./reach.ts";
import { deliveriesOf, transportsOf } from "./transport.ts";

/** One row of the answer key. Times are ms UTC; what is unknown or endless is left out. */
export type Label = {
  event: string;
  name: string;
  kind: string;
  family: string;
  metric?: string;
  inherited: boolean;
  cause?: string;
  onset: number;
  peak?: number;
  end?: number;
  cause_begin: number;
  cause_end?: number;
  severity_asked?: number;
  severity_achieved?: number;
  deviation?: number;
} & Partial<Record<LabelColumn, unknown>>;

/**
 * The labels of an entity, in order of onset: those of which a first tick lies in a region [from, to). Labels that began
 * before the plan's window, or before the entity was there, and still last stand in the first region.
 */
export function createLabels(plan: Plan): (entity: number, from: number, to: number) => Label[] {
  const { grid, inventory, window, metrics } = plan;
  const disturbances = plan.disturbances.filter(({ changes }) => changes !== "delivery");
  const reach = reachOf(metrics, disturbances);
  const sources = disturbances.map((disturbance) => createLabeller(plan, disturbance, reach));
  return (entity, from, to) => {
    const [begin, end] = inventory.active(entity);
    const since = Math.max(window.from, grid.tickAt(begin));
    const until = Math.min(to, grid.tickAt(end));
    const found = deliveryLabels(plan, entity, Math.max(from, since), until);
    disturbances.forEach(({ occurrences }, d) => {
      const { lag, lead, candidates } = sources[d];
      occurrences(entity, from - lag, to + lead, (occurrence) => {
        for (const { first, last, make } of candidates(entity, occurrence, Math.max(from, since), until)) {
          // what follows may begin at any tick that it may differ at
          if (Math.max(first, since) >= until || last <= Math.max(from, since)) continue;
          const made = make();
          const place = made && Math.max(made.first, since);
          if (made && place! >= from && place! < until && made.last > since) found.push(made.label);
        }
      });
    });
    return found.sort((a, b) => a.onset - b.onset);
  };
}

/** A label for every record of some ticks that did not simply arrive, from when it was made to when it did. */
function deliveryLabels(plan: Plan, entity: number, from: number, to: number): Label[] {
  const labels: Label[] = [];
  if (transportsOf(plan).length === 0 || to <= from) return labels;
  deliveriesOf(plan, entity, from, to, (occurrence, { id: name, kind, family }, tick, { delay, copies }) => {
    const onset = plan.grid.timeOf(tick);
    labels.push({
      event: `${occurrence.id}/${tick}`,
      name,
      kind,
      family,
      inherited: false,
      cause: occurrence.cause,
      onset,
      ...(copies > 0 ? { end: onset + delay } : {}),
      cause_begin: Math.max(plan.grid.origin, occurrence.start),
      ...(occurrence.end < Infinity ? { cause_end: occurrence.end } : {}),
    });
  });
  return labels;
}
