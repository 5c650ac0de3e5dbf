import type { Field, Schema } from "../core/batch.ts";
import type { Compression } from "../core/compression.ts";
import type { Catalog } from "../core/definition.ts";
import type { Changes, Effect, EffectCatalog, Family } from "../core/effect.ts";
import type { Encoder } from "../core/encoder.ts";
import type { Grid } from "../core/grid.ts";
import type { Inventory, Tag } from "../core/inventory.ts";
import type { PresetDefinition } from "../core/preset.ts";
import type { Key } from "../core/random.ts";
import type { Scenario } from "../core/scenario.ts";
import type { Schedule, ScheduleContext } from "../core/schedule.ts";
import type { Signal, SignalContext } from "../core/signal.ts";
import type { SinkDefinition } from "../core/sink.ts";
import type { Zone } from "../core/zone.ts";

/** Everything a scenario can name, by kind. */
export interface Catalogs {
  readonly signals: Catalog<Signal, SignalContext>;
  readonly schedules: Catalog<Schedule, ScheduleContext>;
  readonly anomalies: EffectCatalog;
  readonly faults: EffectCatalog;
  readonly encoders: Catalog<Encoder, undefined>;
  readonly compressions?: Readonly<Record<string, Compression>>;
  readonly sinks: Readonly<Record<string, SinkDefinition<any>>>;
  readonly presets: Readonly<Record<string, PresetDefinition<any>>>;
}

/** Raised when released values for a (scenario, seed) change. Part of every run's stamp. */
export const VALUES_VERSION = 1;

/** One signal of a chain with the key of (seed, metric, signal). */
export interface Link {
  signal: Signal;
  key: Key;
}

export interface PlannedMetric {
  name: string;
  unit?: string;
  decimals: number;
  /** What its values 0, 1, 2 are called. */
  texts?: readonly string[];
  /** The inventory as its signals see it: of a shared metric, entities that share it have one key. */
  inventory: Inventory;
  /** Whether entities share it. */
  shared: boolean;
  chain: readonly Link[];
  /** It never falls, but by anomalies and faults. */
  rises: boolean;
  /** Ticks before a run that its chain may go through by itself; Infinity: all since the origin. */
  back: number;
  /** Metrics its chain reads, by index in the plan, with the most ticks before and after a run. */
  reads: readonly { metric: number; lag: number; lead: number }[];
}

/** An anomaly or fault made ready: which entities it takes, when, and what it does to which metrics. */
export interface Disturbance {
  id: string;
  kind: string;
  family: Family;
  changes: Changes;
  permanent: boolean;
  /** Metrics it changes, by index in the plan, each with its effect; empty where it changes rows or the clock. */
  effects: ReadonlyMap<number, Effect>;
  /** Of `clock` and `rows`: the effect on the whole row. */
  onRow?: Effect;
  occurrences: Occurrences;
  /** ms in which it grows, and fades after its cause has ended. */
  onset: number;
  recovery: number;
  /** Its key under the seed. */
  key: Key;
}

/** One occurrence of a disturbance on an entity. */
export interface Occurrence {
  /** `trip/FD000012/3.0`: unique in a plan, made of names and positions. */
  id: string;
  /** The id of what brought it on: the incident it is part of, or the cause's occurrence. */
  cause?: string;
  /** ms UTC in which its cause acts. */
  start: number;
  end: number;
  /** Ticks it reaches, recovery included: [first, last), one at least. */
  first: number;
  last: number;
  key: Key;
}

/** Visits every occurrence on an entity that reaches one of the ticks [from, to). */
export type Occurrences = (entity: number, from: number, to: number, visit: (occurrence: Occurrence) => void) => void;

/** What fills a column. */
export type Source =
  /** The instant so many ticks later. */
  | { kind: "time"; shift: number; jitter: boolean }
  | { kind: "id" }
  | { kind: "tag"; tag: Tag }
  | { kind: "metric"; metric: number }
  | { kind: "metric-name" }
  | { kind: "metric-unit" }
  | { kind: "metric-value" }
  /** One of the table's marks; in long tables one per metric. */
  | { kind: "mark"; marks: readonly number[] }
  | { kind: "label"; what: LabelColumn }
  /** When the last event of a table began, and a metric by the texts of its values: of the inventory. */
  | { kind: "last"; table: Table }
  | { kind: "text"; metric: number; texts: readonly string[] }
  | { kind: "event-id" }
  | { kind: "event-begin" }
  | { kind: "event-end" };

/** A column of the answer key beside ids and tags. */
export type LabelColumn =
  | "event"
  | "name"
  | "kind"
  | "family"
  | "metric"
  | "inherited"
  | "cause"
  | "onset"
  | "peak"
  | "end"
  | "cause_begin"
  | "cause_end"
  | "severity_asked"
  | "severity_achieved"
  | "deviation";

/** What a cell says of the answer key: whether anything changed one of some metrics, which kinds did, or the clean value of the one. */
export interface Mark {
  what: "is_anomaly" | "anomaly_kinds" | "clean";
  metrics: readonly number[];
}

export interface Table {
  name: string;
  schema: Schema;
  sources: readonly Source[];
  rows: "grid" | "event" | "label" | "entity";
  shape: "wide" | "long";
  every: number;
  /** Metrics shown, by index in the plan; in long tables one row each. */
  metrics: readonly number[];
  /** What the rows of a long table call them. */
  names: readonly string[];
  /** Beside the metrics, what is computed for each cell. */
  marks: readonly Mark[];
  schedule?: { schedule: Schedule; key: Key };
  /** Of event rows: while one of these acts on an entity, none begins. */
  unless: readonly Disturbance[];
  /** Of the inventory: ms UTC that it is told for. */
  at?: number;
  /** Zone of dates in paths and of printed offsets. */
  zone: Zone;
  /** File path template inside a directory. */
  path: string;
}

/** Which event table tells who is there, what keeps entities from reporting, and by which tags they are counted. */
export interface Segments {
  table: Table;
  errors: readonly Disturbance[];
  groups: readonly { name: string; dimensions: readonly Tag[] }[];
}

/** A scenario made ready: checked, resolved, every signal created. Immutable. */
export interface Plan {
  /** The scenario with defaults filled in and its window made absolute: compiling it again gives this plan. */
  scenario: Scenario;
  /** Hash of the resolved scenario, the files it reads and the values version, in hex. */
  hash: string;
  /** The same without the window: what two windows of one scenario have in common. */
  source: string;
  key: Key;
  grid: Grid;
  zone: Zone;
  inventory: Inventory;
  /** Instants in ms UTC, [start, end), and the ticks in it, [from, to). */
  window: { start: number; end: number; from: number; to: number };
  /** ms; 0 when timestamps are exactly on the grid. */
  jitter: number;
  /** In an order in which each reads only earlier ones. */
  metrics: readonly PlannedMetric[];
  /** Anomalies in the scenario's order, then faults. */
  disturbances: readonly Disturbance[];
  tables: readonly Table[];
  /** How entities that are there are counted; absent where the scenario does not say. */
  segments?: Segments;
  /** The answer key: one of the tables, or one beside them that is made when asked for. */
  labels: Table;
  /** The inventory as a table, a row per entity: made when asked for. */
  entities: Table;
}

/** The table of a name: one of the scenario's, the answer key, or the inventory. */
export function tableOf(plan: Plan, name: string): Table | undefined {
  return [...plan.tables, plan.labels, plan.entities].find((table) => table.name === name);
}

export type { Field };
