import type { Density } from "./densities.ts";
import type { Spread } from "./draws.ts";

/** Steps of one cycle, as [share of the duration, share of the power] in order. */
export type Pattern = readonly (readonly [duration: number, power: number])[];

export interface Appliance {
  readonly name: string;
  /** Share of homes that own it. */
  readonly owned: number;
  /** W when fully on, drawn once per home. */
  readonly watts: Spread;
  /** Minutes of one cycle. */
  readonly minutes: Spread;
  /** Cycles a day in a mean home that owns it. */
  readonly daily: number;
  readonly start: Density;
  readonly pattern: Pattern;
  /** Whether it starts by a clock, with nobody awake. */
  readonly timed?: boolean;
  /** Whether homes own it in proportion to their energy. */
  readonly large?: boolean;
  /** Minutes after the start that the cause gives. */
  readonly delay?: number;
}

/** Mean power over a cycle, as a share. */
export function meanOf(pattern: Pattern): number {
  let sum = 0;
  for (const [duration, power] of pattern) sum += duration * power;
  return sum;
}

const steady: Pattern = [[1, 1]];

/** Full power until warm, then on and off under a thermostat. */
function thermostat(warm: number, cycles: number, duty: number): Pattern {
  const cycle = (1 - warm) / cycles;
  const steps: [number, number][] = [[warm, 1]];
  for (let i = 0; i < cycles; i++) steps.push([cycle * (1 - duty), 0], [cycle * duty, 1]);
  return steps;
}

/** The drum turns and rests. */
const turning: Pattern = Array.from({ length: 16 }, (_, i) => (i % 2 === 0 ? [0.02, 0.075] : [0.0225, 0.009]));

/** Drum and pump at some per cent of the heater's power, one heating phase, spins, a long last spin. */
const washing: Pattern = [
  [0.07, 0.035],
  [0.14, 1],
  ...turning,
  [0.08, 0.05],
  [0.02, 0.12],
  [0.08, 0.04],
  [0.02, 0.12],
  [0.08, 0.04],
  [0.02, 0.14],
  [0.09, 0.04],
  [0.06, 0.26],
];
/** Two heating phases with circulation between, then drying. */
const dishes: Pattern = [
  [0.09, 0.03],
  [0.15, 1],
  [0.26, 0.045],
  [0.14, 1],
  [0.12, 0.03],
  [0.08, 0.02],
];

/**
 * What people switch on. Ownership, cycles and powers after CREST 2.3.3 (United Kingdom); durations, powers and cycles of
 * kettle, microwave, washing machine, dishwasher and shower after the open data sets UK-DALE, REFIT and IDEAL. Frequent
 * small cycles come first: a day's energy is spent in this order.
 */
export const APPLIANCES: readonly Appliance[] = [
  {
    name: "kettle",
    owned: 0.97,
    watts: [1900, 2750, 3000],
    minutes: [0.8, 1.9, 3.2],
    daily: 4.6,
    start: "kettle",
    pattern: steady,
  },
  {
    name: "microwave",
    owned: 0.86,
    watts: [700, 1280, 1400],
    minutes: [0.8, 2.6, 4.5],
    daily: 1.9,
    start: "microwave",
    pattern: steady,
  },
  {
    name: "toaster",
    owned: 0.85,
    watts: [750, 950, 1300],
    minutes: [1.5, 2.5, 4],
    daily: 0.7,
    start: "breakfast",
    pattern: steady,
  },
  {
    name: "hair dryer",
    owned: 0.7,
    watts: [900, 1500, 2100],
    minutes: [2, 4, 9],
    daily: 0.35,
    start: "washing",
    pattern: steady,
  },
  {
    name: "shower",
    owned: 0.5,
    watts: [7600, 8600, 9500],
    minutes: [3.5, 6, 10],
    daily: 0.78,
    start: "shower",
    pattern: steady,
    large: true,
  },
  {
    name: "hob",
    owned: 0.5,
    watts: [1500, 2400, 3400],
    minutes: [9, 18, 45],
    daily: 1.1,
    start: "cooking",
    pattern: thermostat(0.3, 5, 0.5),
  },
  {
    name: "oven",
    owned: 0.65,
    watts: [1900, 2200, 2700],
    minutes: [22, 45, 100],
    daily: 0.55,
    start: "cooking",
    pattern: thermostat(0.28, 6, 0.42),
    large: true,
  },
  {
    name: "washing machine",
    owned: 0.93,
    watts: [1950, 2150, 2320],
    minutes: [50, 88, 165],
    daily: 0.55,
    start: "laundry",
    pattern: washing,
  },
  {
    name: "dishwasher",
    owned: 0.45,
    watts: [2000, 2230, 2320],
    minutes: [50, 100, 125],
    daily: 0.62,
    start: "dishes",
    pattern: dishes,
    large: true,
  },
  {
    name: "tumble dryer",
    owned: 0.42,
    watts: [900, 2000, 2600],
    minutes: [30, 60, 100],
    daily: 0.36,
    start: "laundry",
    pattern: thermostat(0.7, 3, 0.6),
    delay: 95,
    large: true,
  },
  {
    name: "vacuum cleaner",
    owned: 0.94,
    watts: [600, 900, 1800],
    minutes: [6, 16, 35],
    daily: 0.3,
    start: "chores",
    pattern: steady,
  },
  {
    name: "iron",
    owned: 0.9,
    watts: [900, 1500, 2200],
    minutes: [10, 22, 50],
    daily: 0.1,
    start: "chores",
    pattern: thermostat(0.12, 8, 0.35),
  },
  {
    name: "water heater",
    owned: 0.17,
    watts: [1500, 2600, 3000],
    minutes: [25, 70, 150],
    daily: 1.6,
    start: "timer",
    pattern: steady,
    timed: true,
    large: true,
  },
];

/** Runs when a day's energy is far above what the home's other appliances took. */
export const HEATER: Appliance = {
  name: "fan heater",
  owned: 1,
  watts: [500, 1000, 1900],
  minutes: [40, 100, 220],
  daily: 0,
  start: "free",
  pattern: thermostat(0.5, 4, 0.6),
};
