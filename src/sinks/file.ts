import { createHash, type Hash } from "node:crypto";
import {
  closeSync,
  existsSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readSync,
  renameSync,
  rmSync,
  writeSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { z } from "zod";
import type { EncoderStream } from "../core/encoder.ts";
import { PermanentError } from "../core/error.ts";
import { defineSink, type Position, type SinkDefinition, type Stamp } from "../core/sink.ts";

interface Open {
  partition: string;
  path: string;
  fd: number;
  hash: Hash;
  rows: number;
  bytes: number;
}

/**
 * Files under a directory. A partition grows under `.fauxmetry/` and gets its name, by an atomic rename, when it is
 * sealed: a reader never sees half a file.
 */
export const file: SinkDefinition = defineSink({
  type: "file",
  summary: "A file (x.csv), a directory (out/) or files by a template (out/dt={date}/{id}.json).",
  options: z.strictObject({}),
  example: {},
  stores: "files",
  match: (url) => !/^[a-z][a-z0-9+.-]*:/i.test(url) || /^[a-z]:[\\/]/i.test(url),
  create(_, { directory, encode, force }) {
    let unfinished = "";
    let stream: EncoderStream;
    let open: Open | undefined;
    const made = new Set<string>();

    const attempt = <T>(what: string, path: string, action: () => T): T => {
      try {
        return action();
      } catch (error) {
        throw new Error(`[sink:file] could not ${what} ${path}: ${(error as Error).message}`, { cause: error });
      }
    };
    const folder = (path: string): void => {
      if (made.has(path)) return;
      attempt("make the folder", path, () => mkdirSync(path, { recursive: true }));
      if (made.size > 10_000) made.clear();
      made.add(path);
    };
    const append = (bytes: Uint8Array): void => {
      const to = open as Open;
      attempt("append to", join(directory, to.partition), () => {
        for (let at = 0; at < bytes.length; ) at += writeSync(to.fd, bytes, at, bytes.length - at);
      });
      to.hash.update(bytes);
      to.bytes += bytes.length;
    };
    const begin = (partition: string): void => {
      if (open) throw new Error(`[sink:file] ${open.partition} must be sealed before ${partition} begins`);
      const path = join(unfinished, nameOf(partition));
      folder(unfinished);
      const fd = attempt("open", path, () => openSync(path, "w"));
      open = { partition, path, fd, hash: createHash("sha256"), rows: 0, bytes: 0 };
      append(stream.start());
    };
    const enter = (partition: string): Open => {
      if (open?.partition !== partition) begin(partition);
      return open as Open;
    };

    return {
      async open(schema, stamp, from) {
        unfinished = unfinishedFolder(directory, stamp);
        stream = encode(schema);
        if (from) {
          const path = join(unfinished, nameOf(from.partition));
          const sealed = join(directory, from.partition);
          // a run may end after a partition has its name and before that is on record
          if (!existsSync(path) && existsSync(sealed)) renameSync(sealed, path);
          open = reopen(path, from);
        }
      },
      async write(batch) {
        const to = enter(batch.partition);
        append(stream.write(batch));
        to.rows += batch.rows;
      },
      async append(partition, rows, bytes) {
        const to = enter(partition);
        append(bytes);
        to.rows += rows;
      },
      async flush() {
        return open && { partition: open.partition, rows: open.rows, bytes: open.bytes };
      },
      async seal(partition) {
        const done = enter(partition);
        append(stream.end());
        closeSync(done.fd);
        open = undefined;
        const path = join(directory, partition);
        folder(dirname(path));
        if (!force && existsSync(path)) {
          rmSync(done.path);
          throw new PermanentError(`[sink:file] ${path} exists already; --force replaces it`);
        }
        attempt("name", path, () => renameSync(done.path, path));
        return { partition, rows: done.rows, bytes: done.bytes, sha256: done.hash.digest("hex") };
      },
      async close() {
        if (open) closeSync(open.fd);
        open = undefined;
      },
    };
  },
});

/** Where partitions of a run grow until they are sealed. */
export function unfinishedFolder(directory: string, stamp: Stamp): string {
  return join(directory, ".fauxmetry", `${stamp.run}.${stamp.shard.index + 1}-of-${stamp.shard.count}.unfinished`);
}

function nameOf(partition: string): string {
  return createHash("sha256").update(partition).digest("hex").slice(0, 24);
}

/** Continues a file at a position: what was written after it is cut, what stands before it is hashed again. */
function reopen(path: string, from: Position): Open {
  const fd = openSync(path, "r+");
  ftruncateSync(fd, from.bytes);
  const hash = createHash("sha256");
  const buffer = Buffer.allocUnsafe(1 << 20);
  for (let at = 0; at < from.bytes; ) {
    const read = readSync(fd, buffer, 0, Math.min(buffer.length, from.bytes - at), at);
    if (read === 0)
      throw new PermanentError(
        `[sink:file] ${path} is shorter than its checkpoint of ${from.bytes} bytes; start again with --force`,
      );
    hash.update(buffer.subarray(0, read));
    at += read;
  }
  closeSync(fd);
  return { partition: from.partition, path, fd: openSync(path, "a"), hash, rows: from.rows, bytes: from.bytes };
}
