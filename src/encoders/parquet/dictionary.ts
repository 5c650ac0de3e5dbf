/** The distinct values of some numbers; a code is a place among them. */
export interface Dictionary {
  readonly values: Float64Array;
  readonly size: number;
}

/** Finds distinct numbers and writes the code of each to `codes`; undefined when there are more than `limit`. */
export interface Dictionaries {
  /** Of `codes` themselves, integers of the range. */
  ofIntegers(codes: Int32Array, count: number, least: number, most: number, limit: number): Dictionary | undefined;
  of(numbers: Float64Array | Int32Array, count: number, limit: number, codes: Int32Array): Dictionary | undefined;
}

const EMPTY = -1;

/** The dictionaries found are borrowed until the next are asked for. */
export function createDictionaries(): Dictionaries {
  let values = new Float64Array(1 << 10);
  let places = new Int32Array(1 << 12);
  let seen = new Uint8Array(1 << 12);
  const double = new Float64Array(1);
  const words = new Int32Array(double.buffer);

  /** A table over all integers of the range: in ascending order. `codes` has room for three more. */
  function byRange(
    codes: Int32Array,
    count: number,
    least: number,
    width: number,
    limit: number,
  ): Dictionary | undefined {
    if (places.length < width) places = new Int32Array(2 * width);
    if (seen.length < width) seen = new Uint8Array(2 * width);
    if (values.length <= width) values = new Float64Array(2 * width);
    const table = places;
    const marks = seen.fill(0, 0, width);
    const known = values;
    // four at a time, filled up with the first: twice as fast
    for (let i = count; i % 4 > 0; i++) codes[i] = codes[0];
    for (let i = 0; i < count; i += 4) {
      marks[codes[i] - least] = 1;
      marks[codes[i + 1] - least] = 1;
      marks[codes[i + 2] - least] = 1;
      marks[codes[i + 3] - least] = 1;
    }
    // without a branch, which would be missed half of the time
    let size = 0;
    for (let k = 0; k < width; k++) {
      known[size] = least + k;
      table[k] = size;
      size += marks[k];
    }
    if (size > limit) return undefined;
    for (let i = 0; i < count; i += 4) {
      codes[i] = table[codes[i] - least];
      codes[i + 1] = table[codes[i + 1] - least];
      codes[i + 2] = table[codes[i + 2] - least];
      codes[i + 3] = table[codes[i + 3] - least];
    }
    return { values, size };
  }

  /** An open-addressed table: in order of appearance. */
  function byHash(
    numbers: Float64Array | Int32Array,
    count: number,
    limit: number,
    codes: Int32Array,
  ): Dictionary | undefined {
    const bits = 33 - Math.clz32(2 * limit);
    if (values.length < limit) values = new Float64Array(limit);
    if (places.length < 1 << bits) places = new Int32Array(1 << bits);
    const table = places.fill(EMPTY, 0, 1 << bits);
    const mask = (1 << bits) - 1;
    let size = 0;
    for (let i = 0; i < count; i++) {
      // 0 and -0 are one value
      const number = numbers[i] + 0;
      double[0] = number;
      let slot = Math.imul(words[0] ^ Math.imul(words[1], 0x9e3779b1), 0x85ebca6b) >>> (32 - bits);
      while (table[slot] !== EMPTY && values[table[slot]] !== number) slot = (slot + 1) & mask;
      if (table[slot] === EMPTY) {
        if (size === limit) return undefined;
        values[size] = number;
        table[slot] = size++;
      }
      codes[i] = table[slot];
    }
    return { values, size };
  }

  return {
    ofIntegers(codes, count, least, most, limit) {
      const width = most - least + 1;
      if (width <= Math.max(4096, 8 * count)) return byRange(codes, count, least, width, limit);
      return byHash(codes, count, limit, codes);
    },
    of(numbers, count, limit, codes) {
      return byHash(numbers, count, limit, codes);
    },
  };
}
