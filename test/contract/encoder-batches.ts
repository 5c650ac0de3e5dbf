import fc from "fast-check";
import type { Batch, Column, Field, Schema, TimeFormat } from "../../src/core/batch.ts";

/** A value as the tests speak of it: integers for fixed columns, ms for times. */
export type Value = number | string | boolean | null;
/** A field with the values of its rows. */
export interface Series {
  field: Field;
  values: readonly Value[];
}

function nullsOf(values: readonly Value[]): Uint8Array | undefined {
  return values.some((v) => v === null) ? Uint8Array.from(values, (v) => (v === null ? 1 : 0)) : undefined;
}

/** A column that holds some values; codes number the distinct texts in order of appearance. */
export function columnOf({ type, decimals }: Field, values: readonly Value[]): Column {
  const nulls = nullsOf(values);
  const numbers = values.map((v) => Number(v ?? 0));
  if (type === "bool") return { type, nulls, values: Uint8Array.from(numbers) };
  if (type === "int") return { type, nulls, values: Int32Array.from(numbers) };
  if (type === "fixed") return { type, nulls, values: Float64Array.from(numbers), decimals: decimals! };
  if (type !== "text") return { type, nulls, values: Float64Array.from(numbers) };
  const dictionary = [...new Set(values.map((v) => String(v ?? "")))];
  return { type, nulls, codes: Int32Array.from(values, (v) => dictionary.indexOf(String(v ?? ""))), dictionary };
}

export function schemaOf(fields: readonly Field[]): Schema {
  return { table: "readings", fields, key: [] };
}

/** Rows [from, to) of some series as a batch. */
export function batchOf(series: readonly Series[], from = 0, to = series[0].values.length): Batch {
  return {
    schema: schemaOf(series.map(({ field }) => field)),
    rows: to - from,
    columns: series.map(({ field, values }) => columnOf(field, values.slice(from, to))),
    entities: new Int32Array(to - from),
    ticks: new Float64Array(to - from),
    partition: "p",
  };
}

const FORMATS: readonly TimeFormat[] = ["iso", "naive", "sql", "epoch", "epoch-ms"];
const ZONES = ["UTC", "Europe/Berlin", "America/St_Johns", "Asia/Kolkata", "+05:30"];

const text = fc.oneof(
  { weight: 5, arbitrary: fc.string({ unit: "grapheme", maxLength: 12 }) },
  { weight: 2, arbitrary: fc.string({ unit: "binary", maxLength: 12 }) },
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      "",
      " ",
      " a",
      "a ",
      '"',
      'a"b',
      ",",
      "a,b",
      "\t",
      "a\nb",
      "\r",
      "\u2028",
      "\ud800",
      "\udfff\ud800",
      "null",
    ),
  },
  { weight: 1, arbitrary: fc.string({ minLength: 30, maxLength: 60 }) },
);

const integer = fc.oneof(
  fc.integer({ min: -200_000, max: 200_000 }),
  fc.constantFrom(
    0,
    -0,
    1,
    -1,
    1000,
    1e6,
    65_535,
    65_536,
    99_999_999,
    1e8,
    2 ** 31 - 1,
    2 ** 31,
    -(2 ** 31),
    1e13,
    999_999_999_999_999,
    1e15,
  ),
  fc.maxSafeInteger(),
);

// -62135596800000 is the year 1, 253402300800000 the year 10000
const time = fc.oneof(
  fc.integer({ min: 1_704_000_000, max: 1_740_000_000 }).map((s) => s * 1000),
  fc.integer({ min: 1_704_000_000_000, max: 1_740_000_000_000 }),
  fc.integer({ min: -8.64e15, max: 8.64e15 }),
  fc.constantFrom(
    0,
    -1,
    999,
    1_711_846_799_999,
    1_711_846_800_000,
    -62_135_596_800_001,
    253_402_300_799_999,
    253_402_300_800_000,
    NaN,
    Infinity,
  ),
);

const valuesOf: Record<Field["type"], fc.Arbitrary<Value>> = {
  text,
  time,
  fixed: integer,
  int: fc.oneof(fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }), fc.integer({ min: -20, max: 20 })),
  bool: fc.boolean(),
  float: fc.oneof(fc.double(), fc.constantFrom(0.1, 1e-7, 1e21, 1e300, 5e-324)),
};

const type = fc.constantFrom<Field["type"]>("text", "time", "fixed", "fixed", "fixed", "int", "bool", "float");

const field: fc.Arbitrary<Field> = fc
  .record({
    type,
    decimals: fc.integer({ min: 0, max: 12 }),
    format: fc.constantFrom(...FORMATS),
    zone: fc.constantFrom(...ZONES),
    milliseconds: fc.boolean(),
    nullable: fc.boolean(),
  })
  .map(({ type, decimals, format, zone, milliseconds, nullable }) => ({
    name: "",
    type,
    ...(type === "fixed" ? { decimals } : {}),
    ...(type === "time" ? { time: { format, zone, milliseconds } } : {}),
    nullable,
    role: "metric",
  }));

/** Names that stay distinct and never are a value and an object at once. */
const name = fc.oneof(
  fc.string({ unit: "grapheme", maxLength: 8 }).map((s) => s.replaceAll(".", "")),
  fc.constantFrom("id", "a.b", "a.c", "constructor", "__proto__", "__proto__.x", "1", 'quo"te', "new\nline"),
);

function named(fields: readonly Field[], names: readonly string[]): Field[] {
  const seen = new Set<string>();
  return fields.map((f, k) => {
    const wanted = names[k % names.length];
    const taken = [...seen].some((s) => s === wanted || s.startsWith(`${wanted}.`) || wanted.startsWith(`${s}.`));
    const chosen = taken ? `c${k}` : wanted;
    seen.add(chosen);
    return { ...f, name: chosen };
  });
}

const columns = fc.oneof(
  { weight: 8, arbitrary: fc.integer({ min: 1, max: 8 }) },
  { weight: 1, arbitrary: fc.integer({ min: 20, max: 60 }) },
  { weight: 1, arbitrary: fc.constant(200) },
);

/** Values of a field: sometimes all the same, sometimes absent. */
function seriesOf(field: Field, rows: number): fc.Arbitrary<Series> {
  const one = field.nullable ? fc.option(valuesOf[field.type], { freq: 4 }) : valuesOf[field.type];
  const many = fc.array(one, { minLength: rows, maxLength: rows });
  const same = one.map((value) => Array.from({ length: rows }, () => value));
  return fc.oneof({ weight: 4, arbitrary: many }, { weight: 1, arbitrary: same }).map((values) => ({ field, values }));
}

/** Random schemas with random rows: every type of column, format and zone, 1 to 200 columns. */
export const anySeries: fc.Arbitrary<Series[]> = fc
  .tuple(columns, fc.array(name, { minLength: 3, maxLength: 10 }), fc.integer({ min: 1, max: 40 }))
  .chain(([count, names, rows]) =>
    fc
      .array(field, { minLength: count, maxLength: count })
      .chain((fields) => fc.tuple(...named(fields, names).map((f) => seriesOf(f, fields.length > 20 ? 5 : rows)))),
  );
