import { z } from "zod";
import { definePreset } from "../core/preset.ts";

/** Frequency 2 at 100 samples a second: a cycle of 50 samples, here one a second. */
const PERIOD = "50s";

export const waveforms = definePreset({
  type: "waveforms",
  summary: "The elementary waveforms and distributions side by side, a value a second.",
  options: z.strictObject({}),
  example: {},
  create: () => ({
    name: "waveforms",
    description: "Sine, cosine, square, sawtooth and triangle waves; normal, uniform and exponential values.",
    interval: "1s",
    start: "now-1h",
    end: "now",
    inventory: { count: 1 },
    metrics: {
      sine: {
        description: "Sine of amplitude 4",
        decimals: 3,
        signals: [{ sine: { period: PERIOD, amplitude: 4, phase: 0 } }],
      },
      cosine: {
        description: "Cosine of amplitude 4",
        decimals: 3,
        signals: [{ cosine: { period: PERIOD, amplitude: 4, phase: 0 } }],
      },
      square: {
        description: "1 for the first half of each cycle, -1 for the second",
        decimals: 3,
        signals: [{ square: { period: PERIOD, amplitude: 1 } }],
      },
      sawtooth: {
        description: "Rises from 0 to 1 in each cycle",
        decimals: 3,
        signals: [{ sawtooth: { period: PERIOD, amplitude: 0.5 } }, { scale: { offset: 0.5 } }],
      },
      triangle: {
        description: "Straight lines between -4 and 4",
        decimals: 3,
        signals: [{ triangle: { period: PERIOD, amplitude: 4 } }],
      },
      normal: {
        description: "Independent normal values of mean 0 and standard deviation 1",
        decimals: 3,
        signals: [{ normal: { mean: 0, sd: 1 } }],
      },
      uniform: {
        description: "Independent values, even between 0 and 1",
        decimals: 3,
        signals: [{ uniform: { min: 0, max: 1 } }],
      },
      exponential: {
        description: "Independent exponential values of mean 1",
        decimals: 3,
        signals: [{ exponential: { mean: 1 } }],
      },
    },
    records: [
      {
        table: "waveforms",
        columns: ["timestamp", "sine", "cosine", "square", "sawtooth", "triangle", "normal", "uniform", "exponential"],
      },
    ],
  }),
});
