import { type Bytes, reserve } from "./bytes.ts";

const encoder = new TextEncoder();

/** Appends each text after its length in bytes; UTF-8, halves of surrogate pairs as U+FFFD. */
export function putTexts(out: Bytes, texts: readonly string[]): void {
  for (const text of texts) {
    reserve(out, 4 + 3 * text.length);
    const { written } = encoder.encodeInto(text, out.array.subarray(out.length + 4));
    out.view.setUint32(out.length, written, true);
    out.length += 4 + written;
  }
}

/** Where each text stands in what `putTexts` wrote, and where the last one ends. */
export function textStarts({ view }: Bytes, count: number): Int32Array {
  const starts = new Int32Array(count + 1);
  for (let k = 0; k < count; k++) starts[k + 1] = starts[k] + 4 + view.getUint32(starts[k], true);
  return starts;
}

/** The first and last text by bytes, as places in `starts`. */
export function textBounds({ array }: Bytes, starts: Int32Array): { least: number; most: number } {
  const before = (a: number, b: number): boolean => {
    for (let p = starts[a] + 4, q = starts[b] + 4; ; p++, q++) {
      if (q === starts[b + 1]) return false;
      if (p === starts[a + 1]) return true;
      if (array[p] !== array[q]) return array[p] < array[q];
    }
  };
  let least = 0;
  let most = 0;
  for (let k = 1; k < starts.length - 1; k++) {
    if (before(k, least)) least = k;
    else if (before(most, k)) most = k;
  }
  return { least, most };
}
