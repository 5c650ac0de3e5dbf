import { Worker } from "node:worker_threads";
import type { Job } from "./job.ts";
import type { FromWorker, Setup, ToWorker } from "./protocol.ts";
import { createPause } from "./store.ts";
import { createTileMaker } from "./tile-maker.ts";

/** Pieces of encoded bytes, about a megabyte each, that a member may have made but not yet seen written. */
const AHEAD = 8;
/** ms that a worker may take to give up what is under way. */
const PATIENCE = 10_000;

/** One of those that make the bytes of a run. */
export interface Member {
  send(message: ToWorker): void;
  /** The next message; rejects when the member failed, or the run is aborted. */
  next(): Promise<FromWorker>;
  stop(): Promise<unknown>;
}

interface Inbox {
  put(message: FromWorker): void;
  fail(error: Error): void;
  next(): Promise<FromWorker>;
  /** No longer listens to the run's abort. */
  close(): void;
}

function createInbox(abort: AbortSignal | undefined): Inbox {
  const messages: FromWorker[] = [];
  let failure: Error | undefined;
  let wake: (() => void) | undefined;
  const fail = (error: Error) => {
    failure ??= error;
    wake?.();
  };
  const aborted = () => fail(abort?.reason ?? new Error("aborted"));
  abort?.addEventListener("abort", aborted, { once: true });
  if (abort?.aborted) aborted();
  return {
    put(message) {
      messages.push(message);
      wake?.();
    },
    fail,
    async next() {
      while (messages.length === 0 || failure) {
        if (failure) throw failure;
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
      return messages.shift() as FromWorker;
    },
    close: () => abort?.removeEventListener("abort", aborted),
  };
}

/** This thread: it makes tiles while others write what it has made; `checked` as in TileWork. */
export function startHere(job: Job, checked: boolean): Member {
  const inbox = createInbox(job.options.abort);
  const stopping = new AbortController();
  const maker = createTileMaker({ ...job, checked }, AHEAD, createPause(stopping.signal), inbox.put);
  let queue = Promise.resolve();
  return {
    send(message) {
      if (message.type === "written") maker.back();
      if (message.type === "tile") queue = queue.then(() => maker.make(message.part, message.tile)).catch(inbox.fail);
    },
    next: inbox.next,
    async stop() {
      inbox.close();
      stopping.abort(new Error("stopped"));
    },
  };
}

/** A thread of its own; `own` where it stores whole parts itself, `checked` as in TileWork where it does not. */
export function startWorker(job: Job, own: boolean, checked: boolean): Member {
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
    checked,
    ahead: AHEAD,
  };
  // as seen from here and from where this is bundled
  const file = import.meta.url.endsWith(".ts") ? "../engine/worker.ts" : "../engine/worker.js";
  const worker = new Worker(new URL(file, import.meta.url), {
    workerData: setup,
    // most of what a worker allocates is short-lived text: a small nursery keeps its memory flat
    resourceLimits: { maxYoungGenerationSizeMb: 12 },
  });
  const inbox = createInbox(options.abort);
  const stopped = new Promise<void>((resolve) => {
    worker.once("exit", () => resolve());
    worker.on("message", ({ type }: FromWorker) => type === "stopped" && resolve());
  });
  worker.on("message", (message: FromWorker) => {
    if (message.type === "failed") {
      const { name, stack } = message;
      inbox.fail(Object.assign(new Error(message.message), { name, stack }));
    } else if (message.type === "told") options.tell?.(message.text);
    else inbox.put(message);
  });
  worker.on("error", inbox.fail);
  worker.on("exit", (code) => code !== 0 && inbox.fail(new Error(`a worker ended with code ${code}`)));
  return {
    send: (message) => worker.postMessage(message),
    next: inbox.next,
    async stop() {
      inbox.close();
      if (own) {
        worker.postMessage({ type: "stop" } satisfies ToWorker);
        await Promise.race([stopped, new Promise((resolve) => setTimeout(resolve, PATIENCE).unref())]);
      }
      await worker.terminate();
    },
  };
}
