import { expect, test } from "vitest";
import { type Issue, ScenarioError } from "../../src/core/error.ts";
import { check } from "../../src/engine/check.ts";
import { formatIssues } from "../../src/engine/format-issues.ts";
import { loadText } from "../../src/engine/load.ts";
import { catalogs } from "./small-catalog.ts";

function explain(text: string): string {
  const { input, locate } = loadText(text, "x.yaml");
  try {
    check(input, catalogs);
  } catch (error) {
    return formatIssues(error as ScenarioError, locate);
  }
  return "";
}

test("place, message, frame and hint, in the order of the file", () => {
  expect(explain("name: x\nmetrics:\n  load:\n    signals:\n      - sinne: {}\nseed: -1\n")).toBe(`\
x.yaml:5:9 metrics.load.signals[0].sinne: unknown signal \`sinne\`; known: constant, sine and both
  4 |     signals:
  5 |       - sinne: {}
    |         ^^^^^
  6 | seed: -1
  did you mean sine?

x.yaml:6:7 seed: expected a number of at least 0; found -1
  5 |       - sinne: {}
  6 | seed: -1
    |       ^^
  7 |`);
});

test("without a file the path is shown", () => {
  const error = new ScenarioError([
    { path: ["metrics", "load", "signals", 0], message: "no" },
    { path: [], message: "nothing" },
  ]);
  expect(formatIssues(error)).toBe("metrics.load.signals[0] no\n\nscenario nothing");
});

test("a long line is cut around the caret", () => {
  const text = `name: x\nmetrics: {${Array.from({ length: 40 }, (_, i) => `m${i}: {signals: [{constant: {value: 1}}]}`).join(", ")}, bad: 5}\n`;
  const [, , line, caret] = explain(text).split("\n");
  expect(line.length).toBeLessThan(112);
  expect(line[caret.indexOf("^")]).toBe("5");
  expect(line).toContain("…");
});

test("a long value is marked as far as the line is shown", () => {
  const [, , , caret] = explain(`metrics: {}\nname: "${"a b".repeat(100)}"\n`).split("\n");
  expect(caret.length).toBeLessThan(112);
});

test("nothing in a scenario steers the terminal", () => {
  const bad = "\x1b[31m\x07\x9b2J\u202e\u2066\u200b\ufeff\r";
  const location = { file: `f${bad}.yaml`, line: 1, column: 1, source: `${bad}a: 1` };
  const issues: Issue[] = [{ path: [bad], message: `m ${bad}`, suggestion: bad, location }];
  const out = formatIssues(new ScenarioError(issues));
  expect(out).toMatch(/^(?:\n|[^\p{Cc}\p{Cf}])+$/u);
  expect(out).toContain("␛[31m");
});

test("pairs of surrogates stay whole, halves are marked", () => {
  expect(formatIssues(new ScenarioError([{ path: [], message: "😀 \ud83d \ude00" }]))).toBe(
    "scenario 😀 \ufffd \ufffd",
  );
});

test("doubles are shown once, and 50 at most", () => {
  const issues = Array.from({ length: 130 }, (_, i): Issue => ({ path: ["metrics", `m${i % 65}`], message: "no" }));
  const parts = formatIssues(new ScenarioError(issues)).split("\n\n");
  expect(parts).toHaveLength(51);
  expect(parts[50]).toBe("and 15 more");
});

test("parts can be painted", () => {
  const { input, locate } = loadText("name: x\nsed: 1\nmetrics: {}\n", "x.yaml");
  const parts = new Set<string>();
  try {
    check(input, catalogs);
  } catch (error) {
    const painted = formatIssues(error as ScenarioError, locate, {
      paint: (text, part) => {
        parts.add(part);
        return `<${text}>`;
      },
    });
    expect(painted).toContain("<^^^>");
  }
  expect([...parts].sort()).toEqual(["frame", "hint", "mark", "message", "place"]);
});
