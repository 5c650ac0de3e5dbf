import type { Path } from "./error.ts";
import type { InventoryContext, InventoryOptions, Tag } from "./inventory.ts";
import { suggest } from "./suggest.ts";
import { nameFault } from "./tags/definition.ts";
import { createColumnTag, createInlineTable, type Table, type TableColumn } from "./tags/table.ts";

/** Who the entities are: their ids and the tags that come with them. */
export interface Roster {
  readonly size: number;
  readonly idName: string;
  idOf(entity: number): string;
  readonly tags: readonly Tag[];
}

/** Columns that hold identifiers, the likeliest first. */
const ID_COLUMNS: readonly string[] = ["id", "sn", "device_code", "meter_id"];

/** The entities of an inventory file or of rows in the scenario, or the first `count`; undefined when mistakes were reported. */
export function createRoster(
  { from, id, count, hierarchy }: InventoryOptions,
  read: (path: string, at: Path) => Table | undefined,
  fail: InventoryContext["fail"],
): Roster | undefined {
  const table = typeof from === "string" ? read(from, ["from"]) : createInlineTable(from!);
  if (!table) return undefined;
  const source = typeof from === "string" ? from : "the inventory";
  if (hierarchy)
    fail(["hierarchy"], "a hierarchy cannot be laid over existing entities: their columns already tell where they are");
  if (table.rows === 0) return void fail(["from"], `${source} has no rows`);
  const size = count ?? table.rows;
  if (size > table.rows) fail(["count"], `${source} has ${table.rows} entities, fewer than the count of ${size}`);
  if (typeof id === "object") return void fail(["id"], "expected the name of the column that holds the ids");
  const column = idColumn(table, id, fail);
  if (!column || !distinct(table, column, fail)) return undefined;
  const others = table.columns.filter((c) => c !== column);
  for (const { name } of others) {
    const fault = nameFault(name);
    if (fault) fail(["from"], `${table.where(-1)}: ${fault}; rename the column`);
  }
  const { cells, codes } = column;
  return {
    size,
    idName: column.name,
    idOf: (entity) => cells.at(codes[entity]) as string,
    tags: others.map((c) => createColumnTag(table, c, c.name, (entity) => entity)),
  };
}

/** Most entities that are put in order: their ids are in memory for a while. */
const SORTED = 10_000_000;

/** The same entities in the order of their ids, by UTF-16 code units; undefined when they are too many. */
export function sorted(roster: Roster, fail: (message: string) => void): Roster | undefined {
  const { size, idOf, tags } = roster;
  if (size > SORTED) return void fail(`${size} entities are too many to be put in order; at most ${SORTED} can be`);
  const ids = Array.from({ length: size }, (_, entity) => idOf(entity));
  const order = Int32Array.from({ length: size }, (_, entity) => entity).sort((a, b) => (ids[a] < ids[b] ? -1 : 1));
  return {
    ...roster,
    idOf: (entity) => idOf(order[entity]),
    tags: tags.map((tag) => ({ ...tag, at: (entity) => tag.at(order[entity]) })),
  };
}

function idColumn(table: Table, id: string | undefined, fail: InventoryContext["fail"]): TableColumn | undefined {
  const names = table.columns.map(({ name }) => name);
  const wanted = id ?? ID_COLUMNS.find((name) => names.includes(name)) ?? names[0];
  const column = table.columns.find(({ name }) => name === wanted);
  if (!column)
    fail(
      ["id"],
      `${table.where(-1)}: no column \`${wanted}\` to take the ids from; there are ${names.join(", ")}`,
      suggest(wanted, names),
    );
  return column;
}

/** Whether every row has an id of its own; otherwise reports the first that has not. */
function distinct(table: Table, { name, codes, cells }: TableColumn, fail: InventoryContext["fail"]): boolean {
  const first = new Int32Array(cells.length).fill(-1);
  for (let row = 0; row < codes.length; row++) {
    const cell = cells.at(codes[row]);
    if (cell === "" || typeof cell !== "string") {
      const found = cell === "" || cell === null ? "is empty" : `is ${cell}; expected a text in quotes`;
      fail(["from"], `${table.where(row)}: the \`${name}\` ${found}`);
      return false;
    }
    const earlier = first[codes[row]];
    if (earlier >= 0) {
      fail(
        ["from"],
        `${table.where(row)}: the \`${name}\` ${JSON.stringify(cell)} is already that of ${table.where(earlier)}`,
      );
      return false;
    }
    first[codes[row]] = row;
  }
  return true;
}
