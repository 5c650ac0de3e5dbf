import { describe, expect, test } from "vitest";
import { pathText, ScenarioError } from "../../src/core/error.ts";
import { check } from "../../src/engine/check.ts";
import { loadText } from "../../src/engine/load.ts";
import { catalogs, GOOD } from "./small-catalog.ts";

const least = { name: "x", metrics: { load: { signals: [{ constant: { value: 1 } }] } } };

/** Every mistake of an input as `path message (suggestion)`; a path to a key ends in a colon. */
function mistakes(input: unknown): string[] {
  try {
    check(input, catalogs);
  } catch (error) {
    if (!(error instanceof ScenarioError)) throw error;
    return error.issues.map(
      ({ path, key, message, suggestion }) =>
        `${pathText(path)}${key ? ":" : ""} ${message}${suggestion ? ` (${suggestion})` : ""}`,
    );
  }
  return [];
}

const withSignal = (signal: unknown) => ({ ...least, metrics: { load: { signals: [signal] } } });

test("defaults are filled in, at every depth", () => {
  const checked = check(
    { ...least, metrics: { load: { signals: [{ sine: {} }, { both: { signals: [{ sine: { period: "1h" } }] } }] } } },
    catalogs,
  );
  expect(checked).toMatchObject({ seed: 1, zone: "UTC", interval: "1m", start: "now-1d", end: "now" });
  expect(checked.metrics.load.signals).toEqual([
    { sine: { period: "1d", amplitude: 1, mode: "soft" } },
    { both: { signals: [{ sine: { period: "1h", amplitude: 1, mode: "soft" } }] } },
  ]);
});

test("a whole scenario; checking the result again changes nothing, the input is left alone", () => {
  const { input } = loadText(GOOD, "x.yaml");
  const before = structuredClone(input);
  const checked = check(input, catalogs);
  expect(check(checked, catalogs)).toEqual(checked);
  expect(JSON.stringify(check(checked, catalogs))).toBe(JSON.stringify(checked));
  expect(checked.records?.[1].schedule).toEqual({ periodic: { every: "1d", length: "1h" } });
  expect(input).toEqual(before);
});

describe("each mistake in plain words", () => {
  test.each<[unknown, string[]]>([
    [5, [" expected { name, metrics }; found 5"]],
    [null, [" expected { name, metrics }; found nothing"]],
    [{}, ["name `name` is missing; expected a text", "metrics `metrics` is missing; expected a mapping (key: value)"]],
    [
      { ...least, sed: 1 },
      [
        "sed: unknown key `sed`; expected $schema, name, description, seed, origin, zone, interval, start, end, jitter, inventory, metrics, correlations, anomalies, faults, records or segments (seed)",
      ],
    ],
    [{ ...least, seed: 1.5 }, ["seed expected a whole number; found 1.5"]],
    [{ ...least, seed: -1 }, ["seed expected a number of at least 0; found -1"]],
    [{ ...least, seed: "7" }, ['seed expected a whole number; found "7"']],
    [{ ...least, seed: NaN }, ["seed expected a finite number; found NaN"]],
    [{ ...least, interval: "0s" }, ['interval expected a duration above 0; found "0s"']],
    [{ ...least, interval: "-1s" }, ['interval expected a duration of 0 or more; found "-1s"']],
    [
      { ...least, interval: 10 },
      ["interval expected a duration such as 10s, 15m, 1h30m, 30d, 500ms or PT15M; found 10"],
    ],
    [{ ...least, start: "2023-02-30" }, ['start expected a day from 01 to 28 in 2023-02; found "2023-02-30"']],
    [
      { ...least, end: "now-1x" },
      ['end expected a duration after now- such as 10s, 15m, 1h30m, 30d, 500ms or PT15M; found "now-1x"'],
    ],
    [
      { ...least, zone: "Europe/Berln" },
      [
        'zone expected a time zone such as Europe/Berlin, UTC or +05:30 (did you mean Europe/Berlin?); found "Europe/Berln"',
      ],
    ],
    [{ ...least, inventory: { count: 0 } }, ["inventory.count expected a number of at least 1; found 0"]],
    [
      { ...least, inventory: { count: 1e12 } },
      ["inventory.count expected a number of at most 1000000000; found 1000000000000"],
    ],
    [
      { ...least, name: "a b" },
      ['name expected a name: letters, digits, _ . and -, a letter or _ first, at most 100 of them; found "a b"'],
    ],
    [
      { ...least, metrics: { "9": least.metrics.load } },
      ['metrics.9: expected a name: letters, digits, _ . and -, a letter or _ first, at most 100 of them; found "9"'],
    ],
    [
      { ...least, metrics: { load: { signals: [] } } },
      ["metrics.load.signals expected at least 1 element; found an empty list"],
    ],
    [{ ...least, metrics: { load: {} } }, ["metrics.load.signals `signals` is missing; expected a list"]],
    [
      { ...least, records: [{ table: "t", rows: "gird" }] },
      ['records[0].rows expected grid, event or label; found "gird" (grid)'],
    ],
    [
      { ...least, records: [{ table: "t", columns: [7] }] },
      ["records[0].columns[0] expected a text or a mapping (key: value); found 7"],
    ],
    [
      { ...least, records: [{ table: "t", columns: [{ a: 5 }] }] },
      ["records[0].columns[0].a expected a text; found 5"],
    ],
    [
      { ...least, records: [{ table: "t", schedule: { periodc: {} } }] },
      ["records[0].schedule.periodc: unknown schedule `periodc`; known: periodic (periodic)"],
    ],
    [
      { ...least, records: [{ table: "t", schedule: { periodic: { every: "0s" } } }] },
      ['records[0].schedule.periodic.every expected a duration above 0; found "0s"'],
    ],
  ])("%j", (input, expected) => expect(mistakes(input)).toEqual(expected));

  test.each<[unknown, string[]]>([
    [5, [" expected one signal with its options, such as { constant: {} }; found 5"]],
    ["sine", [' expected one signal with its options, such as { constant: {} }; found "sine" ({ sine: {} })']],
    [{}, [" expected one signal with its options, such as { constant: {} }; found none"]],
    [
      { sine: {}, constant: {} },
      [" expected one signal with its options, such as { constant: {} }; found 2: sine and constant"],
    ],
    [{ sinne: {} }, [".sinne: unknown signal `sinne`; known: constant, sine and both (sine)"]],
    [{ toString: {} }, [".toString: unknown signal `toString`; known: constant, sine and both"]],
    [{ sine: null }, [".sine expected the options of sine, {} for its defaults; found nothing ({ sine: {} })"]],
    [{ sine: 5 }, [".sine expected { period, amplitude, mode, … }; found 5"]],
    [
      { sine: { perod: "1h" } },
      [".sine.perod: unknown key `perod`; expected period, amplitude, mode or curve (period)"],
    ],
    [
      { constant: {} },
      [
        ".constant.value `value` is missing; expected a number, { uniform }, { normal }, { lognormal }, { tag } or { by, values }",
      ],
    ],
    [
      { constant: { value: "x" } },
      [
        '.constant.value expected a number, { uniform }, { normal }, { lognormal }, { tag } or { by, values }; found "x"',
      ],
    ],
    [
      { constant: { value: { unifrom: [1, 2] } } },
      [
        ".constant.value.unifrom: unknown key `unifrom`; expected a number, { uniform }, { normal }, { lognormal }, { tag } or { by, values } (uniform)",
      ],
    ],
    [{ constant: { value: { uniform: [1, "x"] } } }, ['.constant.value.uniform[1] expected a number; found "x"']],
    [
      { constant: { value: { normal: [1, -1] } } },
      [".constant.value.normal[1] expected a number of at least 0; found -1"],
    ],
    [
      { constant: { value: { by: "model", valeus: {} } } },
      [
        ".constant.value.values `values` is missing; expected a mapping (key: value)",
        ".constant.value.valeus: unknown key `valeus`; expected by, values or otherwise (values)",
      ],
    ],
    [{ sine: { mode: "sotf" } }, ['.sine.mode expected soft or hard; found "sotf" (soft)']],
    [{ sine: { curve: { kind: "liner" } } }, ['.sine.curve.kind expected linear or power; found "liner" (linear)']],
    [
      { sine: { curve: { kind: "power", exponnent: 1 } } },
      [
        ".sine.curve.exponent `exponent` is missing; expected a number",
        ".sine.curve.exponnent: unknown key `exponnent`; expected kind or exponent (exponent)",
      ],
    ],
    [
      { both: { signals: [{ sine: { period: "x" } }, { sinus: {} }] } },
      [
        '.both.signals[0].sine.period expected a duration such as 10s, 15m, 1h30m, 30d, 500ms or PT15M; found "x"',
        ".both.signals[1].sinus: unknown signal `sinus`; known: constant, sine and both",
      ],
    ],
  ])("signal %j", (signal, expected) => {
    expect(mistakes(withSignal(signal))).toEqual(expected.map((text) => `metrics.load.signals[0]${text}`));
  });
});

test("what is not plain data", () => {
  class Point {}
  const cyclic: Record<string, unknown> = {};
  cyclic.self = cyclic;
  expect(mistakes({ ...least, description: () => 1 })).toEqual(["description expected plain data; found a function"]);
  expect(mistakes({ ...least, description: new Point() })[0]).toContain("an object of class Point");
  expect(mistakes({ ...least, description: new Date(0) })[0]).toContain("an object of class Date");
  expect(mistakes({ ...least, description: 5n })[0]).toContain("a bigint");
  expect(mistakes(withSignal({ sine: cyclic })).join()).toContain("refers to itself");
  expect(mistakes(withSignal({ sine: { a: Array(300_000).fill(0) } })).join()).toContain("at most 200000 values");
  expect(mistakes({ ...least, description: undefined })).toEqual([]);
});

test("names that reach prototypes are refused and never assigned", () => {
  const input = JSON.parse(
    '{"name":"x","metrics":{"__proto__":{"signals":[]},"load":{"signals":[{"constant":{"value":1}}]}},"constructor":{"prototype":{"a":1}}}',
  );
  expect(mistakes(input).map((text) => text.split(" ")[0])).toEqual(["metrics.__proto__:", "constructor:"]);
  expect(({} as Record<string, unknown>).a).toBeUndefined();
});

test("a deep chain of nested signals is checked once a level", () => {
  let chain: unknown = { sinne: {} };
  for (let i = 0; i < 25; i++) chain = { both: { signals: [chain] } };
  expect(mistakes(withSignal(chain))).toHaveLength(1);
});

test("thousands of mistakes are bounded", () => {
  const metrics = Object.fromEntries(Array.from({ length: 5000 }, (_, i) => [`m${i}`, { signals: [{ nope: {} }] }]));
  expect(mistakes({ name: "x", metrics })).toHaveLength(1000);
  const unknown = Object.fromEntries(Array.from({ length: 150_000 }, (_, i) => [`key${i}`, 1]));
  expect(mistakes({ ...least, ...unknown })).toHaveLength(1000);
  expect(mistakes({ ...least, records: Array(150_000).fill(5) })).toHaveLength(1000);
  expect(mistakes({ ...least, metrics: { load: { signals: Array(150_000).fill({ nope: {} }) } } })).toHaveLength(1000);
  expect(mistakes({ ...least, metrics: { load: { signals: Array(60_000).fill({ sine: { x: 1 } }) } } })).toHaveLength(
    1000,
  );
});
