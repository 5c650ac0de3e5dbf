import { createHash } from "node:crypto";
import { closeSync, lstatSync, mkdirSync, openSync, readSync, realpathSync, renameSync, statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { crc32 } from "node:zlib";
import { z } from "zod";
import { checksumText, joinChecksums } from "../core/checksum.ts";
import type { EncoderStream } from "../core/encoder.ts";
import { PermanentError } from "../core/error.ts";
import { defineSink, type Seal, type SinkDefinition, type Stamp } from "../core/sink.ts";
import { continueGrowing, type Growing, startGrowing } from "./growing.ts";
import { createMembers } from "./members.ts";
import { writeAll } from "./write-all.ts";
import { createWriter, type Writer } from "./writer.ts";

/** Files that are being ended while the next are written, where each waits for another thread. */
const SEALING = 4;

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
    let open: Growing | undefined;
    let writer: Writer | undefined;
    let failed: Error | undefined;
    const underWay = new Set<Promise<Seal>>();
    const made = new Set<string>();

    const failure = (what: string, path: string, cause: unknown): Error =>
      new Error(`[sink:file] could not ${what} ${path}: ${(cause as Error).message}`, { cause });
    const attempt = <T>(what: string, path: string, action: () => T): T => {
      try {
        return action();
      } catch (error) {
        throw failure(what, path, error);
      }
    };
    const folder = (path: string): void => {
      if (made.has(path)) return;
      // of a relative path Node tries for ever where the working directory was removed
      attempt("make the folder", path, () => mkdirSync(resolve(path), { recursive: true }));
      if (made.size > 10_000) made.clear();
      made.add(path);
    };
    const store = (to: Growing, bytes: Uint8Array): void => {
      const path = join(directory, to.partition);
      attempt("append to", path, () => writeAll(to.fd, bytes));
      to.stored += bytes.length;
    };
    const append = async (to: Growing, bytes: Uint8Array, crc?: number): Promise<void> => {
      await settled(to);
      to.crc = crc === undefined ? crc32(bytes, to.crc) : joinChecksums(to.crc, crc, bytes.length);
      to.bytes += bytes.length;
      if (to.members) await to.members.put(bytes);
      else store(to, bytes);
    };
    /** Lets another thread write bytes of shared memory, and sum them up; a failure is told by the next call. */
    const handOver = (to: Growing, bytes: Uint8Array, done: () => void, crc?: number): void => {
      writer ??= createWriter();
      to.waiting++;
      const { length } = bytes;
      writer.put({ fd: to.fd, bytes, crc }, (error, crc) => {
        if (error) failed ??= failure("append to", join(directory, to.partition), error);
        else {
          to.crc = joinChecksums(to.crc, crc, length);
          to.bytes += length;
          to.stored += length;
        }
        done();
        if (--to.waiting === 0) to.settled?.();
      });
    };
    const settled = async (to: Growing): Promise<void> => {
      if (to.waiting > 0)
        await new Promise<void>((resolve) => {
          to.settled = resolve;
        });
      if (failed) throw failed;
    };
    const compress = (to: Growing): Growing => {
      if (compression) to.members = createMembers(compression, (member) => store(to, member));
      return to;
    };
    const sizeOf = ({ stored }: Growing) => (compression ? { stored } : {});
    const begin = async (partition: string): Promise<void> => {
      if (open) throw new Error(`[sink:file] ${open.partition} must be sealed before ${partition} begins`);
      const path = join(unfinished, nameOf(partition));
      folder(unfinished);
      open = compress(attempt("open", path, () => startGrowing(partition, path)));
      await append(open, stream.start());
    };
    const enter = async (partition: string): Promise<Growing> => {
      if (open?.partition !== partition) await begin(partition);
      return open as Growing;
    };

    /** Ends a file and gives it its name. */
    const finish = async (done: Growing, end: Uint8Array): Promise<Seal> => {
      const { partition, rows } = done;
      try {
        await append(done, end);
        await done.members?.finish();
        // a file of no members is none that a reader of the format takes
        if (compression && done.stored === 0) store(done, await compression.compress(new Uint8Array(0)));
      } finally {
        closeSync(done.fd);
      }
      const path = join(directory, partition);
      folder(dirname(path));
      const place = placeFor(path, done.path, force);
      attempt("name", path, () => renameSync(done.path, place));
      return { partition, rows, bytes: done.bytes, crc32: checksumText(done.crc), ...sizeOf(done) };
    };

    return {
      get sealing() {
        return writer ? SEALING : 0;
      },
      async open(schema, stamp, from) {
        unfinished = unfinishedFolder(directory, stamp);
        stream = encode(schema);
        if (!from) return false;
        const path = join(unfinished, nameOf(from.partition));
        const continued = attempt("continue", path, () => continueGrowing(path, from, compression));
        open = continued && compress(continued);
        return open !== undefined;
      },
      async write(batch) {
        const to = await enter(batch.partition);
        await append(to, stream.write(batch));
        to.rows += batch.rows;
      },
      async append(partition, rows, bytes, done, crc) {
        const to = await enter(partition);
        to.rows += rows;
        if (to.members) {
          await append(to, bytes, crc);
          return done();
        }
        if (failed) throw failed;
        handOver(to, bytes, done, crc);
      },
      async flush() {
        if (!open) return undefined;
        await open.members?.finish();
        await settled(open);
        const { partition, rows, bytes, crc } = open;
        return { partition, rows, bytes, crc32: checksumText(crc), ...sizeOf(open) };
      },
      async seal(partition) {
        const done = await enter(partition);
        open = undefined;
        // the encoder's own bytes are gone once it begins the next partition
        const sealing = finish(done, stream.end().slice());
        underWay.add(sealing);
        return sealing.finally(() => underWay.delete(sealing));
      },
      async close() {
        // what is under way must not reach a file that gets the same descriptor
        await open?.members?.finish().catch(() => {});
        await writer?.idle();
        await Promise.allSettled(underWay);
        await writer?.stop();
        writer = undefined;
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

/**
 * What a new file replaces, behind any links; nothing may stand there yet unless it is a regular file, and `force` is
 * given or its content is the same: a run may end after a file has its name and before that is on record.
 */
function placeFor(path: string, made: string, force: boolean): string {
  if (!lstatSync(path, { throwIfNoEntry: false })) return path;
  if (!statSync(path, { throwIfNoEntry: false })?.isFile())
    throw new PermanentError(`[sink:file] ${path} is no regular file: it is not replaced; give another name`);
  if (!force && !sameBytes(path, made))
    throw new PermanentError(`[sink:file] ${path} exists already; --force replaces it`);
  return realpathSync(path);
}

function sameBytes(a: string, b: string): boolean {
  if (statSync(a).size !== statSync(b).size) return false;
  const [one, other] = [openSync(a, "r"), openSync(b, "r")];
  const [left, right] = [Buffer.allocUnsafe(1 << 20), Buffer.allocUnsafe(1 << 20)];
  try {
    for (;;) {
      const count = readSync(one, left);
      if (readSync(other, right, 0, count, null) !== count) return false;
      if (count === 0) return true;
      if (left.compare(right, 0, count, 0, count) !== 0) return false;
    }
  } finally {
    closeSync(one);
    closeSync(other);
  }
}
