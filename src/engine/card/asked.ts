import type { DisturbanceOptions } from "../../core/disturbance.ts";
import { derive } from "../../core/random.ts";
import type { Expected, Schedule } from "../../core/schedule.ts";
import type { Label } from "../labels.ts";
import { FLEET, type Shared } from "../occurrences.ts";
import type { Catalogs, Plan } from "../plan.ts";
import { createSchedule } from "../schedule.ts";
import { selectionOf } from "../selection.ts";
import type { Occasion } from "./occasions.ts";
import { activeTicks } from "./sample.ts";
import { type Spread, spreadOf } from "./statistics.ts";

/** What was asked of an anomaly or fault, and what came of it. */
export interface Asked {
  id: string;
  kind: string;
  family: string;
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
  /** In the metric's unit, of the labels that are not inherited. */
  severityAsked?: Spread;
  severityAchieved?: Spread;
  /** The achieved severity in standard deviations of the clean metric. */
  sigmas?: Spread;
}

/** Windows asked for and found, and what they did, on some entities. */
export function askedOf(
  plan: Plan,
  catalogs: Catalogs,
  labels: ReadonlyMap<number, readonly Label[]>,
  occasions: ReadonlyMap<number, readonly Occasion[]>,
): Asked[] {
  const all = [...(plan.scenario.anomalies ?? []), ...(plan.scenario.faults ?? [])];
  return plan.disturbances.map((disturbance) => {
    const options = all.find(({ id }) => id === disturbance.id)!;
    const chosen = selectionOf(options, derive(disturbance.key, "share"), plan.inventory, () => {});
    const entities = [...labels.keys()].filter((entity) => chosen?.(entity) ?? true);
    const own = [...labels].flatMap(([, some]) => some.filter(({ name }) => name === disturbance.id));
    return {
      id: disturbance.id,
      kind: disturbance.kind,
      family: disturbance.family,
      schedule: scheduleName(options),
      entities: entities.length,
      expected: expectedOf(plan, catalogs, options, entities),
      ...countWindows(disturbance.id, occasions.values(), own),
      ...effectsOf(own),
    };
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
  const level: Shared | undefined = per === "fleet" ? FLEET : plan.inventory.levels.find(({ name }) => name === per);
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

function countWindows(
  id: string,
  occasions: Iterable<readonly Occasion[]>,
  labels: readonly Label[],
): Pick<Asked, "begun" | "reaching" | "labelled"> {
  // where every tick is an event of its own, the tick follows the window in its id
  const known = new Set(labels.flatMap(({ event }) => [event, event.slice(0, event.lastIndexOf("/"))]));
  const own = [...occasions].flatMap((some) => some.filter(({ disturbance }) => disturbance.id === id));
  return {
    begun: own.filter(({ begins }) => begins).length,
    reaching: own.length,
    labelled: own.filter(({ occurrence }) => known.has(occurrence.id)).length,
  };
}

function effectsOf(
  labels: readonly Label[],
): Pick<Asked, "labels" | "inherited" | "unchanged" | "severityAsked" | "severityAchieved" | "sigmas"> {
  const direct = labels.filter(({ metric, inherited }) => metric !== undefined && !inherited);
  const numbers = (of: (label: Label) => number | undefined) =>
    spreadOf(direct.flatMap((label) => of(label) ?? []).map(Math.abs));
  return {
    labels: labels.length,
    inherited: labels.filter(({ inherited }) => inherited).length,
    unchanged: direct.filter(({ peak }) => peak === undefined).length,
    severityAsked: numbers(({ severity_asked }) => severity_asked),
    severityAchieved: numbers(({ severity_achieved }) => severity_achieved),
    sigmas: numbers(({ severity_achieved, deviation }) =>
      severity_achieved !== undefined && deviation ? severity_achieved / deviation : undefined,
    ),
  };
}
