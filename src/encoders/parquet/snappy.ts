import { type Bytes, contents, createBytes, putVarint, reserve } from "./bytes.ts";

/** Input is taken in pieces of this size; copies reach back within one. */
const PIECE = 1 << 16;
const HASH_BITS = 14;

/** Appends bytes as they are: a tag with their number, then they. */
function putLiteral(out: Bytes, input: Uint8Array, from: number, to: number): void {
  const rest = to - from - 1;
  if (rest < 0) return;
  const { array } = out;
  if (rest < 60) array[out.length++] = rest << 2;
  else if (rest < 256) {
    array[out.length++] = 60 << 2;
    array[out.length++] = rest;
  } else {
    array[out.length++] = 61 << 2;
    array[out.length++] = rest & 255;
    array[out.length++] = rest >> 8;
  }
  if (rest < 16) for (let i = from; i < to; i++) array[out.length++] = input[i];
  else {
    array.set(input.subarray(from, to), out.length);
    out.length += rest + 1;
  }
}

/** Appends copies of `length` bytes from `offset` bytes back. */
function putCopy(out: Bytes, offset: number, length: number): void {
  const { array } = out;
  let rest = length;
  while (rest > 0) {
    // no copy may be left with fewer than four bytes
    const part = rest >= 68 ? 64 : rest > 64 ? 60 : rest;
    if (part >= 4 && part < 12 && offset < 2048) {
      array[out.length++] = 1 | ((part - 4) << 2) | ((offset >> 8) << 5);
      array[out.length++] = offset & 255;
    } else {
      array[out.length++] = 2 | ((part - 1) << 2);
      array[out.length++] = offset & 255;
      array[out.length++] = offset >> 8;
    }
    rest -= part;
  }
}

/** Compresses bytes in the Snappy format. The result is borrowed until the next call. */
export function createSnappy(): (input: Uint8Array) => Uint8Array {
  const out = createBytes();
  const table = new Uint16Array(1 << HASH_BITS);

  function putPiece(input: Uint8Array, view: DataView, start: number, end: number): void {
    table.fill(0);
    let literal = start;
    let at = start + 1;
    let misses = 32;
    const last = end - 15;
    while (at < last) {
      const word = view.getInt32(at, true);
      const slot = Math.imul(word, 0x1e35a7bd) >>> (32 - HASH_BITS);
      const match = start + table[slot];
      table[slot] = at - start;
      if (match >= at || view.getInt32(match, true) !== word) {
        // the longer nothing is found, the larger the steps
        at += misses++ >> 5;
        continue;
      }
      let length = 4;
      while (at + length < last && view.getInt32(match + length, true) === view.getInt32(at + length, true))
        length += 4;
      while (at + length < end && input[match + length] === input[at + length]) length++;
      putLiteral(out, input, literal, at);
      putCopy(out, at - match, length);
      at += length;
      literal = at;
      misses = 32;
      if (at < last) table[Math.imul(view.getInt32(at - 1, true), 0x1e35a7bd) >>> (32 - HASH_BITS)] = at - 1 - start;
    }
    putLiteral(out, input, literal, end);
  }

  return (input) => {
    out.length = 0;
    reserve(out, 32 + input.length + Math.ceil(input.length / 6));
    putVarint(out, input.length);
    const view = new DataView(input.buffer, input.byteOffset, input.byteLength);
    for (let start = 0; start < input.length; start += PIECE)
      putPiece(input, view, start, Math.min(input.length, start + PIECE));
    return contents(out);
  };
}
