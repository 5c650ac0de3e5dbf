import { z } from "zod";
import { positiveDuration } from "../core/duration.ts";
import { instant } from "../core/instant.ts";
import { definePreset } from "../core/preset.ts";
import type { ScenarioInput } from "../core/scenario.ts";
import { machines } from "./atm-fleet/machines.ts";
import { outageOf, SILENT, trouble, WARNING } from "./atm-fleet/trouble.ts";

/** Withdrawals by hour of the day and by day of the week from Monday, around 1: busiest on Friday at noon. */
const HOURS = [
  0.15, 0.1, 0.08, 0.06, 0.06, 0.1, 0.25, 0.55, 0.9, 1.15, 1.4, 1.6, 1.85, 1.75, 1.55, 1.5, 1.6, 1.75, 1.6, 1.3, 1,
  0.75, 0.5, 0.3,
];
const DAYS = [0.95, 0.93, 0.95, 1.02, 1.3, 1.1, 0.75];
/** One for each hour of the week; the mean of hours and days together is 0.9104. */
const WEEK = DAYS.flatMap((day) => HOURS.map((hour) => Math.round((1000 * day * hour) / 0.9104) / 1000));

const count = { decimals: 0, signals: [{ constant: { value: 0 } }] };

const scenario: ScenarioInput = {
  name: "atm-fleet",
  description: "Machines of bank branches that report every five minutes, break down, are repaired, and fail together.",
  seed: 1,
  // the day after the last machine was bought
  origin: "2025-11-02T00:00:00Z",
  zone: "America/Sao_Paulo",
  interval: "15m",
  start: "now-1d",
  end: "now",
  inventory: machines,
  metrics: {
    breakdowns: { description: "What stops the machine and waits for repair", ...count },
    warnings: { description: "Errors with which it still works", ...count },
    outages: {
      description: "What cuts it off: its line, its state's network, its supplier's host, an update",
      ...count,
    },
    error: {
      description: "1 while the machine has an error of its own",
      decimals: 0,
      texts: ["False", "True"],
      signals: [{ formula: { expression: "breakdowns + warnings > 0" } }],
    },
    in_service: {
      description: "1 while it works and is connected",
      decimals: 0,
      signals: [{ formula: { expression: "breakdowns + outages == 0" } }],
    },
    demand: {
      description: "How many customers come, around 1: hours and days of the week",
      signals: [{ weekly: { profile: WEEK } }],
    },
    transactions: {
      description: "What customers did in the interval; on average 90 a day at a machine that works",
      decimals: 0,
      signals: [{ arrivals: { rate: "90/1d", shape: "served" } }],
    },
    served: {
      description: "Demand that finds the machine in service",
      signals: [{ formula: { expression: "demand * in_service" } }],
    },
  },
  anomalies: [...trouble],
  records: [
    {
      table: "status",
      columns: [
        "timestamp",
        { device_code: "id" },
        "in_service",
        "error",
        "breakdowns",
        "warnings",
        "outages",
        "transactions",
      ],
    },
    {
      table: "heartbeats",
      rows: "event",
      schedule: { periodic: { every: "5m", length: "1s", jitter: "4m59s" } },
      unless: SILENT,
      columns: [{ timestamp: "begin" }, { device_code: "id" }],
    },
  ],
  segments: {
    of: "heartbeats",
    errors: [...SILENT, WARNING],
    groups: [
      { name: "State", dimensions: ["state"] },
      { name: "Type", dimensions: ["machine_type"] },
      { name: "Model", dimensions: ["machine_model"] },
      { name: "Supplier", dimensions: ["supplier"] },
      { name: "Model and Supplier", dimensions: ["machine_model", "supplier"] },
      { name: "OS", dimensions: ["operating_system"] },
      { name: "OS_Version", dimensions: ["os_version"] },
      { name: "Type and OS and OS_version", dimensions: ["machine_type", "operating_system", "os_version"] },
    ],
  },
};

const tagValues = z.record(z.string(), z.union([z.string(), z.array(z.string()).min(1)]));

export const atmFleet = definePreset({
  type: "atm-fleet",
  summary: "Machines of bank branches: an inventory, heartbeats, errors and repairs, outages, and segments to watch.",
  options: z.strictObject({
    outage: z
      .strictObject({
        where: tagValues.meta({
          description: "Tags and the values that machines must have; none means the whole fleet.",
          examples: [{ supplier: "Lespeed" }],
        }),
        start: instant.meta({ description: "When it begins.", examples: ["2026-03-01T10:00:00Z"] }),
        length: positiveDuration.meta({ description: "How long it lasts.", examples: ["4h"] }),
      })
      .optional()
      .meta({
        description: "An outage of some machines at a known time, labelled `outage`.",
        examples: [{ where: { supplier: "Lespeed" }, start: "2026-03-01T10:00:00Z", length: "4h" }],
      }),
  }),
  example: { outage: { where: { supplier: "Lespeed" }, start: "2026-03-01T10:00:00Z", length: "4h" } },
  create({ outage }) {
    const made = structuredClone(scenario);
    if (!outage) return made;
    const { where, start, length } = outage;
    made.anomalies!.push(outageOf(where, start, length));
    made.records![1].unless!.push("outage");
    made.segments!.errors!.push("outage");
    return made;
  },
});
