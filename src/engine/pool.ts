import { Worker } from "node:worker_threads";
import { tiles } from "./generate.ts";
import { sizeOf } from "./partition.ts";
import type { Job } from "./run.ts";
import type { FromWorker, Setup, ToWorker } from "./worker.ts";

/** Encoded bytes a worker may have made but not yet seen written. */
const AHEAD = 12 << 20;

/**
 * Spreads a run over threads. With enough files each worker stores whole parts itself; otherwise workers encode tiles
 * in turn and this thread writes them in order. Either way the bytes are those of one thread.
 */
export async function runInPool(job: Job, workers: number, done: (part: number) => boolean): Promise<void> {
  const own = job.target.definition.stores === "files" && job.parts.length >= 2 * workers;
  const pool = Array.from({ length: workers }, () => start(job, own));
  try {
    if (own) await Promise.all(shareParts(job, pool, done));
    else await writeInOrder(job, pool, done);
  } finally {
    await Promise.allSettled(pool.map((worker) => worker.stop()));
  }
}

interface Member {
  send(message: ToWorker): void;
  /** The next message; rejects when the worker failed. */
  next(): Promise<FromWorker>;
  stop(): Promise<unknown>;
}

function start(job: Job, own: boolean): Member {
  const { plan, table, target, order, stamp, options } = job;
  const setup: Setup = {
    scenario: plan.scenario,
    catalogModule: options.catalogModule as string,
    inputs: options.inputs ?? ".",
    table: table.name,
    target: target.options,
    shard: stamp.shard,
    stamp,
    order,
    force: (options.force || options.resume) ?? false,
    own,
    ahead: AHEAD,
  };
  const file = import.meta.url.endsWith(".ts") ? "./worker.ts" : "./worker.js";
  const worker = new Worker(new URL(file, import.meta.url), { workerData: setup });
  const inbox: FromWorker[] = [];
  let failure: Error | undefined;
  let wake: (() => void) | undefined;
  const fail = (error: Error) => {
    failure ??= error;
    wake?.();
  };
  worker.on("message", (message: FromWorker) => {
    if (message.type === "failed")
      fail(Object.assign(new Error(message.message), { name: message.name, stack: message.stack }));
    else inbox.push(message);
    wake?.();
  });
  worker.on("error", fail);
  worker.on("exit", (code) => code !== 0 && fail(new Error(`a worker ended with code ${code}`)));
  const abort = () => fail(options.abort?.reason ?? new Error("aborted"));
  options.abort?.addEventListener("abort", abort, { once: true });
  return {
    send: (message) => worker.postMessage(message),
    async next() {
      while (inbox.length === 0) {
        if (failure) throw failure;
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
      return inbox.shift() as FromWorker;
    },
    stop() {
      options.abort?.removeEventListener("abort", abort);
      return worker.terminate();
    },
  };
}

/** Hands out ranges of parts to whoever is free. */
function shareParts(job: Job, pool: readonly Member[], done: (part: number) => boolean): Promise<void>[] {
  const range = Math.max(1, Math.min(256, Math.floor(job.parts.length / (pool.length * 8))));
  let next = 0;
  let failed = false;
  return pool.map(async (worker) => {
    while (next < job.parts.length && !failed) {
      const parts: number[] = [];
      while (parts.length < range && next < job.parts.length) {
        if (!done(next)) parts.push(next);
        next++;
      }
      worker.send({ type: "parts", parts });
      for (let left = parts.length; left > 0; ) {
        const message = await worker.next().catch((error) => {
          failed = true;
          throw error;
        });
        if (message.type === "rows") job.rows(message.rows);
        if (message.type === "sealed") {
          job.sealed(message.part, message.seal);
          left--;
        }
      }
    }
  });
}

/** Tiles go to the workers in turn; their bytes are appended in the order of the tiles. */
async function writeInOrder(job: Job, pool: readonly Member[], done: (part: number) => boolean): Promise<void> {
  const { table, target, parts, order, stamp, options, state } = job;
  const sink = target.create((options.force || options.resume) ?? false);
  try {
    let opened = false;
    for (let part = 0; part < parts.length; part++) {
      if (done(part)) continue;
      const open = !opened && state?.open?.part === part ? state.open : undefined;
      if (!opened) await sink.open(table.schema, stamp, open?.position);
      opened = true;
      const region = parts.at(part);
      if (sizeOf(region.entities) === 0) continue;
      let count = 0;
      for (const _ of tiles(table, region, order)) count++;
      const first = open?.tiles ?? 0;
      for (const [w, worker] of pool.entries())
        worker.send({ type: "tiles", part, first: first + w, step: pool.length });
      for (let tile = first; tile < count; tile++) {
        const worker = pool[(tile - first) % pool.length];
        for (;;) {
          const message = await worker.next();
          if (message.type === "end") break;
          if (message.type !== "bytes") continue;
          await sink.append?.(region.path, message.rows, message.bytes);
          worker.send({ type: "written", bytes: message.bytes.length });
          job.rows(message.rows);
        }
        const position = await sink.flush();
        if (position) state?.journal?.add({ part, tiles: tile + 1, position });
      }
      job.sealed(part, await sink.seal(region.path));
    }
  } finally {
    await sink.close();
  }
}
