import { createHash } from "node:crypto";
import { type FileHandle, mkdir, open, rm } from "node:fs/promises";
import { join } from "node:path";
import { PART } from "../../core/objects.ts";
import type { Outgoing } from "./outgoing.ts";
import type { Room } from "./room.ts";

const PIECE = 1 << 20;

export interface Spool {
  folder: string;
  /** Of the sink, as messages name it. */
  type: string;
  /** What objects of different runs differ in. */
  run: string;
  /** For what is read back. */
  room: Room;
}

/**
 * Keeps an object in a file of a folder while it is made, and sends it from there. A whole file stays until the store has
 * the object; the same run, begun again, makes it anew in its place.
 */
export function createSpooled({ folder, type, run, room }: Spool, key: string, outgoing: Outgoing): Outgoing {
  const name = createHash("sha256").update(key).digest("hex").slice(0, 24);
  const path = join(folder, `${run}.${name}`);
  let file: FileHandle | undefined;
  let size = 0;
  let whole = false;
  const attempt = async <T>(what: string, action: () => Promise<T>): Promise<T> => {
    try {
      return await action();
    } catch (error) {
      const reason = `[sink:${type}] could not ${what} the spool ${path}: ${(error as Error).message}`;
      throw new Error(`${reason}: with --resume, here or with another --spool, the run goes on`, { cause: error });
    }
  };
  const make = async (): Promise<FileHandle> => {
    await mkdir(folder).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== "EEXIST") throw error;
    });
    return open(path, "w+");
  };
  const send = async (): Promise<void> => {
    const piece = Buffer.allocUnsafe(PIECE);
    for (let at = 0; at < size; ) {
      const { bytesRead } = await attempt("read", () => file!.read(piece, 0, PIECE, at));
      if (bytesRead === 0) throw new Error(`[sink:${type}] the spool ${path} was cut to ${at} bytes of ${size}`);
      await outgoing.add(piece.subarray(0, bytesRead));
      at += bytesRead;
    }
  };
  return {
    async add(bytes) {
      file ??= await attempt("make", make);
      await attempt("write to", () => file!.writeFile(bytes));
      size += bytes.length;
    },
    async finish() {
      whole = true;
      const leave = await room.take(Math.min(size, PART));
      try {
        await send();
        const stored = await outgoing.finish();
        await file?.close();
        await attempt("remove", () => rm(path, { force: true }));
        return stored;
      } finally {
        leave();
      }
    },
    async abort() {
      await outgoing.abort();
      await file?.close().catch(() => {});
      if (!whole) await rm(path, { force: true });
    },
  };
}
