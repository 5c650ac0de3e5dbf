import { z } from "zod";
import type { Schema } from "../core/batch.ts";
import { defineEncoder } from "../core/encoder.ts";
import { checkFields, type Layout } from "./layout.ts";
import { openText } from "./stream.ts";

const options = z.strictObject({
  header: z
    .boolean()
    .default(true)
    .meta({ description: "Begin with a line of column names.", examples: [true] }),
  delimiter: z
    .enum([",", "\t"])
    .default(",")
    .meta({ description: "What stands between values: a comma or a tab.", examples: [",", "\t"] }),
  quote: z
    .enum(["needed", "all"])
    .default("needed")
    .meta({
      description:
        "needed: only text that holds the delimiter, a quote, a line break or a space at an end, and empty text; all: every value that is not absent.",
      examples: ["needed", "all"],
    }),
  crlf: z
    .boolean()
    .default(false)
    .meta({ description: "End lines with CR LF instead of LF.", examples: [false] }),
});

type Options = z.output<typeof options>;

function quoted(text: string): string {
  return `"${text.replaceAll('"', '""')}"`;
}

function quoteOf({ delimiter, quote }: Options): (text: string) => string {
  const special = delimiter === "," ? /[",\r\n]|^ | $|^$/ : /["\t\r\n]|^ | $|^$/;
  return quote === "all" ? quoted : (text) => (special.test(text) ? quoted(text) : text);
}

/** Rows of a schema as delimited values. */
export function csvLayout(options: Options, schema: Schema): Layout {
  const mark = options.quote === "all" ? '"' : "";
  return {
    cells: schema.fields.map((_, column) => ({ column, lead: column === 0 ? "" : options.delimiter })),
    tail: options.crlf ? "\r\n" : "\n",
    absent: "",
    around: { number: mark, time: mark },
    quote: quoteOf(options),
  };
}

/**
 * RFC 4180, with LF line ends unless `crlf`. Absent and non-finite values are empty, empty text is `""`, numbers are
 * written as in JSON.
 */
export const csv = defineEncoder({
  type: "csv",
  summary: "Writes comma- or tab-separated values with a header line (RFC 4180).",
  options,
  example: {},
  create: (options) => ({
    mediaType: options.delimiter === "," ? "text/csv" : "text/tab-separated-values",
    extensions: options.delimiter === "," ? [".csv"] : [".tsv"],
    open(schema) {
      checkFields(schema);
      const layout = csvLayout(options, schema);
      const names = schema.fields.map(({ name }) => layout.quote(name)).join(options.delimiter);
      return openText(layout, schema, options.header ? names + layout.tail : "");
    },
  }),
});
