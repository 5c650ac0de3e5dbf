import fc from "fast-check";
import { afterEach, expect, test } from "vitest";
import { ScenarioError, UsageError } from "../../src/core/error.ts";
import { check } from "../../src/engine/check.ts";
import { formatIssues } from "../../src/engine/format-issues.ts";
import { loadText } from "../../src/engine/load.ts";
import { catalogs, GOOD } from "../unit/small-catalog.ts";

const BUILT_IN = [Object.prototype, Array.prototype, Function.prototype, String.prototype];
const before = BUILT_IN.map((prototype) => Reflect.ownKeys(prototype).length);
afterEach(() => expect(BUILT_IN.map((prototype) => Reflect.ownKeys(prototype).length)).toEqual(before));

/** Loads, checks and explains a text; throws on anything but success or an explained refusal. */
function attempt(text: string, name: string, read = loadText): "good" | "refused" {
  let locate: ReturnType<typeof loadText>["locate"] | undefined;
  try {
    const loaded = read(text, name);
    locate = loaded.locate;
    check(loaded.input, catalogs);
    return "good";
  } catch (error) {
    if (error instanceof UsageError && error.message !== "") return "refused";
    if (!(error instanceof ScenarioError) || error.issues.length === 0) throw error;
    const explained = formatIssues(error, locate);
    expect(explained).toMatch(/^(?:\n|\P{Cc})+$/u);
    expect(explained.length).toBeLessThan(100_000);
    for (const issue of error.issues) expect(issue.message.length).toBeGreaterThan(5);
    return "refused";
  }
}

const HOSTILE = [
  "__proto__",
  "constructor",
  "prototype",
  "toString",
  "hasOwnProperty",
  "valueOf",
  ".nan",
  ".inf",
  "1e999",
  "-0",
  "~",
  "null",
  "!!set {a}",
  "!!binary aGk=",
  "!!merge <<",
  "!x y",
  "&a",
  "*a",
  "*energy",
  "<<: *energy",
  "? x",
  "- - -",
  "[[[",
  "{{{",
  "]",
  "}",
  "|",
  ">-",
  "%YAML 1.1",
  "---",
  "...",
  "\t",
  "\r",
  "\0",
  "\x1b[2J",
  "\u202e",
  "\ufeff",
  "\u2028",
  "'",
  '"',
  "`",
  "#",
  ",",
  ": ",
  ":\n",
  "@",
  "9007199254740993",
  "0x1F",
  "1_000",
  "now-",
  "2023-02-30",
  "P1Y",
  "-1s",
  "0s",
  "{ uniform: [1] }",
  "{ by: x }",
  "{ sine: null }",
  "{ both: { signals: [{}] } }",
  "{ curve: { kind: x } }",
  "😀",
  "\ud83d",
];

const word = fc.oneof(
  fc.constantFrom(...HOSTILE),
  fc.string({ maxLength: 12 }),
  fc.string({ unit: "binary", maxLength: 6 }),
);
const edit = fc.record({ at: fc.double({ min: 0, max: 1, noNaN: true }), remove: fc.nat({ max: 12 }), insert: word });
const lineEdit = fc.record({ from: fc.nat({ max: 25 }), to: fc.nat({ max: 25 }), indent: fc.nat({ max: 6 }) });

function mutate(text: string, edits: { at: number; remove: number; insert: string }[]): string {
  return edits.reduce((t, { at, remove, insert }) => {
    const i = Math.floor(at * t.length);
    return t.slice(0, i) + insert + t.slice(i + remove);
  }, text);
}

test("the scenario that is mutated is good", () => {
  expect(attempt(GOOD, "x.yaml")).toBe("good");
  expect(attempt(JSON.stringify(loadText(GOOD, "x.yaml").input), "x.json")).toBe("good");
});

test("edits at random places of YAML", () => {
  fc.assert(
    fc.property(fc.array(edit, { minLength: 1, maxLength: 4 }), (edits) => void attempt(mutate(GOOD, edits), "x.yaml")),
    { numRuns: 1200 },
  );
});

test("edits at random places of JSON", () => {
  const good = JSON.stringify(loadText(GOOD, "x.yaml").input, null, 1);
  fc.assert(
    fc.property(fc.array(edit, { minLength: 1, maxLength: 3 }), (edits) => void attempt(mutate(good, edits), "x.json")),
    { numRuns: 1500 },
  );
});

test("lines copied elsewhere with another indent", () => {
  const lines = GOOD.split("\n");
  fc.assert(
    fc.property(fc.array(lineEdit, { minLength: 1, maxLength: 4 }), (edits) => {
      const copy = [...lines];
      for (const { from, to, indent } of edits)
        copy.splice(to, 0, " ".repeat(indent) + (lines[from] ?? "").trimStart());
      attempt(copy.join("\n"), "x.yaml");
    }),
    { numRuns: 500 },
  );
});

test("random trees of hostile names", () => {
  const name = fc.oneof(
    fc.constantFrom(
      "name",
      "metrics",
      "load",
      "signals",
      "sine",
      "constant",
      "value",
      "both",
      "records",
      "columns",
      "inventory",
      "count",
      "schedule",
      "periodic",
    ),
    word,
  );
  const { tree } = fc.letrec((tie) => ({
    tree: fc.oneof(
      { maxDepth: 6 },
      fc.oneof(word, fc.double(), fc.integer(), fc.boolean(), fc.constant(null), fc.constant(undefined)),
      fc.array(tie("tree"), { maxLength: 4 }),
      fc.array(fc.tuple(name, tie("tree")), { maxLength: 5 }).map((entries) => {
        const out = {};
        for (const [key, value] of entries)
          Object.defineProperty(out, key, { value, enumerable: true, configurable: true, writable: true });
        return out;
      }),
    ),
  }));
  fc.assert(
    fc.property(
      tree,
      fc.constantFrom("metrics", "inventory", "records", "zone", "start", "interval", "__proto__"),
      (value, place) => {
        const input = { name: "x", metrics: {} };
        Object.defineProperty(input, place, { value, enumerable: true });
        attempt("", "x", () => ({ input, file: "x", locate: () => undefined }));
      },
    ),
    { numRuns: 2000 },
  );
});

test("nesting of any kind and depth", () => {
  const opener = fc.constantFrom(
    "[",
    "{a: ",
    "- ",
    "? ",
    "{? ",
    "[{",
    "a: [",
    "  - {",
    "{both: {signals: [",
    "!!seq [",
    "&a [",
    '{"a":',
  );
  fc.assert(
    fc.property(
      fc.array(opener, { minLength: 1, maxLength: 3 }),
      fc.integer({ min: 1, max: 3000 }),
      (openers, times) => {
        attempt(openers.join("").repeat(times), "x.yaml");
        attempt(openers.join("").repeat(times), "x.json");
      },
    ),
    { numRuns: 100 },
  );
});

test("bytes that mean nothing", () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string({ unit: "binary", maxLength: 200 }),
        fc.array(word, { maxLength: 30 }).map((w) => w.join(" ")),
      ),
      (text) => {
        attempt(text, "x.yaml");
        attempt(text, "x.json");
      },
    ),
    { numRuns: 1000 },
  );
});

test("the attempt notices other errors and touched prototypes", () => {
  expect(() =>
    attempt("", "x", () => {
      throw new TypeError("internal");
    }),
  ).toThrow(TypeError);
  expect(() =>
    attempt("", "x", () => {
      throw new ScenarioError([{ path: [], message: "" }]);
    }),
  ).toThrow();
});
