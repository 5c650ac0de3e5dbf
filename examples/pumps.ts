// The editor checks signals and options as they are typed: a wrong one is a compile error.
import { defineScenario } from "fauxmetry";

const lines = ["A", "B", "C"];

export default defineScenario({
  name: "pumps",
  description: "Pumps on three production lines: flow with shifts, vibration, and the hours they have run.",
  seed: 5,
  origin: "2024-01-01",
  interval: "1s",
  start: "2024-03-04T06:00",
  end: "2024-03-04T08:00",
  zone: "Europe/Vienna",
  inventory: {
    count: lines.length * 8,
    id: "P-%03d",
    tags: { line: { choice: lines }, power: { choice: [5.5, 7.5, 11] } },
  },
  metrics: {
    flow: {
      unit: "m3/h",
      signals: [
        { daily: { low: 0, high: 48, profile: [0, 1, 1], interpolation: "step" } },
        { noise: { colour: "pink", sd: 0.6 } },
        { clamp: { min: 0 } },
      ],
    },
    vibration: {
      unit: "mm/s",
      signals: [{ constant: { value: { lognormal: [2.2, 0.2] } } }, { exponential: { mean: 0.3 } }],
    },
  },
});
