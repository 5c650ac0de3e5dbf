import { stopwatch } from "../engine/pace.ts";
import { Refusal } from "./errors.ts";
import { inTurn, SLICE } from "./turns.ts";

/** Seconds that an answer may take of its own. */
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
  if (running >= AT_ONCE) await place();
  running++;
  try {
    return await inSlices(steps, abort);
  } finally {
    running--;
    queue.shift()?.();
  }
}

function place(): Promise<void> {
  if (queue.length >= WAITING) throw new Refusal(503, "too many questions at once; ask again", 1);
  return new Promise((resolve) => queue.push(resolve));
}

function inSlices<T>(steps: Generator<unknown, T>, abort: AbortSignal): Promise<T> {
  let spent = 0;
  return new Promise((resolve, reject) => {
    const slice = (): void => {
      try {
        const since = stopwatch();
        for (let seconds = 0; seconds < SLICE; seconds = stopwatch() - since) {
          abort.throwIfAborted();
          const { done, value } = steps.next();
          if (done) {
            resolve(value as T);
            return;
          }
        }
        spent += stopwatch() - since;
        if (spent > LONGEST) throw tooLong();
        inTurn(slice);
      } catch (error) {
        reject(error);
      }
    };
    slice();
  });
}

const tooLong = () =>
  new Refusal(422, `this takes more than ${LONGEST} s: choose a shorter window, or fewer entities or metrics`);
