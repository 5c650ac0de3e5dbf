import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createEvaluator } from "../../src/engine/evaluate.ts";
import { share } from "../../src/engine/partition.ts";
import type { Plan } from "../../src/engine/plan.ts";
import { planOf, rowsOf, sampleOf } from "../support/rows.ts";

const plan = planOf(sampleOf());
const { from, to } = plan.window;

describe("any window equals the same rows of the whole run", () => {
  const whole = rowsOf(plan, "entity");
  const ticks = to - from;

  test("over every signal, for random entities and windows, in both orders", () => {
    fc.assert(
      fc.property(
        fc.nat(3),
        fc.nat(ticks - 1),
        fc.integer({ min: 1, max: ticks }),
        fc.constantFrom("time" as const, "entity" as const),
        (entity, start, length, order) => {
          const end = Math.min(ticks, start + length);
          const region = { entities: { from: entity, to: entity + 1 }, from: from + start, to: from + end };
          expect(rowsOf(plan, order, plan.tables[0], region)).toEqual(
            whole.slice(entity * ticks + start, entity * ticks + end),
          );
        },
      ),
      { numRuns: 60, seed: 1 },
    );
  });

  test("in runs of any length, far from the origin too", () => {
    const metrics = plan.metrics.map((_, m) => m);
    const once = createEvaluator(plan, metrics, 9000);
    const cut = createEvaluator(plan, metrics, 9000);
    fc.assert(
      fc.property(
        fc.nat(3),
        fc.constantFrom(0, 1e6, 1e8),
        fc.integer({ min: 1, max: 9000 }),
        fc.integer({ min: 1, max: 5000 }),
        (entity, base, length, step) => {
          once.run(entity, base, length);
          const expected = metrics.map((m) => once.quanta(m).slice(0, length));
          for (let t = 0; t < length; t += step) {
            const run = Math.min(step, length - t);
            cut.run(entity, base + t, run);
            for (const m of metrics) {
              const found = cut.quanta(m);
              for (let i = 0; i < run; i++) {
                if (!Object.is(found[i], expected[m][t + i]))
                  throw new Error(
                    `${plan.metrics[m].name} at tick ${base + t + i}: ${found[i]} is not ${expected[m][t + i]}`,
                  );
              }
            }
          }
        },
      ),
      { numRuns: 25, seed: 2 },
    );
  });

  test("rows by time are the rows by entity, sorted", () => {
    const byTime = rowsOf(plan, "time");
    const size = plan.inventory.size;
    expect(byTime).toEqual(
      Array.from({ length: whole.length }, (_, i) => whole[(i % size) * ticks + Math.floor(i / size)]),
    );
  });

  test("shards by entity and by time join to the whole", () => {
    const join = (p: Plan, count: number) =>
      Array.from({ length: count }, (_, index) =>
        rowsOf(
          p,
          "entity",
          p.tables[0],
          share({ entities: { from: 0, to: p.inventory.size }, from, to }, { index, count }),
        ),
      ).flat();
    const key = (row: Record<string, unknown>) => `${row.id} ${row.timestamp}`;
    const sorted = (rows: Record<string, unknown>[]) => [...rows].sort((a, b) => (key(a) < key(b) ? -1 : 1));
    for (const count of [2, 3, 7]) expect(sorted(join(plan, count))).toEqual(sorted(whole));
  });
});

describe("names seed randomness", () => {
  test("adding a metric or an entity changes no other series", () => {
    const base = sampleOf();
    const more = sampleOf();
    more.inventory.count = 5;
    more.metrics = { first: { signals: [{ normal: { mean: 0, sd: 1 } }] }, ...more.metrics };
    const before = rowsOf(planOf(base), "entity");
    const after = rowsOf(planOf(more), "entity");
    const byKey = new Map(after.map(({ first: _, ...row }) => [`${row.id} ${row.timestamp}`, row]));
    expect(after.length).toBe((before.length * 5) / 4);
    for (const row of before) expect(byKey.get(`${row.id} ${row.timestamp}`)).toEqual(row);
  });
});
