import { createLabels, OWN } from "../labels.ts";
import { type Catalogs, type Plan, VALUES_VERSION } from "../plan.ts";
import { type Asked, askedOf } from "./asked.ts";
import { type Contamination, contaminationOf } from "./contamination.ts";
import { findingsOf } from "./findings.ts";
import { type Occasion, occasionsOf } from "./occasions.ts";
import { type Overlap, overlapsOf } from "./overlaps.ts";
import { type Position, positionOf } from "./position.ts";
import { sampleOf } from "./sample.ts";
import { type Triviality, trivialityOf } from "./triviality.ts";

/** What a data set with an answer key is like, as plain data. */
export interface Card {
  scenario: string;
  seed: number;
  values: number;
  /** Hash of the plan. */
  hash: string;
  window: { start: string; end: string; interval: string };
  /** Entities that everything here was measured on, as the seed draws them, of all there are. */
  measured: { entities: number; of: number; metrics: readonly string[] };
  disturbances: readonly Asked[];
  contamination: Contamination;
  overlaps: readonly Overlap[];
  position: Position;
  triviality: Triviality;
  /** What is wrong with it, or worth knowing, in words; empty when nothing is. */
  findings: readonly string[];
}

/** Measures the data of a plan and its answer key, both made anew: no file is read. The cost is bounded by sampling entities. */
export function cardOf(plan: Plan, catalogs: Catalogs): Card {
  const { scenario, hash, inventory, window, metrics } = plan;
  const sample = sampleOf(plan);
  const labelsOf = createLabels(plan);
  const occasions = new Map<number, Occasion[]>();
  for (const entity of sample.entities) occasions.set(entity, occasionsOf(plan, entity));
  const brought = (entity: number) => labelsOf(entity, window.from, window.to).filter(({ family }) => family !== OWN);
  const measured = {
    scenario: scenario.name,
    seed: scenario.seed,
    values: VALUES_VERSION,
    hash,
    window: { start: scenario.start, end: scenario.end, interval: scenario.interval },
    measured: {
      entities: sample.entities.length,
      of: inventory.size,
      metrics: sample.metrics.map((m) => metrics[m].name),
    },
    disturbances: askedOf(plan, catalogs, brought, occasions),
    contamination: contaminationOf(plan, sample),
    overlaps: overlapsOf(occasions.values()),
    position: positionOf(plan, occasions),
    triviality: trivialityOf(plan, sample),
  };
  return { ...measured, findings: findingsOf(measured) };
}
