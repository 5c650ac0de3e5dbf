import { describe, expect, test } from "vitest";
import { z } from "zod";
import { catalogs } from "../../src/catalog.ts";
import { defineSignal } from "../../src/core/signal.ts";
import { compile } from "../../src/engine/compile.ts";
import { createEvaluator } from "../../src/engine/evaluate.ts";
import { planOf } from "../support/rows.ts";

const scenario = (metrics: object, over: object = {}) => ({
  name: "evaluate",
  origin: "2000-01-01",
  start: "2016-01-01",
  end: "2016-01-31",
  interval: "15m",
  inventory: { count: 1 },
  metrics,
  ...over,
});

describe("values are exact as integers of their last decimal", () => {
  test("up to 2^51, beyond which they are refused", () => {
    const shown = (value: number) => {
      const evaluator = createEvaluator(
        planOf(scenario({ x: { decimals: 0, signals: [{ constant: { value } }] } })),
        [0],
        1,
      );
      evaluator.run(0, 0, 1);
      return evaluator.quanta(0)[0];
    };
    for (const value of [2 ** 51, 2 ** 51 - 1, -(2 ** 51) + 1, 2 ** 50 + 3]) expect(shown(value)).toBe(value);
    for (const value of [2 ** 51 + 2, 2 ** 52 + 1, 2 ** 53 - 3])
      expect(() => shown(value)).toThrow(/must be a number between/);
  });

  test("a reading is the difference of its register to the last of nine decimals", () => {
    const plan = planOf(
      scenario({
        register: { decimals: 9, signals: [{ counter: { perDay: 300, sd: 50, decimals: 9 } }] },
        reading: { decimals: 9, signals: [{ difference: { of: "register" } }] },
      }),
    );
    const [register, reading] = ["register", "reading"].map((name) => plan.metrics.findIndex((m) => m.name === name));
    const evaluator = createEvaluator(plan, [register, reading], 2000);
    evaluator.run(0, plan.window.from, 2000);
    const [total, part] = [evaluator.quanta(register), evaluator.quanta(reading)];
    expect(total[0]).toBeGreaterThan(2 ** 50);
    for (let i = 1; i < 2000; i++) expect(part[i]).toBe(total[i] - total[i - 1]);
  });
});

test("a signal that reads beyond what it has declared is stopped, not fed with leftovers", () => {
  for (const [lag, count] of [
    [2, undefined],
    [1, 12],
  ]) {
    const greedy = defineSignal({
      type: "greedy",
      summary: "Reads more than it says.",
      options: z.strictObject({}),
      example: {},
      create(_, c) {
        c.metric("x", 1);
        return { fill: (_out, block) => void block.metric("x", lag, count) };
      },
    });
    const metrics = { x: { signals: [{ constant: { value: 1 } }] }, y: { signals: [{ greedy: {} }] } };
    const plan = compile(scenario(metrics), { ...catalogs, signals: { ...catalogs.signals, greedy } });
    const evaluator = createEvaluator(plan, [1], 10);
    expect(() => evaluator.run(0, 0, 10)).toThrow("of the metric `y` reads more of `x` than it has declared");
  }
});
