import { z } from "zod";
import { definePreset } from "../core/preset.ts";
import type { ScenarioInput } from "../core/scenario.ts";
import { fileSystems } from "./file-systems.ts";

/** Hours of a weekday: people write from 8 to 19, batch jobs are stored in the evening. */
const OFFICE = [1, 1, 1, 1, 1, 1, 2, 4, 10, 14, 15, 14, 11, 13, 15, 14, 13, 11, 7, 3, 2, 2, 1, 1];
const EVENING = [8, 5, 3, 2, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 3, 3, 4, 6, 10, 14, 16, 15, 13, 11];
const quiet = (hours: number[], part: number) => hours.map((value) => Math.round(value * part * 100) / 100);

const gb = { unit: "GB", decimals: 2 };

/**
 * What is there follows from two registers, all that was written and all that was deleted, so that any instant is
 * computed by itself and every row adds up. The figures and their sources are in docs/storage.md; a test holds each.
 */
const scenario: ScenarioInput = {
  name: "storage-capacity",
  description: "Four file systems that fill: working hours, growth, purges, snapshots, extensions and quota alerts.",
  seed: 1,
  origin: "2024-01-01",
  zone: "Asia/Kolkata",
  interval: "15m",
  start: "now-30d",
  end: "now",
  inventory: fileSystems,
  metrics: {
    rhythm: {
      description: "When people and their jobs write",
      signals: [
        {
          daily: {
            high: { by: "kind", values: { home: 1, projects: 0.7, scratch: 0.25, archive: 0.1 } },
            weekday: OFFICE,
            saturday: quiet(OFFICE, 0.3),
            sunday: quiet(OFFICE, 0.3),
          },
        },
        {
          daily: {
            high: { by: "kind", values: { home: 0.05, projects: 0.3, scratch: 0.75, archive: 0.9 } },
            weekday: EVENING,
            saturday: quiet(EVENING, 0.5),
            sunday: quiet(EVENING, 0.5),
          },
        },
      ],
    },
    gusts: {
      description: "How unevenly they write: few jobs write most",
      signals: [{ lognormal: { median: 1, sigma: { by: "kind", values: { scratch: 1.2 }, otherwise: 0.8 } } }],
    },
    activity: { description: "Rhythm and gusts together", signals: [{ product: { of: ["rhythm", "gusts"] } }] },
    ingested: {
      description: "Register of what came in at once: a campaign's results, an instrument's run",
      ...gb,
      signals: [
        { jumps: { rate: "1/16d", size: { tag: "small" } } },
        { jumps: { rate: "1/60d", size: { tag: "large" } } },
      ],
    },
    stored: {
      description: "Register of what people and jobs wrote day by day",
      ...gb,
      signals: [
        { counter: { perDay: { tag: "daily" }, sd: { tag: "spread" }, shape: "activity", over: "week", decimals: 2 } },
      ],
    },
    written: {
      description: "Register of all that was written",
      ...gb,
      signals: [{ sum: { of: ["stored"] } }, { "moving-average": { of: "ingested", window: "4h" } }],
    },
    removed: {
      description: "Register of what was deleted: temporary files after two days, and what purges and clean-ups take",
      ...gb,
      signals: [
        { follow: { of: "stored", gain: { tag: "temporary" }, lag: "2d" } },
        { purge: { of: "written", share: { by: "kind", values: { scratch: 0.7 }, otherwise: 0 }, age: "30d" } },
        {
          purge: {
            of: "written",
            share: { by: "kind", values: { projects: 0.38 }, otherwise: 0 },
            age: "60d",
            days: 280,
            hour: 10,
            length: "6h",
          },
        },
        {
          purge: {
            of: "written",
            share: { by: "kind", values: { home: 0.12 }, otherwise: 0 },
            age: "60d",
            days: 91,
            hour: 9,
            length: "8h",
          },
        },
      ],
    },
    capacity_gb: {
      description: "Size of the file system; a shelf is added once a year",
      ...gb,
      signals: [
        { trend: { change: { tag: "shelf" }, per: "365d" } },
        { round: { step: { tag: "shelf" }, to: "down" } },
        { constant: { value: { tag: "capacity" } } },
      ],
    },
    snapshot_gb: {
      description: "Deleted, but still held by the snapshots of the last seven days",
      ...gb,
      signals: [
        { follow: { of: "removed", gain: { by: "kind", values: { home: 1, projects: 1 }, otherwise: 0 } } },
        {
          follow: { of: "removed", gain: { by: "kind", values: { home: -1, projects: -1 }, otherwise: 0 }, lag: "7d" },
        },
      ],
    },
    wanted_gb: {
      description: "What would be there if there were always room",
      ...gb,
      signals: [{ constant: { value: { tag: "base" } } }, { formula: { expression: "written - removed" } }],
    },
    used_gb: {
      description: "Live files at the end of the interval",
      ...gb,
      signals: [{ formula: { expression: "min(wanted_gb, capacity_gb - snapshot_gb)" } }],
    },
    waiting_gb: {
      description: "Writes that wait for room: 0 unless the file system is full",
      ...gb,
      signals: [{ formula: { expression: "wanted_gb - used_gb" } }],
    },
    deleted_gb: { description: "Deleted in the interval", ...gb, signals: [{ difference: { of: "removed" } }] },
    added_gb: {
      description: "Written in the interval, as far as there was room",
      ...gb,
      signals: [{ difference: { of: "used_gb" } }, { sum: { of: ["deleted_gb"] } }],
    },
    used_percent: {
      description: "Part of the capacity that files and snapshots hold",
      unit: "%",
      decimals: 2,
      signals: [{ formula: { expression: "100 * (used_gb + snapshot_gb) / capacity_gb" } }],
    },
    alert: {
      description: "0 below 80 %, 1 from there on, 2 from 90 %, 3 from 95 % on",
      decimals: 0,
      signals: [{ formula: { expression: "(used_percent >= 80) + (used_percent >= 90) + (used_percent >= 95)" } }],
    },
  },
  records: [
    {
      table: "storage_capacity",
      columns: [
        "timestamp",
        "directory",
        "kind",
        "capacity_gb",
        "used_gb",
        "snapshot_gb",
        "added_gb",
        "deleted_gb",
        "waiting_gb",
        "used_percent",
        "alert",
      ],
    },
  ],
};

export const storageCapacity = definePreset({
  type: "storage-capacity",
  summary:
    "File systems that fill: working hours, growth, purges, snapshots, capacity and quota alerts every 15 minutes.",
  options: z.strictObject({}),
  example: {},
  create: () => structuredClone(scenario),
});
