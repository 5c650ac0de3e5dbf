import { Worker } from "node:worker_threads";

export interface ToWriter {
  fd: number;
  /** In shared memory. */
  bytes: Uint8Array;
  /** Their CRC-32, where it is known. */
  crc?: number;
}

export type Written = { crc: number } | { failed: { message: string; code?: string } };

type Done = (error: Error | undefined, crc: number) => void;

/** A thread that sums up and writes bytes of shared memory, in the order they are put. */
export interface Writer {
  /** `done` is told their CRC-32 once the file holds them, or why it does not: then nothing is written from there on. */
  put(bytes: ToWriter, done: Done): void;
  /** Resolves when nothing waits. */
  idle(): Promise<void>;
  stop(): Promise<void>;
}

export function createWriter(): Writer {
  // as seen from here and from where this is bundled
  const file = import.meta.url.endsWith(".ts") ? "./writer-thread.ts" : "../sinks/writer-thread.js";
  const worker = new Worker(new URL(file, import.meta.url), { resourceLimits: { maxYoungGenerationSizeMb: 2 } });
  const waiting: Done[] = [];
  let broken: Error | undefined;
  let wake: (() => void)[] = [];
  const settle = (): void => {
    if (waiting.length > 0) return;
    for (const resolve of wake) resolve();
    wake = [];
  };
  const fail = (error: Error): void => {
    broken ??= error;
    for (const done of waiting.splice(0)) done(broken, 0);
    settle();
  };
  worker.on("message", (message: Written) => {
    if ("failed" in message)
      return fail(Object.assign(new Error(message.failed.message), { code: message.failed.code }));
    waiting.shift()?.(undefined, message.crc);
    settle();
  });
  worker.on("error", fail);
  worker.on("exit", (code) => fail(new Error(`the thread that writes ended with code ${code}`)));
  return {
    put(bytes, done) {
      if (broken) return done(broken, 0);
      waiting.push(done);
      worker.postMessage(bytes);
    },
    idle: () =>
      new Promise((resolve) => {
        wake.push(resolve);
        settle();
      }),
    async stop() {
      await worker.terminate();
    },
  };
}
