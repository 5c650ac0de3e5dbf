import { z } from "zod";
import type { Path } from "./error.ts";
import { createIdentifier, identifier } from "./identifier.ts";
import type { Level, Tag } from "./inventory.ts";
import { derive, type Key } from "./random.ts";
import { createTags, type Owner, type TagContext, tagsOptions } from "./tags/index.ts";

/** A level above the entities, from the top down. */
const level = z.strictObject({
  name: z
    .string()
    .regex(/^[A-Za-z_][A-Za-z0-9_-]{0,99}$/, "letters, digits, _ and -, a letter or _ first, at most 100 of them")
    .meta({
      description: "Name of the level; the id of the one an entity is in becomes a tag of this name.",
      examples: ["site"],
    }),
  fanout: z
    .int()
    .min(1)
    .max(1e9)
    .meta({ description: "How many of the next level down each holds; the last may hold fewer.", examples: [20] }),
  id: identifier.optional().meta({
    description: "How its identifiers are made. Absent: the name and a number in order, `site-00000`.",
    examples: ["S%02d"],
  }),
  tags: tagsOptions
    .optional()
    .meta({ description: "Tags that all below it share.", examples: [{ region: { choice: ["north", "south"] } }] }),
});

export const hierarchyOptions = z
  .array(level)
  .min(1)
  .max(10)
  .meta({
    description: "What the entities are grouped in, from the top down: sites of racks of servers.",
    examples: [
      [
        { name: "site", fanout: 4 },
        { name: "rack", fanout: 20 },
      ],
    ],
  });
export type HierarchyOptions = z.output<typeof hierarchyOptions>;

/** The levels over `size` entities, and the tags that the entities have from them. */
export function createHierarchy(
  options: HierarchyOptions,
  size: number,
  key: Key,
  context: TagContext,
): { levels: Level[]; tags: Tag[] } {
  const held = options.map((_, i) => options.slice(i).reduce((product, { fanout }) => product * fanout, 1));
  const levels: Level[] = [];
  let tags: Tag[] = [];
  options.forEach((option, i) => {
    const count = Math.ceil(size / held[i]);
    const at = (path: Path): Path => [i, ...path];
    if (levels.some(({ name }) => name === option.name))
      context.fail([i, "name"], `there are two levels called \`${option.name}\``);
    const own = createOwner(option, count, derive(derive(key, "level"), option.name), tags, (message) =>
      context.fail([i, "id"], message),
    );
    const made = createTags(option.tags ?? {}, own, {
      ...context,
      read: (path, where) => context.read(path, at(["tags", ...where])),
      fail: (path, ...rest) => context.fail(at(["tags", ...path]), ...rest),
    });
    const all = [...tags, levelTag(option.name, own), ...made];
    const below = options[i].fanout;
    tags = all.map((tag) => ({ ...tag, at: (lower) => tag.at(Math.floor(lower / below)) }));
    const { idOf, keyOf } = own;
    const shared = all.map(({ name }) => name);
    levels.push({
      name: option.name,
      size: count,
      tags: shared,
      of: (entity) => Math.floor(entity / held[i]),
      idOf,
      keyOf,
    });
  });
  return { levels, tags };
}

function createOwner(
  { name, id = { format: `${name}-%05d`, order: "sequential" } }: HierarchyOptions[number],
  size: number,
  key: Key,
  inherited: readonly Tag[],
  fail: (message: string) => void,
): Owner {
  const ids = createIdentifier(id, size, derive(key, "id"), fail);
  const idOf = ids ? ids.of : () => "";
  const entityKey = derive(key, "entity");
  const keyOf = (entity: number, out: Key) => Object.assign(out, derive(entityKey, idOf(entity)));
  return { size, idOf, keyOf, inherited, key: derive(key, "tag") };
}

/** Most ids of a level that are worth listing as the values of its tag. */
const LISTED = 1000;

function levelTag(name: string, { size, idOf }: Owner): Tag {
  const values = size <= LISTED ? Array.from({ length: size }, (_, i) => idOf(i)) : undefined;
  return { name, type: "text", values, at: idOf };
}
