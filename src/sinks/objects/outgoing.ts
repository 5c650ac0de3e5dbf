import { createHash, type Hash } from "node:crypto";
import { PermanentError } from "../../core/error.ts";
import {
  contentAt,
  type Objects,
  type ObjectTraits,
  PART,
  type StoredObject,
  type Upload,
} from "../../core/objects.ts";
import type { Room } from "./room.ts";

/** An object on its way into a store. */
export interface Outgoing {
  /** Takes bytes, which are copied; waits while too much is under way. */
  add(bytes: Uint8Array): Promise<void>;
  /** Resolves once the store has the whole object, under its name. */
  finish(): Promise<StoredObject>;
  /** Gives up; nothing of it stays. */
  abort(): Promise<void>;
}

/** Of a buffer that grows up to a part. */
const FIRST = 1 << 18;

/**
 * What fits in a part is put at once, anything larger goes in parts while it is made. An object that is there already is
 * this one if it has the very same bytes: a run may have ended before that was on record, or an answer been lost.
 */
export function createOutgoing(objects: Objects, room: Room, key: string, traits: ObjectTraits): Outgoing {
  /** Of what has gone in parts: the rest is still here. */
  let hash: Hash | undefined;
  const parts: Promise<void>[] = [];
  let buffer = Buffer.allocUnsafeSlow(FIRST);
  let length = 0;
  let upload: Upload | undefined;
  let failed: { error: unknown } | undefined;

  const grow = (): void => {
    const larger = Buffer.allocUnsafeSlow(Math.min(PART, 2 * buffer.length));
    buffer.copy(larger, 0, 0, length);
    buffer = larger;
  };
  const send = async (): Promise<void> => {
    const leave = await room.take(PART);
    const full = buffer;
    buffer = Buffer.allocUnsafeSlow(PART);
    length = 0;
    try {
      upload ??= await objects.begin(key, traits);
    } catch (error) {
      leave();
      throw error;
    }
    const part = upload.part(full).finally(leave);
    part.catch((error) => {
      failed ??= { error };
    });
    parts.push(part);
  };
  const put = async (): Promise<StoredObject> => {
    const rest = buffer.subarray(0, length);
    const leave = await room.take(length);
    try {
      await Promise.all(parts);
      const stored = await (upload ? upload.complete(rest) : objects.put(key, rest, traits));
      upload = undefined;
      return stored ?? (await standing(objects, key, (hash ?? createHash("sha256")).update(rest).digest("hex")));
    } finally {
      leave();
    }
  };
  return {
    async add(bytes) {
      for (let from = 0; from < bytes.length; ) {
        if (failed) throw failed.error;
        const count = Math.min(bytes.length - from, PART - length);
        while (buffer.length < length + count) grow();
        buffer.set(bytes.subarray(from, from + count), length);
        from += count;
        length += count;
        if (length < PART) continue;
        hash = (hash ?? createHash("sha256")).update(buffer);
        await send();
      }
    },
    finish: put,
    async abort() {
      await Promise.allSettled(parts);
      await upload?.abort();
      upload = undefined;
    },
  };
}

/** An object that was in the way, if it has this content. */
async function standing(objects: Objects, key: string, sha256: string): Promise<StoredObject> {
  const hash = createHash("sha256");
  for await (const piece of (await contentAt(objects, key)) ?? []) hash.update(piece);
  if (hash.digest("hex") === sha256) for await (const found of objects.list(key)) if (found.key === key) return found;
  throw new PermanentError(`${objects.name}${key} exists already; --force replaces it`);
}
