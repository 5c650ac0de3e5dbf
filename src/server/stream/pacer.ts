import type { Clock } from "../../engine/pace.ts";

/** Calls back at instants of a clock. All streams share one, so that ten thousand of them cost one timer. */
export interface Pacer {
  /** Calls `wake` once it is `at` (ms of the clock) or later; the result cancels that. */
  at(time: number, wake: () => void): () => void;
}

interface Entry {
  time: number;
  wake: (() => void) | undefined;
}

/** Instants wait in a heap, the next one on top, and one sleep lasts until that. */
export function createPacer(clock: Clock): Pacer {
  const heap: Entry[] = [];
  let asleep = Infinity;
  let rouse = new AbortController();

  const sleep = async (): Promise<void> => {
    while (heap.length > 0) {
      const { time } = heap[0];
      const wait = time - clock.now();
      if (wait > 0) {
        asleep = time;
        rouse = new AbortController();
        await clock.sleep(wait, rouse.signal);
      }
      const now = clock.now();
      while (heap.length > 0 && heap[0].time <= now) take(heap).wake?.();
    }
    asleep = Infinity;
  };

  return {
    at(time, wake) {
      const entry: Entry = { time, wake };
      put(heap, entry);
      if (asleep === Infinity) {
        // marks that somebody sleeps already, until the true time is known
        asleep = -Infinity;
        void Promise.resolve().then(sleep);
      } else if (time < asleep) rouse.abort();
      return () => {
        entry.wake = undefined;
      };
    },
  };
}

function put(heap: Entry[], entry: Entry): void {
  let i = heap.push(entry) - 1;
  while (i > 0) {
    const above = (i - 1) >> 1;
    if (heap[above].time <= entry.time) break;
    heap[i] = heap[above];
    i = above;
  }
  heap[i] = entry;
}

function take(heap: Entry[]): Entry {
  const first = heap[0];
  const last = heap.pop()!;
  if (heap.length === 0) return first;
  let i = 0;
  for (;;) {
    let below = 2 * i + 1;
    if (below >= heap.length) break;
    if (below + 1 < heap.length && heap[below + 1].time < heap[below].time) below++;
    if (heap[below].time >= last.time) break;
    heap[i] = heap[below];
    i = below;
  }
  heap[i] = last;
  return first;
}
