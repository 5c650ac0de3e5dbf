import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { derive, fork, seedKey } from "../../src/core/random.ts";
import { clear, createCourse, run } from "../../src/signals/household/course.ts";
import { addCold, coldBefore, type Refrigerator } from "../../src/signals/household/refrigerators.ts";
import { addRegister } from "../../src/signals/household/register.ts";
import { type Standby, standbyBefore } from "../../src/signals/household/standby.ts";

const KEY = derive(seedKey(5), "base");
const DAY = 86_400;
const NOW = 19_358 * DAY;
const standby: Standby = { key: fork(KEY, 1), watts: 60, ripple: 5, phase: 77 };
const cold: Refrigerator = { key: fork(KEY, 2), watts: 100, period: 3600, phase: 1234 };

/** W*s of a refrigerator within a day, by its course. */
function coldDay(refrigerator: Refrigerator, begin: number, length: number) {
  const course = createCourse();
  clear(course, begin, length);
  addCold(course, [refrigerator]);
  return course;
}

describe("a register", () => {
  const rectangles = fc.array(
    fc.tuple(fc.nat(86_399), fc.integer({ min: 1, max: 30_000 }), fc.integer({ min: 1, max: 9000 })),
    { maxLength: 20 },
  );

  test("is the exact integral at any instants, cut to whole mWh", () => {
    fc.assert(
      fc.property(
        rectangles,
        fc.nat(1e9),
        fc.nat(86_000_000),
        fc.integer({ min: 60_001, max: 4_000_000 }),
        (list, before, first, interval) => {
          const course = createCourse();
          clear(course, NOW, DAY);
          for (const [from, length, watts] of list) run(course, from, from + length, watts);
          const even = { ...standby, ripple: 0 };
          const count = Math.floor((86_400_000 - first) / interval) + 1;
          const out = new Float64Array(count);
          addRegister(course, even, before, first, interval, count, out, 0);
          out.forEach((value, k) => {
            const t = first + k * interval;
            let sum = BigInt(before + 60 * NOW) * 1000n + BigInt(60 * t);
            for (const [from, length, watts] of list)
              sum += BigInt(watts * Math.max(0, Math.min(t, (from + length) * 1000) - from * 1000));
            if (BigInt(Math.round(value * 1e6)) !== sum / 3600n) throw new Error(`at ${t}: ${value}, expected ${sum}`);
          });
        },
      ),
      { numRuns: 60, seed: 1 },
    );
  });

  test("has the standby's ripple in it, wherever it is first asked", () => {
    const course = createCourse();
    // nine days and more: over the end of a block of slots
    clear(course, NOW, 20 * DAY);
    const levels = new Float64Array(20 * 1440);
    addRegister(course, standby, 0, 0, 60_000, levels.length, levels, 0);
    levels.forEach((level, i) => {
      expect(Math.round(level * 1e6)).toBe(Math.floor((standbyBefore(standby, NOW + 60 * i) * 5) / 18));
    });
    const later = new Float64Array(100);
    addRegister(course, standby, 0, 7 * 60_000, 60_000, 100, later, 0);
    expect(later).toEqual(levels.subarray(7, 107));
    // 1 mWh in a minute is 0.06 W
    const powers = levels.subarray(1).map((level, i) => (level - levels[i]) * 6e4);
    expect(new Set(powers.map(Math.round)).size).toBeGreaterThan(5);
    expect(Math.min(...powers)).toBeGreaterThan(54);
    expect(Math.max(...powers)).toBeLessThan(66);
  });
});

describe("a refrigerator", () => {
  test("draws what its cycles are, in closed form, over any span", () => {
    for (const begin of [NOW, NOW + 5431, -3 * DAY - 17])
      for (const length of [1, 3600, 80_000, 20 * DAY])
        expect(coldDay(cold, begin, length).energy).toBe(
          coldBefore([cold], begin + length) - coldBefore([cold], begin),
        );
  });

  test("runs about a third of the time in cycles of about its period, never two at once", () => {
    const { times, changes, count } = coldDay(cold, NOW, 100 * DAY);
    expect(count / 2).toBeGreaterThan(2390);
    expect(count / 2).toBeLessThan(2410);
    for (let i = 1; i < count; i++) expect(times[i]).toBeGreaterThan(times[i - 1]);
    for (let i = 1; i < count; i++) expect(changes[i]).toBe(-changes[i - 1]);
    const share = (coldBefore([cold], NOW + 100 * DAY) - coldBefore([cold], NOW)) / (100 * 100 * DAY);
    expect(Math.abs(share - 1 / 3)).toBeLessThan(0.005);
  });

  test("knows no clock, even when a day is a whole number of periods", () => {
    const days = 400;
    const minutes = new Float64Array(60);
    for (let day = 0; day < days; day++) {
      const { times, changes, count } = coldDay(cold, NOW + day * DAY, 3600);
      for (let m = 0; m < 60; m++) {
        let on = 0;
        for (let i = 0; i < count; i++) if (times[i] <= 60 * m) on += changes[i] / cold.watts;
        minutes[m] += on / days;
      }
    }
    // a share of a third of 400 days, neighbouring days alike: five standard errors of 200
    for (const share of minutes) expect(Math.abs(share - 1 / 3)).toBeLessThan(5 * Math.sqrt(0.222 / 200));
  });
});
