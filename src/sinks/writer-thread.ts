import { parentPort } from "node:worker_threads";
import { crc32 } from "node:zlib";
import { writeAll } from "./write-all.ts";
import type { ToWriter, Written } from "./writer.ts";

/** Bytes that stay in the cache between summing them up and writing them. */
const SLICE = 1 << 18;

let failed = false;

parentPort?.on("message", ({ fd, bytes, crc: known }: ToWriter) => {
  // what follows a gap would be read as if there were none
  if (failed) return;
  let crc = known ?? 0;
  try {
    for (let from = 0; from < bytes.length; from += SLICE) {
      const slice = bytes.subarray(from, from + SLICE);
      if (known === undefined) crc = crc32(slice, crc);
      writeAll(fd, slice);
    }
    parentPort?.postMessage({ crc } satisfies Written);
  } catch (error) {
    failed = true;
    const { message, code } = error as NodeJS.ErrnoException;
    parentPort?.postMessage({ failed: { message, code } } satisfies Written);
  }
});
