import { closeSync, openSync, readSync } from "node:fs";
import { type Compression, contentOf } from "../core/compression.ts";

/** Longest text of a line that is shown. */
const SHOWN = 400;

/** Reads the content of a file, mostly forwards: what stands before the last `differsAt` is gone. */
export interface Reader {
  /** Whether nothing stands at a position. */
  endsBy(position: number): boolean;
  /** Where the bytes at a position first differ from others; undefined when they do not. */
  differsAt(position: number, expected: Uint8Array): number | undefined;
  /** The line that begins at a position. */
  text(position: number): string;
  close(): void;
}

/** Opens a file for reading what was compressed into it. */
export function openReader(path: string, compression?: Compression): Reader {
  const fd = openSync(path, "r");
  let buffer = Buffer.alloc(0);
  const stored = (position: number, length: number): Buffer => {
    if (buffer.length < length) buffer = Buffer.allocUnsafe(length);
    let got = 0;
    while (got < length) {
      const n = readSync(fd, buffer, got, length - got, position + got);
      if (n === 0) break;
      got += n;
    }
    return buffer.subarray(0, got);
  };
  const content = compression ? createWindow(contentOf(compression, stored)) : undefined;
  const read = (position: number, length: number) => content?.read(position, length) ?? stored(position, length);
  return {
    endsBy: (position) => read(position, 1).length === 0,
    differsAt(position, expected) {
      content?.forget(position);
      const actual = read(position, expected.length);
      if (actual.equals(expected)) return undefined;
      let i = 0;
      while (i < actual.length && actual[i] === expected[i]) i++;
      return i;
    },
    text: (position) => firstLine(read(position, SHOWN)),
    close: () => closeSync(fd),
  };
}

/** Reads pieces that follow one another by position; those before the position that is forgotten are dropped. */
function createWindow(pieces: Iterator<Uint8Array>): {
  read(position: number, length: number): Buffer;
  forget(before: number): void;
} {
  let kept = Buffer.alloc(0);
  let begin = 0;
  let first = 0;
  return {
    read(position, length) {
      while (begin + kept.length < position + length) {
        const { value, done } = pieces.next();
        if (done) break;
        kept = Buffer.concat([kept.subarray(Math.max(0, first - begin)), value]);
        begin = Math.max(begin, first);
      }
      return kept.subarray(Math.max(0, position - begin), Math.max(0, position - begin + length));
    },
    forget(before) {
      first = before;
    },
  };
}

/** The first line of some bytes, cut where it is long. */
export function firstLine(bytes: Uint8Array): string {
  const end = bytes.indexOf(10);
  return Buffer.from(bytes.subarray(0, end < 0 ? Math.min(bytes.length, SHOWN) : Math.min(end, SHOWN))).toString(
    "utf8",
  );
}
