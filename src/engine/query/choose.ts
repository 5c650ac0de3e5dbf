import { UsageError } from "../../core/error.ts";
import type { Inventory } from "../../core/inventory.ts";
import { suggest } from "../../core/suggest.ts";
import type { Plan } from "../plan.ts";
import { type Entities, entityAt, sizeOf } from "../region.ts";
import { selectionOf } from "../selection.ts";

/** Which entities are meant: those with these ids, or those whose tags have one of these values each; absent: all. */
export interface Choice {
  ids?: readonly string[];
  where?: Readonly<Record<string, readonly string[]>>;
}

/** Most entities that are looked through. */
const LOOKED = 2_000_000;
/** Between two pauses. */
const PAUSE = 1000;
/** Ids whose places are remembered, by inventory. */
const REMEMBERED = 20_000;
const remembered = new WeakMap<Inventory, Map<string, number>>();

/**
 * The entities of a choice, in ascending order. Yields now and then: a caller with other things to do may pause there.
 * Throws UsageError for unknown ids and tags, with what was probably meant.
 */
export function* chooseEntities(plan: Plan, { ids, where }: Choice): Generator<void, Entities> {
  const { inventory } = plan;
  if (ids) {
    const found = yield* findIds(inventory, ids);
    const selects = where && selector(plan, where);
    return selects ? found.filter((entity) => selects(entity)) : found;
  }
  if (!where || Object.keys(where).length === 0) return { from: 0, to: inventory.size };
  refuseHuge(inventory, "tags");
  const selects = selector(plan, where);
  const found: number[] = [];
  for (let entity = 0; entity < inventory.size; entity++) {
    if (selects(entity)) found.push(entity);
    if (entity % PAUSE === 0) yield;
  }
  return Int32Array.from(found);
}

function refuseHuge({ size }: Inventory, by: string): void {
  if (size > LOOKED)
    throw new UsageError(`${size} entities are too many to look through for ${by}: at most ${LOOKED} are`);
}

function selector(plan: Plan, where: NonNullable<Choice["where"]>): (entity: number) => boolean {
  const wanted = Object.fromEntries(Object.entries(where).map(([tag, values]) => [tag, [...values]]));
  const selects = selectionOf({ where: wanted }, plan.key, plan.inventory, (_, message, near) => {
    throw new UsageError(`where: ${message}${near === undefined ? "" : ` (did you mean ${near}?)`}`);
  });
  return selects ?? (() => true);
}

function* findIds(inventory: Inventory, ids: readonly string[]): Generator<void, Int32Array> {
  const known = remembered.get(inventory) ?? new Map<string, number>();
  remembered.set(inventory, known);
  if (known.size > REMEMBERED) known.clear();
  const missing = new Set(ids.filter((id) => !known.has(id)));
  if (missing.size > 0) refuseHuge(inventory, "an id");
  for (let entity = 0; entity < inventory.size && missing.size > 0; entity++) {
    const id = inventory.idOf(entity);
    if (missing.delete(id)) known.set(id, entity);
    if (entity % PAUSE === 0) yield;
  }
  if (missing.size > 0) throw unknownId([...missing][0], inventory);
  return Int32Array.from(new Set(ids.map((id) => known.get(id)!))).sort();
}

function unknownId(id: string, inventory: Inventory): UsageError {
  const some = Array.from({ length: Math.min(inventory.size, PAUSE) }, (_, entity) => inventory.idOf(entity));
  const near = suggest(id, some);
  return new UsageError(
    `no entity \`${id}\`; ids look like ${some.slice(0, 3).join(", ")}${near === undefined ? "" : ` (did you mean ${near}?)`}`,
  );
}

/** `count` of some entities, spread over them by one draw in each of as many equal parts. */
export function sampleOf(entities: Entities, count: number, draw: (part: number) => number): Int32Array {
  const size = sizeOf(entities);
  const edge = (part: number) => Math.floor((part * size) / count);
  return Int32Array.from({ length: count }, (_, part) =>
    entityAt(entities, edge(part) + Math.floor(draw(part) * (edge(part + 1) - edge(part)))),
  );
}
