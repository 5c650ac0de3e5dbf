import { crc32 } from "node:zlib";
import type { Encoder } from "../core/encoder.ts";
import { countRows } from "./count-rows.ts";
import { createGenerator } from "./generate.ts";
import { stopwatch } from "./pace.ts";
import type { Catalogs, Plan, Table } from "./plan.ts";
import { type Parts, type Region, sizeOf } from "./region.ts";
import { SMALL } from "./run.ts";
import type { Target } from "./target.ts";
import { type Order, TILE_BYTES } from "./tiles.ts";

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

/** A sample is warm, and timed, after this many seconds and rows: what is made before waits for machine code. */
const WARM = { seconds: 0.3, rows: 40_000 };
/** Seconds that are timed, and the most that a sample may take. */
const TIMED = 0.2;
const LONGEST = 2.5;
/** Rows of each piece that are encoded in every format. */
const ENCODED = 256;
const ENTITIES = 16;
const RUN = 4096;
/** Places in the window at which runs of ticks begin. */
const PLACES = 97;
/** Of the program itself, and of a thread beside it: measured resident sets, rounded up. */
const PROGRAM = 130e6;
const THREAD = 60e6;
/** Seconds to make and name a file, to hand a byte of one to the system, and to start threads: measured, rounded. */
const FILE = 2e-4;
const BYTE = 2e-9;
const START = 0.3;

/** Estimates a run of the parts of a table into a target. */
export function estimate(
  plan: Plan,
  table: Table,
  catalogs: Catalogs,
  target: Target,
  parts: Parts,
  options: EstimateOptions,
): Estimate {
  // a table has the rows of its parts, and those of the whole are counted with less to look at
  const { window, inventory } = plan;
  const whole = { entities: { from: 0, to: inventory.size }, from: window.from, to: window.to };
  const { rows, exact } = countRows(plan, table, options.shards === 1 ? { length: 1, at: () => whole } : parts);
  const seen = sample(plan, table, catalogs, target, rows);
  const threads = rows < SMALL || target.definition.stores === "rows" ? 1 : options.threads;
  const bytes = Object.fromEntries(
    Object.entries(seen.bytesPerRow).map(([format, each]) => [format, Math.round(each * rows)]),
  );
  const stored = target.definition.stores === "files" ? parts.length * FILE + bytes[target.format] * BYTE : 0;
  return {
    rows,
    exact,
    bytes,
    seconds: (rows * seen.secondsPerRow + stored) / threads + (threads > 1 ? START : 0),
    threads,
    memory: PROGRAM + (threads > 1 ? threads * THREAD : 0) + threads * tileBytes(table, parts, options.order),
  };
}

/** Entities all over the inventory, in ascending order. */
export function spread(size: number): Int32Array {
  const n = Math.min(size, ENTITIES);
  return Int32Array.from({ length: n }, (_, i) => Math.floor((i * size) / n));
}

interface Sample {
  bytesPerRow: Record<string, number>;
  secondsPerRow: number;
}

/**
 * Makes pieces of the table at places all over it, at most as many rows as there are, and encodes them: in the chosen
 * format, and a little in every one.
 */
function sample(plan: Plan, table: Table, catalogs: Catalogs, target: Target, rows: number): Sample {
  const entities = spread(plan.inventory.size);
  const encoders = Object.entries(catalogs.encoders).map(([format, made]) => {
    const encoder: Encoder = format === target.format ? target.encoder : made.create(made.options.parse({}), undefined);
    return { format, stream: encoder.open(table.schema), bytes: 0 };
  });
  const chosen = target.encoder.open(table.schema);
  const { stores } = target.definition;
  let crc = 0;
  const maker = createGenerator(plan, table, "entity");
  const all = { rows: 0, encoded: 0, timed: 0, seconds: 0 };
  const began = stopwatch();
  for (let turn = 0; all.rows < rows && all.seconds < TIMED && stopwatch() - began < LONGEST; turn++) {
    const warm = stopwatch() - began > WARM.seconds && all.rows > WARM.rows;
    const piece = pieceAt(plan, table, entities, turn);
    const start = stopwatch();
    let besides = 0;
    for (const batch of maker.batches(piece, "sample")) {
      if (stores !== "rows") {
        const bytes = chosen.write(batch);
        if (stores === "files") crc = crc32(bytes, crc);
      }
      all.rows += batch.rows;
      if (warm) all.timed += batch.rows;
      if (turn >= entities.length) continue;
      const pause = stopwatch();
      const few = { ...batch, rows: Math.min(batch.rows, ENCODED) };
      all.encoded += few.rows;
      for (const encoder of encoders) encoder.bytes += encoder.stream.write(few).length;
      besides += stopwatch() - pause;
    }
    if (warm) all.seconds += stopwatch() - start - besides;
  }
  for (const encoder of encoders) encoder.bytes += encoder.stream.end().length;
  const [timed, seconds] = all.timed > 0 ? [all.timed, all.seconds] : [all.rows, stopwatch() - began];
  return {
    bytesPerRow: Object.fromEntries(encoders.map(({ format, bytes }) => [format, bytes / Math.max(1, all.encoded)])),
    secondsPerRow: seconds / Math.max(1, timed),
  };
}

/** A run of ticks of one entity, or all ticks of a few where the window is short: as large as batches are. */
export function pieceAt({ inventory, window }: Plan, table: Table, entities: Int32Array, turn: number): Region {
  const { from, to } = window;
  const run = table.rows !== "grid" ? to - from : Math.min(RUN, to - from);
  const tick = from + Math.floor(((to - from - run) * (turn % PLACES)) / PLACES);
  const few = Math.min(inventory.size, Math.max(1, Math.floor(RUN / run)));
  const entity = Math.min(entities[turn % entities.length], inventory.size - few);
  return { entities: { from: entity, to: entity + few }, from: tick, to: tick + run };
}

/** Bytes of the metric values that a thread holds at once. */
function tileBytes(table: Table, parts: Parts, order: Order): number {
  if (parts.length === 0) return 0;
  const { entities, from, to } = parts.at(0);
  const size = sizeOf(entities);
  const values = order === "time" && size > 1 ? size * (to - from) : RUN * 16;
  return Math.min(TILE_BYTES, 8 * values * Math.max(1, table.metrics.length));
}
