import { describe, expect, it } from "vitest";
import {
  cos2pi,
  exp,
  expm1,
  inverseNormal,
  log,
  power,
  powerOfTwo,
  sin2pi,
  TENS,
  tanh,
} from "../../src/core/numeric.ts";
import { derive, normalOf, seedKey, uniform, words } from "../../src/core/random.ts";
import { normalCdf } from "./statistics.ts";

const key = derive(seedKey(1), "numeric");
const COUNT = 50_000;

/** The largest error over arguments drawn between low and high. */
function worst(low: number, high: number, error: (x: number) => number): number {
  let largest = 0;
  for (let i = 0; i < COUNT; i++) largest = Math.max(largest, error(low + (high - low) * uniform(key, i)));
  return largest;
}

// Math.* is itself within about one unit in the last place (1.1e-16 relative)
describe("exp", () => {
  it("has a relative error below 2e-15", () => {
    for (const [low, high] of [
      [-1, 1],
      [-20, 20],
      [-700, 700],
    ])
      expect(worst(low, high, (x) => Math.abs(exp(x) / Math.exp(x) - 1))).toBeLessThan(2e-15);
  });
  it("meets its edges", () => {
    expect([exp(0), exp(-0), exp(-Infinity), exp(Infinity), exp(NaN)]).toEqual([1, 1, 0, Infinity, NaN]);
    expect([exp(710), exp(-746), exp(709.78) < Infinity, exp(-745) > 0]).toEqual([Infinity, 0, true, true]);
    expect(Math.abs(exp(709.7) / Math.exp(709.7) - 1)).toBeLessThan(2e-15);
    // subnormal results lose digits: the error is in units of the smallest number
    expect(Math.abs(exp(-740) - Math.exp(-740))).toBeLessThanOrEqual(5e-324);
  });
});

describe("log", () => {
  it("has a relative error below 4e-16, and an absolute one below 3e-16 near 1", () => {
    for (const [low, high] of [
      [1e-300, 1e-10],
      [1e-9, 0.5],
      [2, 1e6],
      [1e20, 1e300],
    ])
      expect(worst(low, high, (x) => Math.abs(log(x) / Math.log(x) - 1))).toBeLessThan(6e-16);
    expect(worst(0.5, 2, (x) => Math.abs(log(x) - Math.log(x)))).toBeLessThan(4e-16);
  });
  it("meets its edges", () => {
    expect([log(0), log(-0), log(Infinity), log(-1), log(NaN)]).toEqual([-Infinity, -Infinity, Infinity, NaN, NaN]);
    expect(Math.abs(log(1))).toBeLessThan(1e-16);
    for (const x of [5e-324, 1e-310, 2.2250738585072014e-308, Number.MAX_VALUE])
      expect(Math.abs(log(x) / Math.log(x) - 1)).toBeLessThan(6e-16);
  });
  it("undoes exp", () => {
    expect(worst(-600, 600, (x) => Math.abs(log(exp(x)) - x))).toBeLessThan(3e-15);
  });
});

describe("sin2pi and cos2pi", () => {
  const reference = (turns: number) => Math.sin(2 * Math.PI * (turns - Math.round(turns)));
  it("have an absolute error below 1e-15", () => {
    expect(worst(-0.5, 0.5, (t) => Math.abs(sin2pi(t) - reference(t)))).toBeLessThan(1.2e-15);
    expect(worst(-8, 8, (t) => Math.abs(sin2pi(t) - reference(t)))).toBeLessThan(1.2e-15);
    expect(worst(-8, 8, (t) => Math.abs(cos2pi(t) - Math.cos(2 * Math.PI * (t - Math.round(t)))))).toBeLessThan(
      1.5e-15,
    );
  });
  it("are exact at quarter turns, however many turns there are", () => {
    for (const whole of [0, 1, -7, 1e6, -1e9, 2 ** 50]) {
      const found = [0, 0.25, 0.5, 0.75].map((q) => sin2pi(whole + q) + 0);
      expect(found).toEqual([0, 1, 0, -1]);
      expect([0, 0.25, 0.5, 0.75].map((q) => cos2pi(whole + q) + 0)).toEqual([1, 0, -1, 0]);
    }
  });
  it("never leave -1 to 1", () => {
    expect(worst(-3, 3, (t) => Math.abs(sin2pi(t)))).toBeLessThanOrEqual(1);
  });
});

describe("inverseNormal", () => {
  it("agrees with tables", () => {
    // Abramowitz and Stegun table 26.5 and Wichura's test values
    for (const [p, z] of [
      [0.25, -0.6744897501960817],
      [0.001, -3.090232306167814],
      [1e-20, -9.26234008979841],
      [0.975, 1.959963984540054],
      [0.5, 0],
    ])
      expect(Math.abs(inverseNormal(p) - z)).toBeLessThan(1e-14 * Math.max(1, Math.abs(z)));
  });
  it("undoes the distribution function", () => {
    expect(worst(-5, 5, (z) => Math.abs(normalCdf(inverseNormal(normalCdf(z))) - normalCdf(z)))).toBeLessThan(1e-10);
  });
  it("is odd about a half", () => {
    expect(worst(0.01, 0.5, (p) => Math.abs(inverseNormal(p) + inverseNormal(1 - p)))).toBeLessThan(2e-14);
  });
});

describe("normalOf", () => {
  const quantile = (u: number) => (u < 0 ? -1 : 1) * inverseNormal(((u < 0 ? ~u : u) + 0.5) / 4294967296);
  it("is within 1e-8 of the quantile function", () => {
    const drawn = new Int32Array(COUNT);
    words(drawn, key, 0, COUNT);
    let largest = 0;
    for (const u of drawn) largest = Math.max(largest, Math.abs(normalOf(u) - quantile(u)));
    expect(largest).toBeLessThan(1e-8);
  });
  it("is so in the tail and at the edges of its pieces too", () => {
    for (let u = 8; u < 5000; u++) expect(Math.abs(normalOf(u) - quantile(u))).toBeLessThan(1e-8);
    for (let bit = 4; bit < 31; bit++)
      for (let part = 8; part < 16; part++)
        for (const by of [-1, 0, 1]) {
          const u = Math.floor((2 ** bit * part) / 8) + by;
          if (u >= 8 && u < 2 ** 31) expect(Math.abs(normalOf(u) - quantile(u))).toBeLessThan(1e-8);
        }
  });
  it("is odd, increasing in magnitude, and bounded by 6.3", () => {
    for (const u of [0, 7, 8, 12345, 0x3fffffff, 0x7fffffff]) expect(normalOf(~u)).toBe(-normalOf(u));
    expect(normalOf(0)).toBe(normalOf(8));
    expect(Math.abs(normalOf(0))).toBeLessThan(6.3);
    expect(Math.abs(normalOf(0x7fffffff))).toBeLessThan(1e-8);
  });
});

it("powers of two and ten are exact", () => {
  expect([powerOfTwo(0), powerOfTwo(10), powerOfTwo(-1074), powerOfTwo(1023)]).toEqual([1, 1024, 5e-324, 2 ** 1023]);
  expect(TENS).toEqual(Array.from({ length: 16 }, (_, d) => Number(`1e${d}`)));
});

it("power has a relative error below 1e-14", () => {
  expect(worst(0.01, 50, (x) => Math.abs(power(x, 2.4) / x ** 2.4 - 1))).toBeLessThan(1e-14);
  expect([power(0, 0), power(0, 2), power(5, 0)]).toEqual([1, 0, 1]);
});

describe("expm1 and tanh", () => {
  it("have a relative error below 4e-12, and of 1e-13 beyond 0.05", () => {
    for (const [low, high] of [
      [-1e-9, 1e-9],
      [-0.05, 0.05],
    ]) {
      expect(worst(low, high, (x) => Math.abs(expm1(x) / Math.expm1(x) - 1))).toBeLessThan(4e-12);
      expect(worst(low, high, (x) => Math.abs(tanh(x) / Math.tanh(x) - 1))).toBeLessThan(4e-12);
    }
    for (const [low, high] of [
      [0.05, 1],
      [-30, -0.05],
      [1, 700],
    ])
      expect(worst(low, high, (x) => Math.abs(expm1(x) / Math.expm1(x) - 1))).toBeLessThan(1e-13);
    expect(worst(-20, 20, (x) => Math.abs(tanh(x) / Math.tanh(x) - 1))).toBeLessThan(4e-12);
  });
  it("meet their edges", () => {
    expect([expm1(0), expm1(-Infinity), expm1(Infinity), expm1(NaN)]).toEqual([0, -1, Infinity, NaN]);
    expect([tanh(0), tanh(-Infinity), tanh(Infinity), tanh(NaN)]).toEqual([0, -1, 1, NaN].map((v) => v + 0));
  });
});
