import { writeSync } from "node:fs";

/** Appends bytes to a file: a write may take fewer than it was given. */
export function writeAll(fd: number, bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length; ) at += writeSync(fd, bytes, at);
}
