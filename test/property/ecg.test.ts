import { describe, expect, it } from "vitest";
import { signals } from "../../src/signals/index.ts";
import { createWorld, trySignal } from "../contract/harness.ts";
import { kolmogorov, mean, variance } from "./statistics.ts";

describe("ecg", () => {
  const interval = 4;
  const ecg = (options: object) =>
    trySignal(signals.ecg, options, createWorld({ interval, size: 200, zones: ["UTC"] }));
  /** Times of the R peaks between two ticks, ms: parabolas through the highest ticks. */
  const peaks = (values: Float64Array, height: number) =>
    Array.from(values.keys())
      .filter((i) => i > 0 && values[i] > 0.7 * height && values[i] > values[i - 1] && values[i] >= values[i + 1])
      .map((i) => {
        const [a, b, c] = values.subarray(i - 1, i + 2);
        return interval * (i + (a - c) / (2 * (a - 2 * b + c)));
      });

  it.each([
    [65, 50],
    [40, 90],
    [180, 10],
  ])("beats %d times a minute, apart by its mean and deviation of %d ms", (rate, variability) => {
    for (const tick of [0, -1e7, 1e10]) {
      const at = peaks(ecg({ rate, variability, amplitude: 2 }).fill(3, tick, 75_000), 2);
      // five minutes
      expect(Math.abs(at.length - 5 * rate)).toBeLessThanOrEqual(1);
      const gaps = at.slice(1).map((t, i) => t - at[i]);
      expect(Math.abs(mean(gaps) / (60_000 / rate) - 1)).toBeLessThan(0.005);
      // about 73 breaths: the last is cut, and peaks are found to a tenth of a tick
      expect(Math.abs(Math.sqrt(variance(gaps)) / variability - 1)).toBeLessThan(0.03);
    }
  });

  it("has the five waves of the dynamical model, in order", () => {
    const values = ecg({ rate: 60, variability: 0 }).fill(0, 0, 750);
    const r = peaks(values, 1)[1] / interval;
    /** Gaussian bumps of table 1 of the model's paper: angle, a, b; integrated once, R being 1. */
    const model = (angle: number) => {
      const rows = [
        [-Math.PI / 3, 1.2, 0.25],
        [-Math.PI / 12, -5, 0.1],
        [0, 30, 0.1],
        [Math.PI / 12, -7.5, 0.1],
        [Math.PI / 2, 0.75, 0.4],
      ];
      return rows.reduce((sum, [at, a, b]) => sum + a * b * b * Math.exp(-((angle - at) ** 2) / (2 * b * b)), 0) / 0.3;
    };
    // R is found to a tenth of a tick, in which the steepest wave changes by 0.015
    const errors = Array.from({ length: 200 }, (_, k) => {
      const i = Math.floor(r) - 80 + k;
      return Math.abs(values[i] - model((2 * Math.PI * (i - r)) / 250));
    });
    expect(Math.max(...errors)).toBeLessThan(0.015);
  });

  it("does not beat in step in two patients", () => {
    const values = ecg({ variability: 0 });
    const phases = Array.from({ length: 200 }, (_, e) => peaks(values.fill(e, 0, 500), 1)[0] / (60_000 / 65));
    expect(
      kolmogorov(
        phases.map((p) => p - Math.floor(p)),
        (p) => p,
      ),
    ).toBeLessThan(1.95);
  });
});
