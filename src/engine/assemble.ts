import type { Batch, Column } from "../core/batch.ts";
import { TENS } from "../core/numeric.ts";
import { derive, join, type Key, uniform } from "../core/random.ts";
import { type EntityColumn, entityColumn } from "./entity-column.ts";
import { type Entities, entityAt } from "./partition.ts";
import type { Plan, Source, Table } from "./plan.ts";

/** A rectangle of a table: entities by ticks, its rows tick by tick or entity by entity. */
export interface Rectangle {
  entities: Entities;
  firstEntity: number;
  entityCount: number;
  tick: number;
  ticks: number;
  byTime: boolean;
}

export interface Assembler {
  /** The batch of a rectangle whose metric values (integers, in row order) are `cells`, one array per shown metric. */
  build(rectangle: Rectangle, cells: readonly Float64Array[], partition: string): Batch[];
}

/** Turns rectangles of metric values into batches. Buffers are reused: a batch is valid until the next `build`. */
export function createAssembler(plan: Plan, table: Table, capacity: number): Assembler {
  const ticks = new Float64Array(capacity);
  const entities = new Int32Array(capacity);
  const times = new Float64Array(capacity);
  const jitterKey = derive(plan.key, "jitter");
  const repeat = createRepeater(plan, table, capacity);
  const columns = table.sources.map(
    (source, c): ((rectangle: Rectangle, cells: readonly Float64Array[], rows: number) => Column) => {
      switch (source.kind) {
        case "time": {
          const values = new Float64Array(capacity);
          return (_rectangle, _cells, rows) => {
            for (let i = 0; i < rows; i++) values[i] = times[i] + source.shift;
            if (source.jitter) delay(values, rows);
            return { type: "time", values };
          };
        }
        case "metric": {
          const at = table.metrics.indexOf(source.metric);
          const { decimals } = plan.metrics[source.metric];
          return (_rectangle, cells) => ({ type: "fixed", values: cells[at], decimals });
        }
        case "id":
        case "tag":
          return (rectangle) => repeat(c, rectangle);
        default:
          // of long tables: filled in by `lengthen`
          return () => ({ type: "int", values: new Int32Array(0) });
      }
    },
  );

  const key: Key = { a: 0, b: 0 };
  function delay(values: Float64Array, rows: number): void {
    let last = -1;
    for (let i = 0; i < rows; i++) {
      if (entities[i] !== last) {
        last = entities[i];
        join(key, jitterKey, plan.inventory.keyOf(last, key));
      }
      values[i] += Math.floor(uniform(key, ticks[i]) * plan.jitter);
    }
  }

  return {
    build(rectangle, cells, partition) {
      const rows = rectangle.entityCount * rectangle.ticks;
      fillAxes(plan, rectangle, entities, ticks, times);
      const made = columns.map((column) => column(rectangle, cells, rows));
      const whole = { schema: table.schema, rows, columns: made, entities, ticks, partition };
      const wide = exclude(plan, table, rectangle, whole, cells);
      if (wide.rows === 0) return [];
      return [table.shape === "long" ? lengthen(plan, table, wide, cells) : wide];
    },
  };
}

/** Entity, tick and nominal time of every row. */
function fillAxes(plan: Plan, r: Rectangle, entities: Int32Array, ticks: Float64Array, times: Float64Array): void {
  const { origin, interval } = plan.grid;
  let i = 0;
  if (r.byTime) {
    for (let t = 0; t < r.ticks; t++) {
      const tick = r.tick + t;
      const time = origin + tick * interval;
      for (let e = 0; e < r.entityCount; e++, i++) {
        entities[i] = entityAt(r.entities, r.firstEntity + e);
        ticks[i] = tick;
        times[i] = time;
      }
    }
    return;
  }
  for (let e = 0; e < r.entityCount; e++) {
    const entity = entityAt(r.entities, r.firstEntity + e);
    for (let t = 0; t < r.ticks; t++, i++) {
      entities[i] = entity;
      ticks[i] = r.tick + t;
      times[i] = origin + ticks[i] * interval;
    }
  }
}

/** Columns that repeat one value per entity, remembered while the same rectangle shape comes again. */
function createRepeater(plan: Plan, table: Table, capacity: number): (c: number, rectangle: Rectangle) => Column {
  const CACHED = 1 << 14;
  const cache = table.sources.map(() => new Map<number, EntityColumn>());
  const buffers = table.sources.map(() => ({
    codes: new Int32Array(0),
    values: new Float64Array(0),
    nulls: new Uint8Array(0),
    shape: "",
  }));
  let of: Entities | undefined;
  return (c, r) => {
    if (of !== r.entities && !(isRange(of) && isRange(r.entities))) for (const map of cache) map.clear();
    of = r.entities;
    const first = isRange(r.entities) ? r.entities.from + r.firstEntity : r.firstEntity;
    const name = first * 8192 + r.entityCount;
    let column = cache[c].get(name);
    if (!column) {
      if (cache[c].size * Math.max(1, r.entityCount) > CACHED) cache[c].clear();
      column = entityColumn(plan, table.sources[c] as Source & { kind: "id" | "tag" }, r);
      cache[c].set(name, column);
      buffers[c].shape = "";
    }
    const buffer = buffers[c];
    const shape = `${name} ${r.ticks} ${r.byTime}`;
    if (buffer.shape !== shape) {
      buffer.shape = shape;
      if (column.codes && buffer.codes.length === 0) buffer.codes = new Int32Array(capacity);
      if (column.values && buffer.values.length === 0) buffer.values = new Float64Array(capacity);
      if (column.nulls && buffer.nulls.length === 0) buffer.nulls = new Uint8Array(capacity);
      if (column.codes) spread(column.codes, buffer.codes, r);
      if (column.values) spread(column.values, buffer.values, r);
      if (column.nulls) spread(column.nulls, buffer.nulls, r);
    }
    return column.view(buffer);
  };
}

function isRange(entities: Entities | undefined): entities is { from: number; to: number } {
  return entities !== undefined && !(entities instanceof Int32Array);
}

type Numbers = Int32Array | Float64Array | Uint8Array;

function spread(perEntity: Numbers, out: Numbers, r: Rectangle): void {
  const { entityCount, ticks } = r;
  if (r.byTime) for (let t = 0; t < ticks; t++) out.set(perEntity, t * entityCount);
  else for (let e = 0; e < entityCount; e++) out.fill(perEntity[e], e * ticks, (e + 1) * ticks);
}

/** Drops rows of entities that are not active and ticks between those the record shows; compacts in place. */
function exclude(plan: Plan, table: Table, r: Rectangle, batch: Batch, cells: readonly Float64Array[]): Batch {
  const { inventory, grid } = plan;
  const begin = grid.timeOf(r.tick);
  const end = grid.timeOf(r.tick + r.ticks - 1);
  let all = table.every === 1;
  for (let e = 0; e < r.entityCount && all; e++) {
    const [from, to] = inventory.active(entityAt(r.entities, r.firstEntity + e));
    all = from <= begin && end < to;
  }
  if (all) return batch;
  const keep: number[] = [];
  for (let i = 0; i < batch.rows; i++) {
    if (batch.ticks[i] % table.every !== 0) continue;
    const [from, to] = inventory.active(batch.entities[i]);
    const time = grid.timeOf(batch.ticks[i]);
    if (from <= time && time < to) keep.push(i);
  }
  const some = <T extends Numbers>(values: T): T =>
    Object.getPrototypeOf(values).constructor.from(keep, (i: number) => values[i]);
  const columns = batch.columns.map((column): Column => {
    const nulls = column.nulls && { nulls: some(column.nulls) };
    if (column.type === "text") return { ...column, ...nulls, codes: some(column.codes) };
    return { ...column, ...nulls, values: some(column.values) } as Column;
  });
  if (table.shape === "long") for (const cell of cells) cell.set(some(cell.subarray(0, batch.rows)));
  return { ...batch, rows: keep.length, columns, entities: some(batch.entities), ticks: some(batch.ticks) };
}

/** A row per metric of each wide row. */
function lengthen(plan: Plan, table: Table, wide: Batch, cells: readonly Float64Array[]): Batch {
  const metrics = table.metrics.map((m) => plan.metrics[m]);
  const n = metrics.length;
  const rows = wide.rows * n;
  const each = <T extends Numbers>(values: T): T =>
    Object.getPrototypeOf(values).constructor.from(
      { length: rows },
      (_: unknown, i: number) => values[Math.floor(i / n)],
    );
  const lane = (dictionary: readonly string[]): Column => ({
    type: "text",
    codes: Int32Array.from({ length: rows }, (_, i) => i % n),
    dictionary,
  });
  const columns = wide.columns.map((column, c): Column => {
    const source = table.sources[c];
    if (source.kind === "metric-name") return lane(metrics.map((m) => m.name));
    if (source.kind === "metric-unit") {
      const nulls = Uint8Array.from({ length: rows }, (_, i) => (metrics[i % n].unit === undefined ? 1 : 0));
      return { ...lane(metrics.map((m) => m.unit ?? "")), nulls };
    }
    if (source.kind === "metric-value") {
      const { decimals = 0 } = table.schema.fields[c];
      const values = Float64Array.from(
        { length: rows },
        (_, i) => cells[i % n][Math.floor(i / n)] * TENS[decimals - metrics[i % n].decimals],
      );
      return { type: "fixed", values, decimals };
    }
    const nulls = column.nulls && { nulls: each(column.nulls) };
    if (column.type === "text") return { ...column, ...nulls, codes: each(column.codes) };
    return { ...column, ...nulls, values: each(column.values) } as Column;
  });
  return { ...wide, rows, columns, entities: each(wide.entities), ticks: each(wide.ticks) };
}
