import { gzip } from "./gzip.ts";
import { zstd } from "./zstd.ts";

/** The compressions of whole files, by type. */
export const compressions = { gzip, zstd };
