import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createPermutation } from "../../src/core/permutation.ts";
import { fork, seedKey } from "../../src/core/random.ts";

const root = seedKey(42);
type Make = typeof createPermutation;

/** The first size up to `last` at which it is no bijection; undefined when there is none. */
function firstFailure(make: Make, last: number): number | undefined {
  for (let size = 1; size <= last; size++) {
    const permute = make(size, fork(root, size));
    const seen = new Uint8Array(size);
    for (let i = 0; i < size; i++) {
      const value = permute(i);
      if (!(value >= 0 && value < size) || seen[value]++) return size;
    }
  }
  return undefined;
}

/** How far counts of (index, value) over many keys are from equal, in standard deviations of chi-square. */
function unevenness(make: Make, size: number, keys: number): number {
  const counts = new Float64Array(size * size);
  for (let k = 0; k < keys; k++) {
    const permute = make(size, fork(root, k));
    for (let i = 0; i < size; i++) counts[i * size + permute(i)]++;
  }
  const expected = keys / size;
  const chi = counts.reduce((sum, n) => sum + ((n - expected) * (n - expected)) / expected, 0);
  const freedom = (size - 1) * (size - 1);
  return (chi - freedom) / Math.sqrt(2 * freedom);
}

describe("createPermutation", () => {
  test("is a bijection for every size from 1 to 2000", () => {
    expect(firstFailure(createPermutation, 2000)).toBeUndefined();
  });

  test("the check of bijections notices a value met twice and one outside", () => {
    expect(firstFailure((size) => (i) => (i === 7 ? 6 : i % size), 20)).toBe(8);
    expect(firstFailure(() => (i) => i + 1, 20)).toBe(1);
  });

  test("names 1,000,000 of 31,000,000 without repetition", () => {
    const permute = createPermutation(31_000_000, root);
    const seen = new Uint8Array(31_000_000);
    let distinct = 0;
    for (let i = 0; i < 1_000_000; i++) distinct += seen[permute(i)]++ === 0 ? 1 : 0;
    expect(distinct).toBe(1_000_000);
  });

  test("stays inside and apart for any size up to 2^53", () => {
    const size = fc.oneof(
      fc.integer({ min: 1, max: 1e6 }),
      fc.maxSafeInteger().map((n) => Math.abs(n) + 1),
    );
    fc.assert(
      fc.property(size, fc.integer(), (size, n) => {
        const permute = createPermutation(size, fork(root, n));
        const near = [0, 1, 2, size - 3, size - 2, size - 1].filter(
          (i, at, all) => i >= 0 && i < size && all.indexOf(i) === at,
        );
        const values = near.map(permute);
        expect(new Set(values).size).toBe(near.length);
        for (const value of values) expect(Number.isSafeInteger(value) && value >= 0 && value < size).toBe(true);
      }),
      { seed: 1, numRuns: 500 },
    );
  });

  test("over keys, each index gets each value alike", () => {
    // a normal deviate beyond 6 has a chance below 1e-8
    for (const size of [2, 3, 5, 6, 7, 10, 31])
      expect(Math.abs(unevenness(createPermutation, size, 20_000))).toBeLessThan(6);
    expect(unevenness(() => (i) => i, 5, 20_000)).toBeGreaterThan(1000);
  });

  test("another key gives another order, the same key the same", () => {
    const order = (key: number) => Array.from({ length: 100 }, (_, i) => createPermutation(100, seedKey(key))(i));
    expect(order(1)).toEqual(order(1));
    expect(order(1)).not.toEqual(order(2));
  });
});
