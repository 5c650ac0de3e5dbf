import { closeSync, openSync, readSync } from "node:fs";
import { crc32 } from "node:zlib";
import { checksumText } from "../core/checksum.ts";
import { type Compression, contentOf } from "../core/compression.ts";

/** CRC-32 of the uncompressed content of a file, as text. */
export function contentChecksum(path: string, compression: Compression | undefined): string {
  let crc = 0;
  const fd = openSync(path, "r");
  let buffer = Buffer.alloc(0);
  const read = (position: number, length: number): Buffer => {
    if (buffer.length < length) buffer = Buffer.allocUnsafe(length);
    return buffer.subarray(0, readSync(fd, buffer, 0, length, position));
  };
  try {
    for (const piece of contentOf(compression, read)) crc = crc32(piece, crc);
  } finally {
    closeSync(fd);
  }
  return checksumText(crc);
}
