import type { Field, TimeFormat } from "../core/batch.ts";
import type { Zone } from "../core/zone.ts";
import type { Disturbance, LabelColumn, Mark, Source, Table } from "./plan.ts";
import type { Surroundings, TableOptions } from "./tables.ts";

/** Where a column stands. */
export interface ColumnPlace {
  around: Surroundings;
  record: TableOptions;
  zone: Zone;
  /** Of a long table: the metrics that have rows. */
  shown: readonly number[];
  /** Receives what is to be computed for each cell. */
  marks: Mark[];
  /** Tables that columns may tell of. */
  tables: readonly Table[];
}

interface Planned {
  field: Field;
  source: Source;
}

const TIMES = ["timestamp", "until", "begin", "end"];
const LONG = ["metric", "unit", "value"];
const EVENT = ["begin", "end", "event"];

/** Types of the answer key's own columns, in their usual order. */
const LABEL: Readonly<Record<LabelColumn, Pick<Field, "type" | "nullable">>> = {
  event: { type: "text", nullable: false },
  name: { type: "text", nullable: false },
  kind: { type: "text", nullable: false },
  family: { type: "text", nullable: false },
  metric: { type: "text", nullable: true },
  inherited: { type: "bool", nullable: false },
  cause: { type: "text", nullable: true },
  onset: { type: "time", nullable: false },
  peak: { type: "time", nullable: true },
  end: { type: "time", nullable: true },
  cause_begin: { type: "time", nullable: false },
  cause_end: { type: "time", nullable: true },
  severity_asked: { type: "float", nullable: true },
  severity_achieved: { type: "float", nullable: true },
  deviation: { type: "float", nullable: true },
};

/** All columns that a table may show. */
export function columnNames({ around, record, tables }: ColumnPlace): string[] {
  const { idName, tags } = around.inventory;
  const entity = [...(record.rows === "label" ? [] : ["id"]), "id", idName].filter((n, i, all) => all.indexOf(n) === i);
  const tagNames = tags.map((tag) => tag.name);
  if (record.rows === "label") return [...Object.keys(LABEL), ...entity, ...tagNames];
  if (record.rows === "event") return [...EVENT, ...entity, ...tagNames];
  const metrics = Object.keys(around.scenario.metrics);
  if (record.rows === "entity")
    return [...entity, ...tagNames, ...metrics, ...eventTables(tables).map(({ last }) => last)];
  const marks = ["is_anomaly", "anomaly_kinds"];
  return record.shape === "long"
    ? [...TIMES, ...entity, ...LONG, ...marks, "clean_value", ...tagNames]
    : [...TIMES, ...entity, ...tagNames, ...metrics, ...marks, ...metrics.map((name) => `clean.${name}`)];
}

/** The columns of a table that names none. */
export function usualColumns({ around, record }: ColumnPlace): string[] {
  const { idName, tags } = around.inventory;
  const tagNames = tags.map((tag) => tag.name);
  if (record.rows === "event") return [...EVENT, idName, ...tagNames];
  if (record.rows === "entity") return [idName, ...tagNames];
  if (record.rows === "label") return ["event", idName, ...Object.keys(LABEL).slice(1)];
  const metrics = Object.keys(around.scenario.metrics);
  return ["timestamp", idName, ...tagNames, ...(record.shape === "long" ? LONG : metrics)];
}

/** The field and source of a column; undefined where it shows nothing that exists. */
export function planColumn(name: string, what: string, place: ColumnPlace): Planned | undefined {
  const { around, record } = place;
  const { inventory } = around;
  if (what === "id" || what === inventory.idName)
    return { field: { name, type: "text", nullable: false, role: "entity" }, source: { kind: "id" } };
  if (record.rows === "entity") return tagColumn(name, what, place) ?? stateColumn(name, what, place);
  if (record.rows === "label" && Object.hasOwn(LABEL, what)) return labelColumn(name, what as LabelColumn, place);
  const own =
    record.rows === "event"
      ? eventColumn(name, what, place)
      : (timeColumn(name, what, place) ?? markColumn(name, what, place));
  if (own) return own;
  if (record.shape === "long" && record.rows === "grid" && LONG.includes(what)) return longColumn(name, what, place);
  return tagColumn(name, what, place) ?? metricColumn(name, what, place);
}

function instant({ record, zone }: ColumnPlace, milliseconds: boolean): Field["time"] {
  return { format: record.time.format as TimeFormat, zone: zone.name, milliseconds };
}

function labelColumn(name: string, what: LabelColumn, place: ColumnPlace): Planned {
  const { type, nullable } = LABEL[what];
  const time = type === "time" ? { time: instant(place, true) } : {};
  const role = what === "event" ? "event" : "label";
  return { field: { name, type, nullable, ...time, role }, source: { kind: "label", what } };
}

function eventColumn(name: string, what: string, place: ColumnPlace): Planned | undefined {
  if (what === "event")
    return { field: { name, type: "text", nullable: false, role: "event" }, source: { kind: "event-id" } };
  if (what !== "begin" && what !== "end") return undefined;
  const field: Field = { name, type: "time", time: instant(place, true), nullable: false, role: what };
  return { field, source: { kind: `event-${what}` } };
}

function timeColumn(name: string, what: string, place: ColumnPlace): Planned | undefined {
  if (!TIMES.includes(what)) return undefined;
  const { grid, jitter, disturbances } = place.around;
  const whole = grid.origin % 1000 === 0 && grid.interval % 1000 === 0;
  const wrong = disturbances.some(({ changes }) => changes === "clock");
  const jittered = (what === "timestamp" || what === "until") && jitter > 0;
  const role = what === "timestamp" ? "time" : what === "begin" ? "begin" : "end";
  const shift = role === "end" ? place.record.every : 0;
  const time = instant(place, !whole || jittered || wrong);
  return {
    field: { name, type: "time", time, nullable: false, role },
    source: { kind: "time", shift, jitter: jittered },
  };
}

/** What a cell says of the answer key. */
function markColumn(name: string, what: string, place: ColumnPlace): Planned | undefined {
  const long = place.record.shape === "long";
  const { metrics } = place.around;
  const mark = (kind: Mark["what"], of: readonly (readonly number[])[]): Source => ({
    kind: "mark",
    marks: of.map((some) => place.marks.push({ what: kind, metrics: some }) - 1),
  });
  const each = long ? place.shown.map((m) => [m]) : [[]];
  if (what === "is_anomaly")
    return { field: { name, type: "bool", nullable: false, role: "label" }, source: mark("is_anomaly", each) };
  if (what === "anomaly_kinds")
    return { field: { name, type: "text", nullable: true, role: "label" }, source: mark("anomaly_kinds", each) };
  const clean =
    long && what === "clean_value" ? place.shown : metrics.flatMap((m, i) => (what === `clean.${m.name}` ? [i] : []));
  if (clean.length === 0 || (long && what !== "clean_value")) return undefined;
  const decimals = Math.max(...clean.map((m) => metrics[m].decimals));
  const { unit } = metrics[clean[0]];
  return {
    field: { name, type: "fixed", decimals, ...(long ? {} : { unit }), nullable: false, role: "label" },
    source: mark(
      "clean",
      clean.map((m) => [m]),
    ),
  };
}

function eventTables(tables: readonly Table[]): { last: string; table: Table }[] {
  return tables.filter(({ rows }) => rows === "event").map((table) => ({ last: `last.${table.name}`, table }));
}

/** What an entity is like at an instant: a metric, or when its last event began. */
function stateColumn(name: string, what: string, place: ColumnPlace): Planned | undefined {
  const found = eventTables(place.tables).find(({ last }) => last === what);
  if (found) {
    const time = instant(place, false);
    return {
      field: { name, type: "time", time, nullable: true, role: "label" },
      source: { kind: "last", table: found.table },
    };
  }
  const metric = place.around.metrics.findIndex((m) => m.name === what);
  const { texts } = place.around.metrics[metric] ?? {};
  if (!texts) return metricColumn(name, what, place);
  return { field: { name, type: "text", nullable: true, role: "metric" }, source: { kind: "text", metric, texts } };
}

function longColumn(name: string, what: string, { around, shown }: ColumnPlace): Planned {
  if (what === "value") {
    const decimals = Math.max(0, ...shown.map((m) => around.metrics[m].decimals));
    const nullable = shown.some((m) => mayMiss(around.disturbances, m));
    return { field: { name, type: "fixed", decimals, nullable, role: "value" }, source: { kind: "metric-value" } };
  }
  const field: Field = { name, type: "text", nullable: what === "unit", role: "metric" };
  return { field, source: { kind: what === "unit" ? "metric-unit" : "metric-name" } };
}

function tagColumn(name: string, what: string, place: ColumnPlace): Planned | undefined {
  const tag = place.around.inventory.tags.find((t) => t.name === what);
  if (!tag) return undefined;
  const { type, unit, decimals, nullable = false } = tag;
  const clock = type === "time" ? { time: instant(place, true) } : {};
  return { field: { name, type, unit, decimals, ...clock, nullable, role: "tag" }, source: { kind: "tag", tag } };
}

function metricColumn(name: string, what: string, { around }: ColumnPlace): Planned | undefined {
  const metric = around.metrics.findIndex((m) => m.name === what);
  if (metric < 0) return undefined;
  const { unit, decimals } = around.metrics[metric];
  const nullable = mayMiss(around.disturbances, metric);
  return {
    field: { name, type: "fixed", unit, decimals, nullable, role: "metric" },
    source: { kind: "metric", metric },
  };
}

/** Whether a fault may leave no reading of a metric. */
function mayMiss(disturbances: readonly Disturbance[], metric: number): boolean {
  return disturbances.some(({ changes, effects }) => changes === "readings" && effects.has(metric));
}
