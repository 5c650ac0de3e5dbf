import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Batch, Column, Field, Schema } from "../../src/core/batch.ts";
import { duckdb } from "../../src/sinks/duckdb.ts";
import { readersOf } from "../../src/sinks/rows.ts";
import { stamp } from "../contract/store.ts";

const time = (format: "iso" | "epoch" | "epoch-ms", milliseconds: boolean) => ({ format, milliseconds, zone: "UTC" });
const FIELDS: [name: string, type: Field["type"], role: Field["role"], more?: Partial<Field>][] = [
  ["at", "time", "time", { time: time("iso", true) }],
  ["id", "text", "entity"],
  ["seconds", "time", "begin", { time: time("epoch", false) }],
  ["fraction", "time", "begin", { time: time("epoch", true) }],
  ["ms", "time", "begin", { time: time("epoch-ms", true) }],
  ["fixed", "fixed", "metric", { decimals: 3 }],
  ["float", "float", "metric"],
  ["int", "int", "metric"],
  ["bool", "bool", "metric"],
  ["kind", "text", "label"],
];
const schema: Schema = {
  table: "kinds",
  fields: FIELDS.map(([name, type, role, more]) => ({ name, type, role, nullable: name !== "id", ...more })),
  key: ["at", "id"],
};

/** Rows [from, to), of every type, on both sides of 1970; every fifth value of each column but the key is absent. */
function batchOf(from: number, to: number, ids: readonly string[], kinds: readonly string[]): Batch {
  const rows = to - from;
  const list = (of: (i: number) => number) => Array.from({ length: rows }, (_, i) => of(from + i));
  const column = ([name, type, , more]: (typeof FIELDS)[number], c: number): Column => {
    const nulls = c < 2 ? undefined : Uint8Array.from(list((i) => ((i + c) % 5 === 0 ? 1 : 0)));
    if (type === "time") {
      const step = name === "seconds" ? 86_400_000 : 86_400_123;
      return { type, nulls, values: Float64Array.from(list((i) => (i - 2000) * step)) };
    }
    if (type === "text") {
      const dictionary = name === "id" ? ids : kinds;
      return { type, nulls, dictionary, codes: Int32Array.from(list((i) => i % dictionary.length)) };
    }
    if (type === "fixed")
      return { type, nulls, decimals: more!.decimals!, values: Float64Array.from(list((i) => 7 * i - 9)) };
    if (type === "float") return { type, nulls, values: Float64Array.from(list((i) => -i / 3)) };
    if (type === "int") return { type, nulls, values: Int32Array.from(list((i) => 11 - i)) };
    return { type: "bool", nulls, values: Uint8Array.from(list((i) => i % 2)) };
  };
  return {
    schema,
    rows,
    columns: FIELDS.map(column),
    entities: Int32Array.from(list((i) => i % ids.length)),
    ticks: Float64Array.from(list((i) => i)),
    partition: "kinds",
  };
}

/** Rows as DuckDB gives them back: instants as text. */
function rowsOf(batch: Batch): unknown[][] {
  const readers = readersOf(schema);
  return Array.from({ length: batch.rows }, (_, i) =>
    readers.map((read, c) => (c === 0 ? new Date(read(batch, i) as number).toISOString() : read(batch, i))),
  );
}

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "fauxmetry-test-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test("columns of every type arrive in DuckDB as they were, whatever the pieces and dictionaries they came in", async () => {
  const path = join(folder, "x.duckdb");
  const encode = () => {
    throw new Error("a store of rows encodes nothing");
  };
  const sink = duckdb.create({}, { url: `duckdb:${path}`, directory: "", encode, force: false });
  const ids = Array.from({ length: 5000 }, (_, i) => `${i % 3 === 0 ? "a text of more than twelve bytes " : ""}ü${i}`);
  // one that grows while it is used, as that of labels does
  const kinds = ["spike", "a drop, and then a long silence"];
  await sink.open(schema, stamp);
  const expected: unknown[][] = [];
  for (const [from, to, some] of [
    [0, 2048, ids],
    [2048, 7000, ids],
    [7000, 7001, ids.slice(9, 16)],
    [7001, 9500, ids.slice(100, 2500)],
  ] as const) {
    const batch = batchOf(from, to, some, kinds);
    expected.push(...rowsOf(batch));
    await sink.write(batch);
    kinds.push(`kind ${from}, longer than twelve bytes`);
  }
  await sink.flush();
  await sink.close();
  const instance = await DuckDBInstance.create(path);
  const connection = await instance.connect();
  const columns = schema.fields.map(({ name }) => (name === "at" ? 'epoch_ms("at") AS "at"' : `"${name}"`));
  const found = (await connection.runAndReadAll(`SELECT ${columns} FROM kinds ORDER BY "at", id`)).getRowsJS();
  connection.closeSync();
  instance.closeSync();
  const plain = (value: unknown) => (typeof value === "bigint" ? Number(value) : value);
  const rows = found.map(([at, ...rest]) => [new Date(Number(at)).toISOString(), ...rest.map(plain)]);
  expect(rows).toEqual(expected);
});
