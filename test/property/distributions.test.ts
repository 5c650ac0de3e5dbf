import { describe, expect, it } from "vitest";
import { signals } from "../../src/signals/index.ts";
import { createWorld, type Trial, trySignal } from "../contract/harness.ts";
import {
  betaLaw,
  binomialLaw,
  gammaLaw,
  type Law,
  laplaceLaw,
  paretoLaw,
  poissonLaw,
  studentLaw,
  weibullLaw,
  zipfLaw,
} from "./laws.ts";
import { autocorrelation, kolmogorov, misfit, normalCdf } from "./statistics.ts";

/** Values of one series, and entities at one tick. */
const N = 40_000;
const ENSEMBLE = 4000;
/** Kolmogorov's distance times sqrt(n) is above 2.4 in one of 50,000 samples; the rest may err by 4.5 standard errors. */
const KS = 2.4;
const SE = 4.5;

type Type = keyof typeof signals;

function trial(type: Type, options: unknown): Trial {
  return trySignal(signals[type], options, createWorld({ size: ENSEMBLE, zones: ["UTC"] }));
}

/** Series from the origin, far from it and before it; and the values of many entities at one tick. */
function samples(type: Type, options: unknown): Float64Array[] {
  const signal = trial(type, options);
  const series = [0, 1e10, -1e9].map((tick) => signal.fill(0, tick, N));
  return [...series, Float64Array.from({ length: ENSEMBLE }, (_, entity) => signal.fill(entity, 77, 1)[0])];
}

function expectNoMemory(x: Float64Array): void {
  for (const lag of [1, 2, 7, 64, 4096])
    expect(Math.abs(autocorrelation(x, lag)) * Math.sqrt(x.length)).toBeLessThan(SE);
}

const lognormalLaw =
  (median: number, sigma: number): Law =>
  (x) =>
    normalCdf(Math.log(x / median) / sigma);

/** Options, the law they ask for, and one near to it that must be told apart. */
const continuous: [type: Type, options: unknown, law: Law, near: Law][] = [
  ["gamma", { shape: 2, scale: 15 }, gammaLaw(2, 15), gammaLaw(2.1, 15)],
  ["gamma", { shape: 1 }, gammaLaw(1, 1), gammaLaw(1.04, 1)],
  ["gamma", { shape: 0.4, scale: 3 }, gammaLaw(0.4, 3), gammaLaw(0.41, 3)],
  ["gamma", { shape: 0.02 }, gammaLaw(0.02, 1), gammaLaw(0.021, 1)],
  ["gamma", { shape: 50_000 }, gammaLaw(50_000, 1), gammaLaw(50_015, 1)],
  ["beta", { alpha: 2, beta: 5 }, betaLaw(2, 5), betaLaw(2.07, 5)],
  ["beta", { alpha: 0.5, beta: 0.5 }, betaLaw(0.5, 0.5), betaLaw(0.52, 0.5)],
  ["beta", { alpha: 300, beta: 3 }, betaLaw(300, 3), betaLaw(300, 3.1)],
  ["lognormal", { median: 120, sigma: 0.5 }, lognormalLaw(120, 0.5), lognormalLaw(123, 0.5)],
  ["weibull", { shape: 2, scale: 7.5 }, weibullLaw(2, 7.5), weibullLaw(2.1, 7.5)],
  ["weibull", { shape: 0.5 }, weibullLaw(0.5, 1), weibullLaw(0.53, 1)],
  ["laplace", { mean: 5, scale: 2 }, laplaceLaw(5, 2), laplaceLaw(5, 2.2)],
  ["student-t", { freedom: 3 }, studentLaw(3), (x) => studentLaw(3)(x / 1.1)],
  ["student-t", { freedom: 0.7 }, studentLaw(0.7), studentLaw(0.77)],
  ["student-t", { freedom: 1e5 }, studentLaw(1e5), (x) => normalCdf(x / 1.1)],
  ["pareto", { min: 64, shape: 1.2 }, paretoLaw(64, 1.2), paretoLaw(64, 1.25)],
  ["pareto", { shape: 0.5 }, paretoLaw(1, 0.5), paretoLaw(1, 0.52)],
];

describe("independent values have their law and no memory", () => {
  it.each(continuous)("%s %j", (type, options, law, near) => {
    const all = samples(type, options);
    for (const sample of all) expect(kolmogorov(sample, law)).toBeLessThan(KS);
    for (const series of all.slice(0, 3)) expectNoMemory(series.map(law));
    expect(kolmogorov(all[0], near)).toBeGreaterThan(KS);
  });
});

/** Whole numbers some `step` apart around a mean. */
function around(mean: number, sd: number): number[] {
  const step = Math.max(1, Math.floor(sd / 5));
  return Array.from({ length: 121 }, (_, i) => Math.floor(mean) + (i - 60) * step);
}

const RANKS = [
  ...Array.from({ length: 30 }, (_, i) => i + 1),
  ...Array.from({ length: 60 }, (_, i) => Math.floor(36 * 1.5 ** i)),
];

const counts: [type: Type, options: unknown, law: Law, near: Law, bounds: number[]][] = [
  ["poisson", { mean: 0.1 }, poissonLaw(0.1), poissonLaw(0.11), around(0, 1)],
  ["poisson", { mean: 4.5 }, poissonLaw(4.5), poissonLaw(4.6), around(4, 2)],
  ["poisson", { mean: 800 }, poissonLaw(800), poissonLaw(801.5), around(800, 28)],
  ["poisson", { mean: 2e6 }, poissonLaw(2e6), poissonLaw(2_000_070), around(2e6, 1414)],
  ["binomial", { trials: 10, probability: 0.3 }, binomialLaw(10, 0.3), binomialLaw(10, 0.31), around(3, 2)],
  ["binomial", { trials: 100, probability: 0.97 }, binomialLaw(100, 0.97), binomialLaw(100, 0.971), around(97, 2)],
  ["binomial", { trials: 1e6, probability: 1e-5 }, binomialLaw(1e6, 1e-5), binomialLaw(1e6, 1.03e-5), around(10, 3)],
  ["binomial", { trials: 90_000 }, binomialLaw(90_000, 0.5), binomialLaw(90_000, 0.5001), around(45_000, 150)],
  ["bernoulli", { probability: 0.02 }, binomialLaw(1, 0.02), binomialLaw(1, 0.025), [0]],
  ["zipf", { count: 1000, exponent: 1.1 }, zipfLaw(1000, 1.1), zipfLaw(1000, 1.13), RANKS],
  ["zipf", { count: 7, exponent: 0.5 }, zipfLaw(7, 0.5), zipfLaw(7, 0.54), RANKS],
  ["zipf", { count: 1e9 }, zipfLaw(1e9, 1), zipfLaw(1e9, 1.01), RANKS],
  ["zipf", { count: 1e6, exponent: 3 }, zipfLaw(1e6, 3), zipfLaw(1e6, 3.1), RANKS],
];

describe("independent counts have their law and no memory", () => {
  it.each(counts)("%s %j", (type, options, law, near, bounds) => {
    const all = samples(type, options);
    for (const sample of all) {
      expect(sample.every(Number.isInteger)).toBe(true);
      expect(misfit(sample, law, bounds)).toBeLessThan(SE);
    }
    // a rank of a heavy tail decides every sum: memory is looked for in its logarithm
    for (const series of all.slice(0, 3)) expectNoMemory(series.map((k) => Math.log(1 + k)));
    expect(misfit(all[0], near, bounds)).toBeGreaterThan(SE);
  });
});

describe("the ends of what is allowed", () => {
  const range = (type: Type, options: unknown): [number, number] => {
    const values = trial(type, options).fill(0, 0, N);
    expect(values.every(Number.isFinite)).toBe(true);
    return [Math.min(...values), Math.max(...values)];
  };

  it("are finite and within the law's support", () => {
    expect(range("bernoulli", { probability: 0 })).toEqual([0, 0]);
    expect(range("bernoulli", { probability: 1 })).toEqual([1, 1]);
    expect(range("binomial", { trials: 12, probability: 0 })).toEqual([0, 0]);
    expect(range("binomial", { trials: 12, probability: 1 })).toEqual([12, 12]);
    expect(range("binomial", { trials: 0 })).toEqual([0, 0]);
    expect(range("binomial", { trials: 2.9, probability: 1 })).toEqual([2, 2]);
    expect(range("poisson", { mean: 0 })).toEqual([0, 0]);
    expect(range("zipf", { count: 1 })).toEqual([1, 1]);
    expect(range("zipf", { count: 1.9, exponent: 20 })).toEqual([1, 1]);
    expect(range("zipf", { count: 3, exponent: 0.01 })).toEqual([1, 3]);
    expect(range("zipf", { count: 1e12, exponent: 0.01 })[1]).toBeLessThanOrEqual(1e12);
    for (const [alpha, beta] of [
      [0.01, 0.01],
      [1e6, 0.01],
      [0.01, 1e6],
      [1e6, 1e6],
    ]) {
      const [least, greatest] = range("beta", { alpha, beta, min: -3, max: -1 });
      expect(least).toBeGreaterThanOrEqual(-3);
      expect(greatest).toBeLessThanOrEqual(-1);
    }
    for (const shape of [0.01, 1e6]) expect(range("gamma", { shape })[0]).toBeGreaterThanOrEqual(0);
    for (const shape of [0.1, 1000]) expect(range("weibull", { shape })[0]).toBeGreaterThanOrEqual(0);
    for (const shape of [0.5, 1000]) expect(range("pareto", { shape, min: 2 })[0]).toBeGreaterThanOrEqual(2);
    for (const freedom of [0.5, 1e6]) expect(range("student-t", { freedom })[0]).toBeLessThan(0);
    expect(range("lognormal", { median: 0, sigma: 30 })).toEqual([0, 0]);
  });

  it("a mean of a billion has its mean and variance", () => {
    const values = trial("poisson", { mean: 1e9 })
      .fill(0, 0, N)
      .map((k) => (k - 1e9) / Math.sqrt(1e9));
    expect(kolmogorov(values, normalCdf)).toBeLessThan(KS);
  });
});
