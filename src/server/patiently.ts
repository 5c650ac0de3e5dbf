import { stopwatch } from "../engine/pace.ts";
import { Refusal } from "./errors.ts";

/** Seconds that work goes on before others get their turn, and that an answer may take of its own. */
const SLICE = 0.005;
const LONGEST = 10;
/** Answers that are worked on at a time, and those that wait for their turn. */
const AT_ONCE = 4;
const WAITING = 200;

let running = 0;
const queue: (() => void)[] = [];

/**
 * Goes through a generator in slices, so that streams and other answers go on beside it, and returns what it comes to.
 * Refuses when too many wait or it takes too long; rejects with the signal's reason when nobody waits for it any more.
 */
export async function patiently<T>(steps: Generator<unknown, T>, abort: AbortSignal): Promise<T> {
  if (running >= AT_ONCE) await turn();
  running++;
  try {
    return await inSlices(steps, abort);
  } finally {
    running--;
    queue.shift()?.();
  }
}

function turn(): Promise<void> {
  if (queue.length >= WAITING) throw new Refusal(503, "too many questions at once; ask again", 1);
  return new Promise((resolve) => queue.push(resolve));
}

async function inSlices<T>(steps: Generator<unknown, T>, abort: AbortSignal): Promise<T> {
  let spent = 0;
  for (let since = stopwatch(); ; ) {
    abort.throwIfAborted();
    const { done, value } = steps.next();
    if (done) return value as T;
    const seconds = stopwatch() - since;
    if (seconds < SLICE) continue;
    spent += seconds;
    if (spent > LONGEST)
      throw new Refusal(
        422,
        `this takes more than ${LONGEST} s: choose a shorter window, or fewer entities or metrics`,
      );
    await new Promise((resolve) => setImmediate(resolve));
    since = stopwatch();
  }
}
