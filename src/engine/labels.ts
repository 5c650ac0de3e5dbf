import { TENS } from "../core/numeric.ts";
import { eachTick, spanOf } from "./disturb.ts";
import { CLEAN, createEvaluator } from "./evaluate.ts";
import type { Disturbance, LabelColumn, Occurrence, Plan } from "./plan.ts";
import { type Reach, reachOf } from "./reach.ts";
import { rowRun } from "./row-effects.ts";
import { createSeries } from "./series.ts";
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

type AnySeries = ReturnType<typeof createSeries>;

const RUN = 4096;
/** Ticks of an occurrence that are looked at for its peak, and of one that never ends. */
const LONGEST = 1_000_000;
const ENDLESS = 4 * RUN;

/**
 * The labels of an entity, in order of onset: of every occurrence that reaches one of the ticks [from, to) of a region.
 * Each stands in the region that holds its first tick; what began before the plan's window stands in its first region.
 */
export function createLabels(plan: Plan): (entity: number, from: number, to: number) => Label[] {
  const reach = reachOf(plan.metrics, plan.disturbances);
  const series = plan.metrics.map((_, m) => {
    const clean = (capacity: number) => createEvaluator(plan, [m], capacity, CLEAN);
    return createSeries(plan, m, clean, clean);
  });
  const sources = plan.disturbances.map((disturbance) => createLabeller(plan, disturbance, reach, series));
  return (entity, from, to) => {
    const [begin, end] = plan.inventory.active(entity);
    const since = Math.max(plan.window.from, plan.grid.tickAt(begin));
    const labels: Label[] = [];
    labels.push(...deliveryLabels(plan, entity, Math.max(from, since), to));
    plan.disturbances.forEach((disturbance, d) => {
      if (disturbance.changes === "delivery") return;
      disturbance.occurrences(entity, from, to, (occurrence) => {
        labels.push(...sources[d].each(entity, occurrence, Math.max(from, since), to));
        const shown = Math.max(occurrence.first, since);
        if (shown < from || shown >= to || plan.grid.timeOf(shown) >= end || occurrence.last <= since) return;
        labels.push(...sources[d].whole(entity, occurrence));
      });
    });
    return labels.sort((a, b) => a.onset - b.onset);
  };
}

/** Makes the labels of one occurrence, or of its ticks in a region where each is an event of its own. */
interface Labeller {
  whole(entity: number, occurrence: Occurrence): Label[];
  each(entity: number, occurrence: Occurrence, from: number, to: number): Label[];
}

/** Labels of the metrics it changes, then those that follow. */
function createLabeller(
  plan: Plan,
  disturbance: Disturbance,
  reach: readonly (readonly Reach[])[],
  series: readonly AnySeries[],
): Labeller {
  const { grid } = plan;
  const { id: name, kind, family, onRow } = disturbance;
  const reached = plan.metrics.flatMap((_, m) =>
    reach[m].filter((r) => r.disturbance === disturbance).map((r) => ({ m, ...r })),
  );
  const compare = reached.map(({ m }) => createComparison(plan, disturbance, m, series[m]));
  const baseOf = ({ id, start, end }: Occurrence) => {
    return { event: id, name, kind, family, cause_begin: start, ...(end < Infinity ? { cause_end: end } : {}) };
  };
  const whole = (entity: number, occurrence: Occurrence): Label[] => {
    const { id, cause, first, last } = occurrence;
    const base = baseOf(occurrence);
    const ended = (tick: number) => (tick < Infinity ? { end: grid.timeOf(tick) } : {});
    if (onRow) {
      const asked = onRow.severity?.(spanOf(rowRun(plan, entity, { tick: first, ticks: 1 }), occurrence));
      return [{ ...base, cause, inherited: false, onset: grid.timeOf(first), ...ended(last), severity_asked: asked }];
    }
    return reached.flatMap(({ m, lag, lead, inherited }, i): Label[] => {
      if (disturbance.effects.get(m)?.only) return [];
      const found = compare[i](entity, occurrence, first - lead, last + lag);
      const metric = plan.metrics[m].name;
      const about = { metric, deviation: found.deviation, peak: found.peak, severity_achieved: found.largest };
      if (!inherited) {
        const asked = found.asked;
        return [
          { ...base, ...about, cause, inherited, onset: grid.timeOf(first), ...ended(last), severity_asked: asked },
        ];
      }
      // what follows is labelled where it did differ, if it did
      if (found.first === undefined) return [];
      const until = last < Infinity ? ended(found.last) : {};
      return [{ ...base, ...about, cause: id, inherited, onset: grid.timeOf(found.first), ...until }];
    });
  };
  const each = (entity: number, occurrence: Occurrence, from: number, to: number): Label[] =>
    reached.flatMap(({ m }, i): Label[] => {
      const effect = disturbance.effects.get(m);
      const labels: Label[] = [];
      if (!effect?.only || to <= from) return labels;
      const metric = plan.metrics[m].name;
      eachTick(rowRun(plan, entity, { tick: from, ticks: to - from }, metric), occurrence, effect, ({ tick }) => {
        const { deviation, peak, largest } = compare[i](entity, occurrence, tick, tick + 1);
        labels.push({
          ...baseOf(occurrence),
          event: `${occurrence.id}/${tick}`,
          metric,
          cause: occurrence.cause,
          inherited: false,
          onset: grid.timeOf(tick),
          peak,
          end: grid.timeOf(tick + 1),
          severity_achieved: largest,
          deviation,
        });
      });
      return labels;
    });
  return { whole, each };
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

interface Comparison {
  /** First tick that differs from the clean twin, and the one after the last. */
  first?: number;
  last: number;
  /** ms UTC of the largest difference, and its size in the metric's unit. */
  peak?: number;
  largest?: number;
  asked?: number;
  deviation: number;
}

/** Holds one metric with this disturbance alone against its clean twin. */
function createComparison(plan: Plan, disturbance: Disturbance, m: number, series: AnySeries) {
  const alone = createEvaluator(plan, [m], RUN, (other) => other === disturbance);
  const clean = createEvaluator(plan, [m], RUN, CLEAN);
  const scale = TENS[plan.metrics[m].decimals];
  return (entity: number, occurrence: Occurrence, from: number, to: number): Comparison => {
    const found: Comparison = {
      last: from,
      deviation: rounded(series.of(entity).deviation(), plan.metrics[m].decimals),
    };
    const until = Math.min(to, from + (to < Infinity ? LONGEST : ENDLESS));
    for (let tick = from; tick < until; tick += RUN) {
      const ticks = Math.min(RUN, until - tick);
      alone.run(entity, tick, ticks);
      clean.run(entity, tick, ticks);
      const [changed, was] = [alone.quanta(m), clean.quanta(m)];
      for (let i = 0; i < ticks; i++) {
        if (changed[i] === was[i]) continue;
        found.first ??= tick + i;
        found.last = tick + i + 1;
        const size = Math.abs(changed[i] - was[i]) / scale;
        if (!(size > (found.largest ?? 0))) continue;
        found.largest = size;
        found.peak = plan.grid.timeOf(tick + i);
      }
    }
    const effect = disturbance.effects.get(m);
    const zone = plan.inventory.zoneOf(entity);
    const run = { entity, tick: occurrence.first, ticks: 1, zone, name: plan.metrics[m].name, ...series.of(entity) };
    const asked = effect?.severity?.(spanOf(run, occurrence));
    found.asked = asked === undefined ? undefined : rounded(asked, plan.metrics[m].decimals);
    return found;
  };
}

/** To three decimals more than the metric is shown with. */
function rounded(value: number, decimals: number): number {
  const scale = TENS[decimals + 3];
  return Math.floor(value * scale + 0.5) / scale;
}
