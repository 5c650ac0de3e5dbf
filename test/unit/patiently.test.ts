import { expect, test } from "vitest";
import { patiently } from "../../src/server/patiently.ts";

/** Steps that keep the thread busy for some ms each. */
function* busy(steps: number, ms: number): Generator<void, string> {
  for (let i = 0; i < steps; i++) {
    const until = performance.now() + ms;
    while (performance.now() < until);
    yield;
  }
  return "done";
}

test("others get their turn while it goes on", async () => {
  let turns = 0;
  const count = () => {
    turns++;
    again = setImmediate(count);
  };
  let again = setImmediate(count);
  expect(await patiently(busy(5, 6), new AbortController().signal)).toBe("done");
  clearImmediate(again);
  expect(turns).toBeGreaterThanOrEqual(4);
});

test("it stops when nobody waits for it any more, and frees its turn", async () => {
  const gone = new AbortController();
  const endless = Array.from({ length: 10 }, () => patiently(busy(Infinity, 1), gone.signal));
  const settled = Promise.allSettled(endless);
  setTimeout(() => gone.abort(new Error("gone")), 20);
  for (const one of await settled) expect(one).toMatchObject({ status: "rejected", reason: { message: "gone" } });
  expect(await patiently(busy(1, 0), new AbortController().signal)).toBe("done");
});

test("a mistake is the asker's, and frees the turn", async () => {
  const wrong = function* (): Generator<void, never> {
    yield;
    throw new Error("wrong");
  };
  for (let i = 0; i < 10; i++) await expect(patiently(wrong(), new AbortController().signal)).rejects.toThrow("wrong");
  expect(await patiently(busy(1, 0), new AbortController().signal)).toBe("done");
});
