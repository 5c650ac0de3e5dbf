import { zstdSync } from "../zstd.ts";
import { createSnappy } from "./snappy.ts";

/** A compression that Parquet knows; what `compress` returns is borrowed until the next call. */
export interface Codec {
  readonly code: number;
  compress(bytes: Uint8Array): Uint8Array;
}

export const NONE: Codec = { code: 0, compress: (bytes) => bytes };

/** Compressions by name. */
export const CODECS: Readonly<Record<"none" | "snappy" | "zstd", () => Codec>> = {
  none: () => NONE,
  snappy: () => ({ code: 1, compress: createSnappy() }),
  zstd: () => ({ code: 6, compress: zstdSync() }),
};
