import type { Column } from "../core/batch.ts";
import { type EntityColumn, entityColumn } from "./entity-column.ts";
import type { Numbers } from "./gather.ts";
import type { Plan, Source, Table } from "./plan.ts";
import type { Entities } from "./region.ts";
import type { Rectangle } from "./tiles.ts";

/** Columns that repeat one value per entity, remembered while the same rectangle shape comes again. */
export function createRepeater(
  plan: Plan,
  table: Table,
  capacity: number,
): (c: number, rectangle: Rectangle) => Column {
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

function spread(perEntity: Numbers, out: Numbers, r: Rectangle): void {
  const { entityCount, ticks } = r;
  if (r.byTime) for (let t = 0; t < ticks; t++) out.set(perEntity, t * entityCount);
  else for (let e = 0; e < entityCount; e++) out.fill(perEntity[e], e * ticks, (e + 1) * ticks);
}
