import type { Inventory, Tag } from "../core/inventory.ts";
import { derive, type Key } from "../core/random.ts";
import { suggest } from "../core/suggest.ts";
import { textOf } from "../core/tags/definition.ts";
import type { Zone } from "../core/zone.ts";

/** What all entities share: a metric shared by the fleet is one series. A tag called so comes first. */
export const FLEET = "fleet";

/**
 * The inventory as a metric sees it that entities share: those with the same value of a tag have one key, and of their
 * tags only those that are the same for all of them. Of a level of the hierarchy these are its own and those above.
 */
export function sharedInventory(
  inventory: Inventory,
  by: string,
  seed: Key,
  zone: Zone,
  zoneTag: string | undefined,
  fail: (message: string, suggestion?: string) => void,
): Inventory {
  const names = inventory.tags.map(({ name }) => name);
  const tag = inventory.tags.find(({ name }) => name === by);
  if (!tag && by !== FLEET)
    fail(`no tag \`${by}\`; known: ${[...names, FLEET].join(", ")}`, suggest(by, [...names, FLEET]));
  if (tag?.nullable) fail(`\`${by}\` has no value for some entities; each must belong somewhere`);
  const common = new Set(tag && (inventory.levels.find(({ name }) => name === by)?.tags ?? [by]));
  const groups = derive(derive(seed, "shared"), by);
  const idOf = (entity: number) => (tag ? textOf(tag, tag.at(entity)) : FLEET);
  return {
    ...inventory,
    idOf,
    keyOf: (entity, out) => Object.assign(out, derive(groups, idOf(entity))),
    tags: inventory.tags.filter(({ name }) => common.has(name)),
    zoneOf: zoneTag !== undefined && common.has(zoneTag) ? inventory.zoneOf : () => zone,
  };
}

/** Why a metric shared by `by` cannot read one shared by `other`; undefined when it can. */
export function readFault(
  by: string | undefined,
  other: string | undefined,
  { levels, tags }: Inventory,
): string | undefined {
  if (by === undefined || other === by) return undefined;
  if (other === FLEET && !tags.some(({ name }: Tag) => name === FLEET)) return undefined;
  const above = levels.find(({ name }) => name === by)?.tags ?? [];
  if (other !== undefined && above.includes(other)) return undefined;
  const whose = other === undefined ? "differs from entity to entity" : `is shared by ${other}`;
  return `${whose}, while this metric is shared by ${by}`;
}
