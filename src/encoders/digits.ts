/** Texts of at most eight ASCII characters by number: the word that holds each (see `Words`) and its length. */
export interface Digits {
  readonly words: Float64Array;
  readonly bytes: Uint8Array;
}

const SPACE = 32;
const ZERO = 48;
const POINT = 46;
const COLON = 58;

/** Writes a text into eight bytes from their end backwards and returns where it begins. */
type Write = (text: Uint8Array, n: number) => number;

/** By digits rather than by numbers' own texts, which would take ten times as long: kernels are waiting. */
function digits(count: number, write: Write): Digits {
  const raw = new Uint8Array(count * 8).fill(SPACE);
  const bytes = new Uint8Array(count);
  const text = new Uint8Array(8);
  for (let n = 0; n < count; n++) {
    let at = write(text, n);
    bytes[n] = 8 - at;
    for (let k = n * 8; at < 8; k++, at++) raw[k] = text[at];
  }
  return { words: new Float64Array(raw.buffer), bytes };
}

/** The last `width` digits of n before `at`, with leading zeros. */
function putPadded(text: Uint8Array, at: number, n: number, width: number): number {
  let left = n;
  for (let d = 0; d < width; d++) {
    const rest = (left / 10) | 0;
    text[--at] = ZERO + left - rest * 10;
    left = rest;
  }
  return at;
}

/** All digits of n before `at`. */
function putWhole(text: Uint8Array, at: number, n: number): number {
  let width = 1;
  for (let left = n; left > 9; left = (left / 10) | 0) width++;
  return putPadded(text, at, n, width);
}

/** The last `width` digits of n at the end, without trailing zeros. */
function putTrimmed(text: Uint8Array, n: number, width: number): number {
  let left = n;
  let shown = width;
  for (; shown > 0 && left % 10 === 0; shown--) left = (left / 10) | 0;
  return putPadded(text, 8, left, shown);
}

/**
 * Digits behind the point, `width` at a time. Entry n has them all, entry n + 10^width is without trailing zeros, for
 * when nothing follows; with `point` a point stands before the digits, if there are any.
 */
function fractions(width: number, point: boolean): Digits {
  const size = Number(`1e${width}`);
  return digits(2 * size, (text, n) => {
    const at = n < size ? putPadded(text, 8, n, width) : putTrimmed(text, n - size, width);
    if (!point || at === 8) return at;
    text[at - 1] = POINT;
    return at - 1;
  });
}

/** Integers below this have a table of their whole text for each number of decimals up to `SHORT_DECIMALS`. */
export const SHORT = 32_768;
export const SHORT_DECIMALS = 6;

function create(): Record<string, Digits> {
  const minute: Write = (text, n) => {
    text[7] = COLON;
    text[4] = COLON;
    putPadded(text, 7, n % 60, 2);
    return putPadded(text, 4, (n / 60) | 0, 2);
  };
  const tables: Record<string, Digits> = {
    whole: digits(10_000, (text, n) => putWhole(text, 8, n)),
    padded: digits(10_000, (text, n) => putPadded(text, 8, n, 4)),
    minutes: digits(1440, minute),
    seconds: digits(60, (text, n) => putPadded(text, 8, n, 2)),
  };
  for (let width = 1; width <= 3; width++) {
    tables[`first${width}`] = fractions(width, true);
    tables[`later${width}`] = fractions(width, false);
  }
  return tables;
}

let tables: Record<string, Digits> | undefined;

/**
 * The tables from which kernels put numbers and times together: `whole` 0 to 9999, `padded` 0000 to 9999, `minutes` from
 * `00:00:`, `seconds` from `00`, `first1` to `first3` digits from the point on, `later1` to `later3` further on. Made
 * when first asked for.
 */
export function digitTables(): Readonly<Record<string, Digits>> {
  tables ??= create();
  return tables;
}

const short: Digits[] = [];

/** The numbers n / 10^decimals for n below `SHORT`. */
export function shortNumbers(decimals: number): Digits {
  const unit = Number(`1e${decimals}`);
  short[decimals] ??= digits(SHORT, (text, n) => {
    const whole = (n / unit) | 0;
    const at = putTrimmed(text, n, decimals);
    if (at < 8) text[at - 1] = POINT;
    return putWhole(text, at < 8 ? at - 1 : 8, whole);
  });
  return short[decimals];
}
