import { fork, hash } from "../../core/random.ts";
import { APPLIANCES, HEATER, meanOf, type Pattern } from "./appliances.ts";
import { dayType, WORKDAY } from "./calendar.ts";
import { begin, type Course, change, run } from "./course.ts";
import { secondOf, startsOf } from "./densities.ts";
import { seedDraws, unit, within, word } from "./draws.ts";
import type { Home } from "./home.ts";
import { drawOccupancy } from "./occupancy.ts";
import { freeTables, rowOf } from "./profile.ts";
import { COLD } from "./refrigerators.ts";
import { SESSIONS } from "./sessions.ts";
import type { DayTotal } from "./totals.ts";

/** W*s in a mWh (1e-6 kWh). */
const WATT_SECONDS = 3.6;
/** Least and most of a day's activity that sessions take: a cycle that would leave less is not run, heat is added to what would leave more. */
const LEAST = 0.22;
const MOST = 0.59;
/** Share of starts at the home's usual time, which is itself a draw of the same law; and how far they stray, s. */
const USUAL = 0.9;
const STRAY = 1500;
const TRIES = 3;
const ANY_HOUR = 0xffffff;
const MOST_CYCLES = 64;
const MOST_SESSIONS = 48;
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

/** Refrigerators run a third of the time, in whole cycles a day. */
function addCold(course: Course): void {
  for (let i = 0; i < COLD.length; i++) {
    const watts = home.coldWatts[i];
    if (watts === 0) continue;
    const cycles = Math.floor(course.length / home.coldPeriod[i]);
    const period = course.length / cycles;
    const on = Math.floor(period / 3);
    for (let n = 0; n < cycles; n++) {
      const from = Math.floor(home.coldPhase[i] + period * (n + 0.2 * unit()));
      run(course, from, from + on, watts);
    }
  }
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

/** Spends the day's activity (W*s) on cycles; returns what is left for sessions. */
function addCycles(course: Course, day: number, budget: number, ratio: number): number {
  const stop = course.energy + (1 - LEAST) * budget;
  for (let i = 0; i < APPLIANCES.length; i++) {
    if (home.rates[i] === 0) continue;
    const { minutes, pattern, timed, delay = 0 } = APPLIANCES[i];
    const cycles = Math.min(MOST_CYCLES, Math.floor(ratio * expectedCycles(day, i) + unit()));
    for (let n = 0; n < cycles; n++) {
      const from = 60 * delay + start(tables[i] ?? free, uses[i] + n, timed ? ANY_HOUR : occupancy);
      const seconds = Math.floor(60 * within(minutes));
      if (course.energy + home.watts[i] * means[i] * seconds <= stop)
        addCycle(course, pattern, from, seconds, home.watts[i]);
    }
  }
  return addHeat(course, stop, budget);
}

/** When cycles took too little of the budget, an electric heater takes the rest. */
function addHeat(course: Course, stop: number, budget: number): number {
  const enough = stop - (MOST - LEAST) * budget;
  for (let n = 0; n < MOST_CYCLES && course.energy < enough; n++) {
    const from = start(free, 2048 + n, occupancy);
    const watts = Math.floor(within(HEATER.watts));
    const seconds = Math.floor(Math.min(60 * within(HEATER.minutes), (stop - course.energy) / (watts * heaterMean)));
    addCycle(course, HEATER.pattern, from, seconds, watts);
  }
  return stop + LEAST * budget - course.energy;
}

const from = new Int32Array(MOST_SESSIONS);
const to = new Int32Array(MOST_SESSIONS);
const kind = new Uint8Array(MOST_SESSIONS);

/** Draws the day's sessions into from, to and kind; returns how many. At least two of light. */
function drawSessions(): number {
  let count = 0;
  for (let i = 0; i < SESSIONS.length; i++) {
    const least = i === 0 ? 2 : 0;
    const sessions = least + Math.floor(Math.max(0, home.sessionRates[i] - least) * 2 * unit() + unit() * 0.5);
    for (let n = 0; n < sessions && count < MOST_SESSIONS; n++) {
      from[count] = start(free, 3072 + 64 * i + n, occupancy);
      to[count] = from[count] + Math.floor(60 * within(SESSIONS[i].minutes));
      kind[count++] = i;
    }
  }
  return count;
}

/** Sessions of the day; their power is whatever makes them take the energy left, W*s. */
function addSessions(course: Course, left: number): void {
  const count = drawSessions();
  let usual = 0;
  for (let n = 0; n < count; n++) usual += home.sessionWatts[kind[n]] * (to[n] - from[n]);
  const scale = left / usual;
  for (let n = 0; n < count; n++) {
    const watts = home.sessionWatts[kind[n]] * scale;
    if (SESSIONS[kind[n]].restless) addRestless(course, from[n], to[n], watts);
    else run(course, from[n], to[n], Math.floor(watts + 0.5));
  }
}

/** Power that changes every minute or two by up to a fifth. */
function addRestless(course: Course, begun: number, end: number, watts: number): void {
  let level = 0;
  for (let t = begun; t < end; ) {
    const w = word();
    const next = Math.floor(watts * (0.8 + 0.4 * ((w >>> 8) / 16777216)) + 0.5);
    change(course, t, next - level);
    level = next;
    t += 40 + (w & 127);
  }
  change(course, end, -level);
}

/** The power of one day of a home: what always runs, then cycles and sessions that take the day's activity. */
export function drawDay(course: Course, resident: Home, day: number, total: DayTotal, length: number): void {
  home = resident;
  begin(course, length, home.standby);
  const type = dayType(total.calendar, total.dayOfYear);
  occupancy = drawOccupancy(fork(home.days, 2 * day), home.persons, home.occupied, type === WORKDAY);
  usualFrom = type === WORKDAY ? 0 : 4096;
  seedDraws(fork(home.days, 2 * day + 1));
  free = freeTables[rowOf(total.dayOfYear, type, unit())];
  addCold(course);
  if (total.activity <= 0) return;
  const ratio = Math.min(3, total.activity / home.activity);
  addSessions(course, addCycles(course, day, WATT_SECONDS * total.activity, ratio));
}
