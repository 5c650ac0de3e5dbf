import { type Bytes, putVarint, reserve } from "./bytes.ts";
import { packerOf } from "./packer.ts";

/** The codes that are left of a multiple of 32. */
const last = new Int32Array(32);

/** Bits that hold every integer from 0 to `most`, which is below 2^31. */
export function widthOf(most: number): number {
  return 32 - Math.clz32(most);
}

/**
 * Appends values [from, from + count) of `width` bits each, the lowest bits first, filled up with zeros to a multiple of
 * eight values.
 */
function pack(out: Bytes, codes: Int32Array, from: number, count: number, width: number): void {
  if (width === 0) return;
  const packer = packerOf(width);
  const whole = count - (count % 32);
  reserve(out, ((count + 31) >> 5) * 4 * width);
  const at = packer(out.view, codes, out.length, from, from + whole);
  const end = out.length + ((count + 7) >> 3) * width;
  if (whole < count) {
    last.fill(0);
    last.set(codes.subarray(from + whole, from + count));
    packer(out.view, last, at, 0, 32);
  }
  out.length = end;
}

/** Length of the run of equal codes at `from`. */
function runAt(codes: Int32Array, from: number, count: number): number {
  const code = codes[from];
  let end = from + 1;
  while (end < count && codes[end] === code) end++;
  return end - from;
}

/** Appends codes 0 to 2^width - 1 as Parquet's hybrid of runs and packed bits. */
export function putHybrid(out: Bytes, codes: Int32Array, count: number, width: number): void {
  // a run breaks the packed ones in two: it must save more than their headers take
  const worth = width > 4 ? 8 : width > 2 ? 16 : 32;
  const bytes = (width + 7) >> 3;
  let packed = 0;
  for (let i = 0; i < count; ) {
    if (codes[i] !== codes[i + 1] || codes[i] !== codes[i + 7]) {
      i += 8;
      continue;
    }
    const run = runAt(codes, i, count);
    if (run < worth) {
      i += 8;
      continue;
    }
    putPacked(out, codes, packed, i - packed, width);
    reserve(out, 16);
    putVarint(out, run * 2);
    out.view.setInt32(out.length, codes[i], true);
    out.length += bytes;
    i += run;
    packed = i;
  }
  putPacked(out, codes, packed, count - packed, width);
}

function putPacked(out: Bytes, codes: Int32Array, from: number, count: number, width: number): void {
  if (count <= 0) return;
  reserve(out, 16);
  putVarint(out, ((count + 7) >> 3) * 2 + 1);
  pack(out, codes, from, count, width);
}
