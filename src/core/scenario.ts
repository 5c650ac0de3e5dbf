import { z } from "zod";
import { column, timeOptions } from "./column.ts";
import { correlations } from "./correlation.ts";
import { anomalyOptions, faultOptions } from "./disturbance.ts";
import { duration, positiveDuration } from "./duration.ts";
import { instant } from "./instant.ts";
import { inventoryOptions } from "./inventory.ts";
import { name, schedule, signal } from "./link.ts";
import { zoneName } from "./zone.ts";

const metric = z.strictObject({
  description: z
    .string()
    .optional()
    .meta({ description: "What the metric means.", examples: ["Mean active power"] }),
  unit: z
    .string()
    .optional()
    .meta({ description: "Unit of the values.", examples: ["kW"] }),
  decimals: z
    .int()
    .min(0)
    .max(9)
    .default(3)
    .meta({ description: "Digits after the point; values are rounded to them.", examples: [3] }),
  texts: z
    .array(z.string())
    .min(1)
    .optional()
    .meta({
      description: "What its values 0, 1, 2 and so on are called where the inventory shows it.",
      examples: [["ok", "broken"]],
    }),
  shared: z
    .string()
    .optional()
    .meta({
      description:
        "Who has the same values: the entities with one value of this tag, or level of the hierarchy, or the whole `fleet`. Absent: each entity has its own. Anomalies and faults come to each entity by their own `per`.",
      examples: ["site", "fleet"],
    }),
  signals: z
    .array(signal)
    .min(1)
    .meta({
      description: "The chain of signals, applied in order: sources add, shapers rewrite.",
      examples: [[{ constant: { value: 5 } }]],
    }),
});

const record = z.strictObject({
  table: name.meta({ description: "Name of the table.", examples: ["readings"] }),
  rows: z
    .enum(["grid", "event", "label"])
    .default("grid")
    .meta({
      description:
        "grid: a row per entity and tick; event: a row per window of the schedule; label: the answer key, a row per anomaly or fault and metric it reaches.",
      examples: ["grid"],
    }),
  every: z
    .int()
    .min(1)
    .default(1)
    .meta({ description: "Only each k-th tick, counted from the origin.", examples: [4] }),
  schedule: schedule
    .optional()
    .meta({ description: "Of event rows: where they stand.", examples: [{ periodic: { every: "1d", length: "1h" } }] }),
  unless: z
    .array(name)
    .min(1)
    .optional()
    .meta({
      description:
        "Of event rows: anomalies and faults, by their ids; no row begins while one of them acts on the entity.",
      examples: [["outage"]],
    }),
  shape: z
    .enum(["wide", "long"])
    .default("wide")
    .meta({ description: "wide: a row per entity and tick; long: a row per metric of it.", examples: ["wide"] }),
  metrics: z
    .array(z.union([z.string(), z.record(z.string(), z.string())]))
    .min(1)
    .optional()
    .meta({
      description:
        "Of a long record: the metrics that have rows, in order, each by its name or as { what the rows call it: name }. Absent: all.",
      examples: [["load"], [{ "server power": "power" }]],
    }),
  columns: z
    .array(column)
    .min(1)
    .optional()
    .meta({ description: "The columns in order; absent means all.", examples: [["timestamp", "id"]] }),
  time: timeOptions,
  path: z
    .string()
    .optional()
    .meta({
      description: "File path template inside a directory: {id} {date} {hour} {table} {shard} {tag.NAME} {ext}.",
      examples: ["dt={date}/{id}.{ext}"],
    }),
});

const segments = z.strictObject({
  of: name.meta({
    description: "The event table whose rows tell that an entity is there.",
    examples: ["heartbeats"],
  }),
  errors: z
    .array(name)
    .optional()
    .meta({
      description:
        "Anomalies and faults, by their ids, in which an entity does not report when reports are drawn by a probability. Absent: those that keep the table silent.",
      examples: [["outage"]],
    }),
  groups: z
    .array(
      z.strictObject({
        name: z
          .string()
          .min(1)
          .max(100)
          .meta({ description: "What the segment is called.", examples: ["Model and Supplier"] }),
        dimensions: z
          .array(z.string())
          .min(1)
          .max(3)
          .meta({ description: "The tags whose values make its groups.", examples: [["model", "supplier"]] }),
      }),
    )
    .min(1)
    .meta({ description: "The segments, in order.", examples: [[{ name: "State", dimensions: ["state"] }]] }),
});

/** A scenario as users write it: everything a run depends on, as plain data. */
export const scenario = z.strictObject({
  $schema: z
    .string()
    .optional()
    .meta({ description: "For editors.", examples: ["./fauxmetry.schema.json"] }),
  name: name.meta({ description: "The scenario's name: part of manifests and file names.", examples: ["substation"] }),
  description: z
    .string()
    .optional()
    .meta({ description: "What the scenario shows.", examples: ["A feeder with 2,000 meters"] }),
  seed: z
    .int()
    .min(0)
    .max(Number.MAX_SAFE_INTEGER)
    .default(1)
    .meta({ description: "Same seed, same values. Never random.", examples: [7] }),
  origin: instant.default("2020-01-01").meta({
    description: "Where histories begin; start and end only choose the window shown.",
    examples: ["2024-01-01"],
  }),
  zone: zoneName
    .default("UTC")
    .meta({ description: "IANA zone of local shapes and printed offsets.", examples: ["Europe/Berlin"] }),
  interval: positiveDuration.default("1m").meta({ description: "Time between ticks.", examples: ["10s", "15m"] }),
  start: instant.default("now-1d").meta({ description: "Start of the window.", examples: ["2024-01-01", "now-7d"] }),
  end: instant.default("now").meta({
    description: "End of the window: an instant is exclusive, a bare date means through that day.",
    examples: ["2024-01-31", "now"],
  }),
  jitter: duration.optional().meta({
    description: "Largest delay of a row's timestamp after its tick; less than the interval.",
    examples: ["500ms"],
  }),
  inventory: inventoryOptions.prefault({}).meta({ description: "The entities.", examples: [{ count: 10 }] }),
  metrics: z.record(name, metric).meta({
    description: "What is measured.",
    examples: [{ load: { unit: "kW", signals: [{ constant: { value: 5 } }] } }],
  }),
  correlations: correlations.optional().meta({
    description: "Groups of metrics whose `correlated` signals vary together.",
    examples: [{ weather: { tau: "6h", between: { temperature: { humidity: -0.6 } } } }],
  }),
  anomalies: z
    .array(anomalyOptions)
    .optional()
    .meta({
      description: "What happens to what is measured, with labels.",
      examples: [
        [
          {
            id: "surge",
            schedule: { random: { rate: "2/30d", length: "1h" } },
            effect: { "level-shift": { by: { sigmas: 4 } } },
          },
        ],
      ],
    }),
  faults: z
    .array(faultOptions)
    .optional()
    .meta({
      description: "What happens to the measurement, after the anomalies, with labels.",
      examples: [[{ id: "frozen", schedule: { random: { rate: "1/90d", length: "6h" } }, effect: { stuck: {} } }]],
    }),
  records: z
    .array(record)
    .min(1)
    .optional()
    .meta({
      description: "The tables; absent means one wide table of everything.",
      examples: [[{ table: "readings" }]],
    }),
  segments: segments.optional().meta({
    description: "How entities that are there are counted by their tags: what `serve` answers at /segment-stats.",
    examples: [{ of: "heartbeats", groups: [{ name: "State", dimensions: ["state"] }] }],
  }),
});

/** With defaults filled in. */
export type Scenario = z.output<typeof scenario>;
export type ScenarioInput = z.input<typeof scenario>;
export type Metric = Scenario["metrics"][string];
export type RecordOptions = z.output<typeof record>;
