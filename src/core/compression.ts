/**
 * A compression of whole files by members: each is compressed by itself, and members one after another are one file to
 * every reader of the format. A file can so be continued, and its members be made in any order.
 */
export interface Compression {
  readonly type: string;
  readonly summary: string;
  /** Of file names, with its dot. */
  readonly suffix: string;
  readonly mediaType: string;
  /** Makes a member; beside the caller's thread where it can. The bytes must not change until then. */
  compress(content: Uint8Array): Promise<Uint8Array>;
  /** Bytes of the member at the beginning of some bytes; undefined when it is not all there, or is none that `compress` made. */
  memberLength(bytes: Uint8Array): number | undefined;
  /** The content of a member. Throws when it is damaged. */
  decompress(member: Uint8Array): Uint8Array;
}

/** Reads up to so many bytes of a file; fewer only where it ends. Borrowed until the next call. */
export type ReadAt = (position: number, length: number) => Uint8Array;

const PIECE = 1 << 20;
const FIRST = 1 << 18;
const MOST = 1 << 22;

/** The content of a file in pieces; where it is compressed, it ends before the first member that is damaged or cut off. */
export function* contentOf(compression: Compression | undefined, read: ReadAt): Generator<Uint8Array> {
  for (let position = 0; ; ) {
    const piece = compression ? memberAt(compression, read, position) : read(position, PIECE);
    if (!piece || piece.length === 0) return;
    let content = piece;
    try {
      if (compression) content = compression.decompress(piece);
    } catch {
      return;
    }
    position += piece.length;
    yield content;
  }
}

function memberAt(compression: Compression, read: ReadAt, position: number): Uint8Array | undefined {
  for (let length = FIRST; length <= MOST; length *= 4) {
    const bytes = read(position, length);
    const found = compression.memberLength(bytes);
    if (found !== undefined) return bytes.subarray(0, found);
    if (bytes.length < length) return undefined;
  }
  return undefined;
}
