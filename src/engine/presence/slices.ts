/** Visits 0 to count - 1, so many before whatever else waits has its turn; rejects once it is aborted. */
export async function inSlices(
  count: number,
  visit: (i: number) => void,
  abort?: AbortSignal,
  slice = 8192,
): Promise<void> {
  for (let from = 0; from < count; from += slice) {
    abort?.throwIfAborted();
    const to = Math.min(count, from + slice);
    for (let i = from; i < to; i++) visit(i);
    if (to < count) await new Promise(setImmediate);
  }
}
