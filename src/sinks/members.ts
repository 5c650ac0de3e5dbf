import type { Compression } from "../core/compression.ts";

/** Compresses a stream of bytes into members that follow one another. */
export interface Members {
  /** Takes bytes; waits while too much is under way. They are copied. */
  put(bytes: Uint8Array): Promise<void>;
  /** Ends the member that was begun, and waits until all is written. */
  finish(): Promise<void>;
}

/** Content of a member, unless `finish` ends it earlier. */
const MEMBER = 1 << 20;
/** Members that are compressed at a time, while more is made. */
const AHEAD = 4;

/** `write` takes the members in order, one at a time. Where they end depends on the bytes and on `finish` alone. */
export function createMembers(compression: Compression, write: (member: Uint8Array) => void | Promise<void>): Members {
  const underWay: Promise<Uint8Array>[] = [];
  let room: Uint8Array<ArrayBuffer> | undefined;
  let length = 0;
  const drain = async (left: number): Promise<void> => {
    while (underWay.length > left) await write(await underWay.shift()!);
  };
  const cut = async (): Promise<void> => {
    if (!room || length === 0) return;
    const member = compression.compress(room.subarray(0, length));
    // a failure is told when its turn comes
    member.catch(() => {});
    underWay.push(member);
    room = undefined;
    length = 0;
    await drain(AHEAD);
  };
  return {
    async put(bytes) {
      for (let from = 0; from < bytes.length; ) {
        room ??= new Uint8Array(MEMBER);
        const count = Math.min(bytes.length - from, MEMBER - length);
        room.set(bytes.subarray(from, from + count), length);
        from += count;
        length += count;
        if (length === MEMBER) await cut();
      }
    },
    async finish() {
      await cut();
      await drain(0);
    },
  };
}
