import { join } from "../core/random.ts";
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

/** The family of what a signal's own law brings about: no anomaly, and part of the clean twin. */
export const OWN = "event";

/** Whether anything of a plan can have a label. */
export function hasLabels({ disturbances, metrics }: Plan): boolean {
  return disturbances.length > 0 || metrics.some(({ chain }) => chain.some(({ signal }) => signal.events));
}

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
    const own = [Math.max(from, since), until] as const;
    const found = [...deliveryLabels(plan, entity, ...own), ...signalLabels(plan, entity, ...own)];
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

/** A label for whatever a signal's own law brings about at one of some ticks. */
function signalLabels({ grid, inventory, metrics }: Plan, entity: number, from: number, to: number): Label[] {
  const labels: Label[] = [];
  if (to <= from) return labels;
  const id = inventory.idOf(entity);
  for (const { name: metric, chain, inventory: own } of metrics) {
    for (const { signal, key } of chain) {
      const place = {
        entity,
        tick: from,
        ticks: to - from,
        key: join({ a: 0, b: 0 }, key, own.keyOf(entity, { a: 0, b: 0 })),
      };
      signal.events?.(place, ({ name, kind, tick, asked, achieved }) => {
        const [onset, end] = [grid.timeOf(tick), grid.timeOf(tick + 1)];
        labels.push({
          event: `${metric}/${name}/${id}/${tick}`,
          name,
          kind,
          family: OWN,
          metric,
          inherited: false,
          onset,
          peak: onset,
          end,
          cause_begin: onset,
          cause_end: end,
          severity_asked: asked,
          severity_achieved: achieved,
        });
      });
    }
  }
  return labels;
}
