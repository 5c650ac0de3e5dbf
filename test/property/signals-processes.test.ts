import { describe, expect, it } from "vitest";
import { derive, seedKey } from "../../src/core/random.ts";
import { createRegime, regimeSpans } from "../../src/core/regime.ts";
import { signals } from "../../src/signals/index.ts";
import { createWorld, madeUp, type Trial, trySignal, type WorldOptions } from "../contract/harness.ts";
import { correlation, kolmogorov, mean, normalCdf, variance } from "./statistics.ts";

/** The 0.1 % point of `kolmogorov`; other statistics may err by four standard errors. */
const KS = 1.95;
const SE = 4;

function trial(type: keyof typeof signals, options: unknown, world: WorldOptions = {}): Trial {
  return trySignal(signals[type], options, createWorld({ size: 4000, zones: ["UTC"], ...world }));
}

describe("regime", () => {
  /** Sojourns [state, length] over a long time; the first and last, which are cut, left out. */
  function sojourns(means: readonly number[], from: number, length: number): [state: number, length: number][] {
    const found: [number, number][] = [];
    regimeSpans(createRegime(means), derive(seedKey(3), "regime"), from, from + length, (start, end, state) => {
      const last = found.at(-1);
      if (last?.[0] === state) last[1] += end - start;
      else found.push([state, end - start]);
    });
    return found.slice(1, -1);
  }

  it.each([
    ["two states", [700, 60], 0],
    ["two states, far before the origin", [700, 60], -3e9],
    ["three alike", [100, 100, 100], 1e9],
    ["four of which two are short", [5000, 3000, 40, 10], 0],
    ["one that outlasts the others", [5000, 10, 10, 20], 1e6],
  ])("%s last exponential times of their means, with any other next", (_, means, from) => {
    const all = sojourns(means, from, 2000 * means.reduce((sum, one) => sum + one));
    means.forEach((expected, state) => {
      const lengths = all.filter(([s]) => s === state).map(([, length]) => length);
      expect(lengths.length).toBeGreaterThan(1000);
      expect(kolmogorov(lengths, (x) => 1 - Math.exp(-x / expected))).toBeLessThan(KS);
      const after = all.flatMap(([s], i) => (i > 0 && all[i - 1][0] === state ? [s] : []));
      for (let next = 0; next < means.length; next++) {
        if (next === state) continue;
        const p = 1 / (means.length - 1);
        const share = after.filter((s) => s === next).length / after.length;
        expect(Math.abs(share - p)).toBeLessThanOrEqual(SE * Math.sqrt((p * (1 - p)) / after.length));
      }
    });
  });

  it("has each state for its mean's part of the time, at any tick, and forgets at its own pace", () => {
    const states = { up: { value: 1, mean: "700m" }, down: { value: 0, mean: "60m" } };
    const regime = trial("regime", { states });
    const at = (tick: number) => Float64Array.from({ length: 4000 }, (_, entity) => regime.fill(entity, tick, 1)[0]);
    const p = 700 / 760;
    for (const tick of [0, 1e9, -1e9]) {
      expect(Math.abs(mean(at(tick)) - p)).toBeLessThan(SE * Math.sqrt((p * (1 - p)) / 4000));
      const theory = Math.exp(-30 * (1 / 700 + 1 / 60));
      expect(Math.abs(correlation(at(tick), at(tick + 30)) - theory)).toBeLessThan(SE / Math.sqrt(4000));
    }
  });
});

describe("arrivals", () => {
  it.each([0, 1e10, -1e9])("have exponential gaps, tick %d", (tick) => {
    const n = 600_000;
    const values = trial("arrivals", { rate: "1/10m" }, { interval: 1000 }).fill(0, tick, n);
    const moments = [...values.keys()].filter((i) => values[i] > 0);
    expect(Math.abs(moments.length - 1000)).toBeLessThan(SE * Math.sqrt(1000));
    // a gap in whole ticks: half a tick is taken off on average
    const gaps = moments.slice(1).map((m, i) => m - moments[i] - 0.5);
    expect(kolmogorov(gaps, (x) => 1 - Math.exp(-x / 600))).toBeLessThan(KS);
  });

  it.each([0.1, 3, 200, 5000])("number %d a tick with the variance of a Poisson law", (rate) => {
    const n = 40_000;
    const values = trial("arrivals", { rate: `${rate}/1m` }).fill(0, 0, n);
    expect(values.every(Number.isInteger)).toBe(true);
    expect(Math.abs(mean(values) - rate)).toBeLessThan(SE * Math.sqrt(rate / n));
    // the fourth moment of a Poisson law: the variance of its variance is (2 + 1 / rate) / n of its square
    expect(Math.abs(variance(values) / rate - 1)).toBeLessThan(SE * Math.sqrt((2 + 1 / rate) / n));
  });

  it("follow their shape", () => {
    const n = 40_000;
    const traffic = madeUp("traffic", createWorld(), 1);
    const values = trial("arrivals", { rate: "2/1m", shape: "traffic" }).fill(1, 0, n);
    const expected = Float64Array.from({ length: n }, (_, tick) => 2 * traffic(tick));
    const scaled = values.map((v, i) => (v - expected[i]) / Math.sqrt(expected[i] + 1e-9));
    expect(Math.abs(mean(scaled))).toBeLessThan(SE / Math.sqrt(n));
    expect(Math.abs(variance(scaled) - 1)).toBeLessThan(0.1);
    expect(correlation(values, expected)).toBeGreaterThan(0.95);
  });
});

describe("random trend", () => {
  it("has bends a random walk apart, with straight lines between", () => {
    const trend = trial("random-trend", { sd: 2, every: "100m" });
    const values = trend.fill(0, 0, 100_000);
    const bends = [...values.keys()].filter(
      (i) => i > 0 && i < 99_999 && Math.abs(values[i + 1] - 2 * values[i] + values[i - 1]) > 1e-9,
    );
    // a bend between two ticks shows at both
    expect(Math.abs(bends.length - 2000)).toBeLessThan(40);
    const steps = Float64Array.from({ length: 4000 }, (_, entity) => {
      const [early, late] = [0, 10_000].map((tick) => trend.fill(entity, tick, 1)[0]);
      return late - early;
    });
    // 100 bends lie between, but for parts of a span at both ends
    expect(kolmogorov(steps, (x) => normalCdf(x / (2 * Math.sqrt(100))))).toBeLessThan(KS);
  });
});

describe("coloured noise", () => {
  /** Power at a frequency by a Hann window over n ticks, averaged over entities. */
  function power(noise: Trial, n: number, frequencies: readonly number[]): number[] {
    const sums = frequencies.map(() => 0);
    for (let entity = 0; entity < 80; entity++) {
      const values = noise.fill(entity, 5000 * entity, n);
      frequencies.forEach((f, k) => {
        let [re, im] = [0, 0];
        for (let i = 0; i < n; i++) {
          const v = values[i] * (1 - Math.cos((2 * Math.PI * i) / n));
          re += v * Math.cos(2 * Math.PI * f * i);
          im += v * Math.sin(2 * Math.PI * f * i);
        }
        sums[k] += re * re + im * im;
      });
    }
    return sums;
  }

  it.each([
    ["white", 0],
    ["pink", -1],
    ["red", -2],
  ] as const)("%s has a spectral slope of %d", (colour, slope) => {
    const octaves = [-9, -8, -7, -6, -5, -4];
    const powers = power(
      trial("noise", { colour }),
      4096,
      octaves.map((k) => 2 ** k),
    );
    const x = octaves.map((k) => k + 6.5);
    const found =
      x.reduce((sum, one, i) => sum + one * Math.log2(powers[i]), 0) / x.reduce((sum, one) => sum + one * one, 0);
    // the mean of 80 exponential powers has 0.16 bits of error, over 6 octaves 0.04 of slope; pink ripples by 1 dB beside
    expect(Math.abs(found - slope)).toBeLessThan(SE * 0.04 + (colour === "pink" ? 0.05 : 0));
  });
});
