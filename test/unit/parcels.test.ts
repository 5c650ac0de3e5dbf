import { expect, test } from "vitest";
import type { Batch, Schema } from "../../src/core/batch.ts";
import { createParcels, createUnpacker, type Parcel } from "../../src/engine/parcels.ts";

const schema: Schema = {
  table: "t",
  key: [],
  fields: [
    { name: "id", type: "text", nullable: false, role: "entity" },
    { name: "load", type: "fixed", decimals: 1, nullable: true, role: "metric" },
    { name: "on", type: "bool", nullable: false, role: "metric" },
  ],
};

/** Rows with longer buffers than they need, as batches have. */
function batchOf(rows: number, first: number, dictionary: readonly string[]): Batch {
  const numbers = Float64Array.from({ length: rows + 3 }, (_, i) => first + i);
  return {
    schema,
    rows,
    columns: [
      { type: "text", codes: Int32Array.from({ length: rows + 1 }, (_, i) => i % dictionary.length), dictionary },
      { type: "fixed", decimals: 1, values: numbers, nulls: Uint8Array.from({ length: rows }, (_, i) => i % 2) },
      { type: "bool", values: new Uint8Array(rows).fill(1) },
    ],
    entities: new Int32Array(rows).fill(first),
    ticks: numbers.slice(),
    partition: "x",
  };
}

/** A batch without what its buffers hold beyond its rows. */
function shown({ rows, columns, entities, ticks, ...rest }: Batch) {
  const cut = (values: ArrayLike<number>) => Array.from(values).slice(0, rows);
  return {
    ...rest,
    entities: cut(entities),
    ticks: cut(ticks),
    columns: columns.map((column) => ({
      type: column.type,
      nulls: column.nulls && cut(column.nulls),
      values: column.type === "text" ? cut(column.codes).map((c) => column.dictionary[c]) : cut(column.values),
    })),
  };
}

test("a batch arrives as it was, whatever its sender does with its buffers", async () => {
  const sent: Parcel[] = [];
  const parcels = createParcels(8, (parcel) => sent.push(structuredClone(parcel)));
  const unpack = createUnpacker(schema);
  const texts = ["a", "b"];
  const batches = [
    batchOf(5, 10, texts),
    batchOf(2, 20, texts),
    batchOf(7, 30, ["b", "c", "d"]),
    batchOf(0, 40, ["b"]),
  ];
  const before = batches.map(shown);
  for (const batch of batches) {
    await parcels.add(batch);
    for (const column of batch.columns) if (column.type !== "text") column.values.fill(9);
  }
  expect(sent.map((parcel) => shown(unpack(parcel, "x")))).toEqual(before);
  // texts that have not changed are not sent again
  expect(sent.map(({ dictionaries }) => dictionaries[0]?.length)).toEqual([2, undefined, 3, 1]);
});

test("a dictionary that is filled anew in place is sent again", async () => {
  const sent: Parcel[] = [];
  const parcels = createParcels(8, (parcel) => sent.push(structuredClone(parcel)));
  const texts = ["a", "b"];
  await parcels.add(batchOf(2, 0, texts));
  texts[1] = "c";
  await parcels.add(batchOf(2, 0, texts));
  expect(sent[1].dictionaries[0]).toEqual(["a", "c"]);
});

test("no more parcels are out than may be, and their memory is filled again", async () => {
  const sent: Parcel[] = [];
  const parcels = createParcels(1, (parcel) => sent.push(parcel));
  await parcels.add(batchOf(3, 0, ["a"]));
  let added = false;
  const waiting = parcels.add(batchOf(3, 5, ["a"])).then(() => {
    added = true;
  });
  await new Promise((resolve) => setImmediate(resolve));
  expect(added).toBe(false);
  parcels.back();
  await waiting;
  expect(sent[1].ticks.buffer).toBe(sent[0].ticks.buffer);
  expect([...sent[1].ticks]).toEqual([5, 6, 7]);
});
