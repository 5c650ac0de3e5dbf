import { MissingError, PermanentError, ScenarioError, UsageError } from "../core/error.ts";
import type { Sink } from "../core/sink.ts";
import type { Clock } from "./pace.ts";

/** First wait after a failure, ms; it doubles up to the longest. */
const FIRST = 500;
const LONGEST = 60_000;

export interface RetryOptions {
  clock: Clock;
  abort?: AbortSignal;
  /** Told of every failure that is tried again. */
  warn?(error: Error, waitMs: number): void;
}

/** Does something with an open sink, again from its beginning after a failure that may pass. */
export interface Retrying<S extends Sink> {
  <T>(task: (sink: S) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

/**
 * A sink that is opened anew after each failure that may pass, with growing waits. What a task writes it must be able to
 * write again: rows with keys are. Failures that no retry can help are thrown, and the last one when aborted.
 */
export function retrying<S extends Sink>(
  create: () => S,
  open: (sink: S) => Promise<void>,
  { clock, abort, warn }: RetryOptions,
): Retrying<S> {
  let sink: S | undefined;
  const close = async (): Promise<void> => {
    const open = sink;
    sink = undefined;
    await open?.close();
  };
  const attempt = async <T>(task: (sink: S) => Promise<T>): Promise<T> => {
    if (!sink) {
      const made = create();
      await open(made);
      sink = made;
    }
    return task(sink);
  };
  const run = async <T>(task: (sink: S) => Promise<T>): Promise<T> => {
    for (let wait = FIRST; ; wait = Math.min(LONGEST, 2 * wait)) {
      try {
        return await attempt(task);
      } catch (error) {
        // what was half written is written again; a sink that cannot even be closed is let go
        await close().catch(() => {});
        if (isPermanent(error) || abort?.aborted) throw error;
        // spread over half the wait, so that many writers do not come back at once
        const spread = wait * (0.75 + 0.5 * Math.random());
        warn?.(error as Error, spread);
        await clock.sleep(spread, abort);
        if (abort?.aborted) throw error;
      }
    }
  };
  return Object.assign(run, { close });
}

function isPermanent(error: unknown): boolean {
  return [PermanentError, MissingError, ScenarioError, UsageError].some((kind) => error instanceof kind);
}
