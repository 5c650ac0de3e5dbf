const encoder = new TextEncoder();

/**
 * Texts as 8-byte words, each text beginning at a word. A word is a float64 whose little-endian bytes are the text's,
 * so that one store writes eight bytes. UTF-8 never makes a NaN, whose bits an engine might change: that would take an
 * 0x7f or 0xff after a byte of 0xf0 or more. What follows a text in its last word is to be overwritten.
 */
export interface Words {
  words: Float64Array;
  /** Index of each text's first word. */
  starts: Int32Array;
  /** Length of each text in bytes. */
  bytes: Int32Array;
  /** The longest text, in bytes. */
  longest: number;
}

/** The most words that may be read from any text's start, however short it is. */
export const MOST_WORDS = 32;
/** Engines fold a typed array into code only above 64 bytes: shorter ones are moved about by the collector. */
export const FOLDED = 32;
const SPACE = 32;

/** Texts as words, in order. The arrays are longer than needed. */
export function wordsOf(texts: readonly string[]): Words {
  const starts = new Int32Array(texts.length + FOLDED);
  const bytes = new Int32Array(texts.length + FOLDED);
  let capacity = 0;
  for (const text of texts) capacity += (text.length * 3 + 8) >> 3;
  const raw = new Uint8Array(capacity * 8).fill(SPACE);
  let at = 0;
  let longest = 0;
  for (let k = 0; k < texts.length; k++) {
    const { written } = encoder.encodeInto(texts[k], raw.subarray(at * 8));
    starts[k] = at;
    bytes[k] = written;
    longest = Math.max(longest, written);
    at += (written + 7) >> 3;
  }
  const view = new DataView(raw.buffer);
  const words = new Float64Array(at + MOST_WORDS);
  for (let w = 0; w < at; w++) words[w] = view.getFloat64(w * 8, true);
  return { words, starts, bytes, longest };
}
