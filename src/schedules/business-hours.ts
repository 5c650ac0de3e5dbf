import { z } from "zod";
import { DAY, dateText, dayOf } from "../core/local.ts";
import { fork } from "../core/random.ts";
import { defineSchedule } from "../core/schedule.ts";
import { localToUtc } from "../core/zone.ts";

/** From 1970-01-01 on, which was a Thursday. */
const WEEKDAYS = ["thu", "fri", "sat", "sun", "mon", "tue", "wed"] as const;

const clock = z
  .string()
  .regex(/^([01]\d|2[0-3]):[0-5]\d$|^24:00$/, "expected a time of day from 00:00 to 24:00, such as 09:00");
const holiday = z
  .string()
  .regex(
    /^(\d{4}-)?(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/,
    "expected a date such as 2024-12-25, or 12-25 for every year",
  );

function msOf(text: string): number {
  const [hours, minutes] = text.split(":").map(Number);
  return (hours * 60 + minutes) * 60_000;
}

export const businessHours = defineSchedule({
  type: "business-hours",
  summary: "One window each business day, from opening to closing in local time.",
  options: z.strictObject({
    days: z
      .array(z.enum(WEEKDAYS))
      .min(1)
      .default(["mon", "tue", "wed", "thu", "fri"])
      .meta({ description: "The business days.", examples: [["mon", "tue", "wed", "thu", "fri", "sat"]] }),
    hours: z
      .tuple([clock, clock])
      .default(["09:00", "17:00"])
      .meta({ description: "Opening and closing, in the entity's local time.", examples: [["08:30", "18:00"]] }),
    holidays: z
      .array(holiday)
      .default([])
      .meta({ description: "Days without: dates, or days of every year.", examples: [["2024-12-24", "12-25"]] }),
  }),
  example: { hours: ["08:00", "18:00"], holidays: ["12-25", "12-26"] },
  create(o, c) {
    const [opening, closing] = o.hours.map(msOf);
    if (opening >= closing)
      c.fail(["hours"], `found ${o.hours.join(" to ")}; expected a closing time after the opening time`);
    const open = WEEKDAYS.map((name) => o.days.includes(name));
    const holidays = new Set(o.holidays);
    return {
      windows({ key, entity }, from, to, visit) {
        const zone = c.inventory.zoneOf(entity);
        const last = dayOf(zone, to);
        for (let day = dayOf(zone, from); day <= last; day++) {
          const id = dateText(day);
          if (!open[((day % 7) + 7) % 7] || holidays.has(id) || holidays.has(id.slice(-5))) continue;
          const start = localToUtc(zone, day * DAY + opening);
          const end = localToUtc(zone, day * DAY + closing);
          // clocks may skip the hours between, or the whole day
          if (start < end && dayOf(zone, start) === day && start < to && end > from)
            visit({ id, start, end, key: fork(key, day) });
        }
      },
    };
  },
});
