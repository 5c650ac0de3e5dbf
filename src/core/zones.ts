import type { Inventory, InventoryContext, InventoryOptions, Tag } from "./inventory.ts";
import { suggest } from "./suggest.ts";
import type { Value } from "./tags/definition.ts";
import type { Zone } from "./zone.ts";

/** The zone of each entity: named by a tag, or the scenario's. */
export function createZones(
  { zone }: InventoryOptions,
  tags: readonly Tag[],
  context: InventoryContext,
  fail: InventoryContext["fail"],
): Inventory["zoneOf"] {
  if (!zone) return () => context.defaultZone;
  const names = tags.map(({ name }) => name);
  const tag = tags.find(({ name }) => name === zone.tag);
  if (!tag) fail(["zone", "tag"], `no tag \`${zone.tag}\`; there are ${names.join(", ")}`, suggest(zone.tag, names));
  else if (!tag.values)
    fail(["zone", "tag"], `\`${zone.tag}\` can take any value; zones need a tag with few known values`);
  const zones = new Map<Value, Zone>([[null, context.defaultZone]]);
  for (const value of tag?.values ?? []) {
    if (value === null) continue;
    try {
      zones.set(value, context.zone(String(value)));
    } catch (error) {
      fail(["zone", "tag"], `\`${zone.tag}\`: ${(error as Error).message}`);
    }
  }
  return (entity) => zones.get(tag!.at(entity))!;
}
