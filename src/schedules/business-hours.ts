import { z } from "zod";
import { dayMatcher, dayRule } from "../core/day-rule.ts";
import { DAY, dateText, dayOf } from "../core/local.ts";
import { openingHours, readOpeningHours } from "../core/opening-hours.ts";
import { fork } from "../core/random.ts";
import { defineSchedule } from "../core/schedule.ts";
import { localToUtc } from "../core/zone.ts";

export const businessHours = defineSchedule({
  type: "business-hours",
  summary: "One window each business day, from opening to closing by the local clock.",
  options: z.strictObject({
    ...openingHours,
    holidays: z
      .array(dayRule)
      .max(1000)
      .default([])
      .meta({
        description:
          "Days on which it does not open: dates (2024-12-25), days of every year (12-25) and days counted from Easter Sunday (easter-2 is Good Friday).",
        examples: [["01-01", "easter-2", "12-25", "2024-06-03"]],
      }),
  }),
  example: { from: "09:00", to: "17:30", holidays: ["12-25", "12-26"] },
  create(o, c) {
    const { opens, closes, opensOn } = readOpeningHours(o, c.fail);
    const isHoliday = dayMatcher(o.holidays);
    return {
      fixed: true,
      windows({ key, entity }, from, to, visit) {
        const zone = c.inventory.zoneOf(entity);
        const last = dayOf(zone, to);
        for (let day = dayOf(zone, from) - 1; day <= last; day++) {
          if (!opensOn(day) || isHoliday(day)) continue;
          const start = localToUtc(zone, day * DAY + opens);
          const end = localToUtc(zone, day * DAY + closes);
          // clocks may skip the hours between, or the whole day
          if (start < end && dayOf(zone, start) === day && start < to && end > from)
            visit({ id: dateText(day), start, end, key: fork(key, day) });
        }
      },
    };
  },
});
