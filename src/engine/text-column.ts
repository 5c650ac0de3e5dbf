import type { TableColumn } from "../core/tags/table.ts";
import type { TextPool } from "./text-pool.ts";

/** Collects the cells of one column as bytes of UTF-8; each different cell is kept once. */
export interface TextColumn {
  /** Adds bytes [from, to) as the next row's cell. */
  add(bytes: Uint8Array, from: number, to: number): void;
  build(): TableColumn;
}

type Array32 = Int32Array | Uint32Array;

/** The same entries with room for twice as many. */
function wider<T extends Array32>(array: T): T {
  const made = new (array.constructor as new (size: number) => T)(2 * array.length);
  made.set(array);
  return made;
}

function hashOf(bytes: Uint8Array, from: number, to: number): number {
  let hash = 0x811c9dc5 | 0;
  for (let i = from; i < to; i++) hash = Math.imul(hash ^ bytes[i], 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x21f0aaad);
  return hash ^ (hash >>> 15);
}

/** A dictionary of the pool's texts by open addressing, and the code of each row. */
export function createTextColumn(name: string, pool: TextPool): TextColumn {
  let codes = new Int32Array(16);
  let rows = 0;
  let addresses = new Uint32Array(8);
  let hashes = new Int32Array(8);
  let count = 0;
  /** Codes plus 1 by hash; at most half full. */
  let slots = new Int32Array(16);

  const enter = (code: number) => {
    let slot = hashes[code] & (slots.length - 1);
    while (slots[slot] !== 0) slot = (slot + 1) & (slots.length - 1);
    slots[slot] = code + 1;
  };
  const keep = (bytes: Uint8Array, from: number, to: number, hash: number): number => {
    if (count === addresses.length) {
      addresses = wider(addresses);
      hashes = wider(hashes);
      slots = new Int32Array(2 * slots.length);
      for (let code = 0; code < count; code++) enter(code);
    }
    addresses[count] = pool.add(bytes, from, to);
    hashes[count] = hash;
    enter(count);
    return count++;
  };
  const codeOf = (bytes: Uint8Array, from: number, to: number): number => {
    const hash = hashOf(bytes, from, to);
    const mask = slots.length - 1;
    for (let slot = hash & mask; slots[slot] !== 0; slot = (slot + 1) & mask) {
      const code = slots[slot] - 1;
      if (hashes[code] === hash && pool.holds(addresses[code], bytes, from, to)) return code;
    }
    return keep(bytes, from, to, hash);
  };
  return {
    add(bytes, from, to) {
      if (rows === codes.length) codes = wider(codes);
      codes[rows++] = codeOf(bytes, from, to);
    },
    build() {
      const kept = addresses.slice(0, count);
      return {
        name,
        codes: codes.slice(0, rows),
        cells: { length: count, at: (code) => pool.text(kept[code]) },
      };
    },
  };
}
