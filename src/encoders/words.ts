const encoder = new TextEncoder();

/**
 * Texts as 8-byte words, each text beginning at a word. A word is a float64 whose bytes in memory are the text's, so that
 * one store writes eight of them. UTF-8 never makes a NaN, whose bits an engine might change: that would take an 0x7f or
 * 0xff beside a byte of 0xf0 or more. A text is followed by spaces up to the end of its last word, to be overwritten.
 */
export interface Words {
  /** The same memory as bytes and as words. */
  raw: Uint8Array;
  words: Float64Array;
  /** Index of each text's first word. */
  starts: Int32Array;
  /** Length of each text in bytes. */
  bytes: Int32Array;
  /** The longest text, in bytes. */
  longest: number;
}

/** The byte order in which a word must be stored for its bytes to stay in order. */
export const LITTLE_ENDIAN = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;
/** The most words that may be read from any text's start, however short it is. */
export const MOST_WORDS = 32;
/** Engines fold a typed array into code only above 64 bytes: shorter ones are moved about by the collector. */
export const FOLDED = 32;
const SPACE = 32;

/** Writes a text as UTF-8 at `at`, with spaces to the end of the word; returns its length in bytes. */
function put(raw: Uint8Array, at: number, text: string): number {
  let length = 0;
  for (; length < text.length; length++) {
    const unit = text.charCodeAt(length);
    if (unit > 0x7f) {
      length = encoder.encodeInto(text, raw.subarray(at)).written;
      break;
    }
    raw[at + length] = unit;
  }
  for (let end = at + length; end & 7; end++) raw[end] = SPACE;
  return length;
}

/** Replaces the texts; true when they needed larger arrays, which are then new ones. */
export function setWords(target: Words, texts: readonly string[]): boolean {
  let needed = MOST_WORDS;
  for (const text of texts) needed += (text.length * 3 + 8) >> 3;
  const fits = needed <= target.words.length && texts.length <= target.starts.length;
  if (!fits) {
    target.words = new Float64Array(Math.max(2 * needed, target.words.length));
    target.raw = new Uint8Array(target.words.buffer);
    target.starts = new Int32Array(Math.max(2 * texts.length, target.starts.length));
    target.bytes = new Int32Array(target.starts.length);
  }
  let at = 0;
  target.longest = 0;
  for (let k = 0; k < texts.length; k++) {
    const length = put(target.raw, at * 8, texts[k]);
    target.starts[k] = at;
    target.bytes[k] = length;
    target.longest = Math.max(target.longest, length);
    at += (length + 7) >> 3;
  }
  return !fits;
}

/** Texts as words, in order; arrays are longer than needed. */
export function wordsOf(texts: readonly string[]): Words {
  const words = new Float64Array(2 * MOST_WORDS);
  const arrays = {
    words,
    raw: new Uint8Array(words.buffer),
    starts: new Int32Array(FOLDED),
    bytes: new Int32Array(FOLDED),
  };
  const result = { ...arrays, longest: 0 };
  setWords(result, texts);
  return result;
}
