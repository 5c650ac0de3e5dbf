import { fork, hash, type Key } from "../../core/random.ts";
import { type Course, run } from "./course.ts";
import type { Spread } from "./draws.ts";

/** Refrigeration, always running: share of homes, W when on, minutes on; off twice as long. After CREST, with the powers of newer stock. */
export const COLD: readonly { name: string; owned: number; watts: Spread; minutes: Spread }[] = [
  { name: "fridge-freezer", owned: 0.65, watts: [70, 105, 160], minutes: [14, 20, 27] },
  { name: "fridge", owned: 0.43, watts: [50, 75, 110], minutes: [11, 16, 22] },
  { name: "upright freezer", owned: 0.29, watts: [65, 95, 140], minutes: [13, 19, 26] },
  { name: "chest freezer", owned: 0.16, watts: [70, 110, 160], minutes: [10, 14, 20] },
];

/** One refrigerator of a home. Its cycles are numbered from 1970 on, whatever the day: what a cycle is like is owned by its number. */
export interface Refrigerator {
  key: Key;
  /** W when on; 0: none. */
  watts: number;
  /** s from one start to the next on average, of which it is on a third. */
  period: number;
  /** Start of cycle 0, s after the beginning of 1970. */
  phase: number;
}

/** Over so many cycles the warmth of the kitchen moves the starts by up to DRIFT periods: on the next day their hours are others. */
const SEASON = 32;
const DRIFT = 2;
/** How far one start strays, and one end, as parts of the period. */
const STRAY = 0.2;
const END_STRAY = 0.12;

/** The season entered last: whose and which, the key of its draws, where its drift begins and what each cycle adds. */
let held: Key | undefined;
let season = 0;
let a = 0;
let b = 0;
let drift = 0;
let slope = 0;

/** A whole number below `bound`, from a word. */
function part(word: number, bound: number): number {
  return Math.floor((word >>> 0) * 2.3283064365386963e-10 * bound);
}

/** Enters the season that holds a cycle; returns the cycle's place in it. */
function enter({ key, period }: Refrigerator, cycle: number): number {
  const at = Math.floor(cycle / SEASON);
  if (key !== held || at !== season) {
    const own = fork(key, at);
    held = key;
    season = at;
    a = own.a;
    b = own.b;
    drift = part(a, DRIFT * period);
    slope = (part(fork(key, at + 1).a, DRIFT * period) - drift) / SEASON;
  }
  return (cycle - at * SEASON) | 0;
}

function start(cold: Refrigerator, cycle: number): number {
  const place = enter(cold, cycle);
  const { period, phase } = cold;
  return phase + cycle * period + Math.floor(drift + slope * place) + part(hash(a, b, 2 * place), STRAY * period);
}

/** How much longer than a third of the period cycles before this one have run in all: one draw, however many they were. */
function excess(cold: Refrigerator, cycle: number): number {
  const place = enter(cold, cycle);
  return part(hash(a, b, 2 * place + 1), END_STRAY * cold.period);
}

/** The last cycle that has started at an instant, s since 1970. */
function cycleAt(cold: Refrigerator, second: number): number {
  let cycle = Math.floor((second - cold.phase) / cold.period);
  while (start(cold, cycle) > second) cycle--;
  return cycle;
}

/** W*s that refrigerators have drawn from a fixed instant in the past (near 1970) to `second`, whole; negative before. */
export function coldBefore(refrigerators: readonly Refrigerator[], second: number): number {
  let sum = 0;
  for (const cold of refrigerators) {
    if (cold.watts === 0) continue;
    const cycle = cycleAt(cold, second);
    const third = Math.floor(cold.period / 3);
    const since = second - start(cold, cycle) + excess(cold, cycle);
    sum += cold.watts * (cycle * third + Math.min(since, third + excess(cold, cycle + 1)));
  }
  return sum;
}

/** Enters the cycles of refrigerators into the course of a day. */
export function addCold(course: Course, refrigerators: readonly Refrigerator[]): void {
  for (const cold of refrigerators) if (cold.watts > 0) addCycles(course, cold);
}

function addCycles(course: Course, cold: Refrigerator): void {
  const { begin, length } = course;
  const third = Math.floor(cold.period / 3);
  let cycle = cycleAt(cold, begin);
  for (let from = start(cold, cycle) - begin; from < length; ) {
    const before = excess(cold, cycle++);
    const next = start(cold, cycle) - begin;
    const to = from + third + excess(cold, cycle) - before;
    if (to > 0) run(course, Math.max(0, from), to, cold.watts);
    from = next;
  }
}
