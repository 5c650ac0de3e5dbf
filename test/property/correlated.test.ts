import { describe, expect, it, test } from "vitest";
import { ScenarioError } from "../../src/core/error.ts";
import { createEvaluator } from "../../src/engine/evaluate.ts";
import { planOf } from "../support/rows.ts";
import { autocorrelation, correlation, mean, variance } from "./statistics.ts";

const N = 4000;
/** Four standard errors of a correlation of N pairs, at most. */
const TOLERANCE = 4 / Math.sqrt(N);

const asked: [a: string, b: string, r: number][] = [
  ["temperature", "humidity", -0.6],
  ["temperature", "demand", 0.5],
  ["temperature", "wind", 0],
  ["humidity", "demand", -0.2],
  ["humidity", "wind", 0.3],
  ["demand", "wind", 0],
];
const between: Record<string, Record<string, number>> = {};
for (const [a, b, r] of asked) if (r !== 0) between[a] = { ...between[a], [b]: r };

const names = ["temperature", "humidity", "demand", "wind"];

function scenario(tau: string | undefined, over: object = {}) {
  const signals = (name: string) => [
    { constant: { value: 50 } },
    { correlated: { group: "weather", sd: 1 + names.indexOf(name) } },
  ];
  return {
    name: "weather",
    start: "2024-01-01",
    end: "2024-01-02",
    inventory: { count: N },
    correlations: { weather: { tau, between } },
    metrics: Object.fromEntries(names.map((name) => [name, { decimals: 6, signals: signals(name) }])),
    ...over,
  };
}

/** The value of a metric at a tick of every entity. */
function ensemble(input: object, tick: number): Map<string, Float64Array> {
  const plan = planOf(input);
  const all = plan.metrics.map((_, m) => m);
  const evaluator = createEvaluator(plan, all, 1);
  const values = new Map(plan.metrics.map(({ name }) => [name, new Float64Array(N)]));
  for (let entity = 0; entity < N; entity++) {
    evaluator.run(entity, tick, 1);
    for (const m of all) values.get(plan.metrics[m].name)![entity] = evaluator.quanta(m)[0] / 1e6;
  }
  return values;
}

describe("correlated metrics", () => {
  it.each([
    ["of independent ticks", undefined, 0],
    ["with memory", "6h", 1e8],
  ])("%s have the correlations asked for, and their spreads", (_, tau, tick) => {
    const values = ensemble(scenario(tau), tick);
    for (const [a, b, r] of asked)
      expect(Math.abs(correlation(values.get(a)!, values.get(b)!) - r), `${a} ${b}`).toBeLessThan(TOLERANCE);
    names.forEach((name, i) => {
      expect(Math.abs(mean(values.get(name)!) - 50)).toBeLessThan((4 * (i + 1)) / Math.sqrt(N));
      expect(Math.abs(variance(values.get(name)!) / (i + 1) ** 2 - 1)).toBeLessThan(4 * Math.sqrt(2 / N));
    });
  });

  it("remember for tau", () => {
    const plan = planOf(scenario("10m"));
    const n = 60_000;
    const evaluator = createEvaluator(plan, [0], n);
    evaluator.run(3, 0, n);
    const values = evaluator.quanta(0).slice(0, n);
    // a process with memory of 10 ticks has n / 20 independent values
    expect(Math.abs(autocorrelation(values, 10) - Math.exp(-1))).toBeLessThan(4 / Math.sqrt(n / 20));
  });

  it("keep their values when a metric joins the group at its end", () => {
    const more = scenario(undefined, {
      correlations: { weather: { between: { ...between, demand: { ...between.demand, price: 0.4 } } } },
    });
    Object.assign(more.metrics, { price: { signals: [{ correlated: { group: "weather" } }] } });
    const [here, there] = [ensemble(scenario(undefined), 7), ensemble(more, 7)];
    for (const name of names) expect(there.get(name)).toEqual(here.get(name));
  });
});

test.each([
  [
    "a matrix that contradicts itself",
    { a: { b: 0.9, c: 0.9 }, b: { c: -0.5 } },
    "correlations.weather.between",
    "the matrix is not positive definite",
  ],
  [
    "two values for a pair",
    { a: { b: 0.5, c: 0.1 }, b: { a: 0.4 } },
    "correlations.weather.between.b.a",
    "a to b is 0.5",
  ],
  ["a metric with itself", { a: { a: 0.5, b: 0.1, c: 0.1 } }, "correlations.weather.between.a.a", "with itself"],
  ["full correlation", { a: { b: 1, c: 0.1 } }, "correlations.weather.between.a.b", "1"],
  ["an unknown metric", { a: { b: 0.5, d: 0.1, c: 0.1 } }, "correlations.weather.between", "no metric `d`"],
  [
    "a metric without the signal",
    { a: { b: 0.5, c: 0.2, silent: 0.1 } },
    "correlations.weather.between",
    "`silent` has no signal",
  ],
  [
    "a metric that it does not name",
    { a: { b: 0.5 } },
    "metrics.c.signals.0.correlated.group",
    "does not name the metric `c`",
  ],
])("refuses %s", (_, pairs, path, message) => {
  const input = {
    name: "refused",
    correlations: { weather: { between: pairs } },
    metrics: {
      ...Object.fromEntries(["a", "b", "c"].map((name) => [name, { signals: [{ correlated: { group: "weather" } }] }])),
      silent: { signals: [{ constant: { value: 1 } }] },
    },
  };
  let found: ScenarioError | undefined;
  try {
    planOf(input);
  } catch (error) {
    found = error as ScenarioError;
  }
  expect(found).toBeInstanceOf(ScenarioError);
  expect(found!.issues.map((issue) => issue.path.join("."))).toEqual([path]);
  expect(found!.issues[0].message).toContain(message);
});

test("refuses an unknown group with what was meant", () => {
  const input = { ...scenario("1h"), correlations: { whether: { between } } };
  expect(() => planOf(input)).toThrow(/there is no group `weather`/);
});
