import { z } from "zod";
import type { Tag } from "../inventory.ts";
import { uniform } from "../random.ts";
import { suggest } from "../suggest.ts";
import { scalar } from "./choice.ts";
import { type TagScope, textOf } from "./definition.ts";
import { createColumnTag, createInlineTable, type Table } from "./table.ts";
import { createPick, weightFault } from "./weights.ts";

/** One row of a catalog, drawn or found: every column but the weight becomes a tag. */
export const catalogOptions = z.strictObject({
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
  on: z
    .string()
    .optional()
    .meta({
      description:
        "The column by which the row of an existing entity is found: where the entities have its tag already, theirs is the row with that value; tags that they have stay. Elsewhere, and when absent, a row is drawn.",
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
});

/** The tags of a catalog for entities with some tags; undefined when it was refused through `scope.fail`. */
export function createCatalogTags(
  { catalog, weight, on, prefix = "" }: z.output<typeof catalogOptions>,
  scope: TagScope,
  read: (path: string) => Table | undefined,
  inherited: readonly Tag[],
): Tag[] | undefined {
  const table = typeof catalog === "string" ? read(catalog) : createInlineTable(catalog);
  if (!table) return undefined;
  if (table.rows === 0) return void scope.fail(["catalog"], "there is nothing to choose from: it has no rows");
  const known = on === undefined ? undefined : inherited.find(({ name }) => name === prefix + on);
  const make = (rowOf: (entity: number) => number) =>
    table.columns
      .filter(({ name }) => name !== weight && !(known && inherited.some((tag) => tag.name === prefix + name)))
      .map((column) => createColumnTag(table, column, prefix + column.name, rowOf));
  if (on !== undefined && !table.columns.some(({ name }) => name === on)) return noColumn(table, on, "on", scope);
  if (known) {
    const find = createFind(table, on!, known, scope);
    return find && make(find);
  }
  const weights = weight === undefined ? new Array<number>(table.rows).fill(1) : weightsOf(table, weight, scope);
  if (!weights) return undefined;
  const pick = createPick(weights);
  let last = -1;
  let row = 0;
  // all columns of an entity are read together: its row is drawn once
  const rowOf = (entity: number) => {
    if (entity !== last) {
      row = pick(uniform(scope.draw(entity), 0));
      last = entity;
    }
    return row;
  };
  return make(rowOf);
}

/** Finds the row whose value in a column is that of an entity's tag; undefined when some entity has no row, or two. */
function createFind(table: Table, on: string, tag: Tag, scope: TagScope): ((entity: number) => number) | undefined {
  const { cells, codes } = table.columns.find(({ name }) => name === on)!;
  const rows = new Map<string, number>();
  for (let row = 0; row < table.rows; row++) {
    const text = String(cells[codes[row]] ?? "");
    const other = rows.get(text);
    if (other !== undefined)
      return void scope.fail(
        ["on"],
        `${table.where(row)}: \`${on}\` ${JSON.stringify(text)} is that of ${table.where(other)} too: an entity's row must be one`,
      );
    rows.set(text, row);
  }
  const rowOf = (entity: number) => rows.get(textOf(tag, tag.at(entity)));
  for (let entity = 0; entity < scope.size; entity++) {
    if (rowOf(entity) !== undefined) continue;
    const [id, value] = [scope.idOf(entity), textOf(tag, tag.at(entity))];
    return void scope.fail(
      ["on"],
      `${id} has the \`${tag.name}\` ${JSON.stringify(value)}, which no row of the catalog has`,
      suggest(value, [...rows.keys()]),
    );
  }
  return rowOf as (entity: number) => number;
}

function noColumn(table: Table, name: string, option: string, scope: TagScope): undefined {
  const names = table.columns.map((column) => column.name);
  return void scope.fail([option], `no column \`${name}\`; there are ${names.join(", ")}`, suggest(name, names));
}

function weightsOf(table: Table, weight: string, scope: TagScope): number[] | undefined {
  const column = table.columns.find(({ name }) => name === weight);
  if (!column) return noColumn(table, weight, "weight", scope);
  const weights = Array.from({ length: table.rows }, (_, row) => {
    const cell = column.cells[column.codes[row]];
    return cell === null || cell === "" || typeof cell === "boolean" ? NaN : Number(cell);
  });
  const wrong = weights.findIndex((w) => !(w >= 0 && w < Infinity));
  if (wrong >= 0) {
    const cell = column.cells[column.codes[wrong]];
    return void scope.fail(
      ["weight"],
      `${table.where(wrong)}: the weight must be a number of 0 or more, found ${JSON.stringify(cell)}`,
    );
  }
  const fault = weightFault(weights);
  if (fault) return void scope.fail(["weight"], fault);
  return weights;
}
