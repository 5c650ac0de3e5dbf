/** Bytes that grow at their end. `view` is over the same bytes; both are new ones after `reserve` had to grow. */
export interface Bytes {
  array: Uint8Array;
  view: DataView;
  /** How many there are. */
  length: number;
}

export function createBytes(): Bytes {
  const array = new Uint8Array(1 << 16);
  return { array, view: new DataView(array.buffer), length: 0 };
}

/** Makes room for so many more. */
export function reserve(bytes: Bytes, more: number): void {
  const needed = bytes.length + more;
  if (needed <= bytes.array.length) return;
  const grown = new Uint8Array(Math.max(needed, 2 * bytes.array.length));
  grown.set(bytes.array.subarray(0, bytes.length));
  bytes.array = grown;
  bytes.view = new DataView(grown.buffer);
}

export function append(bytes: Bytes, more: Uint8Array): void {
  reserve(bytes, more.length);
  bytes.array.set(more, bytes.length);
  bytes.length += more.length;
}

/** Appends an unsigned integer below 2^53, seven bits a byte, the lowest first; ten bytes must be reserved. */
export function putVarint(bytes: Bytes, value: number): void {
  let rest = value;
  while (rest > 127) {
    bytes.array[bytes.length++] = (rest % 128) + 128;
    rest = Math.floor(rest / 128);
  }
  bytes.array[bytes.length++] = rest;
}

/** The bytes so far. Borrowed. */
export function contents({ array, length }: Bytes): Uint8Array {
  return array.subarray(0, length);
}
