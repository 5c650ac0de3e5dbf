import { describe, expect, test } from "vitest";
import type { Points } from "../../src/rules/condition.ts";
import { conditions } from "../../src/rules/conditions/index.ts";
import { judge } from "../../src/rules/judge.ts";
import { createRule, rule } from "../../src/rules/rule.ts";
import { layOut } from "../../src/rules/snapshots.ts";
import { advance, type Finding } from "../../src/rules/transition.ts";

const STEP = 900_000;

function points(values: (number | null)[], more: Partial<Points> = {}): Points {
  const times = values.map((_, i) => i * STEP);
  return { times, values, settled: 0, counts: true, now: times.at(-1)!, ...more };
}

function states(type: keyof typeof conditions, options: object, values: (number | null)[], more?: Partial<Points>) {
  const { create, options: schema } = conditions[type] as (typeof conditions)["drop"];
  const condition = create(schema.parse(options), undefined);
  return values.map((_, i) => condition.judge(points(values, more), i).state);
}

describe("conditions", () => {
  test.each(Object.values(conditions))(
    "$type: its example works, and each option is described",
    ({ options, example, create }: any) => {
      const condition = create(options.parse(example), undefined);
      expect(condition.judge(points([1, 2, 3]), 2).text).toMatch(/./);
      for (const field of Object.values<any>(options.shape)) expect(field.meta()?.description).toMatch(/\.$/);
    },
  );

  test("drop: what was measured of a fleet is judged to the figure", () => {
    const pct = [63.5, 48.75, 48.25, 50.25, 50.25, 48, 46.25];
    const condition = conditions.drop.create({ history: 4, threshold: 0.15 }, undefined);
    const found = pct.map((_, i) => condition.judge(points(pct), i));
    expect(found[1]).toMatchObject({ state: "breached", baseline: 63.5 });
    expect(found[1].change! * 100).toBeCloseTo(23.228, 3);
    expect(found.map(({ state }) => state)).toEqual(["unknown", "breached", "ok", "ok", "ok", "ok", "ok"]);
  });

  test("drop: a fleet that warms up is no baseline, but nothing at all is an outage", () => {
    const values = [100, 60, 45, 35, 33, 33, 33];
    expect(states("drop", {}, values, { settled: 4 })).toEqual([...Array(5).fill("unknown"), "ok", "ok"]);
    expect(states("drop", {}, values, { settled: 0 }).slice(1, 3)).toEqual(["breached", "breached"]);
    expect(states("drop", {}, [100, 0], { settled: 2 })).toEqual(["unknown", "breached"]);
  });

  test("threshold", () => {
    expect(states("threshold", { below: 2, above: 4 }, [1, 2, 4, 5, null])).toEqual([
      "breached",
      "ok",
      "ok",
      "breached",
      "unknown",
    ]);
  });

  test("absence: of snapshots by the present, of a series by the others", () => {
    expect(states("absence", { for: "20m" }, [5, 0, 0, 0, 3])).toEqual(["ok", "ok", "breached", "breached", "ok"]);
    expect(states("absence", { for: "20m" }, [5, 5], { now: 2.5 * STEP })).toEqual(["ok", "breached"]);
    // where nothing is counted, 0 is a value
    expect(states("absence", { for: "20m" }, [0, 0, null, null], { counts: false })).toEqual([
      "ok",
      "ok",
      "ok",
      "breached",
    ]);
  });

  test("rate", () => {
    expect(states("rate", { per: "1h", below: -50 }, [100, 95, 80, 90])).toEqual(["unknown", "ok", "breached", "ok"]);
  });

  test("z-score: a steady series that moves, and a side that does not matter", () => {
    const values = [10, 11, 9, 10, 11, 9, 20, 10];
    expect(states("z-score", {}, values).slice(5)).toEqual(["ok", "breached", "ok"]);
    expect(states("z-score", { side: "below" }, values)[6]).toBe("ok");
    expect(states("z-score", {}, [5, 5, 5, 5.1])[3]).toBe("breached");
  });

  test("seasonal: the same time of earlier days", () => {
    const day: number[] = Array.from({ length: 96 }, (_, i) => (i < 48 ? 10 : 100));
    const values = [...day, ...day, ...day];
    values[2 * 96 + 60] = 50;
    const found = states("seasonal", { cycles: 2 }, values);
    expect(found.slice(0, 96).every((state) => state === "unknown")).toBe(true);
    expect(found.flatMap((state, i) => (state === "breached" ? [i] : []))).toEqual([2 * 96 + 60]);
  });
});

describe("rules", () => {
  const made = (more: object) => createRule("x", rule.parse({ when: { threshold: { below: 5 } }, ...more }));

  test("for: so many in a row", () => {
    const values = points([9, 1, 1, 9, 1, 1, 1]);
    const found = values.values.map((_, i) => judge(made({ for: 3 }), values, i).state);
    expect(found).toEqual(["ok", "ok", "ok", "ok", "ok", "ok", "breached"]);
  });

  test("a group that vanishes has fallen to nothing; one that comes later was not there", () => {
    const cell = (time: number, name: string, value: number) => ({ time, series: [name], value });
    const cells = [cell(0, "a", 1), cell(1, "a", 2), cell(2, "b", 3)];
    const context = { first: 0, now: 2, whole: undefined, known: [["c"]] };
    const shown = (more: object) =>
      Object.fromEntries(
        layOut(made({ by: "n", ...more }), [0, 1, 2], cells, context).series.map((one) => [
          one.names[0],
          one.points.values,
        ]),
      );
    expect(shown({})).toEqual({ a: [1, 2, 0], b: [null, null, 3], c: [0, 0, 0] });
    expect(shown({ aggregate: "mean" })).toEqual({ a: [1, 2, null], b: [null, null, 3], c: [null, null, null] });
  });

  test("an incident is held against what was normal before it, and for so long", () => {
    const drop = createRule("x", rule.parse({ when: { drop: {} }, hold: "3h" }));
    const values = [100, 100, 100, 100, ...Array(8).fill(40), 95, 100];
    const all = points(values);
    const findings = values.map((_, i): Finding => ({ series: "", time: i * STEP, verdict: judge(drop, all, i) }));
    // a baseline that rolls on takes the outage for normal after an hour
    expect(findings.slice(8, 12).map(({ verdict }) => verdict.state)).toEqual(["ok", "ok", "ok", "ok"]);
    expect(advance(drop, [], findings)).toMatchObject([
      { opened: 4 * STEP, resolved: 12 * STEP, verdict: { baseline: 100 } },
    ]);
    expect(advance({ ...drop, hold: 5 * STEP }, [], findings)[0]).toMatchObject({
      opened: 4 * STEP,
      resolved: 9 * STEP,
    });
    const steady = createRule("x", rule.parse({ when: { "z-score": {} } }));
    const stored = { ...steady.condition.judge(points([5, 5, 5, 9]), 3), change: null as never };
    expect([9, 5].map((value) => steady.condition.since!(stored, value).state)).toEqual(["breached", "ok"]);
    const [open] = advance(drop, [], findings.slice(0, 8));
    expect(advance(drop, [open], findings.slice(4, 8))).toEqual([open]);
  });
});
