import { z } from "zod";
import type { Schema } from "../core/batch.ts";
import { defineEncoder, type EncoderStream, type Origin } from "../core/encoder.ts";
import { checkFields } from "./layout.ts";
import { append, contents, createBytes, reserve } from "./parquet/bytes.ts";
import { putChunk } from "./parquet/chunk.ts";
import { CODECS, NONE } from "./parquet/codec.ts";
import { gather } from "./parquet/gather.ts";
import { createPages } from "./parquet/pages.ts";
import { parquetSchema } from "./parquet/schema.ts";
import { bytesOf, i32, i64, list, STRUCT, struct, text, type Value } from "./parquet/thrift.ts";

const options = z.strictObject({
  compression: z
    .enum(["zstd", "snappy", "none"])
    .default("zstd")
    .meta({
      description:
        "How pages are compressed: zstd is the smallest and fastest; snappy is for readers that know no zstd.",
      examples: ["snappy"],
    }),
  numbers: z
    .enum(["double", "decimal"])
    .default("double")
    .meta({
      description: "How numbers of fixed decimals are written: double, or decimal with as many digits.",
      examples: ["double", "decimal"],
    }),
});

type Options = z.output<typeof options>;

/** Values of a row group in memory at once, up to 13 bytes each, and the most rows. */
const CELLS = 1 << 21;
const MOST_ROWS = 1 << 17;
/** Row groups in which a column is not compressed after it was in vain: what it holds seldom changes its nature. */
const REST = 8;
const MAGIC = new TextEncoder().encode("PAR1");

function openParquet({ compression, numbers }: Options, schema: Schema, origin: Origin): EncoderStream {
  const { leaves, elements } = parquetSchema(schema, numbers);
  const most = Math.max(1024, Math.min(MOST_ROWS, Math.floor(CELLS / leaves.length)));
  const columns = leaves.map((leaf) => gather(leaf, most));
  const writePages = createPages(leaves, most);
  const codec = CODECS[compression]();
  const resting = leaves.map(() => 0);
  const out = createBytes();
  let groups: Value[] = [];
  let offset = 0;
  let rows = 0;
  let waiting = 0;

  function putGroup(): void {
    const start = offset + out.length;
    const chunks = columns.map((column, c) => {
      const tried = resting[c] > 0 ? NONE : codec;
      const chunk = putChunk(out, offset + out.length, column.leaf, waiting, writePages(column, waiting), tried);
      resting[c] = chunk.vain ? REST : Math.max(0, resting[c] - 1);
      return chunk;
    });
    const sum = (of: "raw" | "stored") => i64(chunks.reduce((total, chunk) => total + chunk[of], 0));
    const meta = list(
      STRUCT,
      chunks.map((chunk) => chunk.meta),
    );
    groups.push(
      // bytes now: what the values are made of is reused
      frozen(struct({ 1: meta, 2: sum("raw"), 3: i64(waiting), 5: i64(start), 6: sum("stored") })),
    );
    for (const column of columns) column.clear();
    rows += waiting;
    waiting = 0;
  }

  /** Hands out what was written. */
  function give(): Uint8Array {
    offset += out.length;
    return contents(out);
  }

  function footer(): Uint8Array {
    const pairs = Object.entries(origin).map(([key, value]) => struct({ 1: text(key), 2: text(value) }));
    const order = struct({ 1: struct({}) });
    return bytesOf(
      struct({
        1: i32(2),
        2: elements,
        3: i64(rows),
        4: list(STRUCT, groups),
        5: pairs.length > 0 ? list(STRUCT, pairs) : undefined,
        6: text("fauxmetry"),
        7: list(
          STRUCT,
          leaves.map(() => order),
        ),
      }),
    );
  }

  return {
    start() {
      out.length = 0;
      groups = [];
      offset = 0;
      rows = 0;
      waiting = 0;
      resting.fill(0);
      for (const column of columns) column.clear();
      append(out, MAGIC);
      return give();
    },
    write(batch) {
      out.length = 0;
      for (let from = 0; from < batch.rows; ) {
        const count = Math.min(batch.rows - from, most - waiting);
        for (const column of columns) column.take(batch, from, count, waiting);
        from += count;
        waiting += count;
        if (waiting === most) putGroup();
      }
      return give();
    },
    end() {
      out.length = 0;
      if (waiting > 0) putGroup();
      const foot = footer();
      append(out, foot);
      reserve(out, 4);
      out.view.setUint32(out.length, foot.length, true);
      out.length += 4;
      append(out, MAGIC);
      return give();
    },
  };
}

/** A value that is written once and kept as bytes. */
function frozen(value: Value): Value {
  const bytes = bytesOf(value);
  return [
    value[0],
    (out) => {
      for (const byte of bytes) out.push(byte);
    },
  ];
}

/**
 * Apache Parquet. Row groups are cut every so many rows, whatever the batches: their values wait in memory, 30 MB at most
 * beside texts. Dotted names are groups. What text formats show as absent is null, and instants are cut off at the
 * same resolution.
 */
export const parquet = defineEncoder({
  type: "parquet",
  summary: "Writes Apache Parquet, typed columns for analytics; dotted column names nest.",
  options,
  example: {},
  create: (options) => ({
    mediaType: "application/vnd.apache.parquet",
    extensions: [".parquet"],
    whole: true,
    open(schema, origin = {}) {
      checkFields(schema);
      return openParquet(options, schema, origin);
    },
  }),
});
