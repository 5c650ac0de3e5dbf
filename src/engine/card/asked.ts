import type { DisturbanceOptions } from "../../core/disturbance.ts";
import { derive } from "../../core/random.ts";
import type { Expected, Schedule } from "../../core/schedule.ts";
import type { Label } from "../labels.ts";
import { sharedBy } from "../occurrences.ts";
import type { Catalogs, Plan } from "../plan.ts";
import { createSchedule } from "../schedule.ts";
import { selectionOf } from "../selection.ts";
import { createChanged } from "./changed.ts";
import type { Occasion } from "./occasions.ts";
import { activeTicks } from "./sample.ts";
import { type Spread, spreadOf } from "./statistics.ts";

/** What was asked of an anomaly or fault, and what came of it. */
export interface Asked {
  id: string;
  kind: string;
  family: string;
  /** Each tick or record that it reaches is an event of its own: chance may leave a window without any. */
  perTick: boolean;
  /** The type of its schedule, `cause of ID`, or `always`. */
  schedule: string;
  /** Entities of the sample that it can take. */
  entities: number;
  /** How many windows begin by the schedule's law, and the standard deviation of that; absent where it has none. */
  expected?: { windows: number; deviation: number };
  /** Windows that begin on an entity while it is shown. */
  begun: number;
  /** Windows that reach a tick, begun earlier or not; how many of them have a label. */
  reaching: number;
  labelled: number;
  /** Labels of metrics, and how many of them name a metric that follows a changed one. */
  labels: number;
  inherited: number;
  /** Labels of metrics that nothing was found to differ at. */
  unchanged: number;
  /** Without their signs, in the metric's unit, of the labels that are not inherited. */
  severityAsked?: Spread;
  severityAchieved?: Spread;
  /** The achieved severity in standard deviations of the clean metric. */
  sigmas?: Spread;
}

/** Windows asked for and found, and what they did, on some entities. Labels are looked at entity by entity: there may be many. */
export function askedOf(
  plan: Plan,
  catalogs: Catalogs,
  labelsOf: (entity: number) => readonly Label[],
  occasions: ReadonlyMap<number, readonly Occasion[]>,
): Asked[] {
  const all = [...(plan.scenario.anomalies ?? []), ...(plan.scenario.faults ?? [])];
  const changed = createChanged(plan);
  const unchanged = (entity: number, { metric, onset, end = Infinity }: Label) =>
    !changed(entity, metric!, plan.grid.tickAt(onset), plan.grid.tickAt(end));
  const tallies = new Map(plan.disturbances.map(({ id }) => [id, createTally()]));
  for (const [entity, some] of occasions) {
    const known = new Set<string>();
    for (const label of labelsOf(entity)) {
      tallies.get(label.name)!.label(label, () => unchanged(entity, label));
      // where every tick is an event of its own, the tick follows the window in its id
      known.add(label.event).add(label.event.slice(0, label.event.lastIndexOf("/")));
    }
    for (const { disturbance, occurrence, begins } of some)
      tallies.get(disturbance.id)!.window(begins, known.has(occurrence.id));
  }
  return plan.disturbances.map(({ id, key, kind, family, effects }) => {
    const options = all.find((one) => one.id === id)!;
    const chosen = selectionOf(options, derive(key, "share"), plan.inventory, () => {});
    const entities = [...occasions.keys()].filter((entity) => chosen?.(entity) ?? true);
    const schedule = scheduleName(options);
    const expected = expectedOf(plan, catalogs, options, entities);
    const perTick = family === "delivery" || [...effects.values()].some(({ only }) => only);
    return { id, kind, family, perTick, schedule, entities: entities.length, expected, ...tallies.get(id)!.result() };
  });
}

function scheduleName({ schedule, cause }: DisturbanceOptions): string {
  if (cause !== undefined) return `cause of ${cause}`;
  return Object.keys(schedule ?? { always: {} })[0];
}

/** What the law of its schedule gives all these entities together; those that share its windows are not independent. */
function expectedOf(
  plan: Plan,
  catalogs: Catalogs,
  { schedule: link, per }: DisturbanceOptions,
  entities: readonly number[],
): Asked["expected"] {
  if (!link) return undefined;
  const schedule: Schedule = createSchedule(link, { ...plan, catalogs }, plan.key, []);
  if (!schedule.expected) return undefined;
  const level = per === undefined ? undefined : sharedBy(per, plan.inventory);
  const groups = new Map<number, Expected & { size: number }>();
  for (const entity of entities) {
    const { from, to } = activeTicks(plan, entity);
    if (to <= from) continue;
    // a window belongs to the first tick at or after its begin
    const [begin, end] = [plan.grid.timeOf(from - 1) + 1, plan.grid.timeOf(to - 1) + 1];
    const one = schedule.expected(entity, begin, end);
    const group = level ? level.of(entity) : entity;
    const { mean, size } = groups.get(group) ?? { mean: 0, size: 0 };
    groups.set(group, { mean: mean + one.mean, variance: one.variance, size: size + 1 });
  }
  const sums = [...groups.values()];
  const windows = sums.reduce((sum, { mean }) => sum + mean, 0);
  return { windows, deviation: Math.sqrt(sums.reduce((sum, g) => sum + g.variance * g.size * g.size, 0)) };
}

/** Counts the windows and labels of one anomaly or fault. */
function createTally() {
  const counts = { begun: 0, reaching: 0, labelled: 0, labels: 0, inherited: 0, unchanged: 0 };
  const [asked, achieved, sigmas]: number[][] = [[], [], []];
  return {
    window(begins: boolean, labelled: boolean): void {
      counts.reaching++;
      if (begins) counts.begun++;
      if (labelled) counts.labelled++;
    },
    label(label: Label, unchanged: () => boolean): void {
      const { metric, inherited, peak, severity_asked, severity_achieved, deviation } = label;
      counts.labels++;
      if (inherited) counts.inherited++;
      if (inherited || metric === undefined) return;
      // a reading that was taken away has no size
      if (peak === undefined && unchanged()) counts.unchanged++;
      if (severity_asked !== undefined) asked.push(Math.abs(severity_asked));
      if (severity_achieved === undefined) return;
      // sizes, whichever way they go
      achieved.push(Math.abs(severity_achieved));
      if (deviation) sigmas.push(Math.abs(severity_achieved) / deviation);
    },
    result: () => ({
      ...counts,
      severityAsked: spreadOf(asked),
      severityAchieved: spreadOf(achieved),
      sigmas: spreadOf(sigmas),
    }),
  };
}
