import type { ScenarioInput } from "../../core/scenario.ts";
import { KINDS } from "./measurements.ts";

/** How far a working day's hours are from the mean, in parts of `rhythm`: people come at 7 and leave after 18. */
const WEEKDAY = [
  -0.75, -0.95, -1.05, -1.1, -1.05, -0.9, -0.6, -0.05, 0.6, 1.05, 1.25, 1.3, 1.15, 1.2, 1.3, 1.25, 1.1, 0.85, 0.6, 0.5,
  0.4, 0.2, -0.1, -0.45,
];
const weekend = WEEKDAY.map((part) => Math.round((0.65 * part - 0.5) * 100) / 100);

const of = ({ unit, decimals }: { unit: string; decimals: number }) => ({ unit, decimals });

/**
 * What a server does and what follows from it: power from load along the model's curve, fans and the air's way through
 * the server from power and the room, the room from the weather. Figures and sources: docs/power.md.
 */
export const metrics: ScenarioInput["metrics"] = {
  utilization: {
    description: "Part of the cores' time that is busy",
    ...of(KINDS.utilization),
    signals: [
      { constant: { value: { uniform: [-1, 1] } } },
      { scale: { by: { tag: "spread" }, offset: { tag: "level" } } },
      { daily: { high: { tag: "rhythm" }, weekday: WEEKDAY, saturday: weekend, sunday: weekend } },
      { ou: { sd: { tag: "wander" }, tau: "2h" } },
      { regime: { states: { waiting: { value: 0, mean: "8h" }, running: { value: { tag: "job" }, mean: "1h" } } } },
      { normal: { sd: { tag: "noise" } } },
      { clamp: { min: 0, max: 100 } },
    ],
  },
  power: {
    description: "Power drawn, from the model's idle to its rated power; each meter errs by up to 1.5 %",
    ...of(KINDS.power),
    signals: [
      { "server-power": { load: "utilization", idle: { tag: "idle_power" }, full: { tag: "rated_power" } } },
      { scale: { by: { uniform: [0.985, 1.015] } } },
      { ou: { sd: 0.8, tau: "15m" } },
      { clamp: { min: { tag: "idle_power" }, max: { tag: "rated_power" } } },
    ],
  },
  energy: {
    description: "Energy drawn since the first of the month, at the end of the interval",
    ...of(KINDS.energy),
    signals: [{ integral: { of: "power", per: "1h", reset: "month" } }],
  },
  weather: {
    description: "How much warmer it is at a location than usual",
    unit: "degC",
    decimals: 2,
    shared: "location",
    signals: [{ ou: { sd: 3, tau: "3d" } }],
  },
  outdoor: {
    description: "Temperature outside",
    unit: "degC",
    decimals: 2,
    signals: [
      { yearly: { low: { tag: "winter" }, high: { tag: "summer" } } },
      { daily: { high: { tag: "swing" }, profile: [-0.3, -0.5, -0.25, 0.2, 0.5, 0.4, 0.05, -0.1] } },
      { sum: { of: ["weather"] } },
    ],
  },
  inlet: {
    description:
      "Temperature of the air at the front: the room's, some warmer where the weather is, or higher in the rack",
    ...of(KINDS.inlet),
    signals: [
      { formula: { expression: "20.5 + 0.11 * max(0, outdoor - 10)" } },
      { constant: { value: { uniform: [0, 2.5] } } },
      { ou: { sd: 0.35, tau: "2h" } },
      { clamp: { min: 15, max: 32 } },
    ],
  },
  rated: {
    description: "The model's rated power",
    unit: "W",
    signals: [{ constant: { value: { tag: "rated_power" } } }],
  },
  fans: {
    description: "How many fans the model has",
    decimals: 0,
    signals: [{ constant: { value: { tag: "fans" } } }],
  },
  warmth: {
    description: "Power that warms the air now: what was drawn some minutes ago",
    unit: "W",
    decimals: 1,
    signals: [{ follow: { of: "power", lag: "5m" } }],
  },
  fan: {
    description: "Speed of the fans: with the warmth, and with air above 25 degC",
    ...of(KINDS.fan),
    signals: [
      { formula: { expression: "16 + 54 * warmth / rated + 3 * max(0, inlet - 25)" } },
      { clamp: { min: 0, max: 100 } },
    ],
  },
  exhaust: {
    description:
      "Temperature of the air at the back: power over the heat that its flow takes up, 9.65 W/K for each full fan",
    ...of(KINDS.exhaust),
    signals: [{ formula: { expression: "inlet + warmth / (0.0965 * fans * fan)" } }],
  },
};
