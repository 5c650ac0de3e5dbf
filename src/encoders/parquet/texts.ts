import type { Column } from "../../core/batch.ts";

/** The distinct texts of a row group, numbered as rows bring them. */
export interface Texts {
  readonly texts: string[];
  /** Writes the codes of rows [from, from + count) of a column; those of absent values are left as they are. */
  take(column: Column & { type: "text" }, from: number, count: number, codes: Int32Array, at: number): void;
  clear(): void;
}

const NONE = -1;

/** Codes of a batch's dictionary among the texts of the group, NONE where no row had the text yet. */
interface Mapping {
  readonly texts: readonly string[];
  readonly codes: Int32Array;
}

/** Compares contents, since a dictionary may be filled anew in place. */
function same(a: readonly string[], b: readonly string[]): boolean {
  if (a.length !== b.length) return false;
  for (let k = 0; k < a.length; k++) if (a[k] !== b[k]) return false;
  return true;
}

export function createTexts(): Texts {
  const texts: string[] = [];
  const index = new Map<string, number>();
  const mappings = new Map<readonly string[], Mapping>();

  function mappingOf(dictionary: readonly string[]): Int32Array {
    const known = mappings.get(dictionary);
    if (known && same(known.texts, dictionary)) return known.codes;
    const codes = new Int32Array(dictionary.length).fill(NONE);
    mappings.set(dictionary, { texts: dictionary.slice(), codes });
    return codes;
  }

  /** The code of a text that no row of this dictionary had yet. */
  function meet(mapping: Int32Array, own: number, dictionary: readonly string[]): number {
    const text = dictionary[own];
    let code = index.get(text);
    if (code === undefined) {
      code = texts.length;
      index.set(text, code);
      texts.push(text);
    }
    mapping[own] = code;
    return code;
  }

  return {
    texts,
    // codes go by the first row that has a text, not by dictionaries: those depend on how rows were cut into batches
    take({ dictionary, codes: owns, nulls }, from, count, codes, at) {
      const mapping = mappingOf(dictionary);
      const source = owns.subarray(from, from + count);
      const target = codes.subarray(at, at + count);
      let last = NONE;
      let code = NONE;
      for (let i = 0; i < count; i++) {
        const own = source[i];
        if (own !== last || nulls) {
          if (nulls?.[from + i]) continue;
          last = own;
          code = mapping[own];
          if (code === NONE) code = meet(mapping, own, dictionary);
        }
        target[i] = code;
      }
    },
    clear() {
      texts.length = 0;
      index.clear();
      mappings.clear();
    },
  };
}
