import type { Tag } from "../../core/inventory.ts";
import type { Value } from "../../core/tags/definition.ts";
import type { Plan } from "../../engine/plan.ts";
import type { Hosted } from "../context.ts";
import type { DisturbanceInfo, EntityInfo, ScenarioInfo } from "../protocol.ts";
import { ownWindow } from "./asked.ts";

const iso = (time: number): string => new Date(time).toISOString();

/** What a scenario is about, as the protocol tells it. */
export function infoOf(hosted: Hosted, now: number): ScenarioInfo {
  const { name, plan, expires } = hosted;
  const { scenario, grid, inventory } = plan;
  const { start, end } = ownWindow(hosted, now);
  return {
    name,
    title: scenario.name,
    description: scenario.description,
    seed: scenario.seed,
    zone: plan.zone.name,
    interval: grid.interval,
    origin: iso(grid.origin),
    start: iso(start),
    end: iso(end),
    entities: inventory.size,
    metrics: Object.entries(scenario.metrics).map(([metric, { description, unit, decimals }]) => ({
      name: metric,
      description,
      unit,
      decimals,
      rises: plan.metrics.find((one) => one.name === metric)!.rises,
    })),
    tags: inventory.tags.map((tag) => ({
      name: tag.name,
      type: tag.type,
      unit: tag.unit,
      values: tag.values?.map((value) => shown(tag, value)),
    })),
    anomalies: disturbancesOf(plan),
    ...(expires === undefined ? {} : { expires: iso(expires) }),
  };
}

function disturbancesOf({ scenario, disturbances, metrics }: Plan): DisturbanceInfo[] {
  const descriptions = new Map(
    [...(scenario.anomalies ?? []), ...(scenario.faults ?? [])].map(({ id, description }) => [id, description]),
  );
  return disturbances.map(({ id, kind, family, effects }) => ({
    id,
    kind,
    family,
    description: descriptions.get(id),
    metrics: [...effects.keys()].map((m) => metrics[m].name),
  }));
}

export function entityOf({ inventory }: Plan, entity: number): EntityInfo {
  const [from, to] = inventory.active(entity);
  return {
    id: inventory.idOf(entity),
    tags: Object.fromEntries(inventory.tags.map((tag) => [tag.name, shown(tag, tag.at(entity))])),
    ...(from > -Infinity ? { from: iso(from) } : {}),
    ...(to < Infinity ? { to: iso(to) } : {}),
  };
}

function shown({ type }: Tag, value: Value): Value {
  return type === "time" && typeof value === "number" ? iso(value) : value;
}
