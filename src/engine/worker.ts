import { type MessagePort, parentPort, workerData } from "node:worker_threads";
import type { Scenario } from "../core/scenario.ts";
import type { Seal, Stamp } from "../core/sink.ts";
import { compile } from "./compile.ts";
import { createGenerator, type Order, tiles } from "./generate.ts";
import { partition, type Shard } from "./partition.ts";
import type { Catalogs } from "./plan.ts";
import { storePart } from "./store.ts";
import { resolveTarget, type TargetOptions } from "./target.ts";

/** What a worker needs to make the plan again: plain data and the catalog's module. */
export interface Setup {
  scenario: Scenario;
  catalogModule: string;
  inputs: string;
  table: string;
  target: TargetOptions;
  shard: Shard;
  stamp: Stamp;
  order: Order;
  force: boolean;
  /** It stores whole parts itself; otherwise it sends encoded tiles. */
  own: boolean;
  /** Bytes it may send before they are written. */
  ahead: number;
}

export type ToWorker =
  | { type: "parts"; parts: readonly number[] }
  /** Make tiles first, first + step, ... of a part. */
  | { type: "tiles"; part: number; first: number; step: number }
  | { type: "written"; bytes: number };

export type FromWorker =
  | { type: "rows"; rows: number }
  | { type: "sealed"; part: number; seal: Seal }
  | { type: "bytes"; rows: number; bytes: Uint8Array }
  | { type: "end" }
  | { type: "failed"; name: string; message: string; stack?: string };

async function work(port: MessagePort, setup: Setup): Promise<void> {
  const { catalogs } = (await import(setup.catalogModule)) as { catalogs: Catalogs };
  const plan = compile(setup.scenario, catalogs, { directory: setup.inputs });
  const table = plan.tables.find((t) => t.name === setup.table)!;
  const target = resolveTarget(catalogs, table, setup.target);
  const parts = partition(plan, table, target.template, target.extension, setup.shard);
  const maker = createGenerator(plan, table, setup.order);
  const send = (message: FromWorker, transfer: ArrayBuffer[] = []) => port.postMessage(message, transfer);

  let ahead = 0;
  let resume: (() => void) | undefined;
  const sendTiles = async (index: number, first: number, step: number): Promise<void> => {
    const part = parts.at(index);
    const encoder = target.encoder.open(table.schema);
    let i = -1;
    for (const tile of tiles(table, part, setup.order)) {
      i++;
      if (i < first || (i - first) % step !== 0) continue;
      for (const batch of maker.batches(tile, part.path)) {
        const bytes = encoder.write(batch).slice();
        ahead += bytes.length;
        send({ type: "bytes", rows: batch.rows, bytes }, [bytes.buffer as ArrayBuffer]);
        while (ahead > setup.ahead) {
          await new Promise<void>((resolve) => {
            resume = resolve;
          });
        }
      }
      send({ type: "end" });
    }
  };
  const storeParts = async (indices: readonly number[]): Promise<void> => {
    for (const part of indices) {
      let rows = 0;
      const seal = await storePart(table, maker, sink, parts.at(part), setup.order, 0, {
        rows: (count) => (rows += count),
      });
      send({ type: "rows", rows });
      send({ type: "sealed", part, seal });
    }
  };
  const sink = target.create(setup.force);
  await sink.open(table.schema, setup.stamp);

  let queue = Promise.resolve();
  const then = (action: () => Promise<void>) => {
    queue = queue.then(action).catch(fail);
  };
  port.on("message", (message: ToWorker) => {
    if (message.type === "parts") then(() => storeParts(message.parts));
    else if (message.type === "tiles") then(() => sendTiles(message.part, message.first, message.step));
    else {
      ahead -= message.bytes;
      resume?.();
    }
  });
}

function fail(error: Error): void {
  parentPort?.postMessage({
    type: "failed",
    name: error.name,
    message: error.message,
    stack: error.stack,
  } satisfies FromWorker);
}

if (parentPort) await work(parentPort, workerData as Setup).catch(fail);
