import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { parse } from "csv-parse/sync";
import { afterAll, describe, expect, it } from "vitest";
import type { Batch, Column } from "../../src/core/batch.ts";
import type { Encoder, EncoderStream } from "../../src/core/encoder.ts";
import { encoders } from "../../src/encoders/index.ts";
import { checks, encode, expectedRow, type Read, type Rows, sample } from "./encoder.ts";
import { batchOf, type Series, schemaOf } from "./encoder-batches.ts";

const utf8 = new TextDecoder();

/** The text of a value in a row of text, as its own type. */
function typed({ field }: Series, value: string | null): string | number | boolean | null {
  if (value === null || field.type === "text" || field.type === "time") return value;
  return field.type === "bool" ? value === "true" : Number(value);
}

function readNdjson(bytes: Uint8Array, series: readonly Series[]) {
  const lines = utf8.decode(bytes).split("\n");
  if (lines.pop() !== "") throw new Error("the last line has no end");
  return lines.map((line) => {
    const row = JSON.parse(line);
    if (JSON.stringify(row) !== line) throw new Error(`not as JSON.stringify writes it: ${line}`);
    return series.map(({ field }) => field.name.split(".").reduce((value, key) => value[key], row));
  });
}

const readDelimited = (delimiter: string) => (bytes: Uint8Array, series: readonly Series[]) => {
  // csv-parse says of a value whether it was quoted: an empty one that was not is absent
  const cast = (value: string, { quoting }: { quoting: boolean }) => (value === "" && !quoting ? null : value);
  const [header, ...rows] = parse(Buffer.from(bytes), { cast, delimiter, record_delimiter: "\n" }) as unknown as (
    | string
    | null
  )[][];
  expect(header).toEqual(series.map(({ field }) => field.name));
  return rows.map((row) => row.map((value, c) => typed(series[c], value)));
};

const folder = mkdtempSync(join(tmpdir(), "encoder-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What DuckDB reads from a file that holds some bytes; FILE in `source` stands for its name. */
async function readDuck(bytes: Uint8Array, source: string): Promise<Record<string, unknown>[]> {
  const file = join(folder, "rows");
  writeFileSync(file, bytes);
  const duck = await DuckDBInstance.create(":memory:");
  const connection = await duck.connect();
  const result = await connection.runAndReadAll(`SELECT * FROM ${source.replace("FILE", file)}`);
  const rows = result.getRowObjectsJS();
  connection.closeSync();
  duck.closeSync();
  return rows as Record<string, unknown>[];
}

async function readParquet(bytes: Uint8Array, series: readonly Series[]): Promise<Rows> {
  const rows = await readDuck(bytes, "read_parquet('FILE')");
  return rows.map((row) =>
    series.map(({ field }) => {
      const value = field.name.split(".").reduce<any>((below, key) => below[key], row);
      return value instanceof Date ? value.toISOString().replace(".000", "") : value;
    }),
  );
}

const readers: { [type in keyof typeof encoders]: Read } = {
  ndjson: readNdjson,
  csv: readDelimited(","),
  tsv: readDelimited("\t"),
  parquet: readParquet,
};

for (const [type, definition] of Object.entries(encoders)) {
  describe(`the encoder ${type}`, () => {
    it("is listed under its own type", () => expect(definition.type).toBe(type));
    const encoder: Encoder = definition.create(definition.options.parse(definition.example) as never, undefined);
    for (const [name, check] of Object.entries(checks))
      it(name, () => check(encoder, readers[type as keyof typeof encoders]));
  });
}

describe("DuckDB reads what was written", () => {
  const duckType = {
    text: "VARCHAR",
    time: "VARCHAR",
    fixed: "DOUBLE",
    float: "DOUBLE",
    int: "INTEGER",
    bool: "BOOLEAN",
  };
  // DuckDB reads nested names as structs, which is JSON's own matter: here they are plain
  const flat = sample.map(({ field, values }) => ({ field: { ...field, name: field.name.replace(".", "_") }, values }));
  const columns = flat.map(({ field }) => `'${field.name}': '${duckType[field.type]}'`).join(", ");
  const sources = {
    ndjson: `read_json('FILE', format = 'newline_delimited', columns = {${columns}})`,
    csv: `read_csv('FILE', header = true, delim = ',', quote = '"', escape = '"', nullstr = '', allow_quoted_nulls = false, columns = {${columns}})`,
  };
  for (const [type, source] of Object.entries(sources)) {
    it(type, async () => {
      const definition = encoders[type as keyof typeof sources];
      const encoder: Encoder = definition.create(definition.options.parse({}) as never, undefined);
      const bytes = encode(encoder.open(schemaOf(flat.map(({ field }) => field))), [batchOf(flat)]);
      const rows = await readDuck(bytes, source);
      expect(rows.map((row) => Object.values(row))).toEqual(flat[0].values.map((_, row) => expectedRow(flat, row)));
    });
  }
});

describe("the contract catches", () => {
  const good = encoders.csv.create(encoders.csv.options.parse({}), undefined);
  const over = (change: (stream: EncoderStream) => Partial<EncoderStream>): Encoder => ({
    ...good,
    open(schema) {
      const stream = good.open(schema);
      return { ...stream, ...change(stream) };
    },
  });
  const without = (part: (column: Column) => Partial<Column>) =>
    over((stream) => ({
      write: (batch) => stream.write({ ...batch, columns: batch.columns.map((c) => ({ ...c, ...part(c) }) as Column) }),
    }));
  const join = (...parts: Uint8Array[]) => new Uint8Array(Buffer.concat(parts));
  const shared = new Uint8Array(1 << 20);

  const broken: Record<string, Encoder> = {
    "no media type": { ...good, mediaType: "csv" },
    "no suffix": { ...good, extensions: [] },
    "a header in every batch": over((stream) => ({
      write: (batch) => join(stream.start().slice(), stream.write(batch)),
    })),
    "a dropped last row": over((stream) => ({ write: (batch) => stream.write({ ...batch, rows: batch.rows - 1 }) })),
    "a row too many": over((stream) => ({ write: (batch) => stream.write({ ...batch, rows: batch.rows + 1 }) })),
    "lost nulls": without(() => ({ nulls: undefined })),
    "wrong quoting": over((stream) => ({
      write: (batch) => Buffer.from(Buffer.from(stream.write(batch)).toString().replaceAll('""', '\\"')),
    })),
    "rows of text that grow with the stream": over((stream) => {
      let calls = 0;
      return { write: (batch) => (++calls > 100 ? join(stream.write(batch), Uint8Array.of(10)) : stream.write(batch)) };
    }),
    "a batch kept for later": over((stream) => {
      let held: Batch | undefined;
      const give = (next?: Batch) => {
        const bytes = held ? stream.write(held) : new Uint8Array(0);
        held = next;
        return bytes;
      };
      return { write: give, end: () => give() };
    }),
    "a changed batch": over((stream) => ({
      write: (batch) => {
        for (const column of batch.columns) if (column.type === "bool") column.values.fill(1);
        return stream.write(batch);
      },
    })),
    "a buffer shared by streams": over((stream) => ({
      write: (batch) => {
        const bytes = stream.write(batch);
        shared.set(bytes);
        return shared.subarray(0, bytes.length);
      },
    })),
    "a file that remembers the one before": over((stream) => {
      let files = 0;
      return { end: () => (files++ > 0 ? Uint8Array.of(10) : stream.end()) };
    }),
    "something at the end of a file without rows": over(() => ({ end: () => Buffer.from("total\n") })),
  };
  const failures = async (encoder: Encoder) => {
    const found: string[] = [];
    for (const [name, check] of Object.entries(checks)) {
      await Promise.resolve()
        .then(() => check(encoder, readDelimited(",")))
        .catch(() => found.push(name));
    }
    return found;
  };
  const caught = new Set<string>();
  for (const [name, encoder] of Object.entries(broken))
    it(name, async () => {
      const found = await failures(encoder);
      expect(found).not.toEqual([]);
      for (const check of found) caught.add(check);
    });
  it("nothing in a good one", async () => expect(await failures(good)).toEqual([]));
  it("something in every check", () => expect([...caught].sort()).toEqual(Object.keys(checks).sort()));
});
