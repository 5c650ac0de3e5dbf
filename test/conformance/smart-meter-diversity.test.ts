import { describe, expect, test } from "vitest";
import { integer, seedKey } from "../../src/core/random.ts";
import { HOUR, mean, power } from "./homes.ts";

/** 100 homes by the half-hour over a year: how the peak per home falls as homes are added up. */
const HOMES = 100;
const COUNT = 365 * 48;
const homes = Array.from({ length: HOMES }, (_, home) => power(home, Date.UTC(2023, 0, 1), HOUR / 2, COUNT));
const peaks = homes.map((watts) => watts.reduce((a, b) => Math.max(a, b), 0));

function peakOf(members: readonly number[]): number {
  const sum = new Float64Array(COUNT);
  for (const home of members) for (let i = 0; i < COUNT; i++) sum[i] += homes[home][i];
  return sum.reduce((a, b) => Math.max(a, b), 0);
}

/** `size` homes drawn without repetition. */
function subset(size: number, draw: number): number[] {
  const members = new Set<number>();
  for (let n = 0; members.size < size; n++) members.add(integer(seedKey(draw), n, HOMES));
  return [...members];
}

/** Peak of the sum over the sum of the peaks: mean over subsets. */
function coincidence(size: number, draws: number): number {
  return mean(
    Array.from({ length: draws }, (_, draw) => {
      const members = subset(size, draw);
      return peakOf(members) / members.reduce((sum, home) => sum + peaks[home], 0);
    }),
  );
}

describe("diversity of homes, 30 min", () => {
  // sizes 2 to 10: ten homes of Australia; 30: CREST and StROBE; 100: a + (1 - a) / sqrt(n) with a = 0.07 to 0.1
  test.each([
    [2, 0.71, 60],
    [5, 0.46, 40],
    [10, 0.37, 25],
    [30, 0.25, 10],
    [100, 0.18, 1],
  ])("coincidence of %i homes is %f within 0.06", (size, expected, draws) => {
    expect(Math.abs(coincidence(size, draws) - expected)).toBeLessThanOrEqual(0.06);
  });

  test("100 homes peak at 0.9 to 1.8 kW each", () => {
    const kilowatts = peakOf(homes.map((_, home) => home)) / HOMES / 1000;
    expect(kilowatts).toBeGreaterThanOrEqual(0.9);
    expect(kilowatts).toBeLessThanOrEqual(1.8);
  });
});
