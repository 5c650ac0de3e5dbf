/** Entities that are looked at before others get their turn. */
const SLICE = 8192;

/** Visits 0 to count - 1, letting whatever else waits run in between; rejects once it is aborted. */
export async function inSlices(count: number, visit: (i: number) => void, abort?: AbortSignal): Promise<void> {
  for (let from = 0; from < count; from += SLICE) {
    abort?.throwIfAborted();
    const to = Math.min(count, from + SLICE);
    for (let i = from; i < to; i++) visit(i);
    if (to < count) await new Promise(setImmediate);
  }
}
