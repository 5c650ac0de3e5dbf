import { z } from "zod";
import { type Block, defineSignal } from "../core/signal.ts";
import type { Zone } from "../core/zone.ts";
import { DAY } from "./household/calendar.ts";
import { addRegister, createCourse } from "./household/course.ts";
import { drawDay } from "./household/day.ts";
import { DAY_START } from "./household/densities.ts";
import { baseDay, createHome, drawHome } from "./household/home.ts";
import { type DayTotal, findDay } from "./household/totals.ts";

const SHIFT = DAY_START * 3_600_000;

/** The day of energy (counted from 1970-01-01) that holds an instant, and the instant it begins. */
function dayAt(zone: Zone, time: number): number {
  let day = Math.floor((time + zone.offsetAt(time) - SHIFT) / DAY);
  while (startOf(zone, day) > time) day--;
  while (startOf(zone, day + 1) <= time) day++;
  return day;
}

function startOf(zone: Zone, day: number): number {
  const local = day * DAY + SHIFT;
  const guess = local - zone.offsetAt(local);
  return local - zone.offsetAt(guess);
}

export const household = defineSignal({
  type: "household",
  summary:
    "Adds the energy register of a home in kWh: base load, appliances, lighting, seasons, the people and their absences.",
  options: z.strictObject({}),
  example: {},
  create(_options, { grid }) {
    const home = createHome();
    const course = createCourse();
    const total: DayTotal = { before: 0, activity: 0, calendar: 0, dayOfYear: 0 };
    // which home and day the above hold: runs of ticks cut days, and what a key gives need not be drawn twice
    const held = {
      a: 0,
      b: 0,
      zone: undefined as Zone | undefined,
      begun: 0,
      offset: 0,
      drawn: false,
      day: 0,
      start: 0,
      end: 0,
    };

    const holdHome = ({ key, zone }: Block) => {
      if (key.a === held.a && key.b === held.b && zone === held.zone) return;
      drawHome(home, key);
      const first = dayAt(zone, grid.origin);
      findDay(home, first, total);
      held.a = key.a;
      held.b = key.b;
      held.zone = zone;
      held.begun = startOf(zone, first);
      held.offset = home.register - total.before - first * baseDay(home);
      held.drawn = false;
    };
    const holdDay = (zone: Zone, time: number) => {
      if (held.drawn && time >= held.start && time < held.end) return;
      held.drawn = true;
      held.day = dayAt(zone, time);
      held.start = startOf(zone, held.day);
      held.end = startOf(zone, held.day + 1);
      findDay(home, held.day, total);
      drawDay(course, home, held.day, total, Math.floor((held.end - held.start) / 1000));
    };
    return {
      fill(out, block) {
        holdHome(block);
        let i = 0;
        // the end of the interval that a tick begins is the next tick
        for (; i < block.ticks && grid.timeOf(block.tick + i + 1) < held.begun; i++) out[i] += home.register / 1e6;
        while (i < block.ticks) {
          const time = grid.timeOf(block.tick + i + 1);
          holdDay(block.zone, time);
          const count = Math.min(block.ticks - i, Math.ceil((held.end - time) / grid.interval));
          const before = held.offset + total.before + held.day * baseDay(home);
          const whole = total.activity + baseDay(home);
          addRegister(course, time - held.start, grid.interval, count, before, whole, out, i);
          i += count;
        }
      },
    };
  },
});
