import { closeSync, openSync, readSync } from "node:fs";

const BLOCK = 1 << 16;

/** The text of a file before a mark, read not much further than that; undefined where it cannot be read or has no mark. */
export function headOf(path: string, mark: string): string | undefined {
  let fd: number | undefined;
  try {
    fd = openSync(path, "r");
    let head = Buffer.alloc(0);
    for (;;) {
      const block = Buffer.allocUnsafe(Math.max(BLOCK, head.length));
      const count = readSync(fd, block, 0, block.length, head.length);
      if (count === 0) return undefined;
      const from = Math.max(0, head.length - mark.length);
      head = Buffer.concat([head, block.subarray(0, count)]);
      const end = head.indexOf(mark, from);
      if (end >= 0) return head.toString("utf8", 0, end);
    }
  } catch {
    return undefined;
  } finally {
    if (fd !== undefined) closeSync(fd);
  }
}

/** The object that a JSON text holds; undefined where it is damaged. */
export function objectOf<T extends object>(text: string | undefined): T | undefined {
  try {
    const value: unknown = JSON.parse(text ?? "");
    return typeof value === "object" && value !== null ? (value as T) : undefined;
  } catch {
    return undefined;
  }
}
