import { putHybrid, widthOf } from "./bits.ts";
import { type Bytes, createBytes, putVarint, reserve } from "./bytes.ts";
import { deltasFit, putDeltas } from "./delta.ts";
import { createDictionaries } from "./dictionary.ts";
import type { Gathered } from "./gather.ts";
import { putBits, putPlain } from "./plain.ts";
import { type Present, presentOf } from "./present.ts";
import { BOOLEAN, BYTE_ARRAY, DOUBLE, INT32, type Leaf } from "./schema.ts";
import { putTexts, textBounds, textStarts } from "./text-bytes.ts";

/** Parquet's encodings. */
export const PLAIN = 0;
export const RLE = 3;
export const DELTA = 5;
export const DICTIONARY = 8;

/** A column of a row group: its dictionary, if it has one, and its values. Borrowed until the next. */
export interface Pages {
  readonly dictionary: Bytes;
  /** Number of values in the dictionary; 0 without one. */
  readonly entries: number;
  readonly page: Bytes;
  readonly encoding: number;
  readonly nulls: number;
  /** Bounds of the values in Parquet's plain encoding, without the length of texts. */
  readonly least?: Uint8Array;
  readonly most?: Uint8Array;
}

/** Longer texts are no bounds. */
const LONGEST_BOUND = 256;

type WritePages = (gathered: Gathered, rows: number) => Pages;

/** Chooses encodings and writes pages, for row groups of at most `rows` rows. */
export function createPages(leaves: readonly Leaf[], rows: number): WritePages {
  const dictionary = createBytes();
  const page = createBytes();
  const codes = new Int32Array(rows + 8);
  const levels = new Int32Array(rows + 8);
  const dictionaries = createDictionaries();
  const readers = new Map(leaves.map((leaf) => [leaf, presentOf(leaf)]));

  /** Which of the rows have a value. */
  function putLevels(gathered: Gathered, rows: number): void {
    reserve(page, 16);
    const start = page.length;
    page.length += 4;
    if (gathered.some) {
      for (let i = 0; i < rows; i++) levels[i] = 1 - gathered.absent[i];
      putHybrid(page, levels, rows, 1);
    } else {
      putVarint(page, rows * 2);
      page.array[page.length++] = 1;
    }
    page.view.setUint32(start, page.length - start - 4, true);
  }

  function putCodes(codes: Int32Array, count: number, entries: number): void {
    const width = widthOf(Math.max(0, entries - 1));
    reserve(page, 1);
    page.array[page.length++] = width;
    putHybrid(page, codes, count, width);
  }

  function putNumbers(gathered: Gathered, present: Present): { entries: number; encoding: number } {
    const { leaf, integers } = gathered;
    const { count, least, most, whole, wide } = present;
    const { type, field } = leaf;
    const values = wide ?? integers;
    if (type === BOOLEAN) {
      putBits(page, values, count);
      return { entries: 0, encoding: PLAIN };
    }
    const size = type === INT32 ? 4 : 8;
    const start = page.length;
    const deltas = type !== DOUBLE && whole && deltasFit(least, most) && (type !== INT32 || most - least < 2 ** 30);
    if (deltas) putDeltas(page, values, count);
    if (deltas && field.type === "time") return { entries: 0, encoding: DELTA };
    const best = deltas ? page.length - start : size * count;
    const limit = Math.floor(best / size / 2);
    // the integers themselves become codes: they cannot be written after that
    if (!wide) codes.set(integers.subarray(0, count));
    const found = wide
      ? dictionaries.of(wide, count, limit, codes)
      : dictionaries.ofIntegers(codes, count, least, most, limit);
    if (found && size * found.size + (count * widthOf(found.size - 1)) / 8 < best) {
      page.length = start;
      putPlain(dictionary, leaf, found.values, found.size);
      putCodes(codes, count, found.size);
      return { entries: found.size, encoding: DICTIONARY };
    }
    if (deltas) return { entries: 0, encoding: DELTA };
    putPlain(page, leaf, values, count);
    return { entries: 0, encoding: PLAIN };
  }

  function bound(leaf: Leaf, value: number, sign: -1 | 1): Uint8Array {
    const bytes = createBytes();
    if (leaf.type === BOOLEAN) return Uint8Array.of(value ? 1 : 0);
    putPlain(bytes, leaf, Float64Array.of(value), 1);
    // of the two zeros the outer one is the bound
    if (leaf.type === DOUBLE && value === 0 && sign < 0) bytes.view.setFloat64(0, -0, true);
    return bytes.array.slice(0, bytes.length);
  }

  function numberPages(gathered: Gathered, rows: number): Pages {
    const { leaf } = gathered;
    const present = readers.get(leaf)!(gathered, rows);
    putLevels(gathered, rows);
    const { entries, encoding } = putNumbers(gathered, present);
    const nulls = rows - present.count;
    if (present.count === 0) return { dictionary, page, entries, encoding, nulls };
    const least = bound(leaf, present.least, -1);
    return { dictionary, page, entries, encoding, nulls, least, most: bound(leaf, present.most, 1) };
  }

  function textPages(gathered: Gathered, rows: number): Pages {
    const { texts, integers: codes, absent, some } = gathered;
    let count = rows;
    if (some) {
      count = 0;
      for (let i = 0; i < rows; i++) if (!absent[i]) codes[count++] = codes[i];
    }
    putLevels(gathered, rows);
    putTexts(dictionary, texts);
    const nulls = rows - count;
    const made = { dictionary, page, nulls };
    if (count === 0) return { ...made, entries: 0, encoding: PLAIN };
    const starts = textStarts(dictionary, texts.length);
    const bounds = textBounds(dictionary, starts);
    const bytesAt = (k: number): Uint8Array | undefined =>
      starts[k + 1] - starts[k] > LONGEST_BOUND ? undefined : dictionary.array.slice(starts[k] + 4, starts[k + 1]);
    const stats = { least: bytesAt(bounds.least), most: bytesAt(bounds.most) };
    const coded = dictionary.length + (count * widthOf(texts.length - 1)) / 8;
    // a text takes four bytes and more: often that decides
    let plain = 4 * count;
    if (coded >= plain) for (let i = 0; i < count; i++) plain += starts[codes[i] + 1] - starts[codes[i]] - 4;
    if (coded < plain) {
      putCodes(codes, count, texts.length);
      return { ...made, ...stats, entries: texts.length, encoding: DICTIONARY };
    }
    reserve(page, plain);
    for (let i = 0; i < count; i++) {
      const bytes = dictionary.array.subarray(starts[codes[i]], starts[codes[i] + 1]);
      page.array.set(bytes, page.length);
      page.length += bytes.length;
    }
    return { ...made, ...stats, entries: 0, encoding: PLAIN };
  }

  return (gathered, rows) => {
    dictionary.length = 0;
    page.length = 0;
    return gathered.leaf.type === BYTE_ARRAY ? textPages(gathered, rows) : numberPages(gathered, rows);
  };
}
