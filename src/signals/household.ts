import { z } from "zod";
import { integer } from "../core/random.ts";
import { type Block, defineSignal } from "../core/signal.ts";
import { localToUtc, type Zone } from "../core/zone.ts";
import { DAY } from "./household/calendar.ts";
import { clear, createCourse } from "./household/course.ts";
import { drawDay } from "./household/day.ts";
import { DAY_START } from "./household/densities.ts";
import { createHome, drawHome, type Home } from "./household/home.ts";
import { addCold, coldBefore } from "./household/refrigerators.ts";
import { addRegister, ROUND, registerAt } from "./household/register.ts";
import { standbyBefore } from "./household/standby.ts";
import { type DayTotal, findDay } from "./household/totals.ts";

const SHIFT = DAY_START * 3_600_000;
/** How far the beginning of a home's day of energy may lie from DAY_START, s: on another minute each night. */
const STRAY = 3600;
/** A day that a move over the date line leaves shorter is lived within the next one. */
const SHORTEST_DAY = DAY / 2;

/** When a home's day of energy (counted from 1970-01-01) begins, ms UTC. A day that the calendar skips begins with the next. */
function startOf(home: Home, zone: Zone, day: number): number {
  let last = day;
  let start = localToUtc(zone, last * DAY + SHIFT);
  for (;;) {
    const next = localToUtc(zone, (last + 1) * DAY + SHIFT);
    if (next - start >= SHORTEST_DAY) return start + 1000 * leadOf(home, last);
    start = next;
    last++;
  }
}

/** How much later than at DAY_START a day begins, s. */
function leadOf(home: Home, day: number): number {
  return integer(home.nights, day, 2 * STRAY + 1) - STRAY;
}

/** A day of a home: its number, when it begins and ends. */
interface Span {
  day: number;
  start: number;
  end: number;
}

/** Finds the day that holds an instant: of days that begin together the last. */
function findSpan(home: Home, zone: Zone, time: number, out: Span): void {
  out.day = Math.floor((time + zone.offsetAt(time) - SHIFT) / DAY);
  out.start = startOf(home, zone, out.day);
  out.end = startOf(home, zone, out.day + 1);
  while (out.start > time) {
    out.end = out.start;
    out.start = startOf(home, zone, --out.day);
  }
  while (out.end <= time) {
    out.start = out.end;
    out.end = startOf(home, zone, ++out.day + 1);
  }
}

/** Finds a day's activity, with that of the days skipped before it. */
function findActivity(home: Home, zone: Zone, { day, start }: Span, out: DayTotal): void {
  let skipped = 0;
  for (let before = day - 1; startOf(home, zone, before) === start; before--) {
    findDay(home, before, out);
    skipped += out.activity;
  }
  findDay(home, day, out);
  out.before -= skipped;
  out.activity += skipped;
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
    const span: Span = { day: 0, start: 0, end: 0 };
    const held = { a: 0, b: 0, zone: undefined as Zone | undefined, begun: 0, first: 0, offset: 0, before: 0 };

    const holdHome = ({ key, zone }: Block) => {
      if (key.a === held.a && key.b === held.b && zone === held.zone) return;
      drawHome(home, key);
      findSpan(home, zone, grid.origin, span);
      findActivity(home, zone, span, total);
      const start = span.start / 1000;
      const before = total.before + coldBefore(home.cold, start) + standbyBefore(home.standby, start);
      held.a = key.a;
      held.b = key.b;
      held.zone = zone;
      held.begun = span.start;
      // in steps that are whole in mWh: what is cut off an instant's register does not depend on the origin
      held.offset = ROUND * Math.floor((home.register - before) / ROUND);
      held.first = registerAt(held.offset + before);
      span.start = span.end = 0;
    };
    const holdDay = (zone: Zone, time: number) => {
      if (time >= span.start && time < span.end) return;
      findSpan(home, zone, time, span);
      findActivity(home, zone, span, total);
      const start = span.start / 1000;
      held.before = held.offset + total.before + coldBefore(home.cold, start);
      clear(course, start, span.end / 1000 - start);
      drawDay(course, home, span.day, total, leadOf(home, span.day));
      addCold(course, home.cold);
    };
    return {
      rises: true,
      fill(out, block) {
        holdHome(block);
        let i = 0;
        // the end of the interval that a tick begins is the next tick
        for (; i < block.ticks && grid.timeOf(block.tick + i + 1) < held.begun; i++) out[i] += held.first;
        while (i < block.ticks) {
          const time = grid.timeOf(block.tick + i + 1);
          holdDay(block.zone, time);
          const count = Math.min(block.ticks - i, Math.ceil((span.end - time) / grid.interval));
          addRegister(course, home.standby, held.before, time - span.start, grid.interval, count, out, i);
          i += count;
        }
      },
    };
  },
});
