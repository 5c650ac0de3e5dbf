import type { z } from "zod";
import type { Definition } from "./definition.ts";
import type { Grid } from "./grid.ts";
import type { Inventory } from "./inventory.ts";
import type { Link } from "./link.ts";
import type { Param } from "./param.ts";
import type { Key } from "./random.ts";

/** A span of time [start, end) in ms UTC that a schedule puts on an entity. */
export interface Window {
  /** Unique and stable within (schedule, entity): made of positions, never of a count from where a query began. */
  id: string;
  start: number;
  end: number;
  /** The key of this window, for whatever happens in it. */
  key: Key;
}

/** Where something happens. Stateless: any query span shows the same windows, at a cost that grows with the span only. */
export interface Schedule {
  /** Chance has no part in it: overlaps of two such are no accident. */
  readonly fixed?: boolean;
  /** Visits, in order of start, every window that overlaps [from, to). A window may begin before and end after it. */
  windows(series: { key: Key; entity: number }, from: number, to: number, visit: (window: Window) => void): void;
  /** How many windows begin in [from, to) by its law; absent where it has none. */
  expected?(entity: number, from: number, to: number): Expected;
}

/** A number that is known (variance 0) or drawn. */
export interface Expected {
  mean: number;
  variance: number;
}

export interface ScheduleContext {
  readonly grid: Grid;
  readonly inventory: Inventory;
  param(value: Param, name: string): (entity: number) => number;
  /** Creates the schedule that the option `name` holds; `name` also keys it. */
  schedule(link: Link, name: string): Schedule;
  fail(path: readonly (string | number)[], message: string): never;
}

export type ScheduleDefinition<S extends z.ZodType = z.ZodType> = Definition<S, Schedule, ScheduleContext>;

export function defineSchedule<S extends z.ZodType>(definition: ScheduleDefinition<S>): ScheduleDefinition<S> {
  return definition;
}
