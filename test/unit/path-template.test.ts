import { describe, expect, test } from "vitest";
import { mayMeet, pathSafe, templateProblem } from "../../src/engine/path-template.ts";

describe("a path template", () => {
  test.each(["x.csv", "{id}", "dt={date}/{tag.region}.{ext}", "a/b/c.d.e", "a..b/c."])("may be %j", (template) => {
    expect(templateProblem(template)).toBeUndefined();
  });
  const leaving = ["../x", "a/../../x", "a/..", "/etc/{id}", "", "a//b", "a/", ".", "./x", "..\\x", "\\x", "a\0b"];
  test.each([...leaving, ".fauxmetry/{id}", ".{tag.x}/y"])("may not be %j", (template) => {
    expect(templateProblem(template)).toBeTypeOf("string");
  });
});

test("a value in a path is one name or part of one, and stays apart from others", () => {
  expect(pathSafe("north 1_a.B,@+=:-ü")).toBe("north 1_a.B,@+=:-ü");
  expect(pathSafe("50%/h!\n")).toBe("50%25%2Fh%21%0A");
  expect(pathSafe("€")).toBe("%E2%82%AC");
  const odd = ["", ".", "..", ".a", "%2Ea", "a/b", "a%2Fb", "\\", "\0", "\ud800", "\ud801", "\ufffd", "%uD800", "*"];
  const shown = odd.map(pathSafe);
  expect(new Set(shown).size).toBe(odd.length);
  for (const name of shown) expect(name).toMatch(/^[^./\\\0][^/\\\0]*$/);
});

test("templates may meet unless what stands first or last keeps them apart", () => {
  for (const [a, b] of [
    ["{date}.csv", "2024-01-01.csv"],
    ["{date}.csv", "{id}.csv"],
    ["a/{id}.csv", "a/{date}/x.csv"],
    ["x.csv", "x.csv"],
  ] as const)
    expect([a, b, mayMeet(a, b) && mayMeet(b, a)]).toEqual([a, b, true]);
  for (const [a, b] of [
    ["readings.csv", "labels.csv"],
    ["readings/{date}.csv", "labels/{date}.csv"],
    ["{date}.csv", "{date}.json"],
    ["{date}.csv", "x.json"],
  ] as const)
    expect([a, b, mayMeet(a, b) || mayMeet(b, a)]).toEqual([a, b, false]);
});
