import { fork, hash } from "../../core/random.ts";
import { APPLIANCES, HEATER, meanOf, type Pattern } from "./appliances.ts";
import { dayType, WORKDAY } from "./calendar.ts";
import { type Course, change, run } from "./course.ts";
import { secondOf, startsOf } from "./densities.ts";
import { seedDraws, unit, within, word } from "./draws.ts";
import type { Home } from "./home.ts";
import { drawOccupancy } from "./occupancy.ts";
import { freeTables, rowOf } from "./profile.ts";
import { SESSIONS } from "./sessions.ts";
import type { DayTotal } from "./totals.ts";

/** Least and most of a day's activity that sessions take: a cycle that would leave less is not run, heat is added to what would leave more. */
const LEAST = 0.22;
const MOST = 0.55;
/** Share of starts at the home's usual time, which is itself a draw of the same law; and how far they stray, s. */
const USUAL = 0.9;
const STRAY = 1500;
const TRIES = 3;
/** Least power of a restless session over its most. */
const RESTLESS = 0.67;
const ANY_HOUR = 0xffffff;
const MOST_CYCLES = 64;
const MOST_SESSIONS = 48;
/** Heaters grow with the home's energy, up to so many times. */
const MOST_HEAT = 3;
/** A heater runs so many seconds at least. */
const LEAST_HEAT = 600;
const DAY_SECONDS = 86400;
const DAYS_A_WEEK = 7;

const tables = APPLIANCES.map((appliance) => startsOf(appliance.start));
/** Appliances of one cause share its usual times: an oven and a hob cook one dinner. */
const uses = APPLIANCES.map(({ start }) => 64 * APPLIANCES.findIndex((other) => other.start === start));
const means = APPLIANCES.map((appliance) => meanOf(appliance.pattern));
const heaterMean = meanOf(HEATER.pattern);

let occupancy = 0;
let free = freeTables[0];
let home: Home;
let usualFrom = 0;
/** When the day begins, s after DAY_START. */
let lead = 0;

/**
 * When something starts, s from the day's start, in one of the hours `awake` (bits) if three tries find one. The first
 * try is mostly the home's usual time for it (`use`).
 */
function start(table: Uint8Array, use: number, awake: number): number {
  const usual = unit() < USUAL;
  const stray = usual ? Math.floor(STRAY * (unit() + unit() - 1)) : 0;
  let w = usual ? hash(home.usual.a, home.usual.b, usualFrom + use) : word();
  let second = secondOf(table, w) + stray;
  for (let tries = 1; tries < TRIES && ((awake >>> table[w >>> 22]) & 1) === 0; tries++) {
    w = word();
    second = secondOf(table, w);
  }
  second += home.habit;
  return second < 0 ? second + DAY_SECONDS : second % DAY_SECONDS;
}

/**
 * When something of `seconds` that is to start at `second`, from DAY_START on, starts, from the day's own beginning on.
 * Nothing crosses the night in which one day becomes the next: what would is mirrored to the side where most of it lies.
 */
function place(course: Course, second: number, seconds: number): number {
  const at = Math.abs(second - lead);
  const over = at + seconds - course.length;
  if (over <= 0) return at;
  return Math.max(0, 2 * over < seconds ? at - 2 * over : Math.min(course.length - at, course.length - seconds));
}

function addCycle(course: Course, pattern: Pattern, from: number, seconds: number, watts: number): void {
  let share = 0;
  let level = 0;
  for (let i = 0; i < pattern.length; i++) {
    const next = Math.floor(watts * pattern[i][1] + 0.5);
    change(course, from + Math.floor(share * seconds + 0.5), next - level);
    level = next;
    share += pattern[i][0];
  }
  change(course, from + seconds, -level);
}

/** Cycles of an appliance on a day of usual activity. What is used less than daily has its own weekdays in each home. */
function expectedCycles(day: number, appliance: number): number {
  const rate = home.rates[appliance];
  if (APPLIANCES[appliance].daily >= 1) return rate;
  const weekday = ((day % DAYS_A_WEEK) + DAYS_A_WEEK) % DAYS_A_WEEK;
  const word = hash(home.usual.b, home.usual.a, uses[appliance] * DAYS_A_WEEK + weekday);
  return 2 * rate * ((word >>> 0) / 4294967296);
}

/** Spends of the day's activity, W*s, on cycles. */
function addCycles(course: Course, day: number, budget: number, ratio: number): void {
  const stop = (1 - LEAST) * budget;
  for (let i = 0; i < APPLIANCES.length; i++) {
    if (home.rates[i] === 0) continue;
    const { minutes, pattern, timed, delay = 0 } = APPLIANCES[i];
    const cycles = Math.min(MOST_CYCLES, Math.floor(ratio * expectedCycles(day, i) + unit()));
    for (let n = 0; n < cycles; n++) {
      const second = 60 * delay + start(tables[i] ?? free, uses[i] + n, timed ? ANY_HOUR : occupancy);
      const seconds = Math.floor(60 * within(minutes));
      if (course.energy + home.watts[i] * means[i] * seconds <= stop)
        addCycle(course, pattern, place(course, second, seconds), seconds, home.watts[i]);
    }
  }
  addHeat(course, stop, budget);
}

/** When cycles took too little of the budget, an electric heater takes more. */
function addHeat(course: Course, stop: number, budget: number): void {
  const enough = stop - (MOST - LEAST) * budget;
  for (let n = 0; n < MOST_CYCLES && course.energy < enough; n++) {
    const second = start(free, 2048 + n, occupancy);
    const watts = Math.floor(within(HEATER.watts) * Math.max(0.6, Math.min(MOST_HEAT, home.size)));
    const seconds = Math.floor(Math.min(60 * within(HEATER.minutes), (stop - course.energy) / (watts * heaterMean)));
    if (seconds < LEAST_HEAT) break;
    addCycle(course, HEATER.pattern, place(course, second, seconds), seconds, watts);
  }
}

const from = new Int32Array(MOST_SESSIONS);
const to = new Int32Array(MOST_SESSIONS);
const kind = new Uint8Array(MOST_SESSIONS);

/** Draws the day's sessions into from, to and kind; returns how many. At least two of light. */
function drawSessions(course: Course): number {
  let count = 0;
  for (let i = 0; i < SESSIONS.length; i++) {
    const least = i === 0 ? 2 : 0;
    const sessions = least + Math.floor(Math.max(0, home.sessionRates[i] - least) * 2 * unit() + unit() * 0.5);
    for (let n = 0; n < sessions && count < MOST_SESSIONS; n++) {
      const second = start(free, 3072 + 64 * i + n, occupancy);
      const seconds = Math.floor(60 * within(SESSIONS[i].minutes));
      from[count] = place(course, second, seconds);
      to[count] = Math.min(course.length, from[count] + seconds);
      kind[count++] = i;
    }
  }
  return count;
}

/** Energy of the first `count` sessions at usual power, W*s: all, or those that are steady. */
function usualEnergy(count: number, all: boolean): number {
  let sum = 0;
  for (let n = 0; n < count; n++)
    if (all || !SESSIONS[kind[n]].restless) sum += home.sessionWatts[kind[n]] * (to[n] - from[n]);
  return sum;
}

/** Sessions of the day, which take all energy up to `end`, W*s, exactly: restless ones their part at most, steady ones the rest. */
function addSessions(course: Course, end: number): void {
  const count = drawSessions(course);
  const part = (end - course.energy) / usualEnergy(count, true);
  for (let n = 0; n < count; n++)
    if (SESSIONS[kind[n]].restless) addRestless(course, from[n], to[n], home.sessionWatts[kind[n]] * part);
  const scale = (end - course.energy) / usualEnergy(count, false);
  for (let n = 0; n < count; n++)
    if (!SESSIONS[kind[n]].restless) run(course, from[n], to[n], Math.floor(home.sessionWatts[kind[n]] * scale));
  // what whole watts leave is less than a watt each: a watt more for a part of some
  for (let n = 0; n < count && course.energy < end; n++)
    if (!SESSIONS[kind[n]].restless) run(course, from[n], Math.min(to[n], from[n] + end - course.energy), 1);
}

/** Power that changes every minute or two by up to a third, never above `watts`. */
function addRestless(course: Course, begun: number, end: number, watts: number): void {
  let level = 0;
  for (let t = begun; t < end; ) {
    const w = word();
    const next = Math.floor(watts * (RESTLESS + (1 - RESTLESS) * ((w >>> 8) / 16777216)));
    change(course, t, next - level);
    level = next;
    t += 60 + (w & 127);
  }
  change(course, end, -level);
}

/**
 * What people use on one day, which begins `first` s after DAY_START: cycles and sessions that take the day's activity
 * exactly, at no power when it begins and when it ends.
 */
export function drawDay(course: Course, resident: Home, day: number, total: DayTotal, first: number): void {
  home = resident;
  lead = first;
  const type = dayType(total.calendar, total.dayOfYear);
  occupancy = drawOccupancy(fork(home.days, 2 * day), home.persons, home.occupied, type === WORKDAY);
  usualFrom = type === WORKDAY ? 0 : 4096;
  seedDraws(fork(home.days, 2 * day + 1));
  free = freeTables[rowOf(total.dayOfYear, type, unit())];
  if (total.activity <= 0) return;
  const ratio = Math.min(3, total.activity / home.activity);
  addCycles(course, day, total.activity, ratio);
  addSessions(course, total.activity);
}
