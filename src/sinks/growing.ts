import { closeSync, existsSync, ftruncateSync, openSync, readSync } from "node:fs";
import { crc32 } from "node:zlib";
import { checksumText } from "../core/checksum.ts";
import { type Compression, contentOf } from "../core/compression.ts";
import type { Position } from "../core/sink.ts";
import type { Members } from "./members.ts";

/** A partition whose file grows until it is sealed. */
export interface Growing {
  partition: string;
  path: string;
  fd: number;
  /** Of the content so far. */
  crc: number;
  rows: number;
  bytes: number;
  /** Bytes of the file. */
  stored: number;
  /** Pieces that another thread has yet to write. */
  waiting: number;
  /** Told when there is none left. */
  settled?: () => void;
  /** Of a compressed file. */
  members?: Members;
}

export function startGrowing(partition: string, path: string): Growing {
  return { partition, path, fd: openSync(path, "w"), crc: 0, rows: 0, bytes: 0, stored: 0, waiting: 0 };
}

/**
 * Continues a file at a position: what was written after it is cut, what stands before it is read again. Undefined where
 * that is not what stood there at the checkpoint, as after a power cut.
 */
export function continueGrowing(path: string, from: Position, compression?: Compression): Growing | undefined {
  if (!existsSync(path)) return undefined;
  const fd = openSync(path, "r+");
  const stored = from.stored ?? from.bytes;
  let buffer = Buffer.alloc(0);
  const read = (position: number, length: number): Buffer => {
    if (buffer.length < length) buffer = Buffer.allocUnsafe(length);
    return buffer.subarray(0, readSync(fd, buffer, 0, Math.min(length, stored - position), position));
  };
  let crc = 0;
  let bytes = 0;
  for (const content of contentOf(compression, read)) {
    crc = crc32(content, crc);
    bytes += content.length;
  }
  const same = bytes === from.bytes && checksumText(crc) === from.crc32;
  if (same) ftruncateSync(fd, stored);
  closeSync(fd);
  if (!same) return undefined;
  return { partition: from.partition, path, fd: openSync(path, "a"), crc, rows: from.rows, bytes, stored, waiting: 0 };
}
