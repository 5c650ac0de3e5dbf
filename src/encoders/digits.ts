/** Texts of at most eight ASCII characters by number: the word that holds each (see `Words`) and its length. */
export interface Digits {
  readonly words: Float64Array;
  readonly bytes: Uint8Array;
}

const SPACE = 32;

function digits(count: number, textOf: (n: number) => string): Digits {
  const view = new DataView(new ArrayBuffer(8));
  const words = new Float64Array(count);
  const bytes = new Uint8Array(count);
  for (let n = 0; n < count; n++) {
    const text = textOf(n);
    for (let k = 0; k < 8; k++) view.setUint8(k, k < text.length ? text.charCodeAt(k) : SPACE);
    words[n] = view.getFloat64(0, true);
    bytes[n] = text.length;
  }
  return { words, bytes };
}

/**
 * Digits behind the point, `width` at a time. Entry n has them all, entry n + 10^width is without trailing zeros, for
 * when nothing follows; with `point` a point stands before the digits, if there are any.
 */
function fractions(width: number, point: string): Digits {
  const size = Number(`1e${width}`);
  return digits(2 * size, (n) => {
    const all = `${n % size}`.padStart(width, "0");
    const shown = n < size ? all : all.replace(/0+$/, "");
    return shown === "" ? "" : point + shown;
  });
}

/** Integers below this have a table of their whole text for each number of decimals up to `SHORT_DECIMALS`. */
export const SHORT = 65_536;
export const SHORT_DECIMALS = 6;

function create(): Record<string, Digits> {
  const two = (n: number) => `${n}`.padStart(2, "0");
  const tables: Record<string, Digits> = {
    whole: digits(10_000, (n) => `${n}`),
    padded: digits(10_000, (n) => `${n}`.padStart(4, "0")),
    minutes: digits(1440, (n) => `${two(Math.floor(n / 60))}:${two(n % 60)}:`),
    seconds: digits(60, two),
  };
  for (let width = 1; width <= 3; width++) {
    tables[`first${width}`] = fractions(width, ".");
    tables[`later${width}`] = fractions(width, "");
  }
  return tables;
}

let tables: Record<string, Digits> | undefined;

/**
 * The tables from which kernels put numbers and times together: `whole` 0 to 9999, `padded` 0000 to 9999, `minutes` from
 * `00:00:`, `seconds` from `00`, `first1` to `first3` digits from the point on, `later1` to `later3` further on. Made
 * when first asked for, since it takes a few milliseconds.
 */
export function digitTables(): Readonly<Record<string, Digits>> {
  tables ??= create();
  return tables;
}

const short: Digits[] = [];

/** The numbers n / 10^decimals for n below `SHORT`. */
export function shortNumbers(decimals: number): Digits {
  const unit = Number(`1e${decimals}`);
  short[decimals] ??= digits(SHORT, (n) => `${n / unit}`);
  return short[decimals];
}
