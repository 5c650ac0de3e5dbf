import { exp } from "../../core/numeric.ts";
import { fork, type Key, normalOf } from "../../core/random.ts";
import { APPLIANCES, meanOf } from "./appliances.ts";
import { BASE_SHARE } from "./calendar.ts";
import { seedDraws, unit, within, word } from "./draws.ts";
import { COLD, type Refrigerator } from "./refrigerators.ts";
import { SESSIONS } from "./sessions.ts";
import { SLOT, type Standby } from "./standby.ts";

/** What stays the same in a home. Powers in W, energies in whole W*s. */
export interface Home {
  /** Keys of the years' levels, the years' trees and the days. */
  years: Key;
  trees: Key;
  days: Key;
  /** Key of what is usual: the same every day. */
  usual: Key;
  /** Key of when, in each night, a day ends. */
  nights: Key;
  /** Register at the origin. */
  register: number;
  persons: number;
  /** Of them, with an occupation away from home. */
  occupied: number;
  /** How much later than the mean home everything happens, s. */
  habit: number;
  /** Mean power of the base load, and what it is made of. */
  base: number;
  standby: Standby;
  cold: readonly Refrigerator[];
  /** Mean energy a day of what people use, and the same over the mean home's. */
  activity: number;
  size: number;
  /** Standard deviation of a day's activity over its mean. */
  variation: number;
  /** Cycles a day of each appliance, 0 when not owned, and its power. */
  rates: Float64Array;
  watts: Float64Array;
  /** Sessions a day of each kind, and its power. */
  sessionRates: Float64Array;
  sessionWatts: Float64Array;
}

export function createHome(): Home {
  const key = { a: 0, b: 0 };
  return {
    years: key,
    trees: key,
    days: key,
    usual: key,
    nights: key,
    register: 0,
    persons: 1,
    occupied: 0,
    habit: 0,
    base: 0,
    standby: { key, watts: 0, ripple: 0, phase: 0 },
    cold: COLD.map(() => ({ key, watts: 0, period: 1, phase: 0 })),
    activity: 0,
    size: 0,
    variation: 0.25,
    rates: new Float64Array(APPLIANCES.length),
    watts: new Float64Array(APPLIANCES.length),
    sessionRates: new Float64Array(SESSIONS.length),
    sessionWatts: new Float64Array(SESSIONS.length),
  };
}

/** Up to 5 persons: cumulative share of homes (CREST), the median home's kWh a year, and the share that are houses. */
const PERSONS = [0.339, 0.74, 0.877, 0.965, 1];
const LEVELS = [1980, 3000, 3960, 4600, 5240];
const HOUSES = [0.4, 0.6, 0.75, 0.85, 0.85];
/** Energy of flats and houses over their mean, and the spread (of logarithms) within one size and kind. */
const FLAT = 0.78;
const HOUSE = 1.2;
const SPREAD = 0.44;
/** Share of homes that heat rooms or water with electricity, and their energy over that of others. */
const HEATED = 0.06;
const HEATING = 2.2;
/** Share of homes nobody lives in. */
const EMPTY = 0.03;
/** Share of people with an occupation away from home. */
const OCCUPIED = 0.62;
/** Spread between homes of the base load's share of the energy. */
const BASE_SPREAD = 0.2;
/** A register has run for up to so many years at the origin. */
const YEARS_IN_USE = 10;
/** Share of the base load that refrigerators may take. */
const MOST_COLD = 0.6;
/** Mean over homes of `activity`. */
const MEAN_ACTIVITY = 2e7;
const YEAR_HOURS = 8766;
const KILOWATT_HOUR = 3.6e6;
const DAY_SECONDS = 86400;
/** Least and most W of ripple. */
const RIPPLE = [1, 7];
/** Part of the activity that appliances with cycles take on average; sessions take the rest. */
const CYCLES_SHARE = 0.66;

const typical = APPLIANCES.map((a) => (meanOf(a.pattern) * a.minutes[1]) / 60);

function drawLevel(home: Home): void {
  const u = unit();
  let persons = 1;
  while (u >= PERSONS[persons - 1]) persons++;
  home.persons = persons;
  home.occupied = 0;
  for (let i = 0; i < persons; i++) if (unit() < OCCUPIED) home.occupied++;
  const house = unit() < HOUSES[persons - 1];
  const annual = LEVELS[persons - 1] * (house ? HOUSE : FLAT) * exp(SPREAD * normalOf(word()));
  const level = Math.max(400, Math.min(20000, unit() < HEATED ? HEATING * annual : annual));
  const mean = (level * 1000) / YEAR_HOURS;
  home.register = Math.floor(KILOWATT_HOUR * level * YEARS_IN_USE * unit());
  const share = Math.max(0.24, Math.min(0.62, BASE_SHARE * exp(BASE_SPREAD * normalOf(word()))));
  home.base = Math.floor(Math.max(28, mean * share));
  home.activity = Math.floor(DAY_SECONDS * Math.max(mean - home.base, 0.1 * mean));
  if (unit() < EMPTY) {
    home.base = Math.floor(12 + 60 * unit());
    home.activity = 0;
  }
  home.size = home.activity / MEAN_ACTIVITY;
  home.variation = 0.2 + 0.12 * unit();
}

/** The base load: refrigerators that fit into it, a small one where none would, and the rest always on. */
function drawBase(home: Home, key: Key): void {
  let running = 0;
  for (let i = 0; i < COLD.length; i++) {
    const { owned, watts, minutes } = COLD[i];
    const on = Math.floor(Math.min(within(watts), MOST_COLD * 3 * home.base));
    const fits = running + on / 3 <= MOST_COLD * home.base;
    const taken = unit() < owned && fits && home.activity > 0;
    const cold = home.cold[i];
    cold.key = fork(key, i + 1);
    cold.period = Math.floor(180 * within(minutes));
    cold.phase = Math.floor(cold.period * unit());
    cold.watts = taken || (i === 1 && running === 0 && home.activity > 0) ? on : 0;
    running += cold.watts / 3;
  }
  home.standby.key = fork(key, 0);
  home.standby.watts = Math.floor(home.base - running);
  home.standby.ripple = RIPPLE[0] + Math.floor((RIPPLE[1] - RIPPLE[0] + 1) * unit());
  home.standby.phase = Math.floor(SLOT * unit());
}

function drawAppliances(home: Home): void {
  const people = 0.55 + 0.22 * home.persons;
  let energy = 0;
  for (let i = 0; i < APPLIANCES.length; i++) {
    const { owned, watts, daily, large } = APPLIANCES[i];
    const has = unit() < (large ? owned * home.size : owned);
    home.watts[i] = Math.floor(within(watts));
    home.rates[i] = has ? daily * people * (0.5 + unit()) : 0;
    energy += home.rates[i] * home.watts[i] * typical[i] * 3600;
  }
  const factor = Math.max(0.2, Math.min(1.35, (CYCLES_SHARE * home.activity) / energy));
  for (let i = 0; i < APPLIANCES.length; i++) home.rates[i] *= factor;
  for (let i = 0; i < SESSIONS.length; i++) {
    const { owned, watts, daily } = SESSIONS[i];
    const has = unit() < owned;
    home.sessionWatts[i] = Math.floor(within(watts));
    home.sessionRates[i] = has ? daily * (0.7 + 0.6 * unit()) : 0;
  }
}

/** Draws the home that a key owns into `home`. */
export function drawHome(home: Home, key: Readonly<Key>): void {
  home.years = fork(key, 1);
  home.trees = fork(key, 2);
  home.days = fork(key, 3);
  home.usual = fork(key, 4);
  home.nights = fork(key, 6);
  seedDraws(key);
  drawLevel(home);
  drawBase(home, fork(key, 5));
  drawAppliances(home);
  home.habit = Math.floor(2400 * Math.max(-2.5, Math.min(2.5, normalOf(word()))));
}
