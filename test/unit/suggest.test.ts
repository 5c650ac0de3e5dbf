import { expect, test } from "vitest";
import { suggest } from "../../src/core/suggest.ts";

const names = ["sine", "cosine", "sawtooth", "triangle", "walk", "constant"];

test.each([
  ["sinne", "sine"],
  ["isne", "sine"],
  ["Sine", "sine"],
  ["cosin", "cosine"],
  ["sawtoth", "sawtooth"],
  ["trianlge", "triangle"],
  ["wlak", "walk"],
])("%s means %s", (word, meant) => expect(suggest(word, names)).toBe(meant));

test.each(["", "x", "zzzz", "temperature", "s".repeat(100_000)])("%.10s resembles none", (word) =>
  expect(suggest(word, names)).toBeUndefined(),
);

test("a single letter is not turned into another", () => expect(suggest("q", ["a", "b"])).toBeUndefined());
