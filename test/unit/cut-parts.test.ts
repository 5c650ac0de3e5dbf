import { describe, expect, test } from "vitest";
import { partition, WHOLE } from "../../src/engine/partition.ts";
import { entityAt, type Parts, sizeOf } from "../../src/engine/region.ts";
import { planOf } from "../support/rows.ts";

const plan = planOf({
  name: "cut",
  origin: "2024-01-01",
  start: "2024-01-01",
  end: "2024-01-03",
  interval: "1h",
  inventory: { count: 7, tags: { site: { choice: { a: 1, b: 1 } } } },
  metrics: { x: { signals: [{ constant: { value: 1 } }] } },
});
const [table] = plan.tables;

/** Each cell that parts hold, as `entity@tick`, and their paths. */
function listOf(parts: Parts) {
  const files = Array.from({ length: parts.length }, (_, i) => parts.at(i));
  const cells = files.flatMap(({ entities, from, to }) =>
    Array.from({ length: sizeOf(entities) * (to - from) }, (_, k) => {
      const wide = sizeOf(entities);
      return `${entityAt(entities, k % wide)}@${from + Math.floor(k / wide)}`;
    }),
  );
  return { files, cells, paths: files.map(({ path }) => path) };
}

describe("parts cut into files", () => {
  for (const template of ["{part}.csv", "{date}/x-{part}.csv", "{tag.site}/{date}-{part}.csv", "{id}-{part}.csv"]) {
    for (const order of ["time", "entity"] as const) {
      test.each([1, 3, 7, 10, 50, 1e6])(`${template} by ${order}, %d cells`, (cells) => {
        const cut = { cells, order };
        const whole = listOf(partition(plan, table, template, "csv", WHOLE, cut));
        expect(new Set(whole.paths).size).toBe(whole.paths.length);
        expect(new Set(whole.cells).size).toBe(whole.cells.length);
        expect(whole.cells).toHaveLength(7 * 72);
        for (const { entities, from, to } of whole.files)
          expect(sizeOf(entities) * (to - from)).toBeLessThanOrEqual(cells);
        // one file cannot be shared
        if (whole.files.length === 1) return;
        const shards = [0, 1, 2].map((index) =>
          listOf(partition(plan, table, template, "csv", { index, count: 3 }, cut)),
        );
        expect(shards.flatMap(({ paths }) => paths)).toEqual(whole.paths);
        expect(shards.flatMap(({ cells }) => cells)).toEqual(whole.cells);
      });
    }
  }

  test("are numbered from 0 in each part, in row order", () => {
    const { paths, files } = listOf(
      partition(plan, table, "{date}-{part}.csv", "csv", WHOLE, { cells: 70, order: "time" }),
    );
    expect(paths.slice(0, 4)).toEqual([0, 1, 2].map((n) => `2024-01-01-0000${n}.csv`).concat("2024-01-02-00000.csv"));
    expect(files.slice(0, 3).map(({ from, to }) => to - from)).toEqual([10, 10, 4]);
  });

  test("hold a row of a table with fewer rows than ticks", () => {
    const every = { ...table, every: 6 };
    const { files } = listOf(partition(plan, every, "{part}.csv", "csv", WHOLE, { cells: 1, order: "time" }));
    expect(files.every(({ entities, from, to }) => sizeOf(entities) === 1 && to - from === 6)).toBe(true);
  });

  test("need {part} to be asked for", () => {
    expect(() => partition(plan, table, "{part}.csv", "csv", WHOLE)).toThrow("unknown variable {part}");
  });
});
