import { createRequire } from "node:module";
import type { Compression } from "../core/compression.ts";
import { MissingError } from "../core/error.ts";

const PACKAGE = "@toondepauw/node-zstd";

/** Level 1: higher ones are slower and, on rows of text, hardly smaller. */
const LEVEL = 1;
const MAGIC = 0xfd2fb528;

interface Binding {
  Encoder: new (
    level: number,
  ) => { encodeSync(bytes: Uint8Array): Uint8Array; encode(bytes: Uint8Array): Promise<Uint8Array> };
  Decoder: new () => { decodeSync(bytes: Uint8Array): Uint8Array };
}

/** The Zstandard library, loaded when it is first asked for. Throws a MissingError where it is not installed. */
function binding(): Binding {
  try {
    return createRequire(import.meta.url)(PACKAGE) as Binding;
  } catch (error) {
    const why = (error as Error).message.split("\n")[0];
    throw new MissingError(
      `zstd compression needs the package ${PACKAGE}, which could not be loaded (${why}): npm install ${PACKAGE}, or choose another compression`,
      { cause: error },
    );
  }
}

/** Compresses at once, on the caller's thread. Throws a MissingError where the library is not installed. */
export function zstdSync(): (bytes: Uint8Array) => Uint8Array {
  const encoder = new (binding().Encoder)(LEVEL);
  return (bytes) => encoder.encodeSync(bytes);
}

/** RFC 8878; members are frames. */
export const zstd: Compression = {
  type: "zstd",
  summary: "Compresses text formats as Zstandard: twice as fast as gzip, and smaller (.zst).",
  suffix: ".zst",
  mediaType: "application/zstd",
  compress: async (content) => new (binding().Encoder)(LEVEL).encode(content),
  memberLength(bytes) {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    if (bytes.length < 5 || view.getUint32(0, true) !== MAGIC) return undefined;
    const flags = bytes[4];
    const single = (flags >> 5) & 1;
    const size = flags >> 6;
    let at = 5 + (1 - single) + [0, 1, 2, 4][flags & 3] + (size === 0 ? single : 1 << size);
    for (let last = false; !last; ) {
      if (at + 3 > bytes.length) return undefined;
      const block = bytes[at] | (bytes[at + 1] << 8) | (bytes[at + 2] << 16);
      last = (block & 1) === 1;
      // a block of type 1 is one byte, repeated
      at += 3 + (((block >> 1) & 3) === 1 ? 1 : block >> 3);
    }
    if (flags & 4) at += 4;
    return at <= bytes.length ? at : undefined;
  },
  decompress: (member) => new (binding().Decoder)().decodeSync(Buffer.from(member)),
};
