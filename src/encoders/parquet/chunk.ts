import { append, type Bytes, contents } from "./bytes.ts";
import { type Codec, NONE } from "./codec.ts";
import { DICTIONARY, type Pages, PLAIN, RLE } from "./pages.ts";
import type { Leaf } from "./schema.ts";
import { binary, bytesOf, I32, i32, i64, list, struct, TEXT, text, type Value } from "./thrift.ts";

/** A column of a row group as the footer tells of it. */
export interface Chunk {
  readonly meta: Value;
  /** Bytes with page headers, before and after compression. */
  readonly raw: number;
  readonly stored: number;
  /** Compression was tried, and made it hardly smaller. */
  readonly vain: boolean;
}

/** A column that compression makes hardly smaller is stored as it is: it is faster to read. */
const WORTH = 0.875;

const DATA_PAGE = 0;
const DICTIONARY_PAGE = 2;

/** Appends a page after its header; returns the bytes that it would take without compression. */
function putPage(out: Bytes, body: Uint8Array, stored: Uint8Array, kind: Record<number, Value>): number {
  const header = bytesOf(struct({ 2: i32(body.length), 3: i32(stored.length), ...kind }));
  append(out, header);
  append(out, stored);
  return header.length + body.length;
}

/** Appends the pages of a column, `offset` bytes into the file. */
export function putChunk(out: Bytes, offset: number, leaf: Leaf, rows: number, pages: Pages, codec: Codec): Chunk {
  const start = out.length;
  const put = (compress: Codec["compress"]) => {
    let raw = 0;
    if (pages.entries > 0) {
      const body = contents(pages.dictionary);
      const kind = struct({ 1: i32(pages.entries), 2: i32(PLAIN) });
      raw += putPage(out, body, compress(body), { 1: i32(DICTIONARY_PAGE), 7: kind });
    }
    const values = offset + out.length - start;
    const body = contents(pages.page);
    const kind = struct({ 1: i32(rows), 2: i32(pages.encoding), 3: i32(RLE), 4: i32(RLE) });
    raw += putPage(out, body, compress(body), { 1: i32(DATA_PAGE), 5: kind });
    return { raw, values, stored: out.length - start };
  };
  let used = codec;
  let made = put(codec.compress);
  const vain = codec !== NONE && made.stored > WORTH * made.raw;
  if (vain) {
    out.length = start;
    used = NONE;
    made = put(NONE.compress);
  }
  const { raw, values, stored } = made;
  const encodings = pages.entries > 0 ? [PLAIN, RLE, DICTIONARY] : [RLE, pages.encoding];
  const { least, most, nulls } = pages;
  const meta = struct({
    2: i64(offset),
    3: struct({
      1: i32(leaf.type),
      2: list(I32, encodings.map(i32)),
      3: list(TEXT, leaf.path.map(text)),
      4: i32(used.code),
      5: i64(rows),
      6: i64(raw),
      7: i64(stored),
      9: i64(values),
      11: pages.entries > 0 ? i64(offset) : undefined,
      12: struct({ 3: i64(nulls), 5: most && binary(most), 6: least && binary(least) }),
    }),
  });
  return { meta, raw, stored, vain };
}
