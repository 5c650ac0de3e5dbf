/** Some entities: a contiguous range, or a list in ascending order. */
export type Entities = { readonly from: number; readonly to: number } | Int32Array;

export function sizeOf(entities: Entities): number {
  return entities instanceof Int32Array ? entities.length : entities.to - entities.from;
}

export function entityAt(entities: Entities, i: number): number {
  return entities instanceof Int32Array ? entities[i] : entities.from + i;
}

/** Those from place `from` up to `to` among them. */
export function someOf(entities: Entities, from: number, to: number): Entities {
  if (entities instanceof Int32Array) return entities.subarray(from, to);
  return { from: entities.from + from, to: Math.min(entities.to, entities.from + to) };
}

/** A rectangle of a table: entities by ticks [from, to). */
export interface Region {
  entities: Entities;
  from: number;
  to: number;
}

/** One file, or whatever a sink makes of it: rows that share a path. */
export interface Part extends Region {
  path: string;
}

/** Parts in order, made on demand: there may be millions. */
export interface Parts {
  readonly length: number;
  at(i: number): Part;
}
