import { crc32 } from "node:zlib";

/** Bytes of a piece: sending fewer, larger ones costs both threads less than sending every batch. */
const PIECE = 1 << 20;

/** Takes a piece: its rows, its bytes, and their CRC-32, where it is wanted. */
export type Send = (rows: number, bytes: Uint8Array, crc?: number) => void;

/** Gathers rows as bytes into pieces and sends them to the thread that writes. */
export interface Pieces {
  /** Takes bytes of so many rows, which are copied; waits while too many pieces are out. */
  add(rows: number, bytes: Uint8Array): Promise<void>;
  /** Sends what is left. */
  finish(): void;
  /** The piece sent first of those that are out has been written: its memory is filled again. */
  back(): void;
}

/**
 * At most `limit` pieces are out at a time. Their memory is shared, not handed over: a thread that has once handed over
 * a buffer runs all its code on typed arrays a third slower from then on, as V8 looks after each access whether the
 * buffer is still there. With `checked`, bytes are summed up before they are copied, as that is when they are in the cache.
 */
export function createPieces(limit: number, checked: boolean, send: Send): Pieces {
  const free: Buffer[] = [];
  const out: Buffer[] = [];
  let wake: (() => void) | undefined;
  let room: Buffer = Buffer.alloc(0);
  let length = 0;
  let rows = 0;
  let crc = 0;

  async function lend(bytes: number): Promise<Buffer> {
    while (out.length >= limit) {
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
    const piece = free.pop();
    return piece && piece.length >= bytes ? piece : Buffer.from(new SharedArrayBuffer(Math.max(PIECE, bytes)));
  }

  function finish(): void {
    if (length === 0) return;
    send(rows, room.subarray(0, length), checked ? crc : undefined);
    out.push(room);
    room = Buffer.alloc(0);
    length = 0;
    rows = 0;
    crc = 0;
  }

  return {
    async add(more, bytes) {
      if (length + bytes.length > room.length) finish();
      if (room.length === 0) room = await lend(bytes.length);
      if (checked) crc = crc32(bytes, crc);
      // copies at once, where set would go byte by byte in shared memory, seven times slower
      room.fill(bytes, length, length + bytes.length);
      length += bytes.length;
      rows += more;
    },
    finish,
    back() {
      free.push(out.shift()!);
      wake?.();
    },
  };
}
