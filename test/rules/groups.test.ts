import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Dimension, groupBy } from "../../src/rules/groups.ts";
import { createRollup } from "../../src/rules/rollup.ts";
import { countPresent, countSegment } from "../../src/rules/segments.ts";

/** Entities with values in up to three dimensions, and who of them is there. */
const fleets = fc.integer({ min: 0, max: 60 }).chain((size) => {
  const cells = fc.array(fc.constantFrom("", "a", "b", "B", "é", "10", "9"), { minLength: size, maxLength: size });
  return fc.record({
    columns: fc.array(cells, { minLength: 1, maxLength: 3 }),
    present: fc.array(fc.integer({ min: 0, max: 1 }), { minLength: size, maxLength: size }),
  });
});

function dimensionOf(cells: readonly string[], d: number): Dimension {
  const texts = [...new Set(cells)];
  return { name: `d${d}`, codes: Int32Array.from(cells, (cell) => texts.indexOf(cell)), texts };
}

describe("segments", () => {
  test("count everybody who is there once, in the order of values, and no empty groups", () => {
    fc.assert(
      fc.property(fleets, ({ columns, present }) => {
        const there = Uint8Array.from(present);
        const groups = groupBy(columns.map(dimensionOf), present.length);
        const { rows, dimensions } = countSegment("s", groups, there);
        const tuple = (row: (typeof rows)[number]) => dimensions.map((name) => row.dimensions[name]);
        const counted = new Map(rows.map((row) => [JSON.stringify(tuple(row)), row.count]));
        const expected = new Map<string, number>();
        present.forEach((one, e) => {
          const own = JSON.stringify(columns.map((cells) => cells[e]));
          if (one === 1) expected.set(own, (expected.get(own) ?? 0) + 1);
        });
        expect(counted).toEqual(expected);
        expect(rows.reduce((sum, { count }) => sum + count, 0)).toBe(countPresent(there));
        const order = rows.map(tuple);
        const sorted = [...order].sort((x, y) => {
          const at = x.findIndex((value, i) => value !== y[i]);
          return x[at] < y[at] ? -1 : 1;
        });
        expect(order).toEqual(sorted);
      }),
      { seed: 7, numRuns: 300 },
    );
  });

  test("of many groups keep them apart", () => {
    const size = 70_000;
    const codes = Int32Array.from({ length: size }, (_, e) => e);
    const groups = groupBy([{ name: "d", codes, texts: Array.from(codes, (c) => `${c}`) }], size);
    const { rows } = countSegment("s", groups, new Uint8Array(size).fill(1));
    expect(rows.length).toBe(size);
    expect(rows.every(({ count }) => count === 1)).toBe(true);
  });
});

test("a rollup tells entities, shares, means, least and greatest values, by bucket and group", () => {
  const rollup = createRollup(2, 2);
  const half = (i: number) => (i < 2 ? 0 : 1);
  rollup.add(0, [1, 3, NaN, 5], 4, half);
  rollup.add(0, [2, NaN, NaN, NaN], 4, half);
  rollup.add(1, [NaN, NaN, -4, -6], 4, half);
  expect(rollup.rows()).toEqual([
    { bucket: 0, group: 0, count: 2, share: 1, mean: 2, min: 1, max: 3 },
    { bucket: 1, group: 0, count: 1, share: 0.5, mean: 5, min: 5, max: 5 },
    { bucket: 1, group: 1, count: 1, share: 0.5, mean: -5, min: -6, max: -4 },
  ]);
});
