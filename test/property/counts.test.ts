import { describe, expect, it } from "vitest";
import { countLaw, countOf, LARGEST_COUNT } from "../../src/core/counts.ts";
import { derive, seedKey, uniform } from "../../src/core/random.ts";
import { binomialLaw, type Law, poissonLaw } from "./laws.ts";

const poisson = (mean: number) => countLaw(Math.floor(mean), Infinity, (k) => mean / (k + 1));
const binomial = (n: number, p: number) =>
  countLaw(Math.floor((n + 1) * p), n, (k) => ((n - k) * p) / ((k + 1) * (1 - p)));

const laws: [name: string, table: ReturnType<typeof countLaw>, law: Law][] = [
  ["poisson 0.3", poisson(0.3), poissonLaw(0.3)],
  ["poisson 4.5", poisson(4.5), poissonLaw(4.5)],
  ["poisson 800", poisson(800), poissonLaw(800)],
  ["binomial 40 of 0.2", binomial(40, 0.2), binomialLaw(40, 0.2)],
  ["binomial 5000 of 0.999", binomial(5000, 0.999), binomialLaw(5000, 0.999)],
];

describe("the table of a law of counts", () => {
  it.each(laws)("%s is its distribution function, as far as a uniform can find", (_, table, law) => {
    // the incomplete functions that it is compared with err by about 1e-12
    table.sums.forEach((sum, i) => {
      expect(Math.abs(sum - law(table.first + i))).toBeLessThan(1e-11);
    });
    const [least, greatest] = [table.first, table.first + table.sums.length - 1];
    expect(least === 0 || law(least - 1) < 1.2e-16).toBe(true);
    expect(table.sums.at(-1)).toBe(1);
    expect(1 - law(greatest)).toBeLessThan(1e-11);
  });

  it.each(laws)("%s gives the number whose sum first exceeds u", (_, table) => {
    const key = derive(seedKey(1), "u");
    const us = [0, 1 - 1.1102230246251565e-16, ...Array.from({ length: 5000 }, (_, n) => uniform(key, n))];
    const expected = us.map((u) => table.first + table.sums.findIndex((sum) => sum > u));
    expect(us.map((u) => countOf(table, u))).toEqual(expected);
  });

  it("has one number where there is no chance", () => {
    for (const u of [0, 0.5, 0.999]) {
      expect(countOf(poisson(0), u)).toBe(0);
      expect(countOf(binomial(7, 0), u)).toBe(0);
      expect(
        countOf(
          countLaw(7, 7, () => Infinity),
          u,
        ),
      ).toBe(7);
    }
  });

  it("is no number out of range, and not a table that fills the memory", () => {
    for (const mode of [NaN, -1, LARGEST_COUNT + 1, Infinity])
      expect(
        countOf(
          countLaw(mode, Infinity, () => 1),
          0.5,
        ),
      ).toBe(NaN);
  });
});
