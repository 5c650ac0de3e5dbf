import { FOLDED, MOST_WORDS, type Words, wordsOf } from "./words.ts";

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
  const grow = (length: number, needed: number) => (length >= needed ? length : 2 * needed);
  const pool: Pool = {
    ...wordsOf([]),
    absent: new Int32Array(FOLDED),
    set(dictionary) {
      if (known !== undefined && same(known, dictionary)) return false;
      known = dictionary.slice();
      const { words, starts, bytes, longest } = wordsOf([...known.map(cellOf), absent]);
      const fits = words.length <= pool.words.length && starts.length <= pool.starts.length;
      if (!fits) {
        pool.words = new Float64Array(grow(pool.words.length, words.length) + MOST_WORDS);
        pool.starts = new Int32Array(grow(pool.starts.length, starts.length));
        pool.bytes = new Int32Array(pool.starts.length);
      }
      pool.words.set(words);
      pool.starts.set(starts);
      pool.bytes.set(bytes);
      pool.longest = longest;
      pool.absent[0] = dictionary.length;
      return !fits;
    },
  };
  return pool;
}
