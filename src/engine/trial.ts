import { TENS } from "../core/numeric.ts";
import { derive } from "../core/random.ts";
import { disturb, type Run } from "./disturb.ts";
import { CLEAN, createEvaluator, type Evaluable } from "./evaluate.ts";
import type { Disturbance, Occurrence } from "./plan.ts";
import { createSeries } from "./series.ts";

/** Occurrences that are made up for a trial: so many, of so many ticks, so far apart (11 days, 5 hours and 45 minutes). */
const TRIALS = 64;
const LENGTH = 64;
const STRIDE = 971_100_000;
/** Entities that are looked through for one the disturbance takes, and how many of those are tried. */
const LOOKED = 10_000;
const ENTITIES = 3;

type Around = Omit<Evaluable, "disturbances">;

/**
 * Whether a disturbance can change a metric, by trying it at times of two years. What chance decides, and faults of a
 * metric that varies, are trusted to: they may wait for what no trial meets.
 */
export function changesAnything(
  around: Around,
  disturbance: Disturbance,
  metric: number,
  selects: (entity: number) => boolean,
): boolean {
  const { size } = around.inventory;
  const plan = { ...around, disturbances: [] };
  const create = (capacity: number) => createEvaluator(plan, [metric], capacity, CLEAN);
  const series = createSeries(plan, metric, create, create);
  let tried = 0;
  for (let entity = 0; entity < Math.min(size, LOOKED) && tried < ENTITIES; entity++) {
    if (!selects(entity)) continue;
    tried++;
    const { name } = around.metrics[metric];
    const own = series.of(entity);
    const run = { entity, zone: around.inventory.zoneOf(entity), name, ...own };
    if (disturbance.changes === "readings" && own.deviation() > 0) return true;
    if (changesRun(around, disturbance, metric, run)) return true;
  }
  return tried === 0;
}

function changesRun(
  { grid, metrics }: Around,
  disturbance: Disturbance,
  metric: number,
  about: Omit<Run, "tick" | "ticks">,
): boolean {
  const scale = TENS[metrics[metric].decimals];
  const effect = disturbance.effects.get(metric)!;
  for (let n = 0; n < TRIALS; n++) {
    const tick = grid.tickAt(grid.origin + n * STRIDE);
    const [start, end] = [grid.timeOf(tick), grid.timeOf(tick + LENGTH)];
    const last = disturbance.permanent ? Infinity : tick + LENGTH;
    let chance = false;
    const { a, b } = derive(disturbance.key, `trial ${n}`);
    const key = {
      get a() {
        chance = true;
        return a;
      },
      b,
    };
    const occurrence: Occurrence = { id: "", start, end, first: tick, last, key };
    const was = about.series(tick, LENGTH).slice();
    const changed = was.slice();
    const run = { ...about, tick, ticks: LENGTH };
    const tried: Disturbance = { ...disturbance, occurrences: (_, _from, _to, visit) => visit(occurrence) };
    disturb(tried, effect, changed, run, grid);
    const quantum = (value: number) => Math.floor(value * scale + 0.5);
    if (changed.some((value, i) => quantum(value) !== quantum(was[i]))) return true;
    if (chance && about.deviation() > 0) return true;
  }
  return false;
}
