import fc from "fast-check";
import type { Batch, Column } from "../../src/core/batch.ts";
import type { Encoder, EncoderStream } from "../../src/core/encoder.ts";
import { batchOf, type Series, schemaOf, type Value } from "./encoder-batches.ts";

export type Rows = (string | number | boolean | null)[][];

/** Reads a whole file back, independently of the encoder: rows of values by field, null where absent. */
export type Read = (bytes: Uint8Array, series: readonly Series[]) => Rows | Promise<Rows>;

const text = (name: string, values: readonly Value[], nullable = false): Series => ({
  field: { name, type: "text", nullable, role: "tag" },
  values,
});

const WORDS = [
  "",
  "plain",
  'say "hi"',
  "a,b",
  "tab\there",
  "two\nlines",
  "cr\rlf\r\n",
  " edge ",
  "naïve ☂ 😀",
  "null",
  "\\",
  "'",
];
const ROWS = 240;
const each = (value: (k: number) => Value) => Array.from({ length: ROWS }, (_, k) => value(k));

/** One row of every kind of value, over 240 rows. */
export const sample: readonly Series[] = [
  text(
    "id",
    each(() => "M00000001"),
  ),
  {
    field: {
      name: "timestamp",
      type: "time",
      nullable: false,
      role: "time",
      time: { format: "iso", zone: "UTC", milliseconds: false },
    },
    values: each((k) => Date.UTC(2024, 1, 28, 22) + k * 900_000),
  },
  text(
    "site.name",
    each((k) => WORDS[k % WORDS.length]),
  ),
  text(
    "site.note",
    each((k) => (k % 3 === 0 ? null : WORDS[(k * 5) % WORDS.length])),
    true,
  ),
  {
    field: { name: "reading", type: "fixed", decimals: 3, nullable: true, role: "metric" },
    values: each((k) => (k % 7 === 3 ? null : (k - 20) * 345)),
  },
  {
    field: { name: "register", type: "fixed", decimals: 6, nullable: false, role: "metric" },
    values: each((k) => 12_345_678_900_000 + k * 1500),
  },
  {
    field: { name: "ratio", type: "float", nullable: true, role: "metric" },
    values: each((k) => (k % 5 ? k / 7 : null)),
  },
  {
    field: { name: "count", type: "int", nullable: false, role: "metric" },
    values: each((k) => (k % 2 ? -k : k * 1e6)),
  },
  {
    field: { name: "on", type: "bool", nullable: true, role: "metric" },
    values: each((k) => (k % 11 === 0 ? null : k % 2 === 0)),
  },
];

/** What a row of the sample is, as values a reader can give. */
export function expectedRow(series: readonly Series[], row: number): (string | number | boolean | null)[] {
  return series.map(({ field, values }) => {
    const value = values[row];
    if (value === null) return null;
    if (field.type === "time") return new Date(Number(value)).toISOString().replace(".000", "");
    return field.type === "fixed" ? Number(value) / Number(`1e${field.decimals}`) : value;
  });
}

function joinBytes(parts: readonly Uint8Array[]): Uint8Array {
  return new Uint8Array(Buffer.concat(parts));
}

/** A whole file of some batches; copies what each call returns, since it is borrowed. */
export function encode(stream: EncoderStream, batches: Iterable<Batch>): Uint8Array {
  const parts = [stream.start().slice()];
  for (const batch of batches) parts.push(stream.write(batch).slice());
  parts.push(stream.end().slice());
  return joinBytes(parts);
}

function equal(a: Uint8Array, b: Uint8Array): boolean {
  return Buffer.compare(a, b) === 0;
}

function differs(found: unknown, wanted: unknown): boolean {
  return JSON.stringify(found) !== JSON.stringify(wanted);
}

type Check = (encoder: Encoder, read: Read) => void | Promise<void>;

const schema = schemaOf(sample.map(({ field }) => field));

/** A batch whose buffers are filled anew for each run of rows, as the engine fills them. */
function* borrowed(cuts: readonly number[]): Iterable<Batch> {
  const kept = batchOf(sample);
  for (let k = 0; k + 1 < cuts.length; k++) {
    const next = batchOf(sample, cuts[k], cuts[k + 1]);
    for (const [c, column] of kept.columns.entries()) refill(column, next.columns[c]);
    yield { ...kept, rows: next.rows };
    for (const column of kept.columns) {
      (column.type === "text" ? column.codes : column.values).fill(0);
      column.nulls?.fill(1);
      if (column.type === "text") (column.dictionary as string[]).fill("overwritten");
    }
  }
}

function refill(column: Column, from: Column): void {
  if (column.nulls) column.nulls.set(from.nulls ?? new Uint8Array(column.nulls.length));
  if (column.type === "text" && from.type === "text") {
    (column.dictionary as string[]).splice(0, Infinity, ...from.dictionary);
    column.codes.set(from.codes);
  } else if (column.type !== "text" && from.type !== "text") column.values.set(from.values);
}

/** What every encoder must do. Each check throws at a breach. */
export const checks: Record<string, Check> = {
  "says what it writes"({ mediaType, extensions }) {
    if (!/^[a-z]+\/[a-z0-9.+-]+$/.test(mediaType)) throw new Error(`media type ${mediaType} is none`);
    if (extensions.length === 0 || !extensions.every((e) => /^(\.[a-z0-9]+)+$/.test(e)))
      throw new Error(`expected file suffixes, found ${extensions}`);
  },
  async "is read back as the rows that were written"(encoder, read) {
    const rows = await read(encode(encoder.open(schema), [batchOf(sample)]), sample);
    if (rows.length !== ROWS) throw new Error(`expected ${ROWS} rows, read ${rows.length}`);
    for (const [k, row] of rows.entries()) {
      const wanted = expectedRow(sample, k);
      if (differs(row, wanted))
        throw new Error(`row ${k}: expected ${JSON.stringify(wanted)}, read ${JSON.stringify(row)}`);
    }
  },
  async "is empty without rows"(encoder, read) {
    for (const batches of [[], [batchOf(sample, 0, 0)]]) {
      const rows = await read(encode(encoder.open(schema), batches), sample);
      if (rows.length > 0) throw new Error(`expected no rows, read ${rows.length}`);
    }
  },
  "writes the same bytes however the rows are cut into batches"(encoder) {
    const whole = encode(encoder.open(schema), [batchOf(sample)]);
    const cuts = fc.uniqueArray(fc.integer({ min: 1, max: ROWS - 1 }), { maxLength: 12 });
    fc.assert(
      fc.property(cuts, (inner) => {
        const at = [0, ...inner.sort((a, b) => a - b), ROWS];
        const batches = at.slice(1).map((to, k) => batchOf(sample, at[k], to));
        return equal(encode(encoder.open(schema), batches), whole);
      }),
      { seed: 7, numRuns: 20 },
    );
  },
  "writes the same bytes for a batch at any point of a stream"(encoder) {
    if (encoder.whole) return;
    const stream = encoder.open(schema);
    stream.start();
    const batch = batchOf(sample);
    const first = stream.write(batch).slice();
    for (let k = 1; k < 120; k++)
      if (!equal(stream.write(batch), first))
        throw new Error(`the batch written for the ${k + 1}th time differs from the first`);
  },
  "writes one file after another"(encoder) {
    const stream = encoder.open(schema);
    const first = encode(stream, [batchOf(sample)]);
    if (!equal(encode(stream, [batchOf(sample)]), first))
      throw new Error("the second file of the same rows differs from the first");
  },
  "neither keeps the buffers of a batch nor writes to them"(encoder) {
    const cuts = [0, 1, 90, 91, 180, ROWS];
    const batches = cuts.slice(1).map((to, k) => batchOf(sample, cuts[k], to));
    const before = structuredClone(batches);
    const wanted = encode(encoder.open(schema), batches);
    if (differs(batches, before)) throw new Error("it changed the batch");
    if (!equal(encode(encoder.open(schema), borrowed(cuts)), wanted))
      throw new Error("it used the buffers of an earlier batch");
  },
  "ignores what stands in the buffers beyond the rows"(encoder) {
    const short = encode(encoder.open(schema), [batchOf(sample, 0, 50)]);
    const long = batchOf(sample);
    if (!equal(encode(encoder.open(schema), [{ ...long, rows: 50 }]), short))
      throw new Error("it wrote more than the batch's rows");
  },
  "opens streams that do not touch one another"(encoder) {
    const [a, b] = [encoder.open(schema), encoder.open(schema)];
    const [head, tail] = [batchOf(sample, 0, 100), batchOf(sample, 100)];
    a.start();
    b.start();
    for (let k = 0; k < 250; k++) {
      const mine = a.write(head);
      const kept = mine.slice();
      b.write(tail);
      if (!equal(mine, kept)) throw new Error("a write to one stream changed what another had returned");
    }
  },
};
