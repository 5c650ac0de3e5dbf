import { type Bytes, putVarint, reserve } from "./bytes.ts";
import { packerOf } from "./packer.ts";

const BLOCK = 128;
const MINIBLOCKS = 4;
const MINIBLOCK = BLOCK / MINIBLOCKS;
/** Differences from the smallest of a block are stored as two halves of at most so many bits. */
const HALF = 2 ** 26;

const deltas = new Float64Array(BLOCK);
const codes = new Int32Array(MINIBLOCK);

/** Appends an integer between -2^53 and 2^53, with its sign in the lowest bit; ten bytes must be reserved. */
function putSigned(out: Bytes, value: number): void {
  const most = value < 0 ? -value - 1 : value;
  const first = (most % 64) * 2 + (value < 0 ? 1 : 0);
  const rest = Math.floor(most / 64);
  out.array[out.length++] = rest > 0 ? first + 128 : first;
  if (rest > 0) putVarint(out, rest);
}

/** Bits that hold an integer below 2^52. */
function bitsOf(value: number): number {
  const high = Math.floor(value / HALF);
  return high > 0 ? 58 - Math.clz32(high) : 32 - Math.clz32(value);
}

/** Appends a miniblock of differences of so many bits each, more than 31, the lowest bits first. */
function packWide(out: Bytes, from: number, least: number, width: number): void {
  const { view } = out;
  let at = out.length;
  let word = 0;
  let bits = 0;
  const put = (value: number, size: number): void => {
    word |= value << bits;
    bits += size;
    if (bits < 32) return;
    view.setInt32(at, word, true);
    at += 4;
    bits -= 32;
    word = bits === 0 ? 0 : value >>> (size - bits);
  };
  for (let i = from; i < from + MINIBLOCK; i++) {
    const value = deltas[i] - least;
    const high = Math.floor(value / HALF);
    put(value - high * HALF, 26);
    put(high, width - 26);
  }
  out.length = at;
}

/** Whether integers of this range can be written as differences: no difference of two may pass 2^51. */
export function deltasFit(least: number, most: number): boolean {
  return most - least < 2 ** 51 && Math.abs(least) < 2 ** 53 && Math.abs(most) < 2 ** 53;
}

/** Appends `count` integers as Parquet's DELTA_BINARY_PACKED: each as the difference from the one before. */
export function putDeltas(out: Bytes, values: Float64Array | Int32Array, count: number): void {
  reserve(out, 40);
  putVarint(out, BLOCK);
  putVarint(out, MINIBLOCKS);
  putVarint(out, count);
  putSigned(out, count > 0 ? values[0] : 0);
  for (let start = 1; start < count; start += BLOCK) putBlock(out, values, start, Math.min(BLOCK, count - start));
}

function putBlock(out: Bytes, values: Float64Array | Int32Array, start: number, count: number): void {
  let last = values[start - 1];
  let least = Infinity;
  let most = -Infinity;
  for (let i = 0; i < count; i++) {
    const value = values[start + i];
    const delta = value - last;
    last = value;
    deltas[i] = delta;
    if (delta < least) least = delta;
    if (delta > most) most = delta;
  }
  reserve(out, 24 + BLOCK * 8);
  putSigned(out, least);
  const widths = out.length;
  out.length += MINIBLOCKS;
  out.array.fill(0, widths, out.length);
  if (most === least) return;
  deltas.fill(least, count);
  for (let m = 0; m * MINIBLOCK < count; m++) {
    const from = m * MINIBLOCK;
    let top = 0;
    for (let i = from; i < from + MINIBLOCK; i++) if (deltas[i] - least > top) top = deltas[i] - least;
    const width = bitsOf(top);
    out.array[widths + m] = width;
    if (width > 31) packWide(out, from, least, width);
    else if (width > 0) {
      for (let i = 0; i < MINIBLOCK; i++) codes[i] = deltas[from + i] - least;
      out.length = packerOf(width)(out.view, codes, out.length, 0, MINIBLOCK);
    }
  }
}
