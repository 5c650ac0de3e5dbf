import { stopwatch } from "../engine/pace.ts";

/** Seconds that work goes on before others get their turn. */
export const SLICE = 0.005;

const queue: (() => void)[] = [];
let awake = false;

/**
 * Calls back soon, after those who asked before. However many ask, they have the thread for a slice at a time and what
 * comes from outside is seen between: one who wants much, or many, keep nobody waiting. A callback takes a slice at most.
 */
export function inTurn(work: () => void): void {
  queue.push(work);
  if (awake) return;
  awake = true;
  setImmediate(round);
}

function round(): void {
  const since = stopwatch();
  while (queue.length > 0 && stopwatch() - since < SLICE) queue.shift()!();
  awake = queue.length > 0;
  if (awake) setImmediate(round);
}
