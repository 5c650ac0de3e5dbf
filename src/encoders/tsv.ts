import { defineEncoder } from "../core/encoder.ts";
import { delimitedOptions, openDelimited } from "./csv.ts";

/** As `csv`, with tabs between values. */
export const tsv = defineEncoder({
  type: "tsv",
  summary: "Writes tab-separated values with a header line, quoted as in CSV.",
  options: delimitedOptions,
  example: {},
  create: (options) => ({
    mediaType: "text/tab-separated-values",
    extensions: [".tsv"],
    open: (schema) => openDelimited("\t", options, schema),
  }),
});
