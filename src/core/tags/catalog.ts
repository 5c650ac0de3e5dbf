import { z } from "zod";
import type { Tag } from "../inventory.ts";
import { uniform } from "../random.ts";
import { suggest } from "../suggest.ts";
import { scalar } from "./choice.ts";
import type { TagScope } from "./definition.ts";
import { createColumnTag, createInlineTable, type Table } from "./table.ts";
import { createPick, weightFault } from "./weights.ts";

/** One row of a catalog: every column but the weight becomes a tag. */
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
  prefix: z
    .string()
    .max(50)
    .optional()
    .meta({
      description: "What stands before each column's name in its tag's. Absent: nothing.",
      examples: ["model_"],
    }),
});

/** The tags of a catalog; undefined when it was refused through `scope.fail`. */
export function createCatalogTags(
  { catalog, weight, prefix = "" }: z.output<typeof catalogOptions>,
  scope: TagScope,
  read: (path: string) => Table | undefined,
): Tag[] | undefined {
  const table = typeof catalog === "string" ? read(catalog) : createInlineTable(catalog);
  if (!table) return undefined;
  if (table.rows === 0) return void scope.fail(["catalog"], "there is nothing to choose from: it has no rows");
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
  return table.columns
    .filter((column) => column.name !== weight)
    .map((column) => createColumnTag(table, column, prefix + column.name, rowOf));
}

function weightsOf(table: Table, weight: string, scope: TagScope): number[] | undefined {
  const column = table.columns.find(({ name }) => name === weight);
  if (!column) {
    const names = table.columns.map(({ name }) => name);
    return void scope.fail(
      ["weight"],
      `no column \`${weight}\`; there are ${names.join(", ")}`,
      suggest(weight, names),
    );
  }
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
