import { z } from "zod";
import type { Tag } from "../inventory.ts";
import { suggest } from "../suggest.ts";
import { scalar } from "./choice.ts";
import { defineTags, type TagScope, textOf } from "./definition.ts";
import { skew, skewed } from "./skew.ts";
import { createColumnTag, createInlineTable, type Table } from "./table.ts";
import { createPick, weightFault } from "./weights.ts";

/** The row of an entity. */
type RowOf = (entity: number) => number;

/** One row of a catalog, drawn or found: every column but the weight becomes a tag. */
export const catalog = defineTags({
  type: "catalog",
  options: z.strictObject({
    catalog: z.union([z.string().min(1), z.array(z.record(z.string(), scalar.nullable())).min(1)]).meta({
      description: "The path of a CSV or Parquet file, or rows written here.",
      examples: ["models.csv", [{ model: "a", watts: 300, share: 2 }]],
    }),
    weight: z
      .string()
      .optional()
      .meta({
        description: "The column that tells how likely each row is; it becomes no tag. Absent: all alike.",
        examples: ["share"],
      }),
    skew,
    on: z
      .string()
      .optional()
      .meta({
        description:
          "The column by which a row is found: where there is a tag of its name already, of existing entities or made beside this, an entity's row is the one with that value; tags that existing entities have stay. Elsewhere, and when absent, a row is drawn.",
        examples: ["product_id"],
      }),
    prefix: z
      .string()
      .max(50)
      .optional()
      .meta({
        description: "What stands before each column's name in its tag's. Absent: nothing.",
        examples: ["model_"],
      }),
  }),
  create({ catalog, weight, skew, on, prefix = "" }, scope) {
    const table = typeof catalog === "string" ? scope.read(catalog, ["catalog"]) : createInlineTable(catalog);
    if (!table) return undefined;
    if (table.rows === 0) return void scope.fail(["catalog"], "there is nothing to choose from: it has no rows");
    if (on !== undefined && !table.columns.some(({ name }) => name === on)) return noColumn(table, on, "on", scope);
    const known = on === undefined ? undefined : scope.existing(prefix + on);
    const rowOf = known ? find(table, on!, known, scope) : draw(table, weight, skew, scope);
    if (!rowOf) return undefined;
    const stays = (name: string) => known && (name === known.name || scope.inherits(name));
    return table.columns
      .filter(({ name }) => name !== weight && !stays(prefix + name))
      .map((column) => createColumnTag(table, column, prefix + column.name, rowOf));
  },
});

function draw(table: Table, weight: string | undefined, skew: number, scope: TagScope): RowOf | undefined {
  const weights = weight === undefined ? new Array<number>(table.rows).fill(1) : weightsOf(table, weight, scope);
  if (!weights) return undefined;
  const pick = createPick(weights);
  let last = -1;
  let row = 0;
  // all columns of an entity are read together: its row is drawn once
  return (entity) => {
    if (entity !== last) {
      row = pick(skewed(scope.draw(entity), skew));
      last = entity;
    }
    return row;
  };
}

/** Finds the row whose value in a column is that of an entity's tag; undefined when some entity has no row, or two. */
function find(table: Table, on: string, tag: Tag, scope: TagScope): RowOf | undefined {
  const { cells, codes } = table.columns.find(({ name }) => name === on)!;
  const rows = new Map<string, number>();
  for (let row = 0; row < table.rows; row++) {
    const text = String(cells.at(codes[row]) ?? "");
    const other = rows.get(text);
    if (other !== undefined)
      return void scope.fail(
        ["on"],
        `${table.where(row)}: \`${on}\` ${JSON.stringify(text)} is that of ${table.where(other)} too: an entity's row must be one`,
      );
    rows.set(text, row);
  }
  const rowOf = (entity: number) => rows.get(textOf(tag, tag.at(entity)));
  const all = tag.values?.every((value) => rows.has(textOf(tag, value))) && !tag.nullable;
  for (let entity = 0; !all && entity < scope.size; entity++) {
    if (rowOf(entity) !== undefined) continue;
    const [id, value] = [scope.idOf(entity), textOf(tag, tag.at(entity))];
    return void scope.fail(
      ["on"],
      `${id} has the \`${tag.name}\` ${JSON.stringify(value)}, which no row of the catalog has`,
      suggest(value, [...rows.keys()]),
    );
  }
  return rowOf as RowOf;
}

function noColumn(table: Table, name: string, option: string, scope: TagScope): undefined {
  const names = table.columns.map((column) => column.name);
  return void scope.fail([option], `no column \`${name}\`; there are ${names.join(", ")}`, suggest(name, names));
}

function weightsOf(table: Table, weight: string, scope: TagScope): number[] | undefined {
  const column = table.columns.find(({ name }) => name === weight);
  if (!column) return noColumn(table, weight, "weight", scope);
  const weights = Array.from({ length: table.rows }, (_, row) => {
    const cell = column.cells.at(column.codes[row]);
    return cell === undefined || cell === null || cell === "" || typeof cell === "boolean" ? NaN : Number(cell);
  });
  const wrong = weights.findIndex((w) => !(w >= 0 && w < Infinity));
  if (wrong >= 0) {
    const cell = column.cells.at(column.codes[wrong]);
    return void scope.fail(
      ["weight"],
      `${table.where(wrong)}: the weight must be a number of 0 or more, found ${JSON.stringify(cell)}`,
    );
  }
  const fault = weightFault(weights);
  if (fault) return void scope.fail(["weight"], fault);
  return weights;
}
