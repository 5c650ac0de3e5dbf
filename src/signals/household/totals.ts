import { fork, hash, type Key, normal, normalOf } from "../../core/random.ts";
import { ABSENCES, drawAbsences } from "./absence.ts";
import { activityBefore, calendarOf, yearOf, yearStart } from "./calendar.ts";
import type { Home } from "./home.ts";

/** How far a year's energy may stray from the home's level, in days of mean energy (one standard deviation). */
const YEAR_STRAY = 11;
const absences = new Int32Array(2 * ABSENCES);
let absent = 0;
let calendar = 0;
let days = 0;

/** A day of a home as the year's tree gives it; energies in whole W*s. */
export interface DayTotal {
  /** Activity of all days before it. */
  before: number;
  /** Activity of the day. */
  activity: number;
  calendar: number;
  dayOfYear: number;
}

/** Activity up to a year's first day: the level times elapsed days, each boundary moved a little, so that it costs the same in any year. */
function yearActivity(home: Home, year: number): number {
  if (home.activity === 0) return 0;
  const z = Math.max(-2.5, Math.min(2.5, normal(home.years, year)));
  return Math.floor(home.activity * (yearStart(year) + YEAR_STRAY * z));
}

/** Expected activity of the year before a day of it, with the home's absences taken out. */
function expected(day: number): number {
  let sum = activityBefore(calendar, day);
  for (let i = 0; i < absent; i++) {
    const first = absences[2 * i];
    if (day > first)
      sum -= activityBefore(calendar, Math.min(day, absences[2 * i + 1])) - activityBefore(calendar, first);
  }
  return sum;
}

/**
 * The left part of a total between two neighbouring spans of expected length a and b, both inverse Gaussian: the exact
 * bridge of the process whose increments have mean m*length and variance `m^2 * cv^2 * length`; `lambda` is m / cv^2.
 */
function split(total: number, a: number, b: number, lambda: number, z: number, u: number): number {
  if (!(a > 0) || total <= 0) return 0;
  if (!(b > 0)) return total;
  const mu = b / a;
  const l = (lambda * b * b) / total;
  const q = mu * z * z;
  const big = mu + (mu / (2 * l)) * (q + Math.sqrt(q * (4 * l + q)));
  const small = (mu * mu) / big;
  const s = u * (1 + mu) * (mu + small) < mu * (1 + small) ? small : big;
  return Math.max(0, Math.min(total, Math.floor(total / (1 + s) + 0.5)));
}

/** Finds a day (counted from 1970-01-01): nine splits of the year's activity, halving the year each time. */
export function findDay(home: Home, day: number, out: DayTotal): void {
  const year = yearOf(day);
  const start = yearStart(year);
  calendar = calendarOf(year);
  days = yearStart(year + 1) - start;
  out.calendar = calendar;
  out.dayOfYear = day - start;
  out.before = yearActivity(home, year);
  out.activity = yearActivity(home, year + 1) - out.before;
  if (out.activity <= 0) return;
  const key = fork(home.trees, year);
  absent = drawAbsences(key, days, absences);
  descend(home, key, day - start, out);
}

function descend(home: Home, key: Key, leaf: number, out: DayTotal): void {
  const k0 = key.b;
  const k1 = key.a;
  let low = 0;
  let lambdaLow = 0;
  let lambdaHigh = expected(days);
  const unit = days / (lambdaHigh * home.variation);
  const lambda = home.activity * unit * unit;
  for (let half = 256; half >= 1; half >>= 1) {
    const middle = low + half;
    if (middle >= days) continue;
    const lambdaMiddle = expected(middle);
    const z = normalOf(hash(k0, k1, 2 * middle));
    const u = (hash(k0, k1, 2 * middle + 1) >>> 0) * 2.3283064365386963e-10;
    const left = split(out.activity, lambdaMiddle - lambdaLow, lambdaHigh - lambdaMiddle, lambda, z, u);
    if (leaf < middle) {
      out.activity = left;
      lambdaHigh = lambdaMiddle;
    } else {
      out.before += left;
      out.activity -= left;
      lambdaLow = lambdaMiddle;
      low = middle;
    }
  }
}
