import type { Field } from "../core/batch.ts";
import type { Issue } from "../core/error.ts";
import { ScenarioError } from "../core/error.ts";
import type { Grid } from "../core/grid.ts";
import type { Inventory } from "../core/inventory.ts";
import { derive, type Key } from "../core/random.ts";
import type { RecordOptions, Scenario } from "../core/scenario.ts";
import { suggest } from "../core/suggest.ts";
import type { Zone } from "../core/zone.ts";
import { type ColumnPlace, columnNames, planColumn, usualColumns } from "./columns.ts";
import { lanesOf } from "./lanes-of.ts";
import { templateProblem } from "./path-template.ts";
import { show } from "./plain-words.ts";
import type { Catalogs, Disturbance, Mark, Plan, PlannedMetric, Source, Table } from "./plan.ts";
import { createSchedule } from "./schedule.ts";
import { named } from "./segments.ts";

export interface Surroundings {
  scenario: Scenario;
  catalogs: Catalogs;
  seed: Key;
  grid: Grid;
  inventory: Inventory;
  metrics: readonly PlannedMetric[];
  disturbances: readonly Disturbance[];
  jitter: number;
  /** ms UTC that the inventory is told for. */
  at: number;
  zoneOf: (name: string, path: (string | number)[]) => Zone;
  issues: Issue[];
}

/** How a table is laid out: a record, or the inventory. */
export type TableOptions = Omit<RecordOptions, "rows"> & Pick<Table, "rows">;

const GRID = { rows: "grid", every: 1, shape: "wide", time: { format: "iso" } } as const;

/** Makes a table of each record: its columns, schema and zone, the answer key, and the inventory. Mistakes are added to `issues`. */
export function planTables(around: Surroundings): { tables: Table[]; labels: Table; entities: Table } {
  const records: readonly RecordOptions[] = around.scenario.records ?? [
    { table: "readings", ...GRID } satisfies RecordOptions,
  ];
  const seen = new Set<string>();
  const tables = records.flatMap((record, i) => {
    const path = ["records", i];
    if (seen.has(record.table))
      around.issues.push({
        path: [...path, "table"],
        message: `the table \`${record.table}\` is already defined above`,
      });
    seen.add(record.table);
    if (record.metrics && record.shape !== "long")
      around.issues.push({ path: [...path, "metrics"], message: "only long records choose metrics: set shape: long" });
    const problem = record.path === undefined ? undefined : templateProblem(record.path);
    if (problem) around.issues.push({ path: [...path, "path"], message: `${problem}, found ${show(record.path)}` });
    const table = planTable(record, path, around);
    return table ? [table] : [];
  });
  const table = seen.has("labels") ? "answer_key" : "labels";
  const labels =
    tables.find(({ rows }) => rows === "label") ?? planTable({ ...GRID, table, rows: "label" }, [], around)!;
  const { columns, time } = around.scenario.inventory;
  const inventory = {
    ...GRID,
    time,
    table: seen.has("inventory") ? "entities" : "inventory",
    rows: "entity",
    columns,
  } as const;
  return { tables, labels, entities: { ...planTable(inventory, ["inventory"], around, tables)!, at: around.at } };
}

/** A table of a plan with these columns, a row for each entity and tick; of no record of the scenario. */
export function gridTable(plan: Plan, catalogs: Catalogs, name: string, columns: readonly string[]): Table {
  const issues: Issue[] = [];
  const zoneOf = () => plan.zone;
  const record: TableOptions = { ...GRID, table: name, columns: [...columns] };
  const table = planTable(record, [], { ...plan, at: plan.window.end, catalogs, seed: plan.key, zoneOf, issues });
  if (!table || issues.length > 0) throw new ScenarioError(issues);
  return table;
}

function planTable(
  record: TableOptions,
  path: (string | number)[],
  around: Surroundings,
  tables: readonly Table[] = [],
): Table | undefined {
  const { scenario, issues } = around;
  const zone = around.zoneOf(record.time.zone ?? scenario.zone, [...path, "time", "zone"]);
  const long = record.shape === "long";
  const lanes = long ? lanesOf(record, path, around) : [];
  const shown = lanes.map(({ metric }) => metric);
  const marks: Mark[] = [];
  const place: ColumnPlace = { around, record, zone, shown, marks, tables };
  const known = columnNames(place);
  const fields: Field[] = [];
  const sources: Source[] = [];
  (record.columns ?? usualColumns(place)).forEach((column, c) => {
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
    const made = planColumn(name, what, place);
    if (!made) return;
    fields.push(made.field);
    sources.push(made.source);
  });

  const schedule = planSchedule(record, path, around);
  if (record.unless && record.rows !== "event")
    issues.push({ path: [...path, "unless"], message: "only event records keep silent: set rows: event" });
  if (record.rows === "event" && !schedule) return undefined;
  const metrics = long
    ? shown
    : [...new Set(sources.flatMap((s) => (s.kind === "metric" || s.kind === "text" ? [s.metric] : [])))];
  return {
    name: record.table,
    schema: { table: record.table, fields, key: keyOf(fields, record) },
    sources,
    rows: record.rows,
    shape: record.shape,
    every: record.every,
    metrics,
    names: lanes.map(({ name }) => name),
    // what is said of a whole row is said of the metrics in it
    marks: marks.map((mark) => (mark.metrics.length > 0 ? mark : { ...mark, metrics })),
    schedule,
    unless: named(record.unless ?? [], around.disturbances, [...path, "unless"], issues),
    zone,
    path: record.path ?? "{table}.{ext}",
  };
}

/** Names of the fields that identify a row, its time (the first of begin, time and end) first: rows come in that order, and a store finds the newest at once. */
function keyOf(fields: readonly Field[], { rows, shape }: TableOptions): string[] {
  if (rows === "label")
    return fields.filter(({ role, name }) => role === "event" || name === "metric").map(({ name }) => name);
  const role = ["begin", "time", "end"].find((one) => fields.some((field) => field.role === one));
  const time = fields.filter((field) => field.role === role);
  const own = fields.filter(({ role }) => role === "entity" || role === "event");
  const lanes = fields.filter(({ role, type }) => shape === "long" && role === "metric" && type === "text");
  return [...time, ...own, ...lanes].map(({ name }) => name);
}

function planSchedule(record: TableOptions, path: (string | number)[], around: Surroundings): Table["schedule"] {
  const { schedule } = record;
  if (record.rows !== "event") {
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
    return { schedule: createSchedule(schedule, around, key, [...path, "schedule"]), key };
  } catch (error) {
    if (!(error instanceof ScenarioError)) throw error;
    around.issues.push(...error.issues);
    return undefined;
  }
}
