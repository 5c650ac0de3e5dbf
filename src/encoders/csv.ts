import { z } from "zod";
import type { Schema } from "../core/batch.ts";
import { defineEncoder, type EncoderStream } from "../core/encoder.ts";
import { checkFields, type Layout } from "./layout.ts";
import { openText } from "./stream.ts";

export const delimitedOptions = z.strictObject({
  header: z
    .boolean()
    .default(true)
    .meta({ description: "Begin with a line of column names.", examples: [true] }),
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

type Options = z.output<typeof delimitedOptions>;

/** What stands between values. */
type Delimiter = "," | "\t";

function quoted(text: string): string {
  return `"${text.replaceAll('"', '""')}"`;
}

function quoteOf(delimiter: Delimiter, { quote }: Options): (text: string) => string {
  const special = delimiter === "," ? /[",\r\n]|^ | $|^$/ : /["\t\r\n]|^ | $|^$/;
  return quote === "all" ? quoted : (text) => (special.test(text) ? quoted(text) : text);
}

/** Rows of a schema as delimited values. */
export function delimitedLayout(delimiter: Delimiter, options: Options, schema: Schema): Layout {
  const mark = options.quote === "all" ? '"' : "";
  return {
    cells: schema.fields.map((_, column) => ({ column, lead: column === 0 ? "" : delimiter })),
    tail: options.crlf ? "\r\n" : "\n",
    absent: "",
    around: { number: mark, time: mark },
    quote: quoteOf(delimiter, options),
  };
}

/** Opens rows as delimited values with a header line. */
export function openDelimited(delimiter: Delimiter, options: Options, schema: Schema): EncoderStream {
  checkFields(schema);
  const layout = delimitedLayout(delimiter, options, schema);
  const names = schema.fields.map(({ name }) => layout.quote(name)).join(delimiter);
  return openText(layout, schema, options.header ? names + layout.tail : "");
}

/**
 * RFC 4180, with LF line ends unless `crlf`. Absent and non-finite values are empty, empty text is `""`, numbers are
 * written as in JSON.
 */
export const csv = defineEncoder({
  type: "csv",
  summary: "Writes comma-separated values with a header line (RFC 4180).",
  options: delimitedOptions,
  example: {},
  create: (options) => ({
    mediaType: "text/csv",
    extensions: [".csv"],
    open: (schema) => openDelimited(",", options, schema),
  }),
});
