import { describe, expect, it } from "vitest";
import { derive, seedKey } from "../../src/core/random.ts";
import { totalBefore } from "../../src/core/totals.ts";
import { signals } from "../../src/signals/index.ts";
import { createWorld, type Trial, trySignal } from "../contract/harness.ts";
import {
  autocorrelation,
  correlation,
  inverseGaussianCdf,
  kolmogorov,
  mean,
  normalCdf,
  variance,
} from "./statistics.ts";

/** The 0.1 % point of `kolmogorov`; other statistics may err by four standard errors. */
const KS = 1.95;
const SE = 4;

function trial(type: keyof typeof signals, options: unknown): Trial {
  return trySignal(signals[type], options, createWorld({ size: 4000, zones: ["UTC"] }));
}

/** The value at one tick of each of n entities: independent samples of the law at that tick. */
function ensemble(signal: Trial, tick: number, n: number): Float64Array {
  return Float64Array.from({ length: n }, (_, entity) => signal.fill(entity, tick, 1)[0]);
}

function increments(values: Float64Array): Float64Array {
  return values.subarray(1).map((v, i) => v - values[i]);
}

function expectWhite(x: Float64Array, lags: readonly number[]): void {
  for (const lag of lags) expect(Math.abs(autocorrelation(x, lag)) * Math.sqrt(x.length)).toBeLessThan(SE);
}

describe("independent values", () => {
  const n = 40_000;
  it.each([
    ["uniform", { min: -2, max: 6 }, (x: number) => (x + 2) / 8],
    ["normal", { mean: 5, sd: 2 }, (x: number) => normalCdf((x - 5) / 2)],
    ["exponential", { mean: 3 }, (x: number) => 1 - Math.exp(-x / 3)],
    ["noise", { colour: "white", sd: 2 }, (x: number) => normalCdf(x / 2)],
  ] as const)("%s %j have their law and no memory", (type, options, cdf) => {
    for (const tick of [0, 1e10]) {
      const values = trial(type, options).fill(0, tick, n);
      expect(kolmogorov(values, cdf)).toBeLessThan(KS);
      expectWhite(values, [1, 2, 7, 64, 4095, 4096, 4097]);
    }
    expect(kolmogorov(ensemble(trial(type, options), 77, 4000), cdf)).toBeLessThan(KS);
  });

  it("uniform ones stay in [min, max)", () => {
    const values = trial("uniform", { min: 1, max: 2 }).fill(0, 0, n);
    expect(Math.min(...values)).toBeGreaterThanOrEqual(1);
    expect(Math.max(...values)).toBeLessThan(2);
  });
});

describe("walk", () => {
  const n = 60_000;
  it.each([0, 1e10, -n, -1e9])("has independent normal steps from tick %d on", (tick) => {
    const steps = increments(trial("walk", { sd: 0.5 }).fill(0, tick, n));
    expect(Math.abs(variance(steps) / 0.25 - 1)).toBeLessThan(SE * Math.sqrt(2 / n));
    expect(kolmogorov(steps, (x) => normalCdf(x / 0.5))).toBeLessThan(KS);
    expectWhite(steps, [1, 2, 3, 4, 7, 64, 4095, 4096, 4097]);
  });

  it("spreads as the square root of time, and its past does not tell its future", () => {
    const walk = trial("walk", { sd: 1 });
    for (const tick of [1000, 1e6, 1e9, -1e6]) {
      const here = ensemble(walk, tick, 4000);
      const later = ensemble(walk, 2 * tick, 4000).map((v, i) => v - here[i]);
      for (const part of [here, later])
        expect(kolmogorov(part, (x) => normalCdf(x / Math.sqrt(Math.abs(tick))))).toBeLessThan(KS);
      expect(Math.abs(correlation(here, later)) * Math.sqrt(4000)).toBeLessThan(SE);
    }
    const sides = correlation(ensemble(walk, 500, 4000), ensemble(walk, -500, 4000));
    expect(Math.abs(sides) * Math.sqrt(4000)).toBeLessThan(SE);
  });

  it("within bounds comes to be evenly spread, with its steps unchanged", () => {
    const walk = trial("walk", { sd: 1, min: 0, max: 400 });
    for (const tick of [1e6, 1e9]) expect(kolmogorov(ensemble(walk, tick, 4000), (x) => x / 400)).toBeLessThan(KS);
    const steps = increments(walk.fill(0, 1e6, n));
    // a step that is reflected is shorter: at most the part of ticks within a step or so of a bound
    expect(Math.abs(variance(steps) - 1)).toBeLessThan(SE * Math.sqrt(2 / n) + 4 / 400);
  });

  it("takes its step per duration", () => {
    const hourly = ensemble(trial("walk", { sd: 2, per: "1h" }), 60, 4000);
    expect(kolmogorov(hourly, (x) => normalCdf(x / 2))).toBeLessThan(KS);
  });
});

describe("ou", () => {
  it.each([
    ["1m", 1],
    ["100m", 100],
    ["10000m", 10_000],
    ["10000000m", 1e7],
  ] as const)("with tau %s is stationary and forgets at that rate", (tau, ticks) => {
    const ou = trial("ou", { sd: 2, tau });
    const samples = [0, 1, 2].map((k) => ensemble(ou, 123_456 + k * ticks, 4000));
    for (const sample of samples) expect(kolmogorov(sample, (x) => normalCdf(x / 2))).toBeLessThan(KS);
    expect(Math.abs(correlation(samples[0], samples[1]) - Math.exp(-1)) * Math.sqrt(4000)).toBeLessThan(SE);
    expect(Math.abs(correlation(samples[0], samples[2]) - Math.exp(-2)) * Math.sqrt(4000)).toBeLessThan(SE);
  });

  it("has white innovations, across blocks and before the origin", () => {
    const n = 60_000;
    const rho = Math.exp(-1 / 20);
    const values = trial("ou", { sd: 1, tau: "20m" }).fill(0, -n / 2, n);
    const news = values.subarray(1).map((v, i) => (v - rho * values[i]) / Math.sqrt(1 - rho * rho));
    expect(kolmogorov(news, normalCdf)).toBeLessThan(KS);
    expectWhite(news, [1, 2, 3, 4, 64, 4095, 4096, 4097]);
  });
});

describe("noise", () => {
  const memories = { pink: [0.5, 4, 32, 256, 2048, 16384], red: [16384] };
  it.each(["pink", "red"] as const)("%s has its spread and its memory at every lag", (colour) => {
    const noise = trial("noise", { colour, sd: 3 });
    const here = ensemble(noise, 5000, 4000);
    expect(kolmogorov(here, (x) => normalCdf(x / 3))).toBeLessThan(KS);
    for (const lag of [1, 8, 64, 512, 4096, 30_000]) {
      const theory = mean(memories[colour].map((memory) => Math.exp(-lag / memory)));
      expect(Math.abs(correlation(here, ensemble(noise, 5000 + lag, 4000)) - theory) * Math.sqrt(4000)).toBeLessThan(
        SE,
      );
    }
  });

  it("pink has about the same power in every octave", () => {
    const n = 1 << 17;
    const values = trial("noise", { colour: "pink" }).fill(0, 0, n);
    // Haar wavelets: the variance of differences of neighbouring means over 2^k ticks is the power of an octave
    const powers: number[] = [];
    let means = values;
    for (let octave = 1; octave <= 10; octave++) {
      const pairs = means.length / 2;
      const halves = Float64Array.from({ length: pairs }, (_, i) => means[2 * i] - means[2 * i + 1]);
      if (octave > 2) powers.push(variance(halves));
      means = Float64Array.from({ length: pairs }, (_, i) => (means[2 * i] + means[2 * i + 1]) / 2);
    }
    // 128 pairs in the last octave: a relative error of sqrt(2 / 128) each, ripple of the parts included
    const typical = mean(powers);
    for (const power of powers) expect(Math.abs(power / typical - 1)).toBeLessThan(SE * Math.sqrt(2 / 128));
  });
});

describe("jumps", () => {
  it.each([600, 1e5, 1e9, -1e5])("come at their rate in the hour and in all since the origin, tick %d", (tick) => {
    const hour = 60;
    const count = trial("jumps", { rate: "6/1h", size: 1 });
    const values = Array.from({ length: 4000 }, (_, entity) => count.fill(entity, tick, 10 * hour + 1));
    const windows = Float64Array.from(values, (v) => v[10 * hour] - v[0]);
    const near = tick < 0 ? 10 * hour : 0;
    const since = Float64Array.from(values, (v) => Math.abs(v[near]));
    for (const [sample, expected] of [
      [windows, 60],
      [since, Math.abs(tick + near) / 10],
    ] as const) {
      expect(Math.abs(mean(sample) - expected)).toBeLessThan(SE * Math.sqrt(expected / 4000));
      expect(Math.abs(variance(sample) / expected - 1)).toBeLessThan(SE * Math.sqrt(2 / 4000));
    }
    expect(Math.abs(correlation(windows, since)) * Math.sqrt(4000)).toBeLessThan(SE);
  });

  it("have normal sizes and exponential distances", () => {
    for (const tick of [0, 1e8, -500_000]) {
      const steps = increments(trial("jumps", { rate: "1/10h", size: 2, sd: 3 }).fill(0, tick, 500_000));
      const moments = [...steps.keys()].filter((i) => steps[i] !== 0);
      // about 833 jumps; some 1/600 of them share a tick with another
      expect(Math.abs(moments.length - 833)).toBeLessThan(SE * Math.sqrt(833) + 4);
      expect(
        kolmogorov(
          moments.map((i) => steps[i]),
          (x) => normalCdf((x - 2) / 3),
        ),
      ).toBeLessThan(KS);
      const gaps = moments.slice(1).map((m, i) => m - moments[i] - 0.5);
      expect(kolmogorov(gaps, (x) => 1 - Math.exp(-x / 600))).toBeLessThan(KS);
    }
  });
});

describe("totals of days", () => {
  const n = 20_000;
  it.each([0, 1e6, -1e6])("have their law and are independent from day %d on", (first) => {
    const key = derive(seedKey(1), "totals");
    const [m, sd] = [10_000, 4000];
    const sums = Float64Array.from({ length: n + 1 }, (_, d) => totalBefore(key, first + d, m, sd));
    expect(sums.every(Number.isInteger)).toBe(true);
    const totals = increments(sums);
    expect(Math.min(...totals)).toBeGreaterThanOrEqual(0);
    expect(Math.abs(mean(totals) - m)).toBeLessThan((SE * sd) / Math.sqrt(n));
    expect(kolmogorov(totals, (x) => inverseGaussianCdf(x, m, m ** 3 / sd ** 2))).toBeLessThan(KS);
    expectWhite(totals, [1, 2, 3, 4, 7, 8]);
  });

  it("of months have the mean and variance of their days", () => {
    const months = Float64Array.from({ length: 4000 }, (_, i) => totalBefore(derive(seedKey(2), `${i}`), 30, 100, 60));
    expect(Math.abs(mean(months) - 3000)).toBeLessThan(SE * 60 * Math.sqrt(30 / 4000));
    expect(Math.abs(variance(months) / (30 * 3600) - 1)).toBeLessThan(SE * Math.sqrt(2.1 / 4000));
  });
});
