import type { Batch } from "../core/batch.ts";
import type { Encoder } from "../core/encoder.ts";
import { createGenerator, type Order, TILE_BYTES } from "./generate.ts";
import { stopwatch } from "./pace.ts";
import { type Parts, sizeOf } from "./partition.ts";
import type { Catalogs, Plan, Table } from "./plan.ts";
import { SMALL } from "./run.ts";
import type { Target } from "./target.ts";

/** What a run of a table will be, by a sample that is really made and encoded. */
export interface Estimate {
  rows: number;
  /** Whether `rows` is counted; else it is scaled up from the sample. */
  exact: boolean;
  /** Bytes in each format. */
  bytes: Record<string, number>;
  /** In the chosen format on this machine, with `threads`. */
  seconds: number;
  threads: number;
  /** Peak bytes of the program's memory. */
  memory: number;
}

export interface EstimateOptions {
  order: Order;
  threads: number;
  shards: number;
}

/** Seconds a sample may take; it stops at the first run of ticks past this. */
const BUDGET = 0.25;
const ENTITIES = 16;
const RUN = 4096;
/** Of the program itself, and of a thread beside it: measured resident sets, rounded up. */
const PROGRAM = 90e6;
const THREAD = 60e6;

/** Estimates a run of the parts of a table into a target. */
export function estimate(
  plan: Plan,
  table: Table,
  catalogs: Catalogs,
  target: Target,
  parts: Parts,
  options: EstimateOptions,
): Estimate {
  const entities = spread(plan.inventory.size);
  const active = activeShare(plan, entities);
  const seen = sample(plan, table, catalogs, target, entities);
  const ticks = Math.ceil((plan.window.to - plan.window.from) / table.every);
  const lanes = table.shape === "long" ? table.metrics.length : 1;
  const cells = plan.inventory.size * ticks * lanes;
  const all = table.rows === "event" ? seen.rowsPerEntity * plan.inventory.size : Math.round(cells * active);
  const rows = Math.round(all / options.shards);
  const threads = rows < SMALL || target.definition.stores === "rows" ? 1 : options.threads;
  const bytes = Object.fromEntries(
    Object.entries(seen.bytesPerRow).map(([format, each]) => [format, Math.round(each * rows)]),
  );
  return {
    rows,
    exact: table.rows === "grid" && plan.scenario.inventory.active === undefined && options.shards === 1,
    bytes,
    seconds: (rows * seen.secondsPerRow) / threads,
    threads,
    memory: PROGRAM + (threads > 1 ? threads * THREAD : 0) + threads * tileBytes(table, parts, options.order),
  };
}

/** Entities all over the inventory, in ascending order. */
function spread(size: number): Int32Array {
  const n = Math.min(size, ENTITIES);
  return Int32Array.from({ length: n }, (_, i) => Math.floor((i * size) / n));
}

/** The share of the window in which entities exist. */
function activeShare({ inventory, window }: Plan, entities: Int32Array): number {
  const { start, end } = window;
  const shares = Array.from(entities, (entity) => {
    const [from, to] = inventory.active(entity);
    return Math.max(0, Math.min(to, end) - Math.max(from, start)) / (end - start);
  });
  return shares.reduce((sum, one) => sum + one, 0) / shares.length;
}

interface Sample {
  rowsPerEntity: number;
  bytesPerRow: Record<string, number>;
  secondsPerRow: number;
}

/** Makes runs of ticks of some entities, at places all over the window, and encodes them in every format. */
function sample(plan: Plan, table: Table, catalogs: Catalogs, target: Target, entities: Int32Array): Sample {
  const { from, to } = plan.window;
  const run = table.rows === "event" ? to - from : Math.min(RUN, to - from);
  const maker = createGenerator(plan, table, "entity");
  const encoders = Object.entries(catalogs.encoders).map(([format, made]) => {
    const encoder: Encoder = format === target.format ? target.encoder : made.create(made.options.parse({}), undefined);
    return { format, stream: encoder.open(table.schema), bytes: 0 };
  });
  const began = stopwatch();
  let rows = 0;
  let spent = 0;
  let warm = 0;
  let tried = 0;
  const encode = (batch: Batch): void => {
    rows += batch.rows;
    for (const encoder of encoders) {
      const start = stopwatch();
      encoder.bytes += encoder.stream.write(batch).length;
      if (encoder.format === target.format) spent += stopwatch() - start;
    }
  };
  while (tried < entities.length && (tried < 2 || stopwatch() - began < BUDGET)) {
    const entity = entities[tried];
    const tick = from + Math.floor(((to - from - run) * tried) / entities.length);
    const region = { entities: { from: entity, to: entity + 1 }, from: tick, to: tick + run };
    let start = stopwatch();
    for (const batch of maker.batches(region, "sample")) {
      spent += stopwatch() - start;
      encode(batch);
      start = stopwatch();
    }
    spent += stopwatch() - start;
    // the first run of ticks waits for machine code: it does not count when there is another
    if (tried++ === 0 && entities.length > 1) [spent, warm] = [0, rows];
  }
  const bytesPerRow = Object.fromEntries(encoders.map(({ format, bytes }) => [format, bytes / Math.max(1, rows)]));
  return { rowsPerEntity: rows / tried, bytesPerRow, secondsPerRow: spent / Math.max(1, rows - warm) };
}

/** Bytes of the metric values that a thread holds at once. */
function tileBytes(table: Table, parts: Parts, order: Order): number {
  if (parts.length === 0) return 0;
  const { entities, from, to } = parts.at(0);
  const size = sizeOf(entities);
  const values = order === "time" && size > 1 ? size * (to - from) : RUN * 16;
  return Math.min(TILE_BYTES, 8 * values * Math.max(1, table.metrics.length));
}
