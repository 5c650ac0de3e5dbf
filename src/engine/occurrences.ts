import type { DisturbanceOptions } from "../core/disturbance.ts";
import { milliseconds } from "../core/duration.ts";
import type { Grid } from "../core/grid.ts";
import type { Inventory, Level, Tag } from "../core/inventory.ts";
import { derive, fork, join, type Key, uniform } from "../core/random.ts";
import type { Schedule } from "../core/schedule.ts";
import { textOf } from "../core/tags/definition.ts";
import type { Occurrences } from "./plan.ts";

/** A span of time [start, end), ms UTC, in which something acts on an entity. */
export interface Moment {
  /** The window of the schedule it comes from. */
  window: string;
  /** The id of what brought it on. */
  cause?: string;
  start: number;
  end: number;
  key: Key;
}

/** Visits every moment of an entity that overlaps [from, to), ms UTC. */
export type Moments = (entity: number, from: number, to: number, visit: (moment: Moment) => void) => void;

/** What is the same for all entities below it: a level of the hierarchy, a tag's value, or the whole fleet. */
export type Shared = Pick<Level, "of" | "idOf" | "keyOf">;

export const FLEET: Shared = {
  of: () => 0,
  idOf: () => "fleet",
  keyOf: (_, out) => Object.assign(out, { a: 0, b: 0 }),
};

/** What `per` names: the fleet, a level, or the values of a tag that all entities have; undefined where it is none. */
export function sharedBy(per: string, { levels, tags }: Inventory): Shared | undefined {
  if (per === "fleet") return FLEET;
  const level = levels.find(({ name }) => name === per);
  const tag = tags.find(({ name, nullable }) => name === per && !nullable);
  return level ?? (tag && byValue(tag));
}

/** The entities with each value of a tag; a group's number is its own affair, its key comes from the value. */
function byValue(tag: Tag): Shared {
  const numbers = new Map<string, number>();
  const texts: string[] = [];
  return {
    of(entity) {
      const text = textOf(tag, tag.at(entity));
      const known = numbers.get(text);
      if (known !== undefined) return known;
      numbers.set(text, texts.length);
      return texts.push(text) - 1;
    },
    idOf: (index) => texts[index],
    keyOf: (index, out) => Object.assign(out, derive({ a: 0, b: 0 }, texts[index])),
  };
}

/** All the time from the origin on: what has neither a schedule nor a cause. */
export function always(origin: number): Schedule {
  return {
    fixed: true,
    windows({ key }, _from, to, visit) {
      if (to > origin) visit({ id: "0", start: origin, end: Infinity, key: fork(key, 0) });
    },
  };
}

/** Moments of a schedule, each entity's own, or one for all that share a level. */
export function scheduledMoments(
  id: string,
  schedule: Schedule,
  key: Key,
  inventory: Inventory,
  shared?: Shared,
): Moments {
  return (entity, from, to, visit) => {
    const own = { a: 0, b: 0 };
    inventory.keyOf(entity, own);
    if (!shared) {
      schedule.windows({ key: join(own, key, own), entity }, from, to, (w) => visit({ ...w, window: w.id }));
      return;
    }
    const group = shared.of(entity);
    const series = { key: join({ a: 0, b: 0 }, key, shared.keyOf(group, { a: 0, b: 0 })), entity };
    schedule.windows(series, from, to, ({ start, end, ...w }) => {
      const cause = `${id}/${shared.idOf(group)}/${w.id}`;
      visit({ window: w.id, cause, start, end, key: join({ a: 0, b: 0 }, w.key, own) });
    });
  };
}

/** Moments that follow those of another disturbance. */
export function causedMoments(id: string, cause: { id: string; moments: Moments }, inventory: Inventory): Moments {
  return (entity, from, to, visit) =>
    cause.moments(entity, from, to, (moment) =>
      visit({
        ...moment,
        cause: `${cause.id}/${inventory.idOf(entity)}/${moment.window}`,
        key: derive(moment.key, id),
      }),
    );
}

/**
 * The same moments, later by a delay that each of the given groups draws for all below it: from [least, greatest] ms by
 * the moment and the group, so that what spreads reaches a site before its machines, and each of those in its own time.
 */
export function delayed(
  moments: Moments,
  [least, greatest]: readonly number[],
  hops: readonly Shared[],
  key: Key,
): Moments {
  const most = greatest * hops.length;
  if (most === 0) return moments;
  const scratch: Key = { a: 0, b: 0 };
  const late = (entity: number, window: string): number =>
    hops.reduce((sum, hop) => {
      const own = derive(join(scratch, key, hop.keyOf(hop.of(entity), scratch)), window);
      return sum + least + Math.floor(uniform(own, 0) * (greatest - least + 1));
    }, 0);
  return (entity, from, to, visit) =>
    moments(entity, from - most, to, (moment) => {
      const delay = late(entity, moment.cause ?? moment.window);
      const [start, end] = [moment.start + delay, moment.end + delay];
      if (start < to && end > from) visit({ ...moment, start, end });
    });
}

/** Only on some entities. */
export function only(moments: Moments, selects: (entity: number) => boolean): Moments {
  return (entity, from, to, visit) => {
    if (selects(entity)) moments(entity, from, to, visit);
  };
}

/** The ticks that moments reach, with their recovery: one tick at least, so that none passes unseen. */
export function occurrences(
  { id, recovery }: DisturbanceOptions,
  permanent: boolean,
  moments: Moments,
  grid: Grid,
  inventory: Inventory,
): Occurrences {
  const fade = milliseconds(recovery);
  return (entity, from, to, visit) => {
    const since = permanent ? grid.origin : grid.timeOf(from) - fade - grid.interval;
    const until = grid.timeOf(to - 1) + 1;
    if (since >= until) return;
    moments(entity, since, until, ({ window, cause, start, end, key }) => {
      // what stays is counted from the origin, for every window alike
      if (permanent && start < grid.origin) return;
      const first = grid.tickAt(start);
      const last = permanent ? Infinity : Math.max(first + 1, grid.tickAt(end + fade));
      if (first >= to || last <= from) return;
      visit({ id: `${id}/${inventory.idOf(entity)}/${window}`, cause, start, end, first, last, key });
    });
  };
}
