import { z } from "zod";
import { definePreset } from "../core/preset.ts";
import type { ScenarioInput } from "../core/scenario.ts";

const spike = { probability: { tag: "spike" }, size: [10, 60] as [number, number] };
const drop = { probability: { tag: "drop" }, size: [-80, -5] as [number, number] };

/**
 * A level that forgets nothing and has no capacity: in a quarter of an hour it changes by a normal amount, sometimes by
 * a large one, and never falls below 0. All else is the difference of two levels, so that it adds up to the last cent.
 */
const scenario: ScenarioInput = {
  name: "storage",
  description: "Storage used by four directories: its level, what was added and what was deleted.",
  seed: 1,
  origin: "2025-04-10",
  zone: "Asia/Kolkata",
  interval: "15m",
  // at the origin each directory holds its base; the first change is seen a quarter of an hour later
  start: "2025-04-10T00:15",
  end: "now",
  inventory: {
    id: "directory",
    from: [
      { directory: "/scratch", base: 1500, volatility: 6.5, drift: 0.008, spike: 0.004, drop: 0.003 },
      { directory: "/projects", base: 900, volatility: 4, drift: 0.0055, spike: 0.0025, drop: 0.002 },
      { directory: "/customer", base: 600, volatility: 2, drift: 0.003, spike: 0.0015, drop: 0.001 },
      { directory: "/info", base: 400, volatility: 1.2, drift: 0.0018, spike: 0.001, drop: 0.0008 },
    ],
  },
  metrics: {
    storage_gb: {
      description: "Storage used at the end of the interval",
      unit: "GB",
      decimals: 2,
      signals: [
        {
          stock: {
            start: { tag: "base" },
            drift: { tag: "drift" },
            sd: { tag: "volatility" },
            bursts: { spike, drop },
          },
        },
      ],
    },
    added_gb: {
      description: "Growth in the interval; 0 when it shrank",
      unit: "GB",
      decimals: 2,
      signals: [{ difference: { of: "storage_gb" } }, { clamp: { min: 0 } }],
    },
    deleted_gb: {
      description: "Shrinkage in the interval; 0 when it grew",
      unit: "GB",
      decimals: 2,
      signals: [{ difference: { of: "storage_gb" } }, { scale: { by: -1 } }, { clamp: { min: 0 } }],
    },
    updated_gb: {
      description: "Change in the interval either way: added or deleted",
      unit: "GB",
      decimals: 2,
      signals: [{ difference: { of: "storage_gb" } }, { reflect: { min: 0 } }],
    },
    spike_gb: {
      description:
        "Part of the change that is a spike, 0 at most times: a label, not among the columns unless asked for",
      unit: "GB",
      decimals: 2,
      signals: [{ burst: { name: "spike", ...spike } }],
    },
    drop_gb: {
      description: "Part of the change that is a drop, below 0 or 0: a label, not among the columns unless asked for",
      unit: "GB",
      decimals: 2,
      signals: [{ burst: { name: "drop", ...drop } }],
    },
  },
  records: [
    { table: "storage", columns: ["timestamp", "directory", "storage_gb", "added_gb", "deleted_gb", "updated_gb"] },
  ],
};

export const storage = definePreset({
  type: "storage",
  summary: "Storage used by four directories every 15 minutes: a level that wanders, spikes and drops.",
  options: z.strictObject({}),
  example: {},
  create: () => structuredClone(scenario),
});
