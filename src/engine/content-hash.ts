import { createHash } from "node:crypto";
import { closeSync, openSync, readSync } from "node:fs";
import { type Compression, contentOf } from "../core/compression.ts";

/** SHA-256 of the uncompressed content of a file, in hex. */
export function contentHash(path: string, compression: Compression | undefined): string {
  const hash = createHash("sha256");
  const fd = openSync(path, "r");
  let buffer = Buffer.alloc(0);
  const read = (position: number, length: number): Buffer => {
    if (buffer.length < length) buffer = Buffer.allocUnsafe(length);
    return buffer.subarray(0, readSync(fd, buffer, 0, length, position));
  };
  try {
    for (const piece of contentOf(compression, read)) hash.update(piece);
  } finally {
    closeSync(fd);
  }
  return hash.digest("hex");
}
