import type { Catalog } from "../core/definition.ts";
import type { Schedule, ScheduleContext } from "../core/schedule.ts";
import { once } from "./once.ts";
import { periodic } from "./periodic.ts";
import { random } from "./random.ts";

/** Every schedule by type. An application adds its own: `{ ...schedules, mine }`. */
export const schedules = { once, periodic, random } satisfies Catalog<Schedule, ScheduleContext>;
