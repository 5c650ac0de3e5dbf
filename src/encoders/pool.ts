import { FOLDED, setWords, type Words, wordsOf } from "./words.ts";

/** Texts by code for a kernel. Its arrays stay the same, until texts come that they cannot hold. */
export interface Pool extends Words {
  /** The code of the absent cell. */
  readonly absent: Int32Array;
  /** Takes a dictionary; true when the arrays are new ones. */
  set(dictionary: readonly string[]): boolean;
}

/** Compares contents, since a dictionary may be filled anew in place. */
function same(known: readonly string[], dictionary: readonly string[]): boolean {
  if (known.length !== dictionary.length) return false;
  for (let k = 0; k < known.length; k++) if (known[k] !== dictionary[k]) return false;
  return true;
}

/** A pool of the texts that `cellOf` makes of a dictionary's, with the absent cell after them. */
export function createPool(cellOf: (text: string) => string, absent: string): Pool {
  let known: readonly string[] | undefined;
  const pool: Pool = {
    ...wordsOf([]),
    absent: new Int32Array(FOLDED),
    set(dictionary) {
      if (known !== undefined && same(known, dictionary)) return false;
      known = dictionary.slice();
      pool.absent[0] = known.length;
      return setWords(pool, [...known.map(cellOf), absent]);
    },
  };
  return pool;
}
