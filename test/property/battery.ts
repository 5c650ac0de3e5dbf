import { inverseNormal } from "../../src/core/numeric.ts";

/** One statistic, as a standard normal deviate: the largest of `of` that were looked at. */
export interface Finding {
  test: string;
  z: number;
  of: number;
}

/** Chance that a perfect generator exceeds the bound of a finding. */
const CHANCE = 1e-6;

/** Findings that a perfect generator would show with a chance below 1e-6 each. */
export function failures(findings: readonly Finding[]): Finding[] {
  return findings.filter(({ z, of }) => !(Math.abs(z) < -inverseNormal(CHANCE / 2 / of)));
}

/** Wilson and Hilferty's normal deviate of a chi-square statistic. */
function chiDeviate(chi: number, freedom: number): number {
  const spread = 2 / (9 * freedom);
  return (Math.cbrt(chi / freedom) - (1 - spread)) / Math.sqrt(spread);
}

export function chiSquare(counts: ArrayLike<number>, expected: number): number {
  let chi = 0;
  for (let i = 0; i < counts.length; i++) chi += ((counts[i] - expected) * (counts[i] - expected)) / expected;
  return chiDeviate(chi, counts.length - 1);
}

function largest(deviates: ArrayLike<number>): number {
  let worst = 0;
  for (let i = 0; i < deviates.length; i++) if (!(Math.abs(deviates[i]) <= Math.abs(worst))) worst = deviates[i];
  return worst;
}

/** Each of the four bytes of the words takes its 256 values alike. */
function bytes(words: Int32Array): Finding {
  const deviates = [0, 8, 16, 24].map((shift) => {
    const counts = new Float64Array(256);
    for (const word of words) counts[(word >>> shift) & 255]++;
    return chiSquare(counts, words.length / 256);
  });
  return { test: "bytes", z: largest(deviates), of: 4 };
}

/** Pairs of bytes of neighbouring words, the high ones and the low ones, take their 65536 values alike. */
function pairs(words: Int32Array): Finding {
  const deviates = [0, 24].map((shift) => {
    const counts = new Float64Array(65536);
    for (let i = 1; i < words.length; i += 2)
      counts[((words[i - 1] >>> shift) & 255) * 256 + ((words[i] >>> shift) & 255)]++;
    return chiSquare(counts, Math.floor(words.length / 2) / 65536);
  });
  return { test: "pairs", z: largest(deviates), of: 2 };
}

function bitDeviates(counts: Float64Array, n: number): number {
  return largest(counts.map((ones) => (ones - n / 2) / Math.sqrt(n / 4)));
}

/** Each bit is 1 half of the time. */
function balance(words: Int32Array): Finding {
  const counts = new Float64Array(32);
  for (const word of words) for (let bit = 0; bit < 32; bit++) counts[bit] += (word >>> bit) & 1;
  return { test: "bit balance", z: bitDeviates(counts, words.length), of: 32 };
}

const LAGS = [1, 2, 16, 1024, 4096];

/** Each bit differs from itself some words before half of the time. */
function bitCorrelation(words: Int32Array): Finding {
  const deviates = LAGS.map((lag) => {
    const counts = new Float64Array(32);
    for (let i = lag; i < words.length; i++) {
      const changed = words[i] ^ words[i - lag];
      for (let bit = 0; bit < 32; bit++) counts[bit] += (changed >>> bit) & 1;
    }
    return bitDeviates(counts, words.length - lag);
  });
  return { test: "bit correlation", z: largest(deviates), of: 32 * LAGS.length };
}

/** Words as uniforms are not correlated with those some words before. */
function serial(words: Int32Array): Finding {
  const deviates = LAGS.map((lag) => {
    let sum = 0;
    for (let i = lag; i < words.length; i++) sum += (words[i] + 0.5) * (words[i - lag] + 0.5);
    return ((sum / 2 ** 64) * 12) / Math.sqrt(words.length - lag);
  });
  return { test: "serial correlation", z: largest(deviates), of: LAGS.length };
}

/** Runs above and below the middle, and runs up and down. Sources: Wald and Wolfowitz 1940; Levene and Wolfowitz 1944. */
function runs(words: Int32Array): Finding {
  const n = words.length;
  let sides = 0;
  let turns = 0;
  for (let i = 1; i < n; i++) {
    sides += words[i] < 0 !== words[i - 1] < 0 ? 1 : 0;
    if (i > 1) turns += words[i] > words[i - 1] !== words[i - 1] > words[i - 2] ? 1 : 0;
  }
  const crossing = (sides - (n - 1) / 2) / Math.sqrt((n - 1) / 4);
  const turning = (turns + 1 - (2 * n - 1) / 3) / Math.sqrt((16 * n - 29) / 90);
  return { test: "runs", z: largest([crossing, turning]), of: 2 };
}

/**
 * Equal spacings among 4096 sorted words, of the words and of the words with their bytes reversed: Poisson with mean
 * 4096^3 / 2^34 = 4 in each group. Source: Marsaglia and Tsang, Some Difficult-to-pass Tests of Randomness, 2002.
 */
function birthdays(words: Int32Array): Finding {
  const size = 4096;
  const swapped = words.map((w) => (w << 24) | ((w << 8) & 0xff0000) | ((w >>> 8) & 0xff00) | (w >>> 24));
  const deviates = [words, swapped].map((source) => {
    let equal = 0;
    let groups = 0;
    for (let at = 0; at + size <= source.length; at += size, groups++) {
      const days = Uint32Array.from(source.subarray(at, at + size), (w) => w >>> 0).sort();
      for (let i = size - 1; i > 0; i--) days[i] -= days[i - 1];
      const spacings = days.subarray(1).sort();
      for (let i = 1; i < spacings.length; i++) equal += spacings[i] === spacings[i - 1] ? 1 : 0;
    }
    return (equal - 4 * groups) / Math.sqrt(4 * groups);
  });
  return { test: "birthday spacings", z: largest(deviates), of: 2 };
}

/** What the battery finds in words that should be independent and uniform; at least 2^18 of them. */
export function battery(words: Int32Array): Finding[] {
  return [bytes, pairs, balance, bitCorrelation, serial, runs, birthdays].map((test) => test(words));
}

/**
 * Flips each of `bits` inputs over `trials` cases: each of the 64 bits of the resulting key must change half of the
 * time, whatever the input. `flipped` returns the changes as two words.
 */
export function avalanche(
  bits: number,
  trials: number,
  flipped: (trial: number, bit: number) => readonly [number, number],
): Finding {
  const deviates = new Float64Array(bits * 64);
  for (let bit = 0; bit < bits; bit++) {
    const counts = new Float64Array(64);
    for (let trial = 0; trial < trials; trial++) {
      const [a, b] = flipped(trial, bit);
      for (let i = 0; i < 32; i++) {
        counts[i] += (a >>> i) & 1;
        counts[32 + i] += (b >>> i) & 1;
      }
    }
    deviates.set(
      counts.map((n) => (n - trials / 2) / Math.sqrt(trials / 4)),
      bit * 64,
    );
  }
  return { test: "avalanche", z: largest(deviates), of: deviates.length };
}
