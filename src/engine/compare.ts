import { statSync } from "node:fs";
import { crc32 } from "node:zlib";
import type { Batch, Column } from "../core/batch.ts";
import { checksumText } from "../core/checksum.ts";
import type { Compression } from "../core/compression.ts";
import type { Encoder, EncoderStream } from "../core/encoder.ts";
import type { Seal } from "../core/sink.ts";
import { firstLine, openReader, type Reader } from "./file-reader.ts";
import type { BatchMaker } from "./generate.ts";
import type { Table } from "./plan.ts";
import type { Part } from "./region.ts";
import { type Order, tiles } from "./tiles.ts";

/** How the file of a partition differs from what is made again. */
export interface Difference {
  partition: string;
  /**
   * missing: no file; no-file: a folder or another thing stands there; unreadable; row: the first row that differs; missing-rows: the file ends before that row; extra: more follows
   * the last row; header: what stands before the first row; manifest: only the manifest's checksum, rows or size differ;
   * bytes: a file whose format has no rows by themselves differs.
   */
  kind: "missing" | "no-file" | "unreadable" | "row" | "missing-rows" | "extra" | "header" | "manifest" | "bytes";
  /** Counts from 1. */
  row?: number;
  /** The first byte that differs, counted from 0; of `bytes`. */
  byte?: number;
  /** Rows of the partition. */
  rows: number;
  found?: string;
  expected?: string;
  /** What was made again is not what the manifest's checksum tells: the values changed, not (only) the file. */
  otherValues: boolean;
}

/** All that makes the bytes of a part. */
export interface Again {
  table: Table;
  part: Part;
  order: Order;
  maker: BatchMaker;
  encoder: Encoder;
  /** Of the encoder, for all parts of a table: opening one costs more than many rows. */
  stream: EncoderStream;
  compression?: Compression;
}

type Found = Omit<Difference, "partition" | "rows" | "otherValues">;

/** Makes a part again and compares it with a file, as a stream. Undefined when all bytes and the seal agree. */
export function comparePart(
  path: string,
  again: Again,
  seal: Seal,
  progress: (rows: number) => void = () => {},
): Difference | undefined {
  const { table, part, order, maker, encoder, stream, compression } = again;
  const there = statSync(path, { throwIfNoEntry: false });
  const file = there?.isFile() ? openReader(path, compression) : undefined;
  let crc = 0;
  let found: Found | undefined = file ? undefined : { kind: there ? "no-file" : "missing" };
  let rows = 0;
  let bytes = 0;
  const compare = (chunk: Uint8Array, explain: (offset: number) => Found): void => {
    crc = crc32(chunk, crc);
    if (file && !found) {
      const offset = file.differsAt(bytes, chunk);
      if (offset !== undefined) found = encoder.whole ? { kind: "bytes", byte: bytes + offset } : explain(offset);
    }
    bytes += chunk.length;
  };
  try {
    const header = stream.start();
    compare(header, () => ({ kind: "header", ...texts(file!, 0, header) }));
    for (const tile of tiles(table, part, order)) {
      for (const batch of maker.batches(tile, part.path)) {
        compare(stream.write(batch), (offset) => rowAt(file!, again, batch, rows, bytes, offset));
        rows += batch.rows;
        progress(batch.rows);
      }
    }
    const end = stream.end();
    compare(end, () => ({ kind: "extra", ...texts(file!, bytes, end) }));
    if (file && !found && !file.endsBy(bytes))
      found = encoder.whole ? { kind: "bytes", byte: bytes } : { kind: "extra", found: file.text(bytes) };
  } finally {
    file?.close();
  }
  const otherValues = checksumText(crc) !== seal.crc32;
  if (!found && (otherValues || seal.rows !== rows || seal.bytes !== bytes)) found = { kind: "manifest" };
  return found && { partition: part.path, rows, otherValues: otherValues && found.kind !== "manifest", ...found };
}

/** Finds the row of a batch that holds the byte at `offset`, by encoding one row at a time. */
function rowAt(
  file: Reader,
  { table, encoder }: Again,
  batch: Batch,
  before: number,
  start: number,
  offset: number,
): Found {
  const stream = encoder.open(table.schema);
  let at = 0;
  for (let i = 0; i < batch.rows; i++) {
    const row = stream.write(rowOfBatch(batch, i));
    if (offset < at + row.length) {
      const kind = file.endsBy(start + at) ? "missing-rows" : "row";
      return { kind, row: before + i + 1, ...texts(file, start + at, row) };
    }
    at += row.length;
  }
  return { kind: "row", row: before + batch.rows };
}

function texts(file: Reader, at: number, expected: Uint8Array): { found: string; expected: string } {
  return { found: file.text(at), expected: firstLine(expected) };
}

function rowOfBatch(batch: Batch, i: number): Batch {
  const columns = batch.columns.map((column): Column => {
    const nulls = column.nulls && { nulls: column.nulls.subarray(i, i + 1) };
    if (column.type === "text") return { ...column, ...nulls, codes: column.codes.subarray(i, i + 1) };
    return { ...column, ...nulls, values: column.values.subarray(i, i + 1) } as Column;
  });
  return {
    ...batch,
    rows: 1,
    columns,
    entities: batch.entities.subarray(i, i + 1),
    ticks: batch.ticks.subarray(i, i + 1),
  };
}
