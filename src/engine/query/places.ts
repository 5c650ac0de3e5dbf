import { derive, join, type Key, uniform } from "../../core/random.ts";
import type { Plan } from "../plan.ts";
import type { Buckets } from "./buckets.ts";
import { RUN } from "./readings.ts";

/** A run of ticks [from, to). */
export type Place = readonly [from: number, to: number];

/** Which ticks of a window are looked at. */
export interface Places {
  /** Those at which an entity is there, in ascending order. */
  of(entity: number): Iterable<Place>;
  /** How many there are in a bucket, of an entity that is always there. */
  ticksIn(bucket: number): number;
}

/** Most ticks looked at together in one place of a sample. */
const TOGETHER = 16;

/** The ticks of a window at which an entity is there. */
export function presence({ grid, inventory }: Plan, entity: number, from: number, to: number): Place {
  const [begin, end] = inventory.active(entity);
  const first = begin > -Infinity ? Math.max(from, grid.tickAt(begin)) : from;
  return [first, end < Infinity ? Math.min(to, grid.tickAt(end)) : to];
}

/** Every tick of a window, in runs as long as readings allow. */
export function everywhere(plan: Plan, { from, to, start }: Buckets): Places {
  return {
    *of(entity) {
      const [first, last] = presence(plan, entity, from, to);
      for (let tick = first; tick < last; tick += RUN) yield [tick, Math.min(last, tick + RUN)];
    },
    ticksIn: (bucket) => start(bucket + 1) - start(bucket),
  };
}

/** The first and last tick of every bucket: what rises has its least and greatest value there. */
export function edges(plan: Plan, buckets: Buckets): Places {
  return {
    *of(entity) {
      const [first, last] = presence(plan, entity, buckets.from, buckets.to);
      if (first >= last) return;
      yield [first, first + 1];
      // the last of a bucket and the first of the next are neighbours
      for (let i = buckets.of(first) + 1; i < buckets.count && buckets.start(i) < last; i++)
        yield [buckets.start(i) - 1, buckets.start(i) + 1];
      yield [last - 1, last];
    },
    ticksIn: () => 2,
  };
}

/**
 * A seeded sample: in each of `runs` equal parts of every bucket a few ticks side by side, at a place drawn for (entity,
 * bucket, part). Whatever the window, the same bucket has the same sample.
 */
export function sampled(plan: Plan, buckets: Buckets, runs: number): Places {
  const key = derive(plan.key, "query");
  const partsOf = function* (from: number, to: number): Generator<readonly [part: number, from: number, to: number]> {
    const edge = (part: number) => from + Math.floor(((to - from) * part) / runs);
    for (let part = 0; part < runs; part++) if (edge(part) < edge(part + 1)) yield [part, edge(part), edge(part + 1)];
  };
  return {
    *of(entity) {
      const [first, last] = presence(plan, entity, buckets.from, buckets.to);
      const own: Key = { a: 0, b: 0 };
      join(own, key, plan.inventory.keyOf(entity, own));
      for (let i = first < last ? buckets.of(first) : buckets.count; i < buckets.count; i++) {
        const [start, end] = [Math.max(first, buckets.start(i)), Math.min(last, buckets.start(i + 1))];
        for (const [part, from, to] of partsOf(start, end)) {
          const ticks = Math.min(TOGETHER, to - from);
          const at = from + Math.floor(uniform(own, buckets.start(i) * runs + part) * (to - from - ticks + 1));
          yield [at, at + ticks];
        }
      }
    },
    ticksIn(i) {
      let ticks = 0;
      for (const [, from, to] of partsOf(buckets.start(i), buckets.start(i + 1)))
        ticks += Math.min(TOGETHER, to - from);
      return ticks;
    },
  };
}
