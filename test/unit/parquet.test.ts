import { createHash } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type DuckDBConnection, DuckDBInstance } from "@duckdb/node-api";
import fc from "fast-check";
import { parquetMetadata, parquetReadObjects } from "hyparquet";
import { compressors } from "hyparquet-compressors";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Field } from "../../src/core/batch.ts";
import { createTimeText, epochValue, isEpoch } from "../../src/core/time-text.ts";
import { createZone } from "../../src/core/zone.ts";
import { ndjson } from "../../src/encoders/ndjson.ts";
import { parquet } from "../../src/encoders/parquet.ts";
import { encode } from "../contract/encoder.ts";
import { anySeries, batchOf, type Series, schemaOf } from "../contract/encoder-batches.ts";

type Options = Parameters<typeof parquet.options.parse>[0];

/** A file of some series, written in batches of so many rows. */
function fileOf(series: readonly Series[], options: Options = {}, step = 1000): Uint8Array {
  const rows = series[0].values.length;
  const cuts = Array.from({ length: Math.ceil(rows / step) }, (_, k) => k * step);
  const stream = parquet.create(parquet.options.parse(options), undefined).open(schemaOf(series.map((s) => s.field)));
  return encode(
    stream,
    cuts.map((from) => batchOf(series, from, Math.min(rows, from + step))),
  );
}

function bufferOf(bytes: Uint8Array): ArrayBuffer {
  return bytes.slice().buffer as ArrayBuffer;
}

/** Makes what a reader gives for a value of a field what NDJSON shows. */
function shownOf({ type, time }: Field): (value: unknown) => unknown {
  const plain = (value: unknown) => (typeof value === "bigint" ? Number(value) : (value ?? null));
  if (type !== "time" || !time) return plain;
  const { format, milliseconds } = time;
  const zone = format === "iso" ? time.zone : "UTC";
  const text = createTimeText(format, createZone(zone), milliseconds);
  const show = (ms: number) => (isEpoch(format) ? epochValue(ms, format, milliseconds) : text(ms));
  return (value) => ((value ?? null) === null ? null : show((value as Date).getTime()));
}

async function readHyparquet(bytes: Uint8Array, series: readonly Series[]): Promise<unknown[][]> {
  const rows = await parquetReadObjects({ file: bufferOf(bytes), compressors });
  const show = series.map(({ field }) => shownOf(field));
  return rows.map((row) => series.map(({ field }, c) => show[c](at(row, field.name))));
}

function at(row: unknown, name: string): unknown {
  return name.split(".").reduce<any>((below, key) => below[key], row);
}

function readNdjson(series: readonly Series[]): unknown[][] {
  const bytes = encode(ndjson.create({}, undefined).open(schemaOf(series.map((s) => s.field))), [batchOf(series)]);
  // half a surrogate pair has no UTF-8
  const text = (value: unknown) => (typeof value === "string" ? Buffer.from(value).toString() : value);
  const lines = new TextDecoder().decode(bytes).trimEnd().split("\n");
  return lines.map((line) => series.map(({ field }) => text(at(JSON.parse(line), field.name))));
}

/** Names that no reader takes for something else; every third column stands in a group. */
function plainNames(series: readonly Series[]): Series[] {
  return series.map(({ field, values }, k) => ({
    values,
    field: { ...field, name: k % 3 === 1 ? `g.c${k}` : `c${k}` },
  }));
}

const numeric = (name: string, type: Field["type"], values: Series["values"], decimals?: number): Series => ({
  field: { name, type, nullable: true, role: "metric", ...(type === "fixed" ? { decimals: decimals ?? 0 } : {}) },
  values,
});

const folder = mkdtempSync(join(tmpdir(), "parquet-"));
let instance: DuckDBInstance;
let duck: DuckDBConnection;
beforeAll(async () => {
  instance = await DuckDBInstance.create(":memory:");
  duck = await instance.connect();
  await duck.run("SET TimeZone = 'UTC'");
});
afterAll(() => {
  duck.closeSync();
  instance.closeSync();
  rmSync(folder, { recursive: true, force: true });
});

/** Rows of a query over a file, FILE in it. */
async function ask(bytes: Uint8Array, sql: string): Promise<any[]> {
  const file = join(folder, "x.parquet");
  writeFileSync(file, bytes);
  const result = await duck.runAndReadAll(sql.replaceAll("FILE", `'${file}'`));
  return result.getRowObjectsJS();
}

describe("rows are read back as NDJSON shows them", () => {
  for (const compression of ["none", "snappy", "zstd"] as const) {
    test(`any schema and rows, ${compression}`, async () => {
      await fc.assert(
        fc.asyncProperty(anySeries.map(plainNames), fc.integer({ min: 1, max: 50 }), async (series, step) => {
          expect(await readHyparquet(fileOf(series, { compression }, step), series)).toEqual(readNdjson(series));
        }),
        { seed: 20240101, numRuns: 60, endOnFailure: true },
      );
    });
  }

  test("by DuckDB too", async () => {
    await fc.assert(
      fc.asyncProperty(anySeries.map(plainNames), async (series) => {
        // DuckDB's own dates end before ours, and it reads no numbers as NaN
        const some = series.filter(({ field }) => field.type !== "time");
        if (some.length === 0) return;
        const rows = await ask(fileOf(some), "SELECT * FROM FILE");
        expect(rows.map((row) => some.map(({ field }) => shownOf(field)(at(row, field.name))))).toEqual(
          readNdjson(some),
        );
      }),
      { seed: 7, numRuns: 40, endOnFailure: true },
    );
  });
});

const ROWS = 150_000;
const range = <T>(f: (i: number) => T): T[] => Array.from({ length: ROWS }, (_, i) => f(i));
const START = Date.UTC(2024, 2, 30, 22);
const instant = (format: "iso" | "naive", zone: string): Field => ({
  name: format,
  type: "time",
  nullable: false,
  role: "time",
  time: { format, zone, milliseconds: false },
});
const scrambled = (i: number) => Math.imul(i ^ (i >>> 7), 0x9e3779b1) >>> 0;

/** Every encoding, over more than two row groups. */
const long: Series[] = [
  {
    field: { name: "id", type: "text", nullable: false, role: "entity" },
    values: range((i) => `M${Math.floor(i / 8640)}`),
  },
  {
    field: { name: "own", type: "text", nullable: true, role: "tag" },
    values: range((i) => (i % 10 ? `text ${i % 97} ☂` : null)),
  },
  { field: instant("iso", "Europe/Berlin"), values: range((i) => START + (i % 8640) * 10_000) },
  { field: instant("naive", "Europe/Berlin"), values: range((i) => START + (i % 8640) * 10_000) },
  numeric(
    "few",
    "fixed",
    range((i) => scrambled(i) % 300),
    2,
  ),
  numeric(
    "steps",
    "fixed",
    range((i) => (Math.floor(i / 50) % 7 ? 0 : scrambled(i) % 9)),
    1,
  ),
  numeric(
    "constant",
    "fixed",
    range(() => 1234),
    3,
  ),
  numeric(
    "register",
    "fixed",
    range((i) => 12_345_678_900_000 + i * 137),
    6,
  ),
  numeric(
    "gaps",
    "fixed",
    range((i) => (scrambled(i) % 5 ? scrambled(i) % 70_000 : null)),
    3,
  ),
  numeric(
    "float",
    "float",
    range((i) => scrambled(i) / 7),
  ),
  numeric(
    "count",
    "int",
    range((i) => (scrambled(i) | 0) >> (i % 31)),
  ),
  numeric(
    "on",
    "bool",
    range((i) => (i % 11 ? scrambled(i) % 2 === 0 : null)),
  ),
  numeric(
    "nothing",
    "fixed",
    range(() => null),
    2,
  ),
];

describe("row groups", () => {
  test("hold rows in their order, in every encoding", async () => {
    for (const options of [{ compression: "zstd" }, { numbers: "decimal" }] as const) {
      const bytes = fileOf(long, options, 4096);
      const rows = await parquetReadObjects({ file: bufferOf(bytes), compressors });
      expect(rows.length).toBe(ROWS);
      const local = new Intl.DateTimeFormat("sv", {
        timeZone: "Europe/Berlin",
        dateStyle: "short",
        timeStyle: "medium",
      });
      for (let i = 0; i < ROWS; i += 997) {
        for (const { field, values } of long) {
          const value = values[i];
          const read = rows[i][field.name];
          if (field.name === "naive")
            expect((read as Date).toISOString().slice(0, 19)).toBe(local.format(values[i] as number).replace(" ", "T"));
          else if (value === null) expect(read ?? null).toBeNull();
          else if (field.type === "time") expect((read as Date).getTime()).toBe(value);
          else if (field.type === "fixed") expect(read).toBeCloseTo(Number(value) / Number(`1e${field.decimals}`), 6);
          else expect(read).toEqual(value);
        }
      }
    }
  });

  test("do not depend on how rows are cut into batches", () => {
    const some = long.slice(0, 5);
    const whole = fileOf(some, {}, ROWS);
    for (const step of [4096, 70_001]) expect(Buffer.compare(fileOf(some, {}, step), whole)).toBe(0);
  });

  test("have the statistics that DuckDB finds in the values", async () => {
    const bytes = fileOf(long, {}, 4096);
    const names = long.map(({ field }) => field.name).filter((name) => name !== "nothing");
    const aggregates = names.map(
      (n) =>
        `min("${n}")::VARCHAR AS "${n} min", max("${n}")::VARCHAR AS "${n} max", count(*) - count("${n}") AS "${n} nulls"`,
    );
    const [found] = await ask(bytes, `SELECT ${aggregates} FROM FILE`);
    const stats = await ask(
      bytes,
      "SELECT path_in_schema AS name, stats_min_value AS min, stats_max_value AS max, stats_null_count AS nulls, type FROM parquet_metadata(FILE)",
    );
    for (const name of names) {
      const groups = stats.filter((s) => s.name === name);
      expect(groups.length).toBeGreaterThan(1);
      const number = groups[0].type === "DOUBLE" || groups[0].type === "INT32";
      const order = (a: any, b: any) => (number ? Number(a) - Number(b) : a < b ? -1 : 1);
      const told = {
        min: groups.map((g) => g.min).sort(order)[0],
        max: groups
          .map((g) => g.max)
          .sort(order)
          .at(-1),
      };
      const plain = (text: string) => (number ? Number(text) + 0 : text.replace(/\+00$/, ""));
      expect(plain(told.min), name).toEqual(plain(found[`${name} min`]));
      expect(plain(told.max), name).toEqual(plain(found[`${name} max`]));
      expect(
        groups.reduce((sum, g) => sum + Number(g.nulls), 0),
        name,
      ).toBe(Number(found[`${name} nulls`]));
    }
    const nothing = stats.filter((s) => s.name === "nothing");
    expect(nothing.every((s) => s.min === null && Number(s.nulls) > 0)).toBe(true);
  });

  test("are not compressed where it was in vain before, and are when that may have changed", () => {
    const group = 1 << 17;
    // bits that no compression shortens, then the same few again and again
    const noise = createHash("shake256", { outputLength: 3 * group })
      .update("noise")
      .digest();
    const values = Array.from({ length: 12 * group }, (_, i) => noise[i] ?? i % 3);
    const { row_groups } = parquetMetadata(bufferOf(fileOf([numeric("x", "int", values)], {}, group)));
    const codecs = row_groups.map(({ columns }) => columns[0].meta_data?.codec);
    // the first is tried, then one in nine
    expect(codecs).toEqual([...Array(9).fill("UNCOMPRESSED"), "ZSTD", "ZSTD", "ZSTD"]);
  });

  test("are small", () => {
    const alone = (name: string, options: object = {}) =>
      fileOf(
        long.filter(({ field }) => field.name === name),
        { compression: "none", ...options },
        ROWS,
      ).length / ROWS;
    expect(alone("constant")).toBeLessThan(0.01);
    expect(alone("id")).toBeLessThan(0.01);
    expect(alone("iso")).toBeLessThan(0.12);
    expect(alone("few")).toBeLessThan(9.3 / 8);
    expect(alone("register", { numbers: "decimal" })).toBeLessThan(0.12);
  });
});

describe("the schema", () => {
  const fields: Series[] = [
    { field: instant("iso", "Europe/Berlin"), values: [START] },
    { field: instant("naive", "Europe/Berlin"), values: [START] },
    { field: { name: "site.name", type: "text", nullable: false, role: "tag" }, values: ["a"] },
    { field: { name: "site.floor", type: "int", nullable: true, role: "tag" }, values: [-3] },
    numeric("load", "fixed", [1234], 3),
    numeric("ratio", "float", [0.1]),
    numeric("on", "bool", [true]),
  ];
  test("has the types that the values mean", async () => {
    const types = async (options: Options) =>
      Object.fromEntries(
        (await ask(fileOf(fields, options), "DESCRIBE SELECT * FROM FILE")).map((r) => [r.column_name, r.column_type]),
      );
    const expected = {
      iso: "TIMESTAMP WITH TIME ZONE",
      naive: "TIMESTAMP",
      site: 'STRUCT("name" VARCHAR, floor INTEGER)',
      load: "DOUBLE",
      ratio: "DOUBLE",
      on: "BOOLEAN",
    };
    expect(await types({})).toEqual(expected);
    expect(await types({ numbers: "decimal" })).toEqual({ ...expected, load: "DECIMAL(16,3)" });
  });

  test("keeps names that are code, quotes or prototypes", async () => {
    const names = ["constructor", "__proto__", 'quo"te', "new\nline", "`+x+`", "☂"];
    const series = names.map((name, k) => numeric(name, "int", [k]));
    const meta = parquetMetadata(bufferOf(fileOf(series)));
    expect(meta.schema.slice(1).map(({ name }) => name)).toEqual(names);
    expect(await ask(fileOf(series), "SELECT path_in_schema AS name FROM parquet_metadata(FILE)")).toHaveLength(
      names.length,
    );
  });

  test("says where the file comes from", () => {
    const encoder = parquet.create(parquet.options.parse({}), undefined);
    const stream = encoder.open(schemaOf(fields.map((s) => s.field)), { "fauxmetry.hash": "abc" });
    const meta = parquetMetadata(bufferOf(encode(stream, [batchOf(fields)])));
    expect(meta.key_value_metadata).toEqual([{ key: "fauxmetry.hash", value: "abc" }]);
  });

  test("of a hundred columns and no rows", async () => {
    const series = Array.from({ length: 100 }, (_, k) => numeric(`c${k}`, "fixed", [], 2));
    const stream = parquet.create(parquet.options.parse({}), undefined).open(schemaOf(series.map((s) => s.field)));
    const bytes = encode(stream, []);
    expect(await ask(bytes, "SELECT * FROM FILE")).toEqual([]);
    expect(parquetMetadata(bufferOf(bytes)).schema).toHaveLength(101);
  });
});
