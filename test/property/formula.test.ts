import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import { FormulaError, LONGEST_FORMULA, parseFormula } from "../../src/core/formula.ts";

const ROW: Record<string, number> = { a: 6, b: 2, "x-y": 5, "load.1": 0.5, zero: 0 };

function value(text: string): number {
  const { names, evaluate } = parseFormula(text);
  return evaluate(
    names.map((name) => [ROW[name]]),
    0,
  );
}

test.each([
  ["1 + 2 * 3", 7],
  ["(1 + 2) * 3", 9],
  ["10 - 4 - 3", 3],
  ["24 / 4 / 2", 3],
  ["-a + b", -4],
  ["2 - -b", 4],
  ["- - 2", 2],
  ["-(a - b) * 2", -8],
  ["a * b / 4 + `x-y` - load.1", 7.5],
  [".5e1 + 1.", 6],
  ["a < b", 0],
  ["a - 4 == b", 1],
  ["1 + 1 <= b != 0", 1],
  ["if(zero != 0, a / zero, 100)", 100],
  ["if(a > b, a, b) + if(0, 1, 2)", 8],
  ["min(a, b, -1) + max(1, 2, 3, 4)", 3],
  ["abs(-3) + floor(2.9) + sqrt(16)", 9],
  ["a/zero", Number.POSITIVE_INFINITY],
])("%s is %d", (text, expected) => {
  expect(value(text)).toBe(expected);
});

test("exp and log are ours", () => {
  expect(value("log(exp(3.5))")).toBeCloseTo(3.5, 12);
});

test.each([
  ["", 1, "expected a number, a metric or `(`, found the end"],
  ["a +", 4, "found the end"],
  ["a b", 3, "expected an operator or the end, found `b`"],
  ["2a", 2, "found `a`"],
  ["(a", 3, "expected an operator or `)`"],
  ["a)", 2, "found `)`"],
  ["a + $", 5, 'found "$"'],
  ["a ** b", 4, "found `*`"],
  ["a = b", 3, 'found "="'],
  ["sin(a)", 1, "no function `sin`"],
  ["mim(a, b)", 1, "did you mean min?"],
  ["max(a)", 1, "takes 2 to 100 values, found 1"],
  ["1 + if(a, b)", 5, "takes 3 values, found 2"],
  ["sqrt()", 6, "found `)`"],
  ["a; process.exit()", 2, 'found ";"'],
  ["1e999", 1, "expected a smaller number"],
  ["constructor(1)", 1, "no function `constructor`"],
  ["`a", 1, 'found "`"'],
  ["(".repeat(60), 51, "more than 50 levels deep"],
  ["-".repeat(60), 51, "more than 50 levels deep"],
  ["1".repeat(LONGEST_FORMULA + 1), LONGEST_FORMULA + 1, "longer than"],
])("%s is refused at character %d", (text, column, message) => {
  let found: FormulaError | undefined;
  try {
    parseFormula(text);
  } catch (error) {
    found = error as FormulaError;
  }
  expect(found).toBeInstanceOf(FormulaError);
  expect(found!.message).toContain(message);
  expect(found!.column).toBe(column);
});

interface Tree {
  text: string;
  value: number;
}

const leaf: fc.Arbitrary<Tree> = fc.oneof(
  fc.constantFrom("a", "b", "load.1", "zero").map((name) => ({ text: name, value: ROW[name] })),
  fc.integer({ min: 0, max: 99 }).map((n) => ({ text: `${n}`, value: n })),
);
const { tree } = fc.letrec<{ tree: Tree }>((tie) => ({
  tree: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    leaf,
    fc.tuple(fc.constantFrom("+", "-", "*", "/", "<", ">="), tie("tree"), tie("tree")).map(([op, x, y]) => ({
      text: `(${x.text} ${op}${y.text})`,
      value: {
        "+": x.value + y.value,
        "-": x.value - y.value,
        "*": x.value * y.value,
        "/": x.value / y.value,
        "<": +(x.value < y.value),
        ">=": +(x.value >= y.value),
      }[op]!,
    })),
    tie("tree").map((x) => ({ text: `-abs(${x.text})`, value: -Math.abs(x.value) })),
  ),
}));

describe("the parser", () => {
  it("gives made formulas the value they were made with", () => {
    fc.assert(
      fc.property(tree, ({ text, value: expected }) => {
        fc.pre(text.length <= LONGEST_FORMULA);
        let found: number;
        try {
          found = value(text);
        } catch (error) {
          expect((error as Error).message).toContain("levels deep");
          return;
        }
        expect(found).toBe(expected);
      }),
      { seed: 1, numRuns: 500 },
    );
  });

  it("throws nothing but its own error, whatever it is given", () => {
    const tokens = fc.constantFrom(
      ..."a b 1 2.5 .5e3 + - * / ( ) , < <= == != > if min max log `x-y` ` é . = 1e99999 \n".split(" "),
    );
    const soup = fc.array(tokens, { maxLength: 200 }).map((parts) => parts.join(" "));
    fc.assert(
      fc.property(
        fc.oneof(
          soup,
          fc.string({ maxLength: 300, unit: "binary" }),
          fc.string({ unit: fc.constantFrom(..."(-a)1*,") }),
        ),
        (text) => {
          try {
            parseFormula(text);
          } catch (error) {
            expect(error).toBeInstanceOf(FormulaError);
            expect((error as FormulaError).column).toBeGreaterThanOrEqual(1);
            expect((error as FormulaError).column).toBeLessThanOrEqual(text.length + 1);
          }
        },
      ),
      { seed: 1, numRuns: 3000 },
    );
  });
});
