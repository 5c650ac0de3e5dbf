import { closeSync, openSync, readSync } from "node:fs";
import { UsageError } from "../core/error.ts";

const [LF, QUOTE] = [0x0a, 0x22];

/** Rows of a CSV file below its header, without keeping any: a quoted field may hold line breaks. */
export function countRows(path: string): number {
  let fd: number;
  try {
    fd = openSync(path, "r");
  } catch (error) {
    const why = (error as NodeJS.ErrnoException).code === "ENOENT" ? "there is no such file" : (error as Error).message;
    throw new UsageError(`cannot read the inventory ${path}: ${why}`, { cause: error });
  }
  try {
    const buffer = Buffer.allocUnsafe(1 << 20);
    let [lines, quoted, empty] = [0, false, true];
    for (let length = readSync(fd, buffer); length > 0; length = readSync(fd, buffer))
      for (let i = 0; i < length; i++) {
        const byte = buffer[i];
        if (byte === QUOTE) quoted = !quoted;
        if (byte === LF && !quoted) {
          if (!empty) lines++;
          empty = true;
        } else if (byte > 0x20) empty = false;
      }
    return Math.max(0, lines + (empty ? 0 : 1) - 1);
  } finally {
    closeSync(fd);
  }
}
