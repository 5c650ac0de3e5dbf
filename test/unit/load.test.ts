import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, describe, expect, test } from "vitest";
import { ScenarioError, UsageError } from "../../src/core/error.ts";
import { load, loadText } from "../../src/engine/load.ts";
import { GOOD } from "./small-catalog.ts";

const folder = mkdtempSync(join(tmpdir(), "load-"));
afterAll(() => rmSync(folder, { recursive: true }));

function file(name: string, content: string | Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

/** Every mistake of a text as `line:column message`. */
function mistakes(text: string, name = "x.yaml"): string[] {
  try {
    loadText(text, name);
  } catch (error) {
    if (!(error instanceof ScenarioError)) throw error;
    return error.issues.map(({ location, message }) => `${location!.line}:${location!.column} ${message}`);
  }
  return [];
}

describe("YAML", () => {
  test("a whole scenario", () => {
    const { input } = loadText(GOOD, "x.yaml");
    expect(input).toMatchObject({
      seed: 7,
      origin: "2024-01-01",
      inventory: { count: 2000 },
      metrics: { copy: { signals: [{ constant: { value: { normal: [5, 1] } } }] } },
    });
  });

  test("is of version 1.2: only true, false and numbers are not text", () => {
    expect(
      loadText("{a: no, b: on, c: 010, d: 0x10, e: 12:30:00, f: 2024-01-01, g: ~, h: true}", "x.yaml").input,
    ).toEqual({
      a: "no",
      b: "on",
      c: 10,
      d: 16,
      e: "12:30:00",
      f: "2024-01-01",
      g: null,
      h: true,
    });
  });

  test("numbers may be grouped, texts in quotes are left alone", () => {
    expect(loadText("[1_000_000, -2_000, '2_000', 20_00, 0_100]", "x.yaml").input).toEqual([
      1_000_000,
      -2000,
      "2_000",
      "20_00",
      "0_100",
    ]);
  });

  test("line ends, byte order marks and non-ASCII text", () => {
    expect(loadText("\uFEFFa: 1\r\nb: é😀\r\n", "x.yaml").input).toEqual({ a: 1, b: "é😀" });
  });

  test("an anchor that is set anew means the last one before the alias", () => {
    const text = "a: &x {b: &y 1}\nc: &y 2\nd: *x\ne: *y\n";
    expect(loadText(text, "x.yaml").input).toEqual({ a: { b: 1 }, c: 2, d: { b: 1 }, e: 2 });
  });

  test.each([
    ["", "1:1 expected a scenario; the file is empty"],
    ["# nothing\n", "1:1 expected a scenario; the file is empty"],
    ["a: 1\nb:\n\tc: 1\n", "3:1 not valid YAML: Tabs"],
    ["a: 1\na: 2\n", "2:1 the key `a` stands twice; first on line 1"],
    ["a: {b: 1, 'b': 2}\n", "1:11 the key `b` stands twice"],
    ["a: .nan\n", "1:4 expected a finite number; found .nan"],
    ["a: [1, -.inf]\n", "1:8 expected a finite number; found -.inf"],
    ["a: 1e999\n", "1:4 expected a finite number; found 1e999"],
    ["__proto__: {a: 1}\n", "1:1 the name `__proto__` is not allowed"],
    ["a: {constructor: {prototype: 1}}\n", "1:5 the name `constructor` is not allowed"],
    ["a:\n  'prototype': 1\n", "2:3 the name `prototype` is not allowed"],
    ["a: *b\n", "1:4 unknown alias *b"],
    ["a: *b\nb: &b 1\n", "1:4 unknown alias *b"],
    ["a: !!js/function 'x'\n", "1:4 not valid YAML: Unresolved tag"],
    ["a: !secret x\n", "1:4 not valid YAML: Unresolved tag"],
    ["? [a, b]\n: 1\n", "1:3 expected a text as the key"],
    ["a: 1\n---\nb: 2\n", "2:1 expected one document"],
    ["a: 'x\n", "2:1 not valid YAML: Missing closing"],
    ["a: [1, 2\nb: 3\n", "not valid YAML"],
    ["a: x\u0000y\n", "1:5 expected text; found the control character U+0000"],
    ["a: \u001b[31m\n", "1:4 expected text; found the control character U+001B"],
    ["a: &a [*a]\n", "levels"],
    ["<<: {a: 1}\n<<: {b: 1}\n", "2:1 the key `<<` stands twice"],
  ])("%j", (text, expected) => {
    const found = mistakes(text);
    expect(found.length).toBeGreaterThan(0);
    expect(found[0]).toContain(expected);
  });

  test("all mistakes of values at once, those under an alias once", () => {
    expect(mistakes("a: &a {x: .nan, x: 1}\nb: [*a, *a, .inf]\n")).toHaveLength(3);
  });
});

describe("JSON", () => {
  test("any JSON is read as JSON.parse reads it", () => {
    const key = fc.string({ maxLength: 8 }).filter((name) => !["__proto__", "constructor", "prototype"].includes(name));
    const leaf = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.integer(),
      fc.boolean(),
      fc.constant(null),
    );
    const { tree } = fc.letrec((tie) => ({
      tree: fc.oneof(
        { depthSize: "small" },
        leaf,
        fc.array(tie("tree"), { maxLength: 5 }),
        fc.dictionary(key, tie("tree"), { maxKeys: 5, noNullPrototype: true }),
      ),
    }));
    fc.assert(
      fc.property(tree, fc.constantFrom(0, 2, "\t"), (value, indent) => {
        const text = JSON.stringify(value, null, indent).replace(/(?![\n\t])[\p{Cc}\p{Cs}]/gu, "");
        fc.pre(!/"([^"]*)":.*"\1":/s.test(text));
        expect(loadText(text, "x.json").input).toEqual(JSON.parse(text));
      }),
      { numRuns: 400 },
    );
  });

  test("long names and escapes", () => {
    const value = {
      ["k".repeat(3000)]: ['"\\/\b\f\n\r\t é😀', "\ud83d\ude00"],
      "a: b": "c # d",
      "- x": "? y",
      "&a": "*a",
    };
    expect(loadText(JSON.stringify(value), "x.json").input).toEqual(value);
    expect(loadText('{"a":"\\u00e9\\ud83d\\ude00\\/"}', "x.json").input).toEqual({ a: "é😀/" });
  });

  test.each([
    ["", "1:1 expected a scenario; the file is empty"],
    ['{"a": 1,}', "1:9 not valid JSON: expected a name in double quotes"],
    ["{a: 1}", "1:2 not valid JSON: expected a name in double quotes or }"],
    ["{'a': 1}", "1:2 not valid JSON"],
    ['{"a": 1 "b": 2}', "1:9 not valid JSON: expected a comma or the closing bracket"],
    ['{"a" 1}', "1:6 not valid JSON: expected a colon"],
    ['{"a": [1, 2}', "1:12 not valid JSON: expected a comma or the closing bracket"],
    ['{"a": [1,]}', "1:10 not valid JSON: expected a value"],
    ['{\n  // why\n  "a": 1}', "2:3 not valid JSON"],
    ['{"a": NaN}', "1:7 not valid JSON: expected a value"],
    ['{"a": 01}', "1:8 not valid JSON"],
    ['{"a": 1', "1:8 not valid JSON: expected a comma or the closing bracket"],
    ['{"a": "x\ny"}', "1:7 not valid JSON: expected a value"],
    ['{"a": 1} {}', "1:10 not valid JSON: expected the end of the file"],
    ["# comment", "1:1 not valid JSON: expected a value"],
    ['{"a": 1, "a": 2}', "1:10 the key `a` stands twice"],
    ['{"__proto__": {"a": 1}}', "1:2 the name `__proto__` is not allowed"],
    ['{"a": 1e999}', "1:7 expected a finite number"],
    ['{"a": "\\x"}', "1:7 not valid JSON"],
  ])("%j", (text, expected) => {
    expect(mistakes(text, "x.json")).toHaveLength(1);
    expect(mistakes(text, "x.json")[0]).toContain(expected);
  });
});

describe("bounds", () => {
  test.each([
    ["brackets", "[".repeat(1_000_000), "levels"],
    ["closed brackets", `${"[".repeat(5000)}${"]".repeat(5000)}`, "levels"],
    ["indents", Array.from({ length: 3000 }, (_, i) => `${" ".repeat(i)}a:`).join("\n"), "levels"],
    ["dashes", `${"- ".repeat(20_000)}x`, "levels"],
    ["questions", `${"? ".repeat(20_000)}x`, "levels"],
    ["comments", "#\n".repeat(1_000_000), "words and marks"],
    ["keys", Array.from({ length: 200_000 }, (_, i) => `k${i}: v`).join("\n"), "words and marks"],
    ["one huge text", `x: "${"a".repeat(4_000_000)}`, "Missing closing"],
    [
      "a billion laughs",
      `a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n${Array.from({ length: 9 }, (_, i) => `a${i + 1}: &a${i + 1} [${Array(10).fill(`*a${i}`).join(",")}]\n`).join("")}`,
      "expected at most 200000 values",
    ],
    [
      "a chain of aliases",
      `a0: &a0 x\n${Array.from({ length: 500 }, (_, i) => `a${i + 1}: &a${i + 1} [*a${i}]\n`).join("")}`,
      "levels",
    ],
  ])("%s", (_, text, expected) => {
    const found = mistakes(text);
    expect(found[0]).toContain(expected);
    expect(found[0].length).toBeLessThan(400);
  });

  test("deep and unclosed JSON", () => {
    expect(mistakes(`{"a": "${"b\\n".repeat(500_000)}`, "x.json")[0]).toContain("1:7 not valid JSON");
    expect(mistakes(`${"[".repeat(100_000)}${"]".repeat(100_000)}`, "x.json")[0]).toContain("levels");
    expect(mistakes(`{"a":`.repeat(100_000), "x.json")[0]).toContain("not valid JSON");
  });

  test("a large file is refused", async () => {
    await expect(load(file("large.yaml", new Uint8Array(6_000_000).fill(97)))).rejects.toThrow(/larger than 5 MB/);
    expect(() => loadText("a".repeat(5_000_001), "x.yaml")).toThrow(UsageError);
  });
});

describe("files", () => {
  test("YAML and JSON by name", async () => {
    const yaml = await load(file("good.yaml", GOOD));
    const json = await load(file("good.json", JSON.stringify(yaml.input)));
    expect(json.input).toEqual(yaml.input);
    expect(json.locate(["seed"])).toMatchObject({ line: 1 });
  });

  test.each([
    ["missing.yaml", /cannot read .*missing.yaml: there is no such file/],
    [".", /cannot read .*: it is a folder/],
  ])("%s", async (name, message) => {
    await expect(load(join(folder, name))).rejects.toThrow(UsageError);
    await expect(load(join(folder, name))).rejects.toThrow(message);
  });

  test("bytes that are not UTF-8 are placed", async () => {
    const error = await load(file("latin.yaml", Buffer.from("a: 1\nb: caf\xe9\n", "latin1"))).catch((e: unknown) => e);
    expect(error).toBeInstanceOf(ScenarioError);
    expect((error as ScenarioError).issues[0].location).toMatchObject({ line: 2, column: 7 });
    await expect(load(file("wide.yaml", Buffer.from("\uFEFFa: 1", "utf16le")))).rejects.toThrow(
      /UTF-16; save it as UTF-8/,
    );
  });

  test.each([
    ["default.ts", "interface A { n: number }\nconst a: A = { n: 1 };\nexport default a;", { n: 1 }],
    ["named.mts", "export const scenario = { n: 2 } as const;", { n: 2 }],
    ["module.mjs", "export default { n: 3 };", { n: 3 }],
    ["common.cjs", "module.exports = { scenario: { n: 4 } };", { n: 4 }],
  ])("%s", async (name, text, input) => expect((await load(file(name, text))).input).toEqual(input));

  test("a module brings its own catalog", async () => {
    const path = file("own.ts", "export const catalog = { signals: { mine: 1 } };\nexport default {};");
    expect((await load(path)).catalog).toEqual({ signals: { mine: 1 } });
  });

  test.each([
    ["throws.ts", "throw new Error('broken')", /cannot run .*throws.ts: broken/],
    ["syntax.ts", "export default {", /cannot run/],
    ["empty.ts", "export const x = 1;", /exports no scenario/],
    ["import.ts", "import './nowhere.ts'; export default {}", /cannot run/],
    ["nowhere.mjs/", "", /cannot/],
  ])("%s is refused", async (name, text, message) => {
    const path = name.endsWith("/") ? join(folder, name) : file(name, text);
    await expect(load(path)).rejects.toThrow(UsageError);
    await expect(load(path)).rejects.toThrow(message);
  });
});

describe("locate", () => {
  const { locate } = loadText("a: 1\nb:\n  - x\n  - {c: two}\nd: &d\n  e: 5\nf: *d\ng:\n", "x.yaml");
  test.each([
    [["a"], false, "1:4+1"],
    [["a"], true, "1:1+1"],
    [["b", 0], false, "3:5+1"],
    [["b", 1, "c"], false, "4:9+3"],
    [["b", 1, "c"], true, "4:6+1"],
    [["b", 1, "missing"], false, "4:5+8"],
    [["b", 7], false, "2:1+1"],
    [["d", "e"], false, "6:6+1"],
    [["f", "e"], false, "6:6+1"],
    [["f"], false, "7:4+2"],
    [["g", "x", "y"], false, "8:1+1"],
    [["missing"], false, "1:1+4"],
    [[], false, "1:1+4"],
  ])("%j %s", (path, key, expected) => {
    const { line, column, length } = locate(path, key)!;
    expect(`${line}:${column}+${length}`).toBe(expected);
  });
});
