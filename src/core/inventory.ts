import { z } from "zod";
import { activeOptions, createActive } from "./active.ts";
import { column, timeOptions } from "./column.ts";
import type { Path } from "./error.ts";
import { createHierarchy, hierarchyOptions } from "./hierarchy.ts";
import { createIdentifier, identifier } from "./identifier.ts";
import { instant } from "./instant.ts";
import { derive, type Key } from "./random.ts";
import { createRoster, type Roster, sorted } from "./roster.ts";
import { scalar } from "./tags/choice.ts";
import type { Invent, Value } from "./tags/definition.ts";
import { createTags, type TagContext, tagsOptions } from "./tags/index.ts";
import type { Table } from "./tags/table.ts";
import type { Zone } from "./zone.ts";
import { createZones } from "./zones.ts";

/** A tag of every entity. */
export interface Tag {
  readonly name: string;
  readonly type: "text" | "int" | "float" | "fixed" | "bool" | "time";
  /** Of a `fixed` tag; `at` still returns the number itself. */
  readonly decimals?: number;
  readonly unit?: string;
  /** Whether some entities may have no value. */
  readonly nullable?: boolean;
  /** All values it can have, where they are known and not many. */
  readonly values?: readonly Value[];
  /** The value of entity e; null when it has none. Times are ms UTC. */
  at(entity: number): string | number | boolean | null;
}

/** What entities are grouped in: sites, racks. Its own entities are numbered 0 to size - 1. */
export interface Level {
  readonly name: string;
  readonly size: number;
  /** Names of the tags that all below one of it share: its own, with its id's, and those of the levels above. */
  readonly tags: readonly string[];
  /** The one that holds an entity of the inventory. */
  of(entity: number): number;
  idOf(index: number): string;
  /** Its key under the seed, from its id: for what all below it share. Writes to `out` and returns it. */
  keyOf(index: number, out: Key): Key;
}

/** The entities of a scenario, numbered 0 to size - 1. Nothing is stored per entity: everything is computed. */
export interface Inventory {
  readonly size: number;
  /** What an inventory file calls the id; `id` when there is none. */
  readonly idName: string;
  idOf(entity: number): string;
  /** The entity's key under the seed, from its id, never from its index. Writes to `out` and returns it. */
  keyOf(entity: number, out: Key): Key;
  readonly tags: readonly Tag[];
  /** From the top down; empty without a hierarchy. */
  readonly levels: readonly Level[];
  zoneOf(entity: number): Zone;
  /** ms UTC [from, to) in which the entity exists; -Infinity and Infinity when it always does. */
  active(entity: number): readonly [from: number, to: number];
}

export const inventoryOptions = z.strictObject({
  count: z
    .int()
    .min(1)
    .max(1e9)
    .optional()
    .meta({ description: "How many entities. Absent: all of the existing ones, or 10.", examples: [1000] }),
  id: identifier.optional().meta({
    description:
      "How identifiers are made: absent means E%06d. With existing entities, the column that holds them: absent means id, sn, device_code or meter_id, or else the first.",
    examples: ["MAC%08d", { format: "FD%06d", space: 1_000_000 }],
  }),
  from: z
    .union([z.string().min(1), z.array(z.record(z.string(), scalar.nullable())).min(1)])
    .optional()
    .meta({
      description:
        "The existing entities: the path of a CSV or Parquet file, or rows written here. Every column but the id becomes a tag, in place of one of that name under `tags`.",
      examples: ["inventory.csv", [{ directory: "/home", quota: 400 }]],
    }),
  sorted: z
    .boolean()
    .optional()
    .meta({
      description:
        "Whether entities, and so rows of one time, are in the order of their identifiers. Absent: as they were made or found.",
      examples: [true],
    }),
  hierarchy: hierarchyOptions.optional(),
  tags: tagsOptions.optional(),
  zone: z
    .strictObject({ tag: z.string().meta({ description: "The tag that holds zone names.", examples: ["zone"] }) })
    .optional()
    .meta({ description: "Each entity's own zone. Absent: the scenario's.", examples: [{ tag: "zone" }] }),
  active: activeOptions.optional(),
  columns: z
    .array(column)
    .min(1)
    .optional()
    .meta({
      description:
        "The columns of the inventory written as a table, in order: the id, tags, metrics, and last.TABLE, when the last event of a table began. Absent: the id, then every tag.",
      examples: [[{ sn: "id" }, "model", { seen: "last.heartbeats" }]],
    }),
  at: instant.optional().meta({
    description: "When metrics and last events are as its table shows them. Absent: at the end of the window.",
    examples: ["2024-06-01"],
  }),
  time: timeOptions,
});
export type InventoryOptions = z.output<typeof inventoryOptions>;

/** What an inventory is made under. */
export interface InventoryContext {
  /** The key of the seed. */
  readonly key: Key;
  /** The zone of a name; throws when there is none. */
  zone(name: string): Zone;
  readonly defaultZone: Zone;
  /** Reads a table from a file; throws when it cannot. */
  read(path: string): Table;
  readonly invent: Invent;
  /** Collects a mistake; `path` starts at the inventory. */
  fail(path: Path, message: string, suggestion?: string): void;
}

/** The inventory that the options describe; undefined when mistakes were reported through `context.fail`. */
export function createInventory(options: InventoryOptions, context: InventoryContext): Inventory | undefined {
  let sound = true;
  const fail: InventoryContext["fail"] = (...mistake) => {
    sound = false;
    context.fail(...mistake);
  };
  const read = (path: string, at: Path): Table | undefined => {
    try {
      return context.read(path);
    } catch (error) {
      return void fail(at, (error as Error).message);
    }
  };
  const ids = derive(context.key, "id");
  const at = (...start: Path): TagContext => ({
    ids,
    invent: context.invent,
    read: (path, where) => read(path, [...start, ...where]),
    fail: (path, ...rest) => fail([...start, ...path], ...rest),
  });

  const found = options.from === undefined ? createIds(options, ids, fail) : createRoster(options, read, fail);
  const roster = found && options.sorted ? sorted(found, (message) => fail(["sorted"], message)) : found;
  if (!roster) return undefined;
  const { size, idName, idOf } = roster;
  const keyOf = createKeys(derive(context.key, "entity"), idOf);
  const above = createHierarchy(options.hierarchy ?? [], size, context.key, at("hierarchy"));
  const inherited = [...roster.tags, ...above.tags];
  rejectDoubles(inherited, fail);
  const owner = { size, idOf, keyOf, inherited, key: derive(context.key, "tag") };
  const given = new Set(roster.tags.map(({ name }) => name));
  // what existing entities have already is not made anew
  const wanted = Object.entries(options.tags ?? {}).filter(([name]) => !given.has(name));
  const tags = [...inherited, ...createTags(Object.fromEntries(wanted), owner, at("tags"))];
  const zoneOf = createZones(options, tags, context, fail);
  const active = createActive(options.active ?? {}, owner, tags, context, at("active").fail);
  return sound ? { size, idName, idOf, keyOf, tags, levels: above.levels, zoneOf, active } : undefined;
}

/** Identifiers that are made, for as many entities as asked. */
function createIds(
  { count = 10, id = "E%06d" }: InventoryOptions,
  key: Key,
  fail: InventoryContext["fail"],
): Roster | undefined {
  const ids = createIdentifier(id, count, key, (message) => fail(["id"], message));
  return ids && { size: count, idName: "id", idOf: remembered(ids.of), tags: [] };
}

/** Keeps the last id: an entity's key, tags and rows ask for it in turn. */
function remembered(of: (entity: number) => string): (entity: number) => string {
  let last = -1;
  let id = "";
  return (entity) => {
    if (entity !== last) {
      id = of(entity);
      last = entity;
    }
    return id;
  };
}

/** Entity keys; the last one is kept, for an entity's tags and metrics ask for it in turn. */
function createKeys(key: Key, idOf: (entity: number) => string): Inventory["keyOf"] {
  let last = -1;
  let found = key;
  return (entity, out) => {
    if (entity !== last) {
      found = derive(key, idOf(entity));
      last = entity;
    }
    out.a = found.a;
    out.b = found.b;
    return out;
  };
}

function rejectDoubles(tags: readonly Tag[], fail: InventoryContext["fail"]): void {
  const seen = new Set<string>();
  for (const { name } of tags) {
    if (seen.has(name)) fail(["hierarchy"], `there are two tags called \`${name}\``);
    seen.add(name);
  }
}
