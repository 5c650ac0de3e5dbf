/**
 * The course of power through a day: changes of power, and its integral. Times are s from the day's start, powers whole
 * W, integrals W*ms: whole numbers below 2^53, so exact, and the same whichever instants are asked for.
 */
export interface Course {
  /** Length of the day, s. */
  length: number;
  /** Power at the start of the day. */
  constant: number;
  /** Changes of power, in any order. */
  count: number;
  readonly times: Int32Array;
  readonly changes: Int32Array;
  /** Energy of the whole day, W*s. */
  energy: number;
}

/** Changes a course has room for; a day of the busiest home has half as many. */
const ROOM = 8192;

export function createCourse(): Course {
  return { length: 0, constant: 0, count: 0, times: new Int32Array(ROOM), changes: new Int32Array(ROOM), energy: 0 };
}

/** Empties the course: a day of `length` s at one power. */
export function begin(course: Course, length: number, watts: number): void {
  course.length = length;
  course.constant = watts;
  course.count = 0;
  course.energy = watts * length;
}

/**
 * Changes the power by `watts` from a time on. The day is a ring: what lasts beyond its end stands at its beginning, so
 * nothing is cut off and no hour is short of what began before it. Times are below two days.
 */
export function change(course: Course, time: number, watts: number): void {
  let at = time;
  if (at >= course.length) {
    at -= course.length;
    course.constant -= watts;
    course.energy -= watts * course.length;
  }
  const n = course.count++;
  course.times[n] = at;
  course.changes[n] = watts;
  course.energy += watts * (course.length - at);
}

/** Adds a power over [from, to). */
export function run(course: Course, from: number, to: number, watts: number): void {
  change(course, from, watts);
  change(course, to, -watts);
}

/** Per instant: what a step's level has added since it happened, and its change of slope. */
let jumps = new Float64Array(0);
let slopes = new Float64Array(0);

function enterSteps(course: Course, first: number, interval: number, count: number): void {
  const { times, changes } = course;
  const last = first + (count - 1) * interval;
  for (let i = 0; i < course.count; i++) {
    const time = times[i] * 1000;
    if (time >= last) continue;
    const k = time < first ? 0 : Math.ceil((time - first) / interval);
    jumps[k] += changes[i] * (first + k * interval - time);
    slopes[k] += changes[i];
  }
}

/**
 * Adds a register to out[at..at+count) at the instants first, first + interval, ... (ms from the day's start, at least
 * 0): `before`, and of the day's `total` the floor of its share up to the instant; both whole, a million to the unit of
 * out. Each step is entered at the first instant after it; one pass sums slopes and levels.
 */
export function addRegister(
  course: Course,
  first: number,
  interval: number,
  count: number,
  before: number,
  total: number,
  out: Float64Array,
  at: number,
): void {
  if (jumps.length < count) {
    jumps = new Float64Array(count);
    slopes = new Float64Array(count);
  }
  enterSteps(course, first, interval, count);
  const share = total / (course.energy * 1000);
  let gain = course.constant * interval;
  let sum = course.constant * first - gain;
  for (let k = 0; k < count; k++) {
    sum += gain + jumps[k];
    gain += slopes[k] * interval;
    out[at + k] += (before + Math.floor(sum * share)) / 1e6;
  }
  jumps.fill(0, 0, count);
  slopes.fill(0, 0, count);
}
