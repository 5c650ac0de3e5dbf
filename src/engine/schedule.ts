import type { Path } from "../core/error.ts";
import type { Link } from "../core/link.ts";
import { derive, type Key } from "../core/random.ts";
import type { Schedule } from "../core/schedule.ts";
import { linkContext } from "./metrics.ts";
import type { Catalogs, Plan } from "./plan.ts";

/** What schedules are made from. */
export interface ScheduleSource extends Pick<Plan, "grid" | "inventory"> {
  catalogs: Pick<Catalogs, "schedules">;
}

/**
 * Creates the schedule of a checked link, and those that its options hold; `path` leads to the link. Throws a
 * ScenarioError when the options are refused.
 */
export function createSchedule(link: Link, source: ScheduleSource, key: Key, path: Path): Schedule {
  const [type] = Object.keys(link);
  const below = [...path, type];
  return source.catalogs.schedules[type].create(link[type], {
    ...linkContext(source.grid, source.inventory, key, below),
    schedule: (inner, name) => createSchedule(inner, source, derive(key, name), [...below, name]),
  });
}
