import { describe, expect, it } from "vitest";
import { signals } from "../../src/signals/index.ts";
import { createWorld, trySignal } from "../contract/harness.ts";

/** What a shaper makes of values. */
function over(type: keyof typeof signals, options: unknown, values: readonly number[]): number[] {
  return [...trySignal(signals[type], options, createWorld()).fill(1, 0, values.length, (tick) => values[tick])];
}

describe("shapers", () => {
  it("clamp and scale rewrite what they are handed", () => {
    expect(over("clamp", { min: 1, max: 3 }, [0, 1, 2, 3, 4, 5])).toEqual([1, 1, 2, 3, 3, 3]);
    expect(over("clamp", { max: 3 }, [-1, 0, 3, 3.5])).toEqual([-1, 0, 3, 3]);
    expect(over("scale", { by: 1.8, offset: 32 }, [0, 10, 20, -40])).toEqual([32, 50, 68, -40]);
  });

  it("reflect turns values back at one bound or between two, as often as it takes", () => {
    expect(over("reflect", { min: 0 }, [-3, 0, 5])).toEqual([3, 0, 5]);
    expect(over("reflect", { max: 10 }, [13, 10, -5])).toEqual([7, 10, -5]);
    const between = over("reflect", { min: 0, max: 10 }, [-3, 13, 27, -24, 20, 1e6 + 1]);
    between.forEach((found, i) => {
      expect(found).toBeCloseTo([3, 7, 7, 4, 0, 1][i], 9);
    });
    // within, not a bit changes
    const inside = [0, 0.1, 1 / 3, 7.3, 9.999, 10];
    expect(over("reflect", { min: 0, max: 10 }, inside)).toEqual(inside);
    expect(over("reflect", { min: 5, max: 5 }, [-3, 5, 13])).toEqual([5, 5, 5]);
  });

  it("saturate is a hyperbolic tangent: unchanged in the middle, never beyond", () => {
    const values = [-1e9, -50, 0, 45, 50, 50.001, 80, 100, 150, 1e9];
    const expected = values.map((x) => 50 + 50 * Math.tanh((x - 50) / 50));
    const errors = over("saturate", { min: 0, max: 100 }, values).map((found, i) => Math.abs(found - expected[i]));
    // tanh errs by 4e-12 of its value, at most 50
    expect(Math.max(...errors)).toBeLessThan(2e-10);
    const ends = over("saturate", { min: -2, max: 3 }, [-Number.MAX_VALUE, Number.MAX_VALUE]);
    expect(ends).toEqual([-2, 3]);
    expect(over("saturate", { min: 7, max: 7 }, [-3, 7, 13])).toEqual([7, 7, 7]);
  });

  it("round goes to the nearest multiple, or the one below or above", () => {
    const values = [-2.6, -2.5, 0, 0.3, 2.4, 2.5, 7.5];
    expect(over("round", { step: 5 }, values).map((v) => v + 0)).toEqual([-5, 0, 0, 0, 0, 5, 10]);
    expect(over("round", { to: "down" }, values)).toEqual([-3, -3, 0, 0, 2, 2, 7]);
    expect(over("round", { to: "up" }, values).map((v) => v + 0)).toEqual([-2, -2, 0, 1, 3, 3, 8]);
    // 0.3 / 0.1 is just below 3, 0.7 / 0.1 just below 7, 0.6 / 0.2 just above 3
    for (const to of ["down", "up"]) {
      const tenths = [0.3, 0.7, -0.3, 1e5 + 0.1];
      const moved = over("round", { step: 0.1, to }, tenths).map((found, i) => Math.abs(found - tenths[i]));
      expect(Math.max(...moved)).toBeLessThan(1e-9);
    }
  });
});
