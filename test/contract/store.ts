import type { Batch, Column, Field, Schema } from "../../src/core/batch.ts";
import { PermanentError } from "../../src/core/error.ts";
import type { Sink, Stamp } from "../../src/core/sink.ts";

/** Stores of rows with keys: the embedded ones are tested beside this, the others in test/services. */
export const STORES = ["sqlite", "duckdb", "postgres", "mysql", "mongodb", "clickhouse", "influx"];

/** A row as it is read back: id, ms UTC, value, note, flag. */
export type Row = [id: string, time: number, value: number | null, note: string | null, flag: boolean];

/** One store, and how to look into its table `readings`. */
export interface StoreSubject {
  /** A sink on the same table each time it is called. */
  create(force?: boolean): Sink;
  /** Every row, ordered by id and time. */
  read(): Promise<Row[]>;
  /** It cannot be asked what it holds and whose it is: it only takes rows. */
  mute?: boolean;
  /** It has no columns of its own that could differ. */
  untyped?: boolean;
  /** Its texts cannot hold every character. */
  plain?: boolean;
}

const field = (name: string, type: Field["type"], role: Field["role"], more: Partial<Field> = {}): Field => ({
  name,
  type,
  role,
  nullable: false,
  ...more,
});

export const schema: Schema = {
  table: "readings",
  fields: [
    field("timestamp", "time", "time", { time: { format: "iso", zone: "UTC", milliseconds: false } }),
    field("id", "text", "entity"),
    field("value", "fixed", "metric", { decimals: 2, nullable: true }),
    field("note", "text", "label", { nullable: true }),
    field("is_odd", "bool", "label"),
  ],
  key: ["id", "timestamp"],
};

export const stamp: Stamp = { run: "contract-1", seed: 1, source: "s", shard: { index: 0, count: 1 } };

export const ORIGIN = Date.UTC(2024, 2, 31, 0, 50);
const STEP = 60_000;
const IDS = ["a", "b'\"\\", "c d"];
const NOTES = ["plain", "quote ' and \"", "tab\tand\nline\\", "ü€😀", ""];

/** Rows of all ids at ticks [from, to), in buffers of their own; `shift` changes the values. */
export function batchOf(from: number, to: number, { shift = 0, plain = false } = {}): Batch {
  const rows = (to - from) * IDS.length;
  const tick = (i: number) => from + Math.floor(i / IDS.length);
  const ids = plain ? ["a", "b", "c"] : IDS;
  const notes = plain ? NOTES.map((_, n) => `note ${n}`) : NOTES;
  const fill = (of: (i: number) => number) => Array.from({ length: rows }, (_, i) => of(i));
  const nulls = Uint8Array.from(fill((i) => (tick(i) % 7 === 3 ? 1 : 0)));
  return {
    schema,
    rows,
    columns: [
      { type: "time", values: Float64Array.from(fill((i) => ORIGIN + tick(i) * STEP)) },
      { type: "text", codes: Int32Array.from(fill((i) => i % IDS.length)), dictionary: ids },
      { type: "fixed", decimals: 2, values: Float64Array.from(fill((i) => tick(i) * 10 + (i % 3) + shift)), nulls },
      { type: "text", codes: Int32Array.from(fill((i) => tick(i) % notes.length)), dictionary: notes, nulls },
      { type: "bool", values: Uint8Array.from(fill((i) => tick(i) % 2)) },
    ],
    entities: Int32Array.from(fill((i) => i % IDS.length)),
    ticks: Float64Array.from(fill(tick)),
    partition: "readings",
  };
}

/** Rows [from, to) of a batch. */
function cut(batch: Batch, from: number, to: number): Batch {
  return {
    ...batch,
    rows: to - from,
    columns: batch.columns.map((column) => {
      const nulls = column.nulls?.slice(from, to);
      return column.type === "text"
        ? { ...column, nulls, codes: column.codes.slice(from, to) }
        : ({ ...column, nulls, values: column.values.slice(from, to) } as Column);
    }),
    entities: batch.entities.slice(from, to),
    ticks: batch.ticks.slice(from, to),
  };
}

/** What a store must hold after batches were written: the last row of each key. */
export function rowsOf(batches: readonly Batch[]): Row[] {
  const rows = new Map<string, Row>();
  for (const { rows: count, columns } of batches) {
    const [time, id, value, note, flag] = columns as any[];
    for (let i = 0; i < count; i++) {
      const row: Row = [
        id.dictionary[id.codes[i]],
        time.values[i],
        value.nulls[i] ? null : value.values[i] / 100,
        note.nulls[i] ? null : note.dictionary[note.codes[i]],
        flag.values[i] === 1,
      ];
      rows.set(JSON.stringify(row.slice(0, 2)), row);
    }
  }
  return sorted([...rows.values()]);
}

export function sorted(rows: Row[]): Row[] {
  return rows.sort((a, b) => (a[0] < b[0] ? -1 : a[0] > b[0] ? 1 : a[1] - b[1]));
}

/** Hands a copy over and spoils it as soon as `write` has resolved: buffers are borrowed. */
async function lend(sink: Sink, batch: Batch): Promise<void> {
  const copy = structuredClone(batch);
  await sink.write(copy);
  for (const column of copy.columns) {
    if (column.type === "text") column.codes.fill(0);
    else column.values.fill(-1);
    column.nulls?.fill(0);
  }
}

/** Opens a sink, writes, seals, closes. */
export async function store(sink: Sink, batches: readonly Batch[], by = stamp, of = schema): Promise<void> {
  try {
    await sink.open(of, by);
    let rows = 0;
    for (const batch of batches) {
      await lend(sink, batch);
      rows += batch.rows;
    }
    const seal = await sink.seal("readings");
    must(seal.rows === rows, `sealed ${seal.rows} rows of ${rows}`);
  } finally {
    await sink.close();
    await sink.close();
  }
}

function must(ok: boolean, what: string): void {
  if (!ok) throw new Error(what);
}

async function holds(subject: StoreSubject, expected: Row[], when: string): Promise<void> {
  const found = await subject.read();
  const wrong = expected.findIndex((row, i) => JSON.stringify(row) !== JSON.stringify(found[i]));
  must(
    found.length === expected.length && wrong < 0,
    `${when}: ${found.length} rows of ${expected.length}; ${JSON.stringify(found[wrong])} for ${JSON.stringify(expected[wrong])}`,
  );
}

async function refused(task: Promise<unknown>, what: RegExp): Promise<void> {
  const error = await task.then(
    () => undefined,
    (thrown) => thrown as Error,
  );
  must(error instanceof PermanentError, `expected a refusal ${what}, got ${error}`);
  must(what.test(error!.message) && error!.message.startsWith("[sink:"), `said: ${error!.message}`);
}

/** What every store of rows must do. Throws at the first breach. */
export async function checkStore(subject: StoreSubject): Promise<void> {
  const { plain } = subject;
  const idle = subject.create();
  await idle.close();
  await idle.close();

  await store(subject.create(), []);
  const empty = subject.create();
  await empty.open(schema, stamp);
  must((await empty.newest?.()) === undefined, "an empty table has a newest row");
  await empty.close();

  const first = [batchOf(0, 40, { plain }), batchOf(40, 3000, { plain })];
  await store(subject.create(), first);
  await holds(subject, rowsOf(first), "written once");

  // a batch again, whose rows are there; one that holds a row twice; one whose rows have changed
  const twice = batchOf(2990, 3010, { plain });
  const again = [first[0], { ...twice }, twice, batchOf(100, 120, { plain, shift: 5 })];
  await store(subject.create(), again);
  await holds(subject, rowsOf([...first, ...again]), "written again");

  // new ones between old ones, a batch that ends in the middle of a time, and one that has been newest before
  const mixed = [
    batchOf(3010, 3020, { plain }),
    batchOf(3015, 3025, { plain, shift: 1 }),
    cut(batchOf(3025, 3030, { plain }), 0, 7),
    cut(batchOf(3025, 3030, { plain }), 7, 15),
    batchOf(3029, 3031, { plain, shift: 2 }),
  ];
  await store(subject.create(), mixed);
  await holds(subject, rowsOf([...first, ...again, ...mixed]), "written by turns");

  if (subject.mute) return;
  await checkHeld(subject);
  await refused(store(subject.create(), [], { ...stamp, source: "other" }), /readings holds another scenario or seed/);
  if (!subject.untyped) await checkColumns(subject);
  await store(subject.create(true), [twice], { ...stamp, source: "other" });
  await holds(subject, rowsOf([twice]), "replaced");
}

async function checkHeld(subject: StoreSubject): Promise<void> {
  const sink = subject.create();
  await sink.open(schema, stamp);
  try {
    const newest = await sink.newest!();
    must(newest === ORIGIN + 3030 * STEP, `its newest row is of ${newest}`);
    for (const [from, to, rows] of [
      [-Infinity, Infinity, 3031],
      [0, 1000, 1000],
      [2000, 9000, 1031],
      [5000, 6000, 0],
    ]) {
      const held = await sink.held!(ORIGIN + from * STEP, ORIGIN + to * STEP);
      const last = ORIGIN + (Math.min(3031, to) - 1) * STEP;
      const right = held.length === (rows === 0 ? 0 : 3) && held.every((one) => one.last === last);
      // what counts by a value that may be absent finds fewer
      const fits = held.every((one) => (subject.untyped ? one.rows <= rows : one.rows === rows));
      must(right && fits, `holds of [${from}, ${to}): ${JSON.stringify(held)}`);
    }
  } finally {
    await sink.close();
  }
}

async function checkColumns(subject: StoreSubject): Promise<void> {
  const changed: Schema = {
    ...schema,
    fields: [
      ...schema.fields.slice(0, 2),
      field("value", "text", "metric"),
      field("extra", "float", "metric"),
      schema.fields[4],
    ],
  };
  const named = /(?=.*column value is )(?=.*no column extra)(?=.*unknown column note)/;
  await refused(store(subject.create(), [], stamp, changed), named);
}
