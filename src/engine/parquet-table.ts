import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { decompress } from "fzstd";
import type { Compressors } from "hyparquet";
import { readColumn } from "hyparquet/src/column.js";
import { DEFAULT_PARSERS } from "hyparquet/src/convert.js";
import { parquetMetadata, parquetSchema } from "hyparquet/src/metadata.js";
import { UsageError } from "../core/error.ts";
import type { Value } from "../core/tags/definition.ts";
import { createColumnBuilder, type Table, type TableColumn } from "../core/tags/table.ts";

const compressors: Compressors = {
  GZIP: (bytes) => gunzipSync(bytes),
  BROTLI: (bytes) => brotliDecompressSync(bytes),
  ZSTD: (bytes, length) => decompress(bytes, new Uint8Array(length)),
};

/** Whether bytes are a Parquet file: they begin with its mark. */
export function isParquet(bytes: Uint8Array): boolean {
  return String.fromCharCode(...bytes.subarray(0, 4)) === "PAR1";
}

/** The table of a Parquet file; columns of lists and other nested values are left out. */
export function parseParquet(bytes: Uint8Array, file: string): Table {
  try {
    const metadata = parquetMetadata(bytes);
    const columns = parquetSchema(metadata)
      .children.filter(({ children, element }) => children.length === 0 && element.repetition_type !== "REPEATED")
      .map(({ element }) => columnOf(bytes, metadata, element.name));
    const rows = Number(metadata.num_rows);
    return { rows, columns, untyped: false, where: (row) => `${file}, row ${row + 1}` };
  } catch (error) {
    throw new UsageError(`cannot read ${file} as Parquet: ${(error as Error).message}`, { cause: error });
  }
}

/** One column, a row group after another. */
function columnOf(bytes: Uint8Array, metadata: ReturnType<typeof parquetMetadata>, name: string): TableColumn {
  const builder = createColumnBuilder(name);
  const schema = parquetSchema(metadata);
  const leaf = schema.children.find(({ element }) => element.name === name)!;
  for (const group of metadata.row_groups) {
    const chunk = group.columns.find(({ meta_data: found }) => found?.path_in_schema.join(".") === name)?.meta_data;
    if (!chunk) throw new Error(`the column \`${name}\` is missing in a row group`);
    const start = Number(chunk.dictionary_page_offset ?? chunk.data_page_offset);
    const view = new DataView(bytes.buffer, bytes.byteOffset + start, Number(chunk.total_compressed_size));
    const rows = Number(group.num_rows);
    const { data } = readColumn(
      { view, offset: 0 },
      { groupStart: 0, selectStart: 0, selectEnd: rows, groupRows: rows },
      {
        pathInSchema: [name],
        schemaPath: [schema, leaf],
        element: leaf.element,
        type: chunk.type,
        codec: chunk.codec,
        parsers: DEFAULT_PARSERS,
        compressors,
      },
    );
    for (const page of data) for (const cell of page) builder.add(plainOf(cell));
  }
  return builder.build();
}

/** A cell as tables hold it: instants as text, in UTC. */
function plainOf(cell: unknown): Value {
  if (cell === undefined || cell === null) return null;
  if (typeof cell === "number" || typeof cell === "string" || typeof cell === "boolean") return cell;
  if (cell instanceof Date) return cell.toISOString();
  return typeof cell === "bigint" ? Number(cell) : String(cell);
}
