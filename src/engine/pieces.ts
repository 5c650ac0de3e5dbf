/** Bytes of a piece: sending fewer, larger ones costs both threads less than sending every batch. */
const PIECE = 1 << 20;

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
 * buffer is still there.
 */
export function createPieces(limit: number, send: (rows: number, bytes: Uint8Array) => void): Pieces {
  const free: Uint8Array[] = [];
  const out: Uint8Array[] = [];
  let wake: (() => void) | undefined;
  let room: Uint8Array = new Uint8Array(0);
  let length = 0;
  let rows = 0;

  async function lend(bytes: number): Promise<Uint8Array> {
    while (out.length >= limit) {
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
    const piece = free.pop();
    return piece && piece.length >= bytes ? piece : new Uint8Array(new SharedArrayBuffer(Math.max(PIECE, bytes)));
  }

  function finish(): void {
    if (length === 0) return;
    send(rows, room.subarray(0, length));
    out.push(room);
    room = new Uint8Array(0);
    length = 0;
    rows = 0;
  }

  return {
    async add(more, bytes) {
      if (length + bytes.length > room.length) finish();
      if (room.length === 0) room = await lend(bytes.length);
      room.set(bytes, length);
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
