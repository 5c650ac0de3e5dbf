import { csv } from "./csv.ts";
import { ndjson } from "./ndjson.ts";
import { parquet } from "./parquet.ts";
import { tsv } from "./tsv.ts";

/** The encoders that come with the package, by type. */
export const encoders = { ndjson, csv, tsv, parquet };
