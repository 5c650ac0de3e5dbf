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
import { type Compression, contentOf } from "../core/compression.ts";
import type { EncoderStream } from "../core/encoder.ts";
import { PermanentError } from "../core/error.ts";
import { defineSink, type Position, type SinkDefinition, type Stamp } from "../core/sink.ts";
import { createMembers, type Members } from "./members.ts";

interface Open {
  partition: string;
  path: string;
  fd: number;
  hash: Hash;
  rows: number;
  bytes: number;
  /** Bytes of the file. */
  stored: number;
  /** Of a compressed file. */
  members?: Members;
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
  create(_, { directory, encode, compression, force }) {
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
    const store = (to: Open, bytes: Uint8Array): void => {
      attempt("append to", join(directory, to.partition), () => {
        for (let at = 0; at < bytes.length; ) at += writeSync(to.fd, bytes, at, bytes.length - at);
      });
      to.stored += bytes.length;
    };
    const append = async (bytes: Uint8Array): Promise<void> => {
      const to = open as Open;
      if (to.members) await to.members.put(bytes);
      else store(to, bytes);
      to.hash.update(bytes);
      to.bytes += bytes.length;
    };
    const compress = (to: Open): Open => {
      if (compression) to.members = createMembers(compression, (member) => store(to, member));
      return to;
    };
    const sizeOf = ({ stored }: Open) => (compression ? { stored } : {});
    const begin = async (partition: string): Promise<void> => {
      if (open) throw new Error(`[sink:file] ${open.partition} must be sealed before ${partition} begins`);
      const path = join(unfinished, nameOf(partition));
      folder(unfinished);
      const fd = attempt("open", path, () => openSync(path, "w"));
      open = compress({ partition, path, fd, hash: createHash("sha256"), rows: 0, bytes: 0, stored: 0 });
      await append(stream.start());
    };
    const enter = async (partition: string): Promise<Open> => {
      if (open?.partition !== partition) await begin(partition);
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
          open = compress(reopen(path, from, compression));
        }
      },
      async write(batch) {
        const to = await enter(batch.partition);
        await append(stream.write(batch));
        to.rows += batch.rows;
      },
      async append(partition, rows, bytes) {
        const to = await enter(partition);
        await append(bytes);
        to.rows += rows;
      },
      async flush() {
        await open?.members?.finish();
        return open && { partition: open.partition, rows: open.rows, bytes: open.bytes, ...sizeOf(open) };
      },
      async seal(partition) {
        const done = await enter(partition);
        await append(stream.end());
        await done.members?.finish();
        // a file of no members is none that a reader of the format takes
        if (compression && done.stored === 0) store(done, await compression.compress(new Uint8Array(0)));
        closeSync(done.fd);
        open = undefined;
        const path = join(directory, partition);
        folder(dirname(path));
        if (!force && existsSync(path)) {
          rmSync(done.path);
          throw new PermanentError(`[sink:file] ${path} exists already; --force replaces it`);
        }
        attempt("name", path, () => renameSync(done.path, path));
        return { partition, rows: done.rows, bytes: done.bytes, sha256: done.hash.digest("hex"), ...sizeOf(done) };
      },
      async close() {
        if (open) closeSync(open.fd);
        open = undefined;
      },
    };
  },
});

/** Where partitions of a run grow until they are sealed. */
function unfinishedFolder(directory: string, stamp: Stamp): string {
  return join(directory, ".fauxmetry", `${stamp.run}.${stamp.shard.index + 1}-of-${stamp.shard.count}.unfinished`);
}

function nameOf(partition: string): string {
  return createHash("sha256").update(partition).digest("hex").slice(0, 24);
}

/** Continues a file at a position: what was written after it is cut, what stands before it is hashed again. */
function reopen(path: string, from: Position, compression?: Compression): Open {
  const fd = openSync(path, "r+");
  const hash = createHash("sha256");
  const stored = from.stored ?? from.bytes;
  let buffer = Buffer.allocUnsafe(1 << 20);
  const read = (position: number, length: number): Buffer => {
    if (buffer.length < length) buffer = Buffer.allocUnsafe(length);
    return buffer.subarray(0, readSync(fd, buffer, 0, Math.min(length, stored - position), position));
  };
  let bytes = 0;
  for (const content of compression ? contentOf(compression, read) : pieces(read)) {
    hash.update(content);
    bytes += content.length;
  }
  if (bytes !== from.bytes)
    throw new PermanentError(
      `[sink:file] ${path} is shorter than its checkpoint of ${from.bytes} bytes; start again with --force`,
    );
  ftruncateSync(fd, stored);
  closeSync(fd);
  return { partition: from.partition, path, fd: openSync(path, "a"), hash, rows: from.rows, bytes, stored };
}

/** The bytes of a file that is not compressed. */
function* pieces(read: (position: number, length: number) => Uint8Array): Generator<Uint8Array> {
  for (let position = 0; ; ) {
    const piece = read(position, 1 << 20);
    if (piece.length === 0) return;
    position += piece.length;
    yield piece;
  }
}
