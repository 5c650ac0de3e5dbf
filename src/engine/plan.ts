import type { Field, Schema } from "../core/batch.ts";
import type { Compression } from "../core/compression.ts";
import type { Catalog } from "../core/definition.ts";
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
  chain: readonly Link[];
  /** Metrics its chain reads, by index in the plan, with the most ticks before and after a run. */
  reads: readonly { metric: number; lag: number; lead: number }[];
}

/** What fills a column. */
export type Source =
  | { kind: "time"; shift: number; jitter: boolean }
  | { kind: "id" }
  | { kind: "tag"; tag: Tag }
  | { kind: "metric"; metric: number }
  | { kind: "metric-name" }
  | { kind: "metric-unit" }
  | { kind: "metric-value" }
  | { kind: "event-id" }
  | { kind: "event-begin" }
  | { kind: "event-end" };

export interface Table {
  name: string;
  schema: Schema;
  sources: readonly Source[];
  rows: "grid" | "event";
  shape: "wide" | "long";
  every: number;
  /** Metrics shown, by index in the plan; in long tables one row each. */
  metrics: readonly number[];
  schedule?: { schedule: Schedule; key: Key };
  /** Zone of dates in paths and of printed offsets. */
  zone: Zone;
  /** File path template inside a directory. */
  path: string;
}

/** A scenario made ready: checked, resolved, every signal created. Immutable. */
export interface Plan {
  /** The scenario with defaults filled in and its window made absolute: compiling it again gives this plan. */
  scenario: Scenario;
  /** Hash of the resolved scenario, the files it reads and the values version, in hex. */
  hash: string;
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
  tables: readonly Table[];
}

export type { Field };
