import type { Batch } from "../../core/batch.ts";
import type { Leaf } from "./schema.ts";
import { createTexts, type Texts } from "./texts.ts";

/** The values of a column that wait for their row group. */
export interface Gathered {
  readonly leaf: Leaf;
  /** Integers below 2^31, or codes of texts; undefined where the value is absent. Eight longer than any row group. */
  readonly integers: Int32Array;
  /** All numbers, once one of them is not such an integer. */
  readonly wide: Float64Array | undefined;
  /** Bounds of all numbers that were seen; meaningful as long as they are not wide and none is absent. */
  readonly least: number;
  readonly most: number;
  /** What codes stand for. */
  readonly texts: readonly string[];
  /** 1 where the value is absent; meaningful only with `some`. */
  readonly absent: Uint8Array;
  some: boolean;
  /** Takes rows [from, from + count) of a batch as rows `at` and after. */
  take(batch: Batch, from: number, count: number, at: number): void;
  /** Forgets all rows. */
  clear(): void;
}

type Numbers = Float64Array | Int32Array | Uint8Array;

/** Room for the values of a column, of at most so many rows. */
export function gather(leaf: Leaf, rows: number): Gathered {
  const integers = new Int32Array(rows + 8);
  const absent = new Uint8Array(rows);
  const texts: Texts = createTexts();
  // times are never small
  const alwaysWide = leaf.field.type === "time" || leaf.field.type === "float";
  let room: Float64Array | undefined;

  const gathered = {
    leaf,
    integers,
    wide: undefined as Float64Array | undefined,
    least: Infinity,
    most: -Infinity,
    texts: texts.texts,
    absent,
    some: false,
    take(batch: Batch, from: number, count: number, at: number): void {
      const column = batch.columns[leaf.column];
      takeNulls(column.nulls, from, count, at);
      if (column.type === "text") texts.take(column, from, count, integers, at);
      else if (gathered.wide) gathered.wide.set(column.values.subarray(from, from + count), at);
      else takeNumbers(column.values, from, count, at);
    },
    clear(): void {
      gathered.some = false;
      gathered.wide = alwaysWide ? widen(0) : undefined;
      gathered.least = Infinity;
      gathered.most = -Infinity;
      texts.clear();
    },
  };

  function takeNulls(nulls: Uint8Array | undefined, from: number, count: number, at: number): void {
    if (nulls) {
      if (!gathered.some) absent.fill(0, 0, at);
      gathered.some = true;
      absent.set(nulls.subarray(from, from + count), at);
    } else if (gathered.some) absent.fill(0, at, at + count);
  }

  function takeNumbers(values: Numbers, from: number, count: number, at: number): void {
    // as integers: the first time they are infinite
    let least = Math.min(gathered.least, 0x7fffffff) | 0;
    let most = Math.max(gathered.most, -0x80000000) | 0;
    const source = values.subarray(from, from + count);
    const target = integers.subarray(at, at + count);
    for (let i = 0; i < count; i++) {
      const value = source[i];
      const integer = value | 0;
      if (integer !== value) {
        gathered.wide = widen(at + i);
        gathered.wide.set(source.subarray(i), at + i);
        return;
      }
      target[i] = integer;
      if (integer < least) least = integer;
      if (integer > most) most = integer;
    }
    gathered.least = least;
    gathered.most = most;
  }

  function widen(count: number): Float64Array {
    room ??= new Float64Array(rows);
    for (let i = 0; i < count; i++) room[i] = integers[i];
    return room;
  }

  gathered.clear();
  return gathered;
}
