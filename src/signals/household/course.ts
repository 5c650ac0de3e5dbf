/** The course of power through a day, in any order. Times are s from the day's start, powers whole W. */
export interface Course {
  /** When the day begins, s since 1970, and its length, s. */
  begin: number;
  length: number;
  /** Changes of power; the power before all of them is 0. */
  count: number;
  readonly times: Int32Array;
  readonly changes: Int32Array;
  /** Energy of the whole day, W*s. */
  energy: number;
}

/** Changes a course has room for; a day of the busiest home has half as many. */
const ROOM = 8192;

export function createCourse(): Course {
  return {
    begin: 0,
    length: 0,
    count: 0,
    times: new Int32Array(ROOM),
    changes: new Int32Array(ROOM),
    energy: 0,
  };
}

/** Empties the course: a day of `length` s without power. */
export function clear(course: Course, begin: number, length: number): void {
  course.begin = begin;
  course.length = length;
  course.count = 0;
  course.energy = 0;
}

/** Changes the power by `watts` from a time on; what happens after the day is no part of it. */
export function change(course: Course, time: number, watts: number): void {
  if (time > course.length) return;
  const n = course.count++;
  course.times[n] = time;
  course.changes[n] = watts;
  course.energy += watts * (course.length - time);
}

/** Adds a power over [from, to). */
export function run(course: Course, from: number, to: number, watts: number): void {
  change(course, from, watts);
  change(course, to, -watts);
}
