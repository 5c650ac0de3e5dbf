import { milliseconds } from "../core/duration.ts";
import { refusal, ScenarioError } from "../core/error.ts";
import type { Inventory } from "../core/inventory.ts";
import { derive } from "../core/random.ts";
import { suggest } from "../core/suggest.ts";
import type { Entry } from "./disturbances.ts";
import {
  always,
  causedMoments,
  delayed,
  type Moments,
  only,
  type Shared,
  scheduledMoments,
  sharedBy,
} from "./occurrences.ts";
import { createSchedule, type ScheduleSource } from "./schedule.ts";
import { selectionOf } from "./selection.ts";

/** When a disturbance acts, and what is known of that beforehand. */
export interface Timing {
  moments: Moments;
  /** Which entities it takes. */
  selects(entity: number): boolean;
  /** Whether chance has no part in it. */
  fixed: boolean;
  /** Whether it lasts all the time. */
  endless: boolean;
}

/** The timing of each disturbance, made once: that of one with a cause follows its cause's. */
export function createTimings(entries: readonly Entry[], around: ScheduleSource): (entry: Entry) => Timing {
  const known = new Map<Entry, Timing | "pending" | "refused">();
  const timingOf = (entry: Entry): Timing => {
    const made = known.get(entry);
    if (made === "pending") throw refusal([...entry.path, "cause"], "causes go round in a circle");
    // what is wrong with it has been told already
    if (made === "refused") throw new ScenarioError([]);
    if (made) return made;
    known.set(entry, "pending");
    try {
      const timing = create(entry, entries, timingOf, around);
      known.set(entry, timing);
      return timing;
    } catch (error) {
      known.set(entry, "refused");
      throw error;
    }
  };
  return timingOf;
}

function create(
  entry: Entry,
  entries: readonly Entry[],
  timingOf: (entry: Entry) => Timing,
  around: ScheduleSource,
): Timing {
  const { options, path, key } = entry;
  const { inventory } = around;
  const { shared, hops } = scopeOf(entry, inventory);
  const { delay = "0s" } = options;
  const [least, greatest] = (typeof delay === "string" ? [delay, delay] : delay).map(milliseconds);
  if (least > greatest)
    throw refusal([...path, "delay"], `found [${delay}], the least above the greatest; expected [least, greatest]`);
  const source =
    options.cause === undefined ? scheduled(entry, around, shared) : caused(entry, entries, timingOf, inventory);
  const selects = selectionOf(options, derive(key, "share"), inventory, (at, message, suggestion) => {
    throw refusal([...path, ...at], message, suggestion);
  });
  const selected = selects ? only(source.moments, selects) : source.moments;
  return {
    moments: delayed(selected, [least, greatest], hops, derive(key, "delay")),
    selects: (entity) => source.selects(entity) && (selects?.(entity) ?? true),
    fixed: source.fixed && least === greatest,
    endless: source.endless,
  };
}

function scheduled({ options, path, key }: Entry, around: ScheduleSource, shared?: Shared): Timing {
  const { grid, inventory } = around;
  const [type] = Object.keys(options.schedule ?? {});
  const own = derive(key, type ?? "always");
  const schedule = options.schedule
    ? createSchedule(options.schedule, around, own, [...path, "schedule"])
    : always(grid.origin);
  return {
    moments: scheduledMoments(options.id, schedule, own, inventory, shared),
    selects: () => true,
    fixed: schedule.fixed === true,
    endless: options.schedule === undefined,
  };
}

function caused(
  { options, path }: Entry,
  entries: readonly Entry[],
  timingOf: (entry: Entry) => Timing,
  inventory: Inventory,
): Timing {
  const { id, cause: name } = options;
  const at = [...path, "cause"];
  if (options.schedule || options.per)
    throw refusal(at, `comes when \`${name}\` does: it has no schedule and no level of its own`);
  const cause = entries.find((other) => other.options.id === name);
  const ids = entries.map((other) => other.options.id);
  if (!cause) throw refusal(at, `no anomaly or fault is called \`${name}\``, suggest(name as string, ids));
  const timing = timingOf(cause);
  return { ...timing, moments: causedMoments(id, { id: cause.options.id, moments: timing.moments }, inventory) };
}

/** What shares each occurrence, and the groups below it that it reaches one after the other. */
function scopeOf({ options, path }: Entry, inventory: Inventory): { shared?: Shared; hops: readonly Shared[] } {
  const entity: Shared = { of: (e) => e, idOf: inventory.idOf, keyOf: inventory.keyOf };
  if (options.per === undefined) return { hops: [entity] };
  const shared = sharedBy(options.per, inventory);
  if (!shared) {
    const tags = inventory.tags.filter(({ nullable }) => !nullable).map(({ name }) => name);
    const names = ["fleet", ...new Set([...inventory.levels.map(({ name }) => name), ...tags])];
    throw refusal(
      [...path, "per"],
      `no level or tag \`${options.per}\` that all entities have; there are ${names.join(", ")}`,
      suggest(options.per, names),
    );
  }
  const level = inventory.levels.findIndex(({ name }) => name === options.per);
  const below = options.per === "fleet" ? inventory.levels : level < 0 ? [] : inventory.levels.slice(level + 1);
  return { shared, hops: [...below, entity] };
}
