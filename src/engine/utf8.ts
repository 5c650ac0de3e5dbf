import { isUtf8 } from "node:buffer";
import { UsageError } from "../core/error.ts";

const decoder = new TextDecoder();

/** Throws UsageError, with line and column, where bytes that begin at a line are no text in UTF-8. */
export function requireText(bytes: Uint8Array, file: string, line: number): void {
  const nul = bytes.indexOf(0);
  if (nul < 0 && isUtf8(bytes)) return;
  let begin = 0;
  for (let at = line; ; at++) {
    const next = bytes.indexOf(10, begin);
    const piece = bytes.subarray(begin, next < 0 ? bytes.length : next);
    const zero = piece.indexOf(0);
    if (zero >= 0) {
      const column = decoder.decode(piece.subarray(0, zero)).length + 1;
      throw new UsageError(`${file}:${at}:${column}: not a text file: it has a zero byte`);
    }
    if (!isUtf8(piece)) {
      const column = decoder.decode(piece).indexOf("\ufffd") + 1;
      throw new UsageError(`${file}:${at}:${column}: the text is not UTF-8 (perhaps Latin-1); save it as UTF-8`);
    }
    if (next < 0) return;
    begin = next + 1;
  }
}

/** Throws UsageError where the first bytes of a file are the mark of UTF-16. */
export function refuseUtf16(bytes: Uint8Array, file: string): void {
  if ((bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff))
    throw new UsageError(`${file}:1:1: the text is UTF-16; save it as UTF-8`);
}

/** Bytes of the mark that some programs put before UTF-8. */
export function markLength(bytes: Uint8Array): number {
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
}

/** The text of a file, which must be UTF-8; without a byte order mark. */
export function decode(bytes: Uint8Array, file: string): string {
  refuseUtf16(bytes, file);
  requireText(bytes, file, 1);
  return decoder.decode(bytes);
}
