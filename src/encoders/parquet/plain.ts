import { TENS } from "../../core/numeric.ts";
import { type Bytes, reserve } from "./bytes.ts";
import { DOUBLE, INT32, type Leaf } from "./schema.ts";

const HIGH = 2 ** 32;

/** Appends numbers of a column as they are: floats and fixed decimals as float64, unless these are decimals; else integers. */
export function putPlain(out: Bytes, { type, field }: Leaf, values: Float64Array | Int32Array, count: number): void {
  reserve(out, 8 * count);
  const { view } = out;
  let at = out.length;
  if (type === DOUBLE) {
    const unit = field.type === "fixed" ? TENS[field.decimals!] : 1;
    // -0 / unit is -0, and text shows 0
    for (let i = 0; i < count; i++, at += 8) view.setFloat64(at, values[i] / unit + 0, true);
  } else if (type === INT32) {
    for (let i = 0; i < count; i++, at += 4) view.setInt32(at, values[i], true);
  } else {
    for (let i = 0; i < count; i++, at += 8) {
      const high = Math.floor(values[i] / HIGH);
      view.setUint32(at, values[i] - high * HIGH, true);
      view.setInt32(at + 4, high, true);
    }
  }
  out.length = at;
}

/** Appends bits, eight a byte, the lowest first. */
export function putBits(out: Bytes, values: Float64Array | Int32Array, count: number): void {
  reserve(out, (count + 7) >> 3);
  for (let i = 0; i < count; i += 8) {
    let byte = 0;
    for (let k = 0; k < 8 && i + k < count; k++) if (values[i + k]) byte |= 1 << k;
    out.array[out.length++] = byte;
  }
}
