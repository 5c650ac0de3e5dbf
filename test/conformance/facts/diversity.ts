import { integer, seedKey } from "../../../src/core/random.ts";
import { HOUR, mean, power } from "../homes.ts";
import { type Fact, fact } from "./fact.ts";

/** 100 homes by the half-hour over a year: how the peak per home falls as homes are added up. */
const HOMES = 100;
const COUNT = 365 * 48;

const largest = (watts: Float64Array) => watts.reduce((a, b) => Math.max(a, b), 0);

/** `size` homes drawn without repetition. */
function subset(size: number, draw: number): number[] {
  const members = new Set<number>();
  for (let n = 0; members.size < size; n++) members.add(integer(seedKey(draw), n, HOMES));
  return [...members];
}

/** Sizes 2 to 10: ten homes of Australia; 30: CREST and StROBE; 100: a + (1 - a) / sqrt(n) with a = 0.07 to 0.1. */
const COINCIDENCE: [size: number, expected: number, draws: number][] = [
  [2, 0.71, 60],
  [5, 0.46, 40],
  [10, 0.37, 25],
  [30, 0.25, 10],
  [100, 0.18, 1],
];

export function diversityFacts(): Fact[] {
  const homes = Array.from({ length: HOMES }, (_, home) => power(home, Date.UTC(2023, 0, 1), HOUR / 2, COUNT));
  const peaks = homes.map(largest);
  const peakOf = (members: readonly number[]) => {
    const sum = new Float64Array(COUNT);
    for (const home of members) for (let i = 0; i < COUNT; i++) sum[i] += homes[home][i];
    return largest(sum);
  };
  /** Peak of the sum over the sum of the peaks: mean over subsets. */
  const coincidence = (size: number, draws: number) =>
    mean(
      Array.from({ length: draws }, (_, draw) => {
        const members = subset(size, draw);
        return peakOf(members) / members.reduce((sum, home) => sum + peaks[home], 0);
      }),
    );
  const all = peakOf(homes.map((_, home) => home)) / HOMES / 1000;
  return [
    ...COINCIDENCE.map(([size, expected, draws]) =>
      fact(
        `coincidence of ${size} homes, 30 min`,
        `${expected} +-0.06`,
        coincidence(size, draws),
        expected - 0.06,
        expected + 0.06,
      ),
    ),
    fact("peak of 100 homes, 30 min, kW each", "0.9-1.8", all, 0.9, 1.8),
  ];
}
