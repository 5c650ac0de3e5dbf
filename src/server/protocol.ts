/**
 * What the routes below /v1/scenarios take and give, as schemas and types. Nothing here needs the server: a client may
 * import it alone. Instants are ISO 8601 in UTC, but for the columns of times, which are ms since 1970.
 */
import { z } from "zod";

const instant = z.iso.datetime().meta({ examples: ["2024-01-01T00:00:00.000Z"] });
const text = (description: string, ...examples: string[]) => z.string().optional().meta({ description, examples });
const value = z.union([z.string(), z.number(), z.boolean(), z.null()]);

export const metricInfo = z.object({
  name: z.string(),
  description: z.string().optional(),
  unit: z.string().optional(),
  decimals: z.int(),
  /** It never falls, but by anomalies and faults. */
  rises: z.boolean(),
});
export type MetricInfo = z.output<typeof metricInfo>;

export const tagInfo = z.object({
  name: z.string(),
  type: z.enum(["text", "int", "float", "fixed", "bool", "time"]),
  unit: z.string().optional(),
  /** All it can have, where they are known and few. */
  values: z.array(value).optional(),
});
export type TagInfo = z.output<typeof tagInfo>;

export const disturbanceInfo = z.object({
  id: z.string(),
  kind: z.string(),
  family: z.enum(["point", "contextual", "collective", "fault", "delivery"]),
  description: z.string().optional(),
  /** Those it changes itself; empty where it changes whole rows. */
  metrics: z.array(z.string()),
});
export type DisturbanceInfo = z.output<typeof disturbanceInfo>;

export const scenarioInfo = z.object({
  name: z.string().meta({ description: "Its name in paths." }),
  title: z.string().meta({ description: "What the scenario calls itself." }),
  description: z.string().optional(),
  seed: z.int(),
  zone: z.string().meta({ description: "Of its days and hours.", examples: ["Europe/Berlin"] }),
  interval: z.int().meta({ description: "ms between ticks." }),
  origin: instant.meta({ description: "Where histories begin: no window can start before it." }),
  start: instant.meta({ description: "Of the window that is shown when none is asked for." }),
  end: instant,
  entities: z.int(),
  metrics: z.array(metricInfo),
  tags: z.array(tagInfo),
  anomalies: z.array(disturbanceInfo).meta({ description: "Anomalies, then faults." }),
  expires: instant.optional().meta({ description: "Of one that was sent: it is forgotten then, unless it is used." }),
});
export type ScenarioInfo = z.output<typeof scenarioInfo>;

export const scenarioList = z.object({ scenarios: z.array(scenarioInfo) });

export const namedPath = z.strictObject({
  name: z.string().meta({ description: "The scenario's name.", examples: ["smart-meter"] }),
});

/** Which entities: shared by all that look at some of them. */
const chosen = {
  entities: text("Ids, separated by commas or as a JSON list. Absent: see each route.", "MAC00000017,MAC00000042"),
  where: text(
    'Only entities whose tags have these values: `tag:value`, separated by commas; of one tag any of its values. Or JSON: {"region":["north"]}.',
    "region:north,region:south,model:a",
  ),
};

const moments = {
  from: text(
    "Begin: an instant, `now` or `now-7d`; without an offset in the scenario's zone. Absent: the scenario's own start.",
    "2024-01-01",
    "now-1h",
  ),
  to: text("End, exclusive; a bare date means through that day. Absent: the scenario's own end.", "2024-01-31", "now"),
};

const shown = {
  metrics: text("Names of metrics, separated by commas. Absent: all.", "load,energy"),
  clean: z
    .boolean()
    .default(false)
    .meta({ description: "Beside each series its clean twin: without anomalies and faults.", examples: [true] }),
};
const tags = text("Names of tags that rows show beside the id, separated by commas.", "region,model");

export const inventoryQuery = z.strictObject({
  where: chosen.where,
  search: text("Only entities whose id contains this text, in any case.", "0017"),
  offset: z
    .int()
    .min(0)
    .default(0)
    .meta({ description: "How many of them are left out first.", examples: [100] }),
  limit: z
    .int()
    .min(1)
    .max(1000)
    .default(100)
    .meta({ description: "How many are shown.", examples: [100] }),
});

export const entityInfo = z.object({
  id: z.string(),
  tags: z.record(z.string(), value),
  from: instant.optional().meta({ description: "When it joins; absent: it was always there." }),
  to: instant.optional().meta({ description: "When it retires; absent: never." }),
});
export type EntityInfo = z.output<typeof entityInfo>;

export const inventoryAnswer = z.object({
  total: z.int().meta({ description: "How many there are with these filters." }),
  offset: z.int(),
  entities: z.array(entityInfo),
});
export type InventoryAnswer = z.output<typeof inventoryAnswer>;

export const dataQuery = z.strictObject({
  ...moments,
  ...chosen,
  ...shown,
  points: z
    .int()
    .min(1)
    .max(10_000)
    .optional()
    .meta({
      description: "Places on a chart that a series is drawn to. Absent: every row.",
      examples: [1000],
    }),
  mode: z
    .enum(["min-max", "lttb"])
    .default("min-max")
    .meta({
      description:
        "How more ticks than points are shown: the least and greatest value of each place, or the values that keep the line's shape (Largest-Triangle-Three-Buckets).",
      examples: ["min-max"],
    }),
  aggregate: z
    .enum(["mean", "sum", "band"])
    .optional()
    .meta({
      description:
        "Of all chosen entities together, with points: the mean of their readings, their sum at a tick, or quantiles of their readings. Of more than 500, a sample.",
      examples: ["band"],
    }),
  tags,
  format: z
    .enum(["json", "ndjson", "csv"])
    .default("json")
    .meta({ description: "json: columns; ndjson, csv: rows, of any number.", examples: ["json"] }),
});
export type DataQuery = z.input<typeof dataQuery>;

const column = z.array(z.number().nullable());

/** A series, or what is told of a group; `null` where nothing was recorded. Which columns it has follows from the question. */
export const line = z.object({
  id: z.string().optional().meta({ description: "The entity; absent: of the group." }),
  metric: z.string(),
  unit: z.string().optional(),
  decimals: z.int(),
  clean: z.boolean().meta({ description: "It is the clean twin." }),
  approximate: z.boolean().meta({ description: "It was made from a sample of ticks or entities." }),
  times: column.optional().meta({ description: "ms since 1970, where the line has times of its own (lttb)." }),
  values: column.optional(),
  min: column.optional(),
  max: column.optional(),
  mean: column.optional(),
  sum: column.optional(),
  p10: column.optional(),
  median: column.optional(),
  p90: column.optional(),
});
export type DataLine = z.output<typeof line>;

export const dataAnswer = z.object({
  scenario: z.string(),
  from: instant,
  to: instant,
  zone: z.string(),
  width: z.int().meta({ description: "ms that each place stands for; the first and last may be cut by the window." }),
  entities: z.int().meta({ description: "How many were chosen." }),
  sampled: z.int().optional().meta({ description: "How many of them were looked at, where that is not all." }),
  times: column.meta({ description: "Begin of each place, ms since 1970." }),
  lines: z.array(line),
});
export type DataAnswer = z.output<typeof dataAnswer>;

export const labelsQuery = z.strictObject({
  ...moments,
  ...chosen,
  limit: z
    .int()
    .min(1)
    .max(10_000)
    .default(1000)
    .meta({ description: "Most labels that are shown.", examples: [1000] }),
});

export const labelInfo = z.object({
  id: z.string(),
  event: z.string(),
  name: z.string().meta({ description: "Of the anomaly or fault in the scenario." }),
  kind: z.string(),
  family: z.string(),
  metric: z.string().optional().meta({ description: "Absent: the whole row." }),
  inherited: z.boolean(),
  cause: z.string().optional(),
  onset: instant,
  peak: instant.optional(),
  end: instant.optional().meta({ description: "Absent: it never ends." }),
  cause_begin: instant,
  cause_end: instant.optional(),
  severity_asked: z.number().optional(),
  severity_achieved: z.number().optional(),
  deviation: z.number().optional(),
});
export type LabelInfo = z.output<typeof labelInfo>;

export const labelsAnswer = z.object({
  labels: z.array(labelInfo),
  more: z.boolean().meta({ description: "There are more than the limit." }),
  measured: z.boolean().meta({
    description:
      "Onsets, peaks and severities are measured and inherited labels are there. Not where a window is long or rich: then ask for a part of it.",
  }),
});
export type LabelsAnswer = z.output<typeof labelsAnswer>;

export const streamQuery = z.strictObject({
  from: text("Begin: an instant, `now` or `now-7d`. Absent: now, each row when it is due.", "now-1h"),
  to: text("End, exclusive. Absent: it never ends.", "2024-01-31"),
  ...chosen,
  ...shown,
  tags,
  speed: z
    .union([z.number().gt(0).max(1e6), z.literal("max")])
    .default(1)
    .meta({ description: "How many times as fast as the clock; max: as fast as it is read.", examples: [60, "max"] }),
  format: z
    .enum(["ndjson", "sse", "csv"])
    .optional()
    .meta({ description: "Absent: sse where Accept asks for text/event-stream, else ndjson.", examples: ["ndjson"] }),
});
