import type { DisturbanceOptions } from "../core/disturbance.ts";
import type { Inventory } from "../core/inventory.ts";
import { join, type Key, uniform } from "../core/random.ts";
import { suggest } from "../core/suggest.ts";
import { textOf } from "../core/tags/definition.ts";

type Fail = (path: readonly string[], message: string, suggestion?: string) => void;

/** Which entities `where` and `share` select, by tags and by name; undefined where that is all of them. */
export function selectionOf(
  { where, share }: Pick<DisturbanceOptions, "where" | "share">,
  key: Key,
  inventory: Inventory,
  fail: Fail,
): ((entity: number) => boolean) | undefined {
  const tests: ((entity: number) => boolean)[] = Object.entries(where ?? {}).map(([name, wanted]) => {
    const tag = inventory.tags.find((known) => known.name === name);
    const names = inventory.tags.map((known) => known.name);
    if (!tag) {
      fail(["where", name], `no tag \`${name}\`; there are ${names.join(", ") || "none"}`, suggest(name, names));
      return () => false;
    }
    const values = new Set([wanted].flat().map(String));
    const known = tag.values?.map((value) => textOf(tag, value));
    for (const value of values) {
      if (known && !known.includes(value))
        fail(
          ["where", name],
          `no entity has the ${name} \`${value}\`; there are ${known.slice(0, 20).join(", ")}`,
          suggest(value, known),
        );
    }
    return (entity) => values.has(textOf(tag, tag.at(entity)));
  });
  if (share !== undefined && share < 1) {
    const scratch: Key = { a: 0, b: 0 };
    tests.push((entity) => uniform(join(scratch, key, inventory.keyOf(entity, scratch)), 0) < share);
  }
  return tests.length === 0 ? undefined : (entity) => tests.every((test) => test(entity));
}
