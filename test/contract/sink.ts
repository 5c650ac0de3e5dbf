import type { Batch, Schema } from "../../src/core/batch.ts";
import type { Position, Sink, Stamp } from "../../src/core/sink.ts";

export const schema: Schema = {
  table: "readings",
  fields: [
    { name: "id", type: "text", nullable: false, role: "entity" },
    { name: "value", type: "fixed", decimals: 2, nullable: false, role: "metric" },
  ],
  key: ["id"],
};

export const stamp: Stamp = { run: "contract-1", seed: 1, source: "s", shard: { index: 0, count: 1 } };

/** A batch of `rows` rows numbered from `first`, in buffers of its own. */
export function batchOf(first: number, rows: number, partition: string): Batch {
  return {
    schema,
    rows,
    columns: [
      { type: "text", codes: new Int32Array(rows), dictionary: ["a"] },
      { type: "fixed", decimals: 2, values: Float64Array.from({ length: rows }, (_, i) => first + i) },
    ],
    entities: new Int32Array(rows),
    ticks: Float64Array.from({ length: rows }, (_, i) => first + i),
    partition,
  };
}

/** One sink and how to look at what it stored: the value numbers of a partition in order, or undefined if unseen. */
export interface Subject {
  /** A sink on the same target each time it is called. */
  create(): Sink;
  /** Values of a sealed partition, in order; undefined where there is none, or where nothing can be looked at. */
  stored(partition: string): number[] | undefined | Promise<number[] | undefined>;
  /** Whether `stored` can see anything at all. */
  visible: boolean;
}

/** What every sink must do. Throws at the first breach. */
export async function checkSink(subject: Subject): Promise<void> {
  const must = (ok: boolean, what: string) => {
    if (!ok) throw new Error(what);
  };
  const numbers = (n: number) => JSON.stringify(Array.from({ length: n }, (_, i) => i));

  const idle = subject.create();
  await idle.close();
  await idle.close();

  const sink = subject.create();
  await sink.open(schema, stamp);
  for (const partition of ["one.txt", "deep/er/two.txt"]) {
    for (let first = 0; first < 30; first += 10) {
      const batch = batchOf(first, 10, partition);
      await sink.write(batch);
      // buffers are borrowed only until write resolves: the engine fills them again
      for (const column of batch.columns) if (column.type === "fixed") column.values.fill(-1);
      // the last rows go with the seal
      if (first < 20) checkPosition(await sink.flush(), partition, first + 10);
    }
    must(
      !subject.visible || (await subject.stored(partition)) === undefined,
      `${partition} can be seen before it is sealed`,
    );
    const seal = await sink.seal(partition);
    must(seal.partition === partition, `sealed ${seal.partition}, asked ${partition}`);
    must(seal.rows === 30, `sealed ${seal.rows} rows of 30`);
    if (subject.visible)
      must(
        JSON.stringify(await subject.stored(partition)) === numbers(30),
        `${partition} holds ${await subject.stored(partition)}`,
      );
  }
  await sink.close();
  await sink.close();
}

function checkPosition(position: Position | undefined, partition: string, rows: number): void {
  if (position && (position.partition !== partition || position.rows !== rows))
    throw new Error(`flush says ${JSON.stringify(position)}`);
}

/** What a sink with positions must do after its process was killed at one. */
export async function checkResume(subject: Subject): Promise<void> {
  const first = subject.create();
  await first.open(schema, stamp);
  await first.write(batchOf(0, 10, "big.txt"));
  const position = (await first.flush()) as Position;
  await first.write(batchOf(10, 7, "big.txt")); // past the checkpoint: to be cut
  await first.close();

  const again = subject.create();
  await again.open(schema, stamp, position);
  await again.write(batchOf(10, 10, "big.txt"));
  const seal = await again.seal("big.txt");
  await again.close();
  const found = JSON.stringify(await subject.stored("big.txt"));
  if (seal.rows !== 20 || found !== JSON.stringify(Array.from({ length: 20 }, (_, i) => i)))
    throw new Error(`after resuming: ${seal.rows} rows, ${found}`);
}
