import type { Column } from "../core/batch.ts";
import { TENS } from "../core/numeric.ts";
import type { Plan, Source } from "./plan.ts";
import { entityAt } from "./region.ts";
import type { Rectangle } from "./tiles.ts";

interface Buffers {
  codes: Int32Array;
  values: Float64Array;
  nulls: Uint8Array;
}

/** One value per entity of a rectangle, and how rows made of them become a column. */
export interface EntityColumn {
  codes?: Int32Array;
  values?: Float64Array;
  nulls?: Uint8Array;
  view(rows: Buffers): Column;
}

/** The ids or a tag of a rectangle's entities. */
export function entityColumn(plan: Plan, source: Source & { kind: "id" | "tag" }, r: Rectangle): EntityColumn {
  const { inventory } = plan;
  const entity = (i: number) => entityAt(r.entities, r.firstEntity + i);
  const n = r.entityCount;
  if (source.kind === "id") {
    const dictionary = Array.from({ length: n }, (_, i) => inventory.idOf(entity(i)));
    const codes = Int32Array.from({ length: n }, (_, i) => i);
    return { codes, view: (rows) => ({ type: "text", codes: rows.codes, dictionary }) };
  }
  const { tag } = source;
  const found = Array.from({ length: n }, (_, i) => tag.at(entity(i)));
  const nulls = found.some((value) => value === null)
    ? Uint8Array.from(found, (value) => (value === null ? 1 : 0))
    : undefined;
  const absent = (rows: Buffers) => (nulls ? { nulls: rows.nulls } : {});
  if (tag.type === "text") {
    const index = new Map<string, number>();
    const codes = Int32Array.from(found, (value) => {
      const text = String(value ?? "");
      const code = index.get(text) ?? index.size;
      index.set(text, code);
      return code;
    });
    const dictionary = [...index.keys()];
    return { codes, nulls, view: (rows) => ({ type: "text", codes: rows.codes, dictionary, ...absent(rows) }) };
  }
  const scale = tag.type === "fixed" ? TENS[tag.decimals ?? 0] : 1;
  const values = Float64Array.from(found, (value) =>
    tag.type === "fixed" ? Math.floor(Number(value) * scale + 0.5) : Number(value),
  );
  return {
    values,
    nulls,
    view: (rows) => numeric(tag.type, rows.values, tag.decimals ?? 0, absent(rows)),
  };
}

/** An entity's one value in every row. */
export function repeated(one: EntityColumn, rows: number): Column {
  return one.view({
    codes: new Int32Array(rows).fill(one.codes?.[0] ?? 0),
    values: new Float64Array(rows).fill(one.values?.[0] ?? 0),
    nulls: new Uint8Array(rows).fill(one.nulls?.[0] ?? 0),
  });
}

function numeric(type: string, values: Float64Array, decimals: number, nulls: { nulls?: Uint8Array }): Column {
  switch (type) {
    case "int":
      return { type: "int", values: Int32Array.from(values), ...nulls };
    case "bool":
      return { type: "bool", values: Uint8Array.from(values), ...nulls };
    case "fixed":
      return { type: "fixed", values, decimals, ...nulls };
    case "time":
      return { type: "time", values, ...nulls };
    default:
      return { type: "float", values, ...nulls };
  }
}
