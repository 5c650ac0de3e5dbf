import { derive, uniform } from "../../core/random.ts";
import type { Plan } from "../plan.ts";
import { reachOf } from "../reach.ts";
import { type Entities, entityAt, sizeOf } from "../region.ts";
import { type Buckets, createBuckets } from "./buckets.ts";
import { sampleOf } from "./choose.ts";
import { type Gathered, type Gatherer, gatherExtremes, gatherShape, gatherValues } from "./gather.ts";
import { type Aggregate, createGroup, type Group } from "./group.ts";
import { edges, everywhere, type Places, sampled } from "./places.ts";
import { createReadings } from "./readings.ts";

/** How the values of a bucket are shown: its least and greatest, or those that keep the shape of the line. */
export type Mode = "min-max" | "lttb";

/** A window of some series. */
export interface WindowQuery {
  entities: Entities;
  /** By index in the plan. */
  metrics: readonly number[];
  /** Ticks [from, to). */
  from: number;
  to: number;
  /** Places on the chart, 1 or more. */
  points: number;
  mode: Mode;
  /** Of all the entities together; absent: each by itself. */
  aggregate?: Aggregate;
  /** Beside each series its clean twin. */
  clean?: boolean;
}

/** One line of a chart. */
export interface Line extends Gathered {
  /** Absent where it tells of a group. */
  entity?: number;
  metric: number;
  clean: boolean;
  /** It was made from a sample. */
  approximate: boolean;
}

export interface WindowAnswer {
  buckets: Buckets;
  lines: Line[];
  /** How many entities were looked at. */
  looked: number;
}

/** Readings that are all looked at; where a window has more, a sample of them is. */
export const EXACT = 2_000_000;
/** Places that a sample consists of: each costs what a lone tick does. */
const PLACES = 2048;
/** Most places of a sample in each bucket. */
const IN_BUCKET = 8;
/** Entities of a group that are looked at; of more, a sample. */
const GROUP = 500;
/** Buckets of a group that is sampled, where it would else be cut to fewer than as many entities. */
const FEWEST = 64;

/** How a window is looked at. */
interface Look {
  entities: Entities;
  buckets: Buckets;
  exact: boolean;
  /** Places of a sample in each bucket. */
  runs: number;
}

/**
 * What a chart shows of a window, in time that does not grow with its length: all readings where they are at most EXACT,
 * else what rises by its values at the edges of buckets, which is exact, and the rest by a seeded sample of ticks. The
 * same question has the same answer. Yields after each run: a caller with other things to do may pause there.
 */
export function* queryWindow(plan: Plan, query: WindowQuery): Generator<void, WindowAnswer> {
  const look = lookAt(plan, query);
  const lines: Line[] = [];
  for (const clean of query.clean ? [false, true] : [false]) {
    const isExact = (m: number) => look.exact || (query.aggregate === undefined && risesAlways(plan, m, clean));
    for (const exact of [true, false]) {
      const metrics = query.metrics.filter((m) => isExact(m) === exact);
      if (metrics.length === 0) continue;
      const part = { ...query, metrics, clean, exact };
      lines.push(...(yield* query.aggregate ? groupLines(plan, look, part) : ownLines(plan, look, part)));
    }
  }
  lines.sort(
    (a, b) => (a.entity ?? 0) - (b.entity ?? 0) || query.metrics.indexOf(a.metric) - query.metrics.indexOf(b.metric),
  );
  return { buckets: look.buckets, lines, looked: sizeOf(look.entities) };
}

interface Part extends WindowQuery {
  clean: boolean;
  exact: boolean;
}

function lookAt(plan: Plan, { entities: all, metrics, from, to, points, aggregate }: WindowQuery): Look {
  const size = sizeOf(all);
  const ticks = to - from;
  const some = aggregate && size > GROUP ? pick(plan, all, GROUP) : all;
  if (sizeOf(some) * ticks * metrics.length <= EXACT)
    return { entities: some, buckets: createBuckets(from, to, points), exact: true, runs: 0 };
  const fewest = aggregate ? FEWEST : 1;
  const places = Math.min(points, Math.max(fewest, Math.floor(PLACES / sizeOf(some))));
  const buckets = createBuckets(from, to, places);
  const most = Math.max(1, Math.floor(PLACES / buckets.count));
  const entities = aggregate && most < sizeOf(some) ? pick(plan, all, most) : some;
  const runs = Math.floor(PLACES / (sizeOf(entities) * buckets.count));
  return { entities, buckets, exact: false, runs: Math.min(IN_BUCKET, Math.max(1, runs)) };
}

function pick(plan: Plan, entities: Entities, count: number): Int32Array {
  const key = derive(plan.key, "query group");
  return sampleOf(entities, count, (part) => uniform(key, part));
}

/** Whether a metric's extremes in a bucket are its values at the edges. */
function risesAlways(plan: Plan, metric: number, clean: boolean): boolean {
  if (!plan.metrics[metric].rises) return false;
  const missing = plan.disturbances.some(({ changes }) => changes === "rows");
  return clean || (!missing && reachOf(plan.metrics, plan.disturbances)[metric].length === 0);
}

function placesOf(plan: Plan, { buckets, exact, runs }: Look, all: boolean): Places {
  if (exact) return everywhere(plan, buckets);
  return all ? edges(plan, buckets) : sampled(plan, buckets, runs);
}

function gathererOf({ mode, points }: WindowQuery, { buckets }: Look, most: number): Gatherer {
  if (buckets.width === 1) return gatherValues(buckets);
  return mode === "min-max" ? gatherExtremes(buckets) : gatherShape(buckets, most, points);
}

/** How many readings of an entity are looked at. */
function readingsIn({ buckets }: Look, { ticksIn }: Places): number {
  let ticks = 2;
  for (let i = 0; i < buckets.count; i++) ticks += ticksIn(i);
  return ticks;
}

function* ownLines(plan: Plan, look: Look, part: Part): Generator<void, Line[]> {
  const { metrics, clean, exact } = part;
  const places = placesOf(plan, look, exact);
  const readings = createReadings(plan, metrics, clean);
  const most = readingsIn(look, places);
  const lines: Line[] = [];
  for (let e = 0; e < sizeOf(look.entities); e++) {
    const entity = entityAt(look.entities, e);
    const gatherers = metrics.map(() => gathererOf(part, look, most));
    for (const [from, to] of places.of(entity)) {
      readings.run(entity, from, to - from);
      for (const [i, gatherer] of gatherers.entries()) gatherer.take(from, readings.values(i));
      yield;
    }
    for (const [i, metric] of metrics.entries())
      lines.push({ entity, metric, clean, approximate: !exact, ...gatherers[i].end() });
  }
  return lines;
}

function* groupLines(plan: Plan, look: Look, part: Part): Generator<void, Line[]> {
  const { metrics, clean, exact, aggregate } = part;
  const places = placesOf(plan, look, exact);
  const readings = createReadings(plan, metrics, clean);
  const looked = sizeOf(look.entities);
  const groups: Group[] = metrics.map(() => createGroup(aggregate!, look.buckets, looked * readingsIn(look, places)));
  for (let e = 0; e < looked; e++) {
    const entity = entityAt(look.entities, e);
    for (const [from, to] of places.of(entity)) {
      readings.run(entity, from, to - from);
      for (const [i, group] of groups.entries()) group.take(from, readings.values(i));
      yield;
    }
  }
  const size = sizeOf(part.entities);
  const approximate = !exact || looked < size;
  return metrics.map((metric, i) => ({ metric, clean, approximate, ...groups[i].end(places, size / looked) }));
}
