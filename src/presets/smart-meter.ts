import { z } from "zod";
import { definePreset } from "../core/preset.ts";
import type { ScenarioInput } from "../core/scenario.ts";
import { field } from "./smart-meter-faults.ts";

const common = {
  name: "smart-meter",
  seed: 1,
  // before the roll-outs of smart meters: any window shown later continues a register that has run for years
  origin: "2010-01-01",
  zone: "UTC",
  interval: "10s",
  start: "now-1d",
  end: "now",
  inventory: { count: 1000, id: { format: "MAC%08d", space: 31_000_000 } },
} satisfies Partial<ScenarioInput>;

const household: ScenarioInput = {
  ...common,
  description: "Homes with people, appliances, seasons and holidays, metered every ten seconds.",
  metrics: {
    register: {
      description: "Energy drawn since the meter was new, at the end of the interval",
      unit: "kWh",
      decimals: 6,
      signals: [{ household: {} }],
    },
    reading: {
      description: "Energy drawn in the interval",
      unit: "kWh",
      decimals: 6,
      signals: [{ difference: { of: "register" } }],
    },
    power: {
      description: "Mean active power over the interval",
      unit: "W",
      decimals: 3,
      signals: [{ "supply-power": { energy: "reading" } }],
    },
    voltage: {
      description: "Voltage at the meter; never more than 15 % below or 10 % above 230 V (EN 50160)",
      unit: "V",
      decimals: 2,
      signals: [
        { "supply-voltage": { power: "power" } },
        { ou: { sd: 1.1, tau: "15m" } },
        { clamp: { min: 195.5, max: 253 } },
      ],
    },
    current: {
      description: "Current that carries the power at the voltage",
      unit: "A",
      decimals: 3,
      signals: [{ "supply-current": { power: "power", voltage: "voltage" } }],
    },
  },
  records: [
    {
      table: "readings",
      columns: ["timestamp", { meter_id: "id" }, "reading", "register", "power", "voltage", "current"],
      path: "dt={date}/{id}.json",
    },
  ],
};

const uniform: ScenarioInput = {
  ...common,
  description: "Independent readings, even between 0 and 0.9 kWh: for load tests, not for realism.",
  metrics: {
    reading: {
      description: "Energy drawn in the interval",
      unit: "kWh",
      decimals: 3,
      signals: [{ uniform: { min: 0, max: 0.9 } }],
    },
  },
  records: [
    {
      table: "readings",
      columns: ["timestamp", "reading"],
      time: { format: "naive" },
      path: "dt={date}/{id}.json",
    },
  ],
};

export const smartMeter = definePreset({
  type: "smart-meter",
  summary: "Electricity meters of homes: register, reading, power, voltage and current every ten seconds.",
  options: z.strictObject({
    profile: z
      .enum(["household", "uniform"])
      .default("household")
      .meta({
        description: "household: homes as they are; uniform: independent even readings.",
        examples: ["household"],
      }),
    faults: z
      .enum(["none", "field"])
      .default("none")
      .meta({
        description: "field: lost, late, stuck and odd reads at the rates found in the field, with labels.",
        examples: ["field"],
      }),
  }),
  example: {},
  create({ profile, faults }) {
    const scenario = structuredClone<ScenarioInput>(profile === "household" ? household : uniform);
    if (faults === "none") return scenario;
    const kept = structuredClone(field.faults).filter(({ metrics = [] }: { metrics?: string[] }) =>
      metrics.every((name) => name in scenario.metrics),
    );
    return { ...scenario, inventory: { ...scenario.inventory, ...structuredClone(field.inventory) }, faults: kept };
  },
});
