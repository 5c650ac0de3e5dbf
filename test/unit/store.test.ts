import { expect, test } from "vitest";
import type { Batch } from "../../src/core/batch.ts";
import type { Position, Sink } from "../../src/core/sink.ts";
import { createGenerator } from "../../src/engine/generate.ts";
import { partition, WHOLE } from "../../src/engine/partition.ts";
import type { Part } from "../../src/engine/region.ts";
import { createPause, createSealing, writePart } from "../../src/engine/store.ts";
import { createCheckpoints } from "../../src/engine/tiles.ts";
import { memorySink } from "../../src/sinks/memory.ts";
import { planOf } from "../support/rows.ts";

const plan = planOf({
  name: "store",
  origin: "2024-01-01",
  start: "2024-01-01",
  end: "2024-01-01T20:00:00Z",
  interval: "1s",
  inventory: { count: 2 },
  metrics: { x: { signals: [{ constant: { value: 1 } }] } },
});
const [table] = plan.tables;
const part: Part = partition(plan, table, "x.csv", "csv", WHOLE).at(0);

/** A sink that takes its time, and what happened around it in order: rows that are stored count once flush resolves. */
function slowSink() {
  const log: string[] = [];
  let written = 0;
  let stored = 0;
  const later = () => new Promise<void>((resolve) => setImmediate(resolve));
  const sink: Sink = {
    async open() {},
    async write(batch: Batch) {
      await later();
      written += batch.rows;
    },
    async flush(): Promise<Position> {
      await later();
      stored = written;
      log.push(`stored ${stored}`);
      return { partition: part.path, rows: stored, bytes: stored };
    },
    async seal(partition) {
      stored = written;
      log.push(`sealed ${stored}`);
      return { partition, rows: stored, bytes: stored, crc32: "" };
    },
    async close() {},
  };
  return { sink, log, stored: () => stored };
}

test("checkpoints follow each of the first tiles, then come some 260,000 rows apart, as the part alone says", () => {
  const isCheckpoint = createCheckpoints(table, part, "entity");
  const found = Array.from({ length: 40 }, (_, i) => i + 1).filter(isCheckpoint);
  expect(found).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 16, 24, 32, 40]);
});

test("a checkpoint is recorded only after flush has resolved, and tells no more than is stored", async () => {
  const { sink, log, stored } = slowSink();
  const checkpoints: number[] = [];
  await writePart(table, createGenerator(plan, table, "entity"), sink, part, "entity", 0, {
    rows: () => {},
    async tile(_, position) {
      expect(position.rows).toBe(stored());
      log.push(`checkpoint ${position.rows}`);
      checkpoints.push(position.rows);
    },
  });
  expect((await sink.seal(part.path)).rows).toBe(144_000);
  expect(checkpoints.length).toBeGreaterThan(2);
  expect(log).toEqual([...checkpoints.flatMap((rows) => [`stored ${rows}`, `checkpoint ${rows}`]), "sealed 144000"]);
});

test("tiles that are stored are not made again, and an abort ends between batches", async () => {
  const { sink } = slowSink();
  const maker = createGenerator(plan, table, "entity");
  await writePart(table, maker, sink, part, "entity", 2, { rows: () => {} });
  expect((await sink.seal(part.path)).rows).toBeLessThan(144_000);
  const controller = new AbortController();
  let rows = 0;
  const hooks = {
    pause: createPause(controller.signal),
    rows(count: number) {
      rows += count;
      controller.abort(new Error("enough"));
    },
  };
  await expect(writePart(table, maker, sink, part, "entity", 0, hooks)).rejects.toThrow("enough");
  expect(rows).toBeLessThan(10_000);
});

test("many parts without a row take turns with the event loop, and an abort ends between them", async () => {
  const events = planOf({
    ...plan.scenario,
    records: [{ table: "none", rows: "event", schedule: { once: { at: "2030-01-01", length: "1s" } } }],
  });
  const [none] = events.tables;
  const maker = createGenerator(events, none, "time");
  const sink = memorySink();
  const controller = new AbortController();
  setImmediate(() => controller.abort(new Error("enough")));
  const pause = createPause(controller.signal);
  let parts = 0;
  const many = async () => {
    for (; parts < 500_000; parts++) await writePart(none, maker, sink, part, "time", 0, { rows: () => {}, pause });
  };
  await expect(many()).rejects.toThrow("enough");
  expect(parts).toBeLessThan(500_000);
});

test("seals overlap as far as a sink says, each is told of once it is stored, and none after one has failed", async () => {
  const { sink } = slowSink();
  const finish = new Map<string, (fault?: Error) => void>();
  const overlapping: Sink = {
    ...sink,
    sealing: 2,
    seal: (partition) =>
      new Promise((resolve, reject) => {
        const seal = { partition, rows: 0, bytes: 0, crc32: "" };
        finish.set(partition, (fault) => (fault ? reject(fault) : resolve(seal)));
      }),
  };
  const sealed: number[] = [];
  const sealing = createSealing(overlapping, (number) => sealed.push(number));
  await sealing.seal(0, "a");
  await sealing.seal(1, "b");
  const third = sealing.seal(2, "c");
  expect([...finish.keys()]).toEqual(["a", "b", "c"]);
  let waits = true;
  void third.then(() => {
    waits = false;
  });
  await new Promise((resolve) => setImmediate(resolve));
  expect([waits, sealed]).toEqual([true, []]);
  finish.get("b")!();
  await third;
  expect(sealed).toEqual([1]);
  finish.get("a")!(new Error("full"));
  finish.get("c")!();
  await expect(sealing.end()).rejects.toThrow("full");
  await expect(sealing.seal(3, "d")).rejects.toThrow("full");
});
