import type { Catalog } from "../core/definition.ts";
import type { Schedule, ScheduleContext } from "../core/schedule.ts";
import { businessHours } from "./business-hours.ts";
import { clustered } from "./clustered.ts";
import { cron } from "./cron.ts";
import { during } from "./during.ts";
import { list } from "./list.ts";
import { once } from "./once.ts";
import { periodic } from "./periodic.ts";
import { quota } from "./quota.ts";
import { random } from "./random.ts";

/** Every schedule by type. An application adds its own: `{ ...schedules, mine }`. */
export const schedules = {
  once,
  list,
  periodic,
  random,
  clustered,
  quota,
  cron,
  "business-hours": businessHours,
  during,
} satisfies Catalog<Schedule, ScheduleContext>;
