import { z } from "zod";
import type { Key } from "./random.ts";
import type { Zone } from "./zone.ts";

/** A tag of every entity. */
export interface Tag {
  readonly name: string;
  readonly type: "text" | "int" | "float" | "fixed" | "bool" | "time";
  /** Of a `fixed` tag; `at` still returns the number itself. */
  readonly decimals?: number;
  readonly unit?: string;
  /** The value of entity e; null when it has none. Times are ms UTC. */
  at(entity: number): string | number | boolean | null;
}

/** The entities of a scenario, numbered 0 to size - 1. Nothing is stored per entity: everything is computed. */
export interface Inventory {
  readonly size: number;
  idOf(entity: number): string;
  /** The entity's key under the seed, from its id, never from its index. Writes to `out` and returns it. */
  keyOf(entity: number, out: Key): Key;
  readonly tags: readonly Tag[];
  zoneOf(entity: number): Zone;
  /** ms UTC [from, to) in which the entity exists; -Infinity and Infinity when it always does. */
  active(entity: number): readonly [from: number, to: number];
}

export const inventoryOptions = z.strictObject({
  count: z.int().min(1).max(1e9).optional().meta({ description: "How many entities.", examples: [1000] }),
});
export type InventoryOptions = z.output<typeof inventoryOptions>;
