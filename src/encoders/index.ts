import { csv } from "./csv.ts";
import { ndjson } from "./ndjson.ts";
import { parquet } from "./parquet.ts";

/** The encoders that come with the package, by type. */
export const encoders = { ndjson, csv, parquet };
