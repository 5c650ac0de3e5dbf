import type { Field, TimeFormat } from "../core/batch.ts";
import type { Issue } from "../core/error.ts";
import { ScenarioError } from "../core/error.ts";
import type { Grid } from "../core/grid.ts";
import type { Inventory } from "../core/inventory.ts";
import { derive, type Key } from "../core/random.ts";
import type { RecordOptions, Scenario } from "../core/scenario.ts";
import { suggest } from "../core/suggest.ts";
import type { Zone } from "../core/zone.ts";
import { linkContext } from "./metrics.ts";
import type { Catalogs, PlannedMetric, Source, Table } from "./plan.ts";

interface Surroundings {
  scenario: Scenario;
  catalogs: Catalogs;
  seed: Key;
  grid: Grid;
  inventory: Inventory;
  metrics: readonly PlannedMetric[];
  jitter: number;
  zoneOf: (name: string, path: (string | number)[]) => Zone;
  issues: Issue[];
}

const GRID = ["timestamp", "begin", "end", "id"];
const LONG = ["metric", "unit", "value"];
const EVENT = ["begin", "end", "event", "id"];

/** Makes a table of each record: its columns, schema and zone. Mistakes are added to `issues`. */
export function planTables(around: Surroundings): Table[] {
  const records = around.scenario.records ?? [
    { table: "readings", rows: "grid", every: 1, shape: "wide", time: { format: "iso" } } satisfies RecordOptions,
  ];
  const seen = new Set<string>();
  return records.flatMap((record, i) => {
    const path = ["records", i];
    if (seen.has(record.table))
      around.issues.push({
        path: [...path, "table"],
        message: `the table \`${record.table}\` is already defined above`,
      });
    seen.add(record.table);
    const table = planTable(record, path, around);
    return table ? [table] : [];
  });
}

function planTable(record: RecordOptions, path: (string | number)[], around: Surroundings): Table | undefined {
  const { scenario, inventory, issues } = around;
  const zone = around.zoneOf(record.time.zone ?? scenario.zone, [...path, "time", "zone"]);
  const names = around.metrics.map((m) => m.name);
  const declared = Object.keys(scenario.metrics);
  const tags = inventory.tags.map((tag) => tag.name);
  const long = record.shape === "long";
  const event = record.rows === "event";
  const special = [
    ...(event ? EVENT : long ? [...GRID, ...LONG] : GRID),
    ...(inventory.idName === "id" ? [] : [inventory.idName]),
  ];
  const known = [...special, ...tags, ...(event || long ? [] : declared)];
  const id = inventory.idName;
  const usual = event
    ? ["begin", "end", "event", id, ...tags]
    : ["timestamp", id, ...tags, ...(long ? LONG : declared)];
  const wanted = record.columns ?? usual;

  const fields: Field[] = [];
  const sources: Source[] = [];
  const shown: number[] = long ? declared.map((name) => names.indexOf(name)).filter((m) => m >= 0) : [];
  wanted.forEach((column, c) => {
    const entries = typeof column === "string" ? [[column, column]] : Object.entries(column);
    const at = [...path, "columns", c];
    if (entries.length !== 1) {
      issues.push({ path: at, message: "a column is a name, or one pair { name: what it shows }" });
      return;
    }
    const [name, what] = entries[0];
    if (!known.includes(what)) {
      issues.push({
        path: at,
        message: `no column \`${what}\`; there are ${known.join(", ")}`,
        suggestion: suggest(what, known),
      });
      return;
    }
    if (fields.some((field) => field.name === name)) {
      issues.push({ path: at, message: `the column \`${name}\` is already there` });
      return;
    }
    const made = planColumn(name, what, { around, record, zone, event, long, shown });
    if (!made) return;
    fields.push(made.field);
    sources.push(made.source);
  });

  const schedule = planSchedule(record, path, around);
  if (event && !schedule) return undefined;
  const key = fields.filter(
    (f) =>
      f.role === "entity" ||
      f.role === "begin" ||
      f.role === "event" ||
      (f.role === "time" && !fields.some((g) => g.role === "begin")),
  );
  const keyNames = [...key, ...fields.filter((f) => long && f.role === "metric" && f.type === "text")].map(
    (f) => f.name,
  );
  return {
    name: record.table,
    schema: { table: record.table, fields, key: keyNames },
    sources,
    rows: record.rows,
    shape: record.shape,
    every: record.every,
    metrics: long ? shown : [...new Set(sources.flatMap((s) => (s.kind === "metric" ? [s.metric] : [])))],
    schedule,
    zone,
    path: record.path ?? "{table}.{ext}",
  };
}

function planSchedule(record: RecordOptions, path: (string | number)[], around: Surroundings): Table["schedule"] {
  const { schedule } = record;
  if (record.rows === "grid") {
    if (schedule)
      around.issues.push({
        path: [...path, "schedule"],
        message: "only event records have a schedule: set rows: event",
      });
    return undefined;
  }
  if (!schedule) {
    around.issues.push({ path, message: "an event record needs a schedule" });
    return undefined;
  }
  const [type] = Object.keys(schedule);
  const key = derive(derive(derive(around.seed, "record"), record.table), type);
  try {
    const context = linkContext(around.grid, around.inventory, key, [...path, "schedule", type]);
    return { schedule: around.catalogs.schedules[type].create(schedule[type], context), key };
  } catch (error) {
    if (!(error instanceof ScenarioError)) throw error;
    around.issues.push(...error.issues);
    return undefined;
  }
}

interface ColumnPlace {
  around: Surroundings;
  record: RecordOptions;
  zone: Zone;
  event: boolean;
  long: boolean;
  shown: readonly number[];
}

function planColumn(name: string, what: string, place: ColumnPlace): { field: Field; source: Source } | undefined {
  const { around, record, zone, event } = place;
  const { grid, inventory, metrics, jitter } = around;
  const whole = grid.origin % 1000 === 0 && grid.interval % 1000 === 0;
  const instant = (milliseconds: boolean): Field["time"] => ({
    format: record.time.format as TimeFormat,
    zone: zone.name,
    milliseconds,
  });
  const time = (role: Field["role"], source: Source, milliseconds: boolean) => ({
    field: { name, type: "time" as const, time: instant(milliseconds), nullable: false, role },
    source,
  });
  switch (what) {
    case "timestamp":
      return time("time", { kind: "time", shift: 0, jitter: jitter > 0 }, !whole || jitter > 0);
    case "begin":
      return event
        ? time("begin", { kind: "event-begin" }, true)
        : time("begin", { kind: "time", shift: 0, jitter: false }, !whole);
    case "end":
      return event
        ? time("end", { kind: "event-end" }, true)
        : time("end", { kind: "time", shift: grid.interval * record.every, jitter: false }, !whole);
    case "id":
    case inventory.idName:
      return { field: { name, type: "text", nullable: false, role: "entity" }, source: { kind: "id" } };
    case "event":
      if (event) return { field: { name, type: "text", nullable: false, role: "event" }, source: { kind: "event-id" } };
      break;
    case "metric":
      if (place.long)
        return { field: { name, type: "text", nullable: false, role: "metric" }, source: { kind: "metric-name" } };
      break;
    case "unit":
      if (place.long)
        return { field: { name, type: "text", nullable: true, role: "metric" }, source: { kind: "metric-unit" } };
      break;
    case "value":
      if (place.long) {
        const decimals = Math.max(0, ...place.shown.map((m) => metrics[m].decimals));
        return {
          field: { name, type: "fixed", decimals, nullable: false, role: "value" },
          source: { kind: "metric-value" },
        };
      }
      break;
  }
  const tag = inventory.tags.find((t) => t.name === what);
  if (tag) {
    const clock = tag.type === "time" ? { time: instant(true) } : {};
    return {
      field: {
        name,
        type: tag.type,
        unit: tag.unit,
        decimals: tag.decimals,
        ...clock,
        nullable: tag.nullable ?? false,
        role: "tag",
      },
      source: { kind: "tag", tag },
    };
  }
  const metric = metrics.findIndex((m) => m.name === what);
  if (metric < 0) return undefined;
  const { unit, decimals } = metrics[metric];
  return {
    field: { name, type: "fixed", unit, decimals, nullable: false, role: "metric" },
    source: { kind: "metric", metric },
  };
}
