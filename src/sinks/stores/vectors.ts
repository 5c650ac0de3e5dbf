import type { DuckDBType } from "@duckdb/node-api";
import type { DataChunk, Vector } from "@duckdb/node-bindings";
import type { Batch, Column, Field } from "../../core/batch.ts";
import { TENS } from "../../core/numeric.ts";
import { type Kind, kindOf } from "../rows.ts";

type Client = typeof import("@duckdb/node-api");
type Bindings = typeof import("@duckdb/node-bindings");

/** Rows of a vector of DuckDB. */
export const ROWS = 2048;
/** Words of 32 bits that a text takes in a vector, its length and its bytes or where they are: `duckdb_string_t` in duckdb.h. */
const TEXT = 4;
const WORD = 0x1_0000_0000;
const MICROSECONDS = 1000;

/** Puts rows [first, first + count) of a batch into a vector, at most ROWS. */
export type Filler = (vector: Vector, batch: Batch, first: number, count: number) => void;

/** What the rows of a column are in memory of the kind's type, from the start of it. */
type Made = (column: Column, first: number, count: number) => ArrayBufferView;

export function typesOf({ BIGINT, BOOLEAN, DOUBLE, INTEGER, TIMESTAMPTZ, VARCHAR }: Client): Record<Kind, DuckDBType> {
  return { instant: TIMESTAMPTZ, long: BIGINT, integer: INTEGER, float: DOUBLE, boolean: BOOLEAN, text: VARCHAR };
}

/** What fills the vector of a schema's c-th field: in whole columns, since a call for each value costs more than DuckDB's own work. */
export function fillerOf(client: Client, bindings: Bindings, field: Field, c: number): Filler {
  const made = madeOf(client, bindings, field);
  const valid = new Uint8Array(ROWS / 8);
  return (vector, batch, first, count) => {
    const column = batch.columns[c];
    const { buffer, byteOffset, byteLength } = made(column, first, count);
    bindings.copy_data_to_vector(vector, 0, buffer as ArrayBuffer, byteOffset, byteLength);
    if (!column.nulls) return;
    valid.fill(0);
    for (let i = 0; i < count; i++) if (!column.nulls[first + i]) valid[i >> 3] |= 1 << (i & 7);
    bindings.vector_ensure_validity_writable(vector);
    bindings.copy_data_to_vector_validity(vector, 0, valid.buffer, 0, valid.byteLength);
  };
}

function madeOf(client: Client, bindings: Bindings, field: Field): Made {
  switch (kindOf(field)) {
    case "instant":
      return longs(MICROSECONDS);
    case "long":
      return longs(field.time?.format === "epoch" ? 1 / 1000 : 1);
    case "float":
      return doubles(field.time ? 3 : 0);
    case "text":
      return texts(client, bindings);
    default:
      return (column, first, count) =>
        (column as { values: Int32Array | Uint8Array }).values.subarray(first, first + count);
  }
}

/** Whole numbers of 64 bits, by their halves: a BigInt for each would be an object. */
function longs(factor: number): Made {
  const halves = new Int32Array(2 * ROWS);
  return (column, first, count) => {
    const { values } = column as { values: Float64Array };
    for (let i = 0; i < count; i++) {
      const value = Math.round(values[first + i] * factor);
      halves[2 * i] = value;
      halves[2 * i + 1] = Math.floor(value / WORD);
    }
    return halves.subarray(0, 2 * count);
  };
}

function doubles(shift: number): Made {
  const numbers = new Float64Array(ROWS);
  return (column, first, count) => {
    const { values } = column as { values: Float64Array };
    const scale = TENS[column.type === "fixed" ? column.decimals : shift];
    for (let i = 0; i < count; i++) numbers[i] = values[first + i] / scale;
    return numbers.subarray(0, count);
  };
}

/** Texts by reference: each of a dictionary is handed over once, its rows repeat where it is. */
function texts(client: Client, bindings: Bindings): Made {
  const referencesOf = dictionaryKeeper(client, bindings);
  const rows = new Int32Array(TEXT * ROWS);
  return (column, first, count) => {
    const { codes, dictionary } = column as Column & { type: "text" };
    const references = referencesOf(dictionary);
    for (let i = 0; i < count; i++) {
      const from = TEXT * codes[first + i];
      for (let w = 0; w < TEXT; w++) rows[TEXT * i + w] = references[from + w];
    }
    return rows.subarray(0, TEXT * count);
  };
}

/** References to the texts of a dictionary, good until it is asked for those of another; one may have grown since. */
function dictionaryKeeper(client: Client, bindings: Bindings): (dictionary: readonly string[]) => Int32Array {
  const type = client.VARCHAR.toLogicalType().logical_type;
  const chunks: DataChunk[] = [];
  let references = new Int32Array(0);
  let kept: readonly string[] = [];
  let known = 0;
  const keep = (from: number) => {
    const chunk = chunks[from / ROWS];
    bindings.data_chunk_reset(chunk);
    const vector = bindings.data_chunk_get_vector(chunk, 0);
    const count = Math.min(ROWS, kept.length - from);
    for (let i = 0; i < count; i++) bindings.vector_assign_string_element(vector, i, kept[from + i]);
    const { buffer, byteOffset } = bindings.vector_get_data(vector, 4 * TEXT * count);
    references.set(new Int32Array(buffer, byteOffset, TEXT * count), TEXT * from);
  };
  return (dictionary) => {
    if (dictionary === kept && dictionary.length === known) return references;
    const from = dictionary === kept ? known - (known % ROWS) : 0;
    kept = dictionary;
    known = dictionary.length;
    while (chunks.length * ROWS < known) chunks.push(bindings.create_data_chunk([type]));
    if (references.length < TEXT * known) {
      const longer = new Int32Array(TEXT * ROWS * chunks.length);
      longer.set(references);
      references = longer;
    }
    for (let piece = from; piece < known; piece += ROWS) keep(piece);
    return references;
  };
}
