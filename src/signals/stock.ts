import { z } from "zod";
import { burstFields, createBursts } from "../core/bursts.ts";
import { bound, nonnegative, positive } from "../core/limits.ts";
import { TENS } from "../core/numeric.ts";
import { param } from "../core/param.ts";
import { addNormal, type Key } from "../core/random.ts";
import { defineSignal, type Signal } from "../core/signal.ts";

/** Ticks that are drawn at once. */
const RUN = 4096;
/** Entities of which a level is remembered. */
const REMEMBERED = 65_536;

/** What some ticks together make of a level x: clamp(x + add, low, high). Such maps compose to such maps. */
interface Course {
  add: number;
  low: number;
  high: number;
}

const clamp = (x: number, low: number, high: number) => Math.max(low, Math.min(high, x));

/** What `changes` make of any level from 0 to the capacity. */
function courseOf(changes: Float64Array, count: number, capacity: number): Course {
  let [add, low, high] = [0, 0, capacity];
  for (let i = 0; i < count; i++) {
    add += changes[i];
    low = clamp(low + changes[i], 0, capacity);
    high = clamp(high + changes[i], 0, capacity);
  }
  return { add, low, high };
}

/** One course after another. */
function after(first: Course, { add, low, high }: Course): Course {
  return {
    add: first.add + add,
    low: clamp(first.low + add, low, high),
    high: clamp(first.high + add, low, high),
  };
}

/** The law of one entity's stock, in whole units of its last decimal. */
interface Law {
  start: number;
  capacity: number;
  /** The changes at ticks from .. from + count - 1, in a buffer that the next call overwrites. */
  changes(from: number, count: number): Float64Array;
}

interface Known {
  tick: number;
  level: number;
}

/**
 * The level at a tick from 0 on: `start` at 0, then each tick's change is put on it, as far as floor and capacity let it.
 * Looks back, run by run, until a level is known: at the origin, at `known`, or where whatever came before leads to the
 * same (coupling from the past, Propp and Wilson 1996).
 */
function levelAt(law: Law, tick: number, known: Known): number {
  let course: Course = { add: 0, low: 0, high: law.capacity };
  for (let to = tick; course.low < course.high; ) {
    if (to === known.tick) return clamp(known.level + course.add, course.low, course.high);
    if (to === 0) return clamp(law.start + course.add, course.low, course.high);
    const from = Math.max(Math.floor((to - 1) / RUN) * RUN, known.tick < to ? known.tick : 0);
    course = after(courseOf(law.changes(from + 1, to - from), to - from, law.capacity), course);
    to = from;
  }
  return course.low;
}

/** Changes after which levels from the floor and from the capacity have met, as a rule: how long a walk takes to cross. */
function backOf(capacity: unknown, sd: unknown): number {
  if (typeof capacity !== "number" || typeof sd !== "number" || sd === 0) return Infinity;
  return (capacity / sd) * (capacity / sd);
}

export const stock = defineSignal({
  type: "stock",
  summary:
    "Adds a level that grows and shrinks by random amounts from the origin on, never below 0 nor above its capacity. Without a capacity, or with a far one, a lone tick costs a look back to the origin.",
  options: z.strictObject({
    start: nonnegative.default(0).meta({ description: "Level up to the origin.", examples: [1500] }),
    drift: param.default(0).meta({ description: "Mean change in a tick, bursts apart.", examples: [0.008] }),
    sd: nonnegative.default(1).meta({ description: "Standard deviation of the change in a tick.", examples: [6.5] }),
    bursts: z
      .record(z.string(), z.strictObject(burstFields))
      .default({})
      .meta({
        description: "Large changes that come at random ticks, by name; the signal `burst` shows them.",
        examples: [{ spike: { probability: 0.004, size: [10, 60] } }],
      }),
    capacity: positive.optional().meta({ description: "Highest level; absent means none.", examples: [2000] }),
    decimals: z
      .int()
      .min(0)
      .max(9)
      .default(2)
      .meta({ description: "Decimals of the level: it moves in whole steps of the last one.", examples: [2] }),
  }),
  example: { start: 500, sd: 20, bursts: { drop: { probability: 0.01, size: [-80, -5] } }, capacity: 1000 },
  create(o, c) {
    const unit = TENS[o.decimals];
    const start = c.param(o.start, "start");
    const drift = c.param(o.drift, "drift");
    const sd = c.param(o.sd, "sd");
    const capacity = bound(o.capacity, "capacity", Infinity, c);
    const bursts = Object.entries(o.bursts).map(([name, law]) => ({
      name,
      ...createBursts(name, law, unit, ["bursts", name], c),
      amounts: new Float64Array(RUN),
    }));
    const buffer = new Float64Array(RUN);
    const lawOf = (entity: number, key: Readonly<Key>): Law => {
      const top = Math.floor(capacity(entity) * unit + 0.5);
      const mean = drift(entity) * unit;
      const spread = sd(entity) * unit;
      return {
        start: Math.min(top, Math.floor(start(entity) * unit + 0.5)),
        capacity: top,
        changes(from, count) {
          addNormal(buffer.fill(0), key, from, count, mean, spread);
          for (let i = 0; i < count; i++) buffer[i] = Math.floor(buffer[i] + 0.5);
          for (const each of bursts) each.add(buffer, entity, from, count);
          return buffer;
        },
      };
    };
    // the level before each entity's last run: what comes next begins there, and nothing depends on it
    const remembered = new Map<number, Known>();
    const levelBefore = (law: Law, entity: number, tick: number): number => {
      const level = levelAt(law, tick - 1, remembered.get(entity) ?? { tick: 0, level: law.start });
      if (remembered.size >= REMEMBERED) remembered.clear();
      remembered.set(entity, { tick: tick - 1, level });
      return level;
    };
    const events: Signal["events"] = ({ entity, key, tick, ticks }, visit) => {
      const first = Math.max(1, tick);
      if (first >= tick + ticks) return;
      const law = lawOf(entity, key);
      let level = levelBefore(law, entity, first);
      for (let at = first; at < tick + ticks; at += RUN) {
        const run = Math.min(RUN, tick + ticks - at);
        const changes = law.changes(at, run);
        for (const { add, amounts } of bursts) add(amounts.fill(0), entity, at, run);
        for (let i = 0; i < run; i++) {
          const next = clamp(level + changes[i], 0, law.capacity);
          for (const { name, amounts } of bursts) {
            // at the floor or the capacity a burst may move the level by less, or not at all
            const moved = next - clamp(level + changes[i] - amounts[i], 0, law.capacity);
            if (moved !== 0)
              visit({ name, kind: "burst", tick: at + i, asked: amounts[i] / unit, achieved: moved / unit });
          }
          level = next;
        }
      }
    };
    return {
      back: backOf(o.capacity, o.sd),
      fill(out, { entity, key, tick, ticks }) {
        const law = lawOf(entity, key);
        const still = clamp(1 - tick, 0, ticks);
        for (let i = 0; i < still; i++) out[i] += law.start / unit;
        if (still === ticks) return;
        let level = levelBefore(law, entity, tick + still);
        for (let at = still; at < ticks; at += RUN) {
          const run = Math.min(RUN, ticks - at);
          const changes = law.changes(tick + at, run);
          for (let i = 0; i < run; i++) {
            level = clamp(level + changes[i], 0, law.capacity);
            out[at + i] += level / unit;
          }
        }
      },
      events: bursts.length > 0 ? events : undefined,
    };
  },
});
