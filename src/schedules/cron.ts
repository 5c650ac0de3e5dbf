import { z } from "zod";
import { length, lengthOf, lengthText } from "../core/length.ts";
import { DAY } from "../core/local.ts";
import { fork } from "../core/random.ts";
import { defineSchedule } from "../core/schedule.ts";
import { firstAbove } from "../core/search.ts";
import { createZone, type Zone, zoneName } from "../core/zone.ts";
import { type CronExpression, readCron } from "./cron-expression.ts";

/** Any query looks back over all that may still last: more than this many at a time would be too slow. */
const MOST_AT_ONCE = 1e6;

function faultOf(text: string): string | undefined {
  const read = readCron(text);
  return typeof read === "string" ? read : undefined;
}

/** Visits the local times [from, to) of an expression, ms since 1970 as if local were UTC. */
function localTimes({ times, on }: CronExpression, from: number, to: number, visit: (local: number) => void): void {
  for (let day = Math.floor(from / DAY); day * DAY < to; day++) {
    if (!on(day)) continue;
    for (let i = firstAbove(times, from - day * DAY - 1); i < times.length && day * DAY + times[i] < to; i++)
      visit(day * DAY + times[i]);
  }
}

function holdsIn(cron: CronExpression, from: number, to: number): boolean {
  let holds = false;
  localTimes(cron, from, to, () => {
    holds = true;
  });
  return holds;
}

/**
 * Visits the instants [from, to) of an expression. As cron(8) does: what holds in every hour follows the clock as it
 * runs; otherwise a time that clocks skip is made up for as soon as they have, and one that they repeat counts once.
 */
function instants(cron: CronExpression, zone: Zone, from: number, to: number, visit: (time: number) => void): void {
  // what a change repeats is less than two days
  let at = from - 2 * DAY;
  let offset = zone.offsetAt(at);
  let repeated = -Infinity;
  while (at < to) {
    const change = zone.nextChange(at);
    const fresh = Math.max(at, from, cron.hourly ? -Infinity : repeated);
    localTimes(cron, fresh + offset, Math.min(change, to) + offset, (local) => visit(local - offset));
    if (change >= to) return;
    const next = zone.offsetAt(change);
    const skipped = !cron.hourly && change >= from && holdsIn(cron, change + offset, change + next);
    if (skipped && !holdsIn(cron, change + next, change + next + 1)) visit(change);
    repeated = change + offset - next;
    at = change;
    offset = next;
  }
}

export const cron = defineSchedule({
  type: "cron",
  summary:
    "Windows that begin when a cron expression says. A time that clocks skip is made up for right after, one that they repeat counts once; what holds in every hour goes by the clock as it runs.",
  options: z.strictObject({
    at: z
      .string()
      .refine((text) => faultOf(text) === undefined, { error: (issue) => faultOf(String(issue.input)) })
      .meta({
        description:
          "Minute, hour, day of the month, month and day of the week, seconds before them if wanted; or @hourly, @daily, @weekly, @monthly, @yearly.",
        examples: ["0 3 * * sun", "*/15 9-17 * * mon-fri", "@daily"],
      }),
    zone: zoneName
      .optional()
      .meta({ description: "Zone of the times; absent means the entity's.", examples: ["Europe/Berlin"] }),
    length,
  }),
  example: { at: "0 3 * * sun", length: "2h" },
  create(o, c) {
    const expression = readCron(o.at) as CronExpression;
    const { least, greatest, draw } = lengthOf(o.length, c);
    if ((expression.times.length * greatest) / DAY > MOST_AT_ONCE)
      c.fail(["length"], `found ${lengthText(o.length)}, with more than ${MOST_AT_ONCE} at a time; expected less`);
    const zone = o.zone === undefined ? undefined : createZone(o.zone);
    return {
      fixed: least === greatest,
      windows({ key, entity }, from, to, visit) {
        instants(expression, zone ?? c.inventory.zoneOf(entity), from - greatest, to, (start) => {
          const own = fork(key, start);
          const end = start + draw(own);
          if (end > from) visit({ id: new Date(start).toISOString(), start, end, key: fork(own, 2) });
        });
      },
    };
  },
});
