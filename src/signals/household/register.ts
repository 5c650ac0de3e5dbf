/**
 * From power to a register. Powers are whole W, instants whole ms, energies W*s or W*ms: whole numbers below 2^53, so sums
 * are exact, and the same whichever instants are asked for.
 */
import type { Course } from "./course.ts";
import { powers, SLOT, type Standby, slotAt, standbyBefore } from "./standby.ts";

const SLOT_MS = 1000 * SLOT;
/** mWh (1e-6 kWh) in a W*ms, kWh in a mWh. */
const PER_WATT_MS = 1 / 3600;
const KILOWATT_HOURS = 1e-6;
/** The least W*s that are whole mWh, and how many. */
export const ROUND = 18;
const ROUNDED = 5;

/** What a register shows at an energy in W*s: kWh, cut to whole mWh. */
export function registerAt(energy: number): number {
  return Math.floor((energy * ROUNDED) / ROUND) * KILOWATT_HOURS;
}

/** Per instant two numbers: what changes of power since the one before have added, W*ms, and their sum, W. */
let cells = new Float64Array(0);
let levels = new Int32Array(0);

/** Enters a change of power at a time, ms, at the first of the instants first, first + interval, ... that is not before it. */
function enter(time: number, watts: number, first: number, interval: number, inverse: number): void {
  // the quotient is wrong by one at most
  let k = time <= first ? 0 : ((time - first) * inverse) | 0;
  let late = first + k * interval - time;
  if (late < 0) {
    k++;
    late += interval;
  }
  cells[2 * k] += watts * late;
  cells[2 * k + 1] += watts;
}

/** Enters the standby from the slot on that begins at `opened`, ms. */
function enterStandby(standby: Standby, slot: number, opened: number, first: number, interval: number, last: number) {
  const slots = Math.floor((last - opened) / SLOT_MS) + 1;
  if (levels.length < slots) levels = new Int32Array(slots);
  powers(standby, slot, slots, levels);
  const inverse = 1 / interval;
  for (let i = 0; i < slots; i++)
    enter(opened + i * SLOT_MS, i === 0 ? levels[0] : levels[i] - levels[i - 1], first, interval, inverse);
}

/** Enters the changes of a course up to an instant. */
function enterCourse({ times, changes, count }: Course, first: number, interval: number, last: number): void {
  const inverse = 1 / interval;
  for (let i = 0; i < count; i++) {
    const time = 1000 * times[i];
    if (time <= last) enter(time, changes[i], first, interval, inverse);
  }
}

/**
 * Adds the register in kWh to out[at..at+count) at the instants first, first + interval, ... (ms from the day's start, at
 * least 0), cut to whole mWh: `before`, W*s, all that the standby has drawn, and the course. One pass sums what was entered.
 */
export function addRegister(
  course: Course,
  standby: Standby,
  before: number,
  first: number,
  interval: number,
  count: number,
  out: Float64Array,
  at: number,
): void {
  if (cells.length < 2 * count) cells = new Float64Array(2 * count);
  const last = first + (count - 1) * interval;
  const slot = slotAt(standby, course.begin + Math.floor(first / 1000));
  const opened = standby.phase + slot * SLOT;
  enterStandby(standby, slot, 1000 * (opened - course.begin), first, interval, last);
  enterCourse(course, first, interval, last);
  const energy = before + standbyBefore(standby, opened);
  const rounds = Math.floor(energy / ROUND);
  const whole = ROUNDED * rounds;
  // sums are whole: a half more keeps the product from falling below a whole number that it should reach
  let sum = 0.5 + 1000 * (energy - ROUND * rounds);
  let gain = 0;
  const steps = cells;
  for (let k = 0; k < count; k++) {
    sum += gain + steps[2 * k];
    gain += steps[2 * k + 1] * interval;
    out[at + k] += (whole + Math.floor(sum * PER_WATT_MS)) * KILOWATT_HOURS;
  }
  steps.fill(0, 0, 2 * count);
}
