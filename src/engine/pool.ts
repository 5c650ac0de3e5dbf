import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import type { Job } from "./job.ts";
import { type FromWorker, NOTHING, type Setup, type ToWorker } from "./protocol.ts";
import { createSink, openSink } from "./sink.ts";
import { startOver } from "./state.ts";
import { createSealing } from "./store.ts";
import { threadsFor, tiles } from "./tiles.ts";

/** Pieces of encoded bytes, about a megabyte each, that a worker may have made but not yet seen written. */
const AHEAD = 8;
/** ms that a worker may take to give up what is under way. */
const PATIENCE = 10_000;
/** Tiles asked of each worker before their turn. */
const ASKED = 4;

/**
 * Spreads a run over threads. With enough files for several workers, or where a file is one stream, each stores whole
 * parts itself; otherwise workers encode tiles in turn and this thread writes them in order, which lets even one worker
 * generate while this thread writes. Either way the bytes are those of one thread.
 */
export async function runInPool(job: Job): Promise<void> {
  const cores = availableParallelism();
  const { definition, encoder } = job.target;
  const many = definition.stores === "files" && job.parts.length >= 2 * (job.options.workers ?? cores);
  // what keeps a bucket busy is requests, and each thread that stores would need a client of its own, some 60 MB;
  // the thread that writes in order is busy too: by default it has a core of its own
  const usual = definition.objects ? 1 : many || encoder.whole ? cores : Math.max(1, cores - 1);
  const wanted = job.options.workers ?? usual;
  const workers = threadsFor(job.table, job.parts.at(0), job.order, wanted);
  const own = encoder.whole || (many && workers > 1);
  if (own && job.state) startOver(job.state);
  const pool = Array.from({ length: own ? Math.min(workers, job.parts.length) : workers }, () => start(job, own));
  try {
    if (own) await Promise.all(shareParts(job, pool));
    else await writeInOrder(job, pool);
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
    force: job.state?.force ?? false,
    tells: options.tell !== undefined,
    own,
    ahead: AHEAD,
  };
  const file = import.meta.url.endsWith(".ts") ? "./worker.ts" : "./worker.js";
  const worker = new Worker(new URL(file, import.meta.url), {
    workerData: setup,
    // most of what a worker allocates is short-lived text: a small nursery keeps its memory flat
    resourceLimits: { maxYoungGenerationSizeMb: 12 },
  });
  const inbox: FromWorker[] = [];
  const stopped = new Promise<void>((resolve) => {
    worker.once("exit", () => resolve());
    worker.on("message", ({ type }: FromWorker) => type === "stopped" && resolve());
  });
  let failure: Error | undefined;
  let wake: (() => void) | undefined;
  const fail = (error: Error) => {
    failure ??= error;
    wake?.();
  };
  worker.on("message", (message: FromWorker) => {
    if (message.type === "failed") {
      const { name, stack } = message;
      fail(Object.assign(new Error(message.message), { name, stack }));
    } else if (message.type === "told") options.tell?.(message.text);
    else inbox.push(message);
    wake?.();
  });
  worker.on("error", fail);
  worker.on("exit", (code) => code !== 0 && fail(new Error(`a worker ended with code ${code}`)));
  const abort = () => fail(options.abort?.reason ?? new Error("aborted"));
  options.abort?.addEventListener("abort", abort, { once: true });
  if (options.abort?.aborted) abort();
  return {
    send: (message) => worker.postMessage(message),
    async next() {
      while (inbox.length === 0 || failure) {
        if (failure) throw failure;
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
      return inbox.shift() as FromWorker;
    },
    async stop() {
      options.abort?.removeEventListener("abort", abort);
      if (own) {
        worker.postMessage({ type: "stop" } satisfies ToWorker);
        await Promise.race([stopped, new Promise((resolve) => setTimeout(resolve, PATIENCE).unref())]);
      }
      await worker.terminate();
    },
  };
}

/** Hands out ranges of parts to whoever has few left: seals that are under way are no reason to wait. */
function shareParts(job: Job, pool: readonly Member[]): Promise<void>[] {
  const range = Math.max(1, Math.min(256, Math.floor(job.parts.length / (pool.length * 8))));
  let next = 0;
  let failed = false;
  return pool.map(async (worker) => {
    let left = 0;
    const give = () => {
      while (left <= range / 2 && next < job.parts.length && !failed) {
        const parts: number[] = [];
        for (; parts.length < range && next < job.parts.length; next++) if (!job.done(next)) parts.push(next);
        worker.send({ type: "parts", parts });
        left += parts.length;
      }
    };
    for (give(); left > 0; give()) {
      const message = await worker.next().catch((error) => {
        failed = true;
        throw error;
      });
      if (message.type === "rows") job.rows(message.rows);
      if (message.type !== "sealed") continue;
      job.sealed(message.part, message.seal);
      left--;
    }
  });
}

interface Step {
  part: number;
  path: string;
  tile: number;
  last: boolean;
}

/** Every tile not yet stored, in order; a part of no tiles has one step of nothing. */
function* steps(job: Job): Generator<Step> {
  const { table, parts, order, state } = job;
  for (let part = 0; part < parts.length; part++) {
    if (job.done(part)) continue;
    const region = parts.at(part);
    let count = 0;
    for (const _ of tiles(table, region, order)) count++;
    const first = state?.open?.part === part ? state.open.tiles : 0;
    if (first >= count) yield { part, path: region.path, tile: NOTHING, last: true };
    for (let tile = first; tile < count; tile++) yield { part, path: region.path, tile, last: tile === count - 1 };
  }
}

/** Tiles go to the workers in turn; their bytes are appended in the order of the tiles. */
async function writeInOrder(job: Job, pool: readonly Member[]): Promise<void> {
  const { state } = job;
  const sink = createSink(job);
  const sealing = createSealing(sink, job.sealed);
  const ahead = steps(job);
  const asked: (Step & { worker: Member })[] = [];
  let turn = 0;
  const ask = () => {
    while (asked.length < ASKED * pool.length) {
      const { value: step } = ahead.next();
      if (!step) return;
      const worker = pool[turn++ % pool.length];
      worker.send({ type: "tile", part: step.part, tile: step.tile });
      asked.push({ ...step, worker });
    }
  };
  try {
    await openSink(job, sink);
    ask();
    for (let step = asked.shift(); step; step = asked.shift()) {
      ask();
      for (;;) {
        const message = await step.worker.next();
        if (message.type === "end") break;
        if (message.type !== "bytes") continue;
        await sink.append?.(step.path, message.rows, message.bytes);
        step.worker.send({ type: "written" });
        job.rows(message.rows);
      }
      if (step.last) {
        await sealing.seal(step.part, step.path);
        continue;
      }
      const position = await sink.flush();
      if (position) state?.journal?.add({ part: step.part, tiles: step.tile + 1, position });
    }
    await sealing.end();
  } finally {
    await sink.close();
  }
}
