import { describe, expect, test } from "vitest";
import { derive, fork, seedKey } from "../../src/core/random.ts";
import { APPLIANCES } from "../../src/signals/household/appliances.ts";
import { change, clear, createCourse, run } from "../../src/signals/household/course.ts";
import { drawDay } from "../../src/signals/household/day.ts";
import { createHome, drawHome, type Home } from "../../src/signals/household/home.ts";
import { drawOccupancy } from "../../src/signals/household/occupancy.ts";
import { COLD } from "../../src/signals/household/refrigerators.ts";
import { SESSIONS } from "../../src/signals/household/sessions.ts";
import { type DayTotal, findDay } from "../../src/signals/household/totals.ts";

const KEY = derive(seedKey(5), "homes");
const FIRST = 19_358; // 2023-01-01

function homeOf(n: number): Home {
  const home = createHome();
  drawHome(home, fork(KEY, n));
  return home;
}

function totalOf(home: Home, day: number): DayTotal {
  const total = { before: 0, activity: 0, calendar: 0, dayOfYear: 0 };
  findDay(home, day, total);
  return total;
}

/** A course with a day's activity; lengths and beginnings as nights and clock changes make them. */
function courseOf(home: Home, day: number, length = 86_400, lead = 0) {
  const course = createCourse();
  const total = totalOf(home, day);
  clear(course, 86_400 * day, length);
  drawDay(course, home, day, total, lead);
  return { course, total };
}

describe("the course of a day", () => {
  test("counts energy to the day's end, and nothing after it", () => {
    const course = createCourse();
    clear(course, 0, 1000);
    run(course, 900, 1200, 50);
    expect(course.energy).toBe(50 * 100);
    expect(course.count).toBe(1);
    change(course, 1001, 7);
    expect(course.energy).toBe(50 * 100);
  });
});

describe("a day of a home", () => {
  test("spends its total exactly, between beginning and end, at any level of energy", () => {
    for (let n = 0; n < 1500; n++) {
      const home = homeOf(n);
      for (let day = FIRST + (n % 11); day < FIRST + 365; day += 23) {
        const length = 79_200 + 3600 * (day % 5);
        const { course, total } = courseOf(home, day, length, (day % 7) * 1000 - 3000);
        expect(course.energy).toBe(total.activity);
        const { times, changes, count } = course;
        expect(count).toBeLessThan(times.length / 2);
        expect(Math.min(...times.subarray(0, count), 0)).toBe(0);
        // what begins also ends within the day: it leaves no power at all
        expect(changes.subarray(0, count).reduce((sum, watts) => sum + watts, 0)).toBe(0);
      }
    }
  });

  test("never has less than no power", () => {
    for (let n = 0; n < 200; n++) {
      const { course } = courseOf(homeOf(n), FIRST + n);
      const levels = new Map<number, number>();
      for (let i = 0; i < course.count; i++)
        levels.set(course.times[i], (levels.get(course.times[i]) ?? 0) + course.changes[i]);
      let watts = 0;
      for (const time of [...levels.keys()].sort((a, b) => a - b)) {
        watts += levels.get(time)!;
        expect(watts).toBeGreaterThanOrEqual(0);
      }
    }
  });

  test("runs appliances as often as measured", () => {
    // cycles a day in homes that own one: five homes of the United Kingdom (UK-DALE, REFIT, IDEAL); two showers, 0.87 and 0.96, +-10 %
    const bands: Record<string, [number, number]> = {
      kettle: [4.1, 6.2],
      microwave: [1.4, 3],
      "washing machine": [0.37, 0.63],
      dishwasher: [0.03, 0.96],
      shower: [0.78, 1.06],
    };
    const cycles = new Float64Array(APPLIANCES.length);
    const days = new Float64Array(APPLIANCES.length);
    for (let n = 0; n < 1500; n++) {
      const home = homeOf(n);
      for (let day = FIRST + (n % 37); day < FIRST + 365; day += 37) {
        const { course } = courseOf(home, day);
        for (const [i, { pattern }] of APPLIANCES.entries()) {
          if (home.rates[i] === 0) continue;
          days[i]++;
          const heating = home.watts[i] - (pattern[0][1] === 1 ? 0 : Math.round(home.watts[i] * pattern[0][1]));
          cycles[i] += course.changes.subarray(0, course.count).filter((w) => w === heating).length;
        }
      }
    }
    for (const [name, [low, high]] of Object.entries(bands)) {
      const i = APPLIANCES.findIndex((appliance) => appliance.name === name);
      expect(cycles[i] / days[i]).toBeGreaterThan(low);
      expect(cycles[i] / days[i]).toBeLessThan(high);
    }
  });

  test("has no activity while the home is away", () => {
    let away = 0;
    for (let n = 0; n < 40; n++) {
      const home = homeOf(n);
      if (home.activity === 0) continue;
      for (let day = FIRST; day < FIRST + 365; day++) {
        const { course, total } = courseOf(home, day);
        if (total.activity > 0) continue;
        away++;
        expect(course.count).toBe(0);
      }
    }
    expect(away / 40).toBeGreaterThan(10);
    expect(away / 40).toBeLessThan(25);
  });
});

test("people are at home and awake in the evening, away by day and asleep at night", () => {
  const share = (position: number, workday: boolean) => {
    let awake = 0;
    for (let n = 0; n < 2000; n++) awake += (drawOccupancy(fork(KEY, n), 1, 1, workday) >>> position) & 1;
    return awake / 2000;
  };
  // positions count hours from 4 h
  expect(share(15, true)).toBeGreaterThan(0.72); // 19 h, 0.79 within 3.8 standard errors
  expect(share(6, true)).toBeLessThan(0.24); // 10 h, 0.2
  expect(share(6, false)).toBeGreaterThan(0.65); // 0.7
  expect(share(23, true)).toBeLessThan(0.05); // 3 h, 0.02
});

test("a home has at least 15 appliances to own, each in the stated share of homes", () => {
  const owned = new Float64Array(APPLIANCES.length);
  for (let n = 0; n < 4000; n++) for (const [i, rate] of homeOf(n).rates.entries()) if (rate > 0) owned[i]++;
  expect(APPLIANCES.length + COLD.length + SESSIONS.length).toBeGreaterThanOrEqual(15);
  // 3 % of dwellings stand empty; what only large homes own is capped where every one has it
  for (const [i, appliance] of APPLIANCES.entries())
    expect(Math.abs(owned[i] / 4000 - appliance.owned)).toBeLessThan(0.09);
});

test("nobody lives in 3 % of dwellings", () => {
  const homes = 5000;
  const empty = Array.from({ length: homes }, (_, n) => homeOf(n).activity).filter((activity) => activity === 0).length;
  // four standard errors of a share of 0.03
  expect(Math.abs(empty / homes - 0.03)).toBeLessThan(4 * Math.sqrt((0.03 * 0.97) / homes));
});
