import { expect, test } from "vitest";
import { isPlain, readSetting } from "../../src/cli/set-value.ts";
import { readSource } from "../../src/engine/source-tree.ts";

const TEXTS = [
  "uniform",
  "x",
  "a-b_c1",
  "yes",
  "no",
  "on",
  "y",
  "nan",
  "inf",
  "e5",
  "null",
  "true",
  "false",
  "0x1",
  "1e5",
];
const OTHERS = ["5", "-", "~", "True", "a b", "a: b", "[a]", "{ a: 1 }", "a #b", "&a", "'a'", "2h", "a,b"];

test.each([...TEXTS, ...OTHERS])("the value %s is what YAML makes of it", (text) => {
  expect(readSetting(`path=${text}`).value).toEqual(readSource(text, "x", "YAML").input);
  if (isPlain(text)) expect(readSource(text, "x", "YAML").input).toBe(text);
});

test("words are told without a parser, all else is left to it", () => {
  expect(["uniform", "a-b_c1", "no"].every(isPlain)).toBe(true);
  expect(["null", "true", "false", "5", "2h", "A", "a b", "[a]"].some(isPlain)).toBe(false);
});
