import { expect, test } from "vitest";
import { inTurn, SLICE } from "../../src/server/turns.ts";

/** Keeps the thread for a slice. */
function busy(): void {
  const until = performance.now() + 1000 * SLICE + 1;
  while (performance.now() < until);
}

test("however many have much to do, what comes from outside waits for one of them", async () => {
  let slices = 0;
  let going = true;
  const greedy = () => {
    busy();
    slices++;
    if (going) inTurn(greedy);
  };
  for (let i = 0; i < 50; i++) inTurn(greedy);
  for (let turn = 0; turn < 20; turn++) {
    const before = slices;
    await new Promise((resolve) => setImmediate(resolve));
    expect(slices - before).toBeLessThanOrEqual(1);
  }
  going = false;
});

test("everyone has a turn before anyone has a second", async () => {
  const order: number[] = [];
  const ended = Promise.all(
    Array.from({ length: 3 }, (_, i) => {
      return new Promise<void>((resolve) => {
        inTurn(function again() {
          order.push(i);
          if (order.length > 6) resolve();
          else inTurn(again);
        });
      });
    }),
  );
  await ended;
  expect(order.slice(0, 6)).toEqual([0, 1, 2, 0, 1, 2]);
});
