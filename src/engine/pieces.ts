/** Bytes of a piece: sending fewer, larger ones costs both threads less than sending every batch. */
const PIECE = 1 << 20;

/** Gathers rows as bytes into pieces and sends them to the thread that writes. */
export interface Pieces {
  /** Takes bytes of so many rows, which are copied; waits while too many pieces are out. */
  add(rows: number, bytes: Uint8Array): Promise<void>;
  /** Sends what is left. */
  finish(): void;
  /** A piece has been written: its buffer is filled again. */
  back(buffer: ArrayBuffer): void;
}

/** At most `limit` pieces are out at a time. `send` takes their buffers away. */
export function createPieces(limit: number, send: (rows: number, bytes: Uint8Array<ArrayBuffer>) => void): Pieces {
  const free: ArrayBuffer[] = [];
  let out = 0;
  let wake: (() => void) | undefined;
  let room = new Uint8Array(0);
  let length = 0;
  let rows = 0;

  async function lend(bytes: number): Promise<Uint8Array<ArrayBuffer>> {
    while (out >= limit) {
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
    out++;
    const buffer = free.pop();
    return new Uint8Array(buffer && buffer.byteLength >= bytes ? buffer : new ArrayBuffer(Math.max(PIECE, bytes)));
  }

  function finish(): void {
    if (length === 0) return;
    send(rows, room.subarray(0, length));
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
    back(buffer) {
      out--;
      free.push(buffer);
      wake?.();
    },
  };
}
