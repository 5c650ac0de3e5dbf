import { describe, expect, test } from "vitest";
import { inverseNormal } from "../../src/core/numeric.ts";
import {
  addNormal,
  addUniform,
  BLOCK,
  derive,
  fork,
  hash,
  join,
  type Key,
  seedKey,
  uniform,
  words,
} from "../../src/core/random.ts";
import { avalanche, battery, chiSquare, failures } from "./battery.ts";

const N = 1 << 18;
const seed = seedKey(1);
const signal = derive(derive(derive(seed, "metric"), "load"), "0");
const entities = derive(seed, "entity");
const idKey = (entity: number): Key => derive(entities, `E${String(entity).padStart(6, "0")}`);
const seriesKey = (entity: number): Key => join({ a: 0, b: 0 }, signal, idKey(entity));

/** Fills N words from a function of the index. */
function filled(word: (i: number) => number): Int32Array {
  return Int32Array.from({ length: N }, (_, i) => word(i));
}

/** `width` series side by side, tick by tick. */
function interleaved(width: number, fill: (column: Int32Array, series: number) => void): Int32Array {
  const out = new Int32Array(N);
  const column = new Int32Array(N / width);
  for (let series = 0; series < width; series++) {
    fill(column, series);
    for (let i = 0; i < column.length; i++) out[i * width + series] = column[i];
  }
  return out;
}

/** Series one after another, each a run that crosses borders of blocks. */
function consecutive(keyOf: (series: number) => Key, run: number, from: number): Int32Array {
  const out = new Int32Array(N);
  for (let at = 0; at < N; at += run) words(out.subarray(at), keyOf(at / run), from, Math.min(run, N - at));
  return out;
}

/** The lower 32 of the 53 bits of a uniform. */
const lowBits = (u: number) => ((u * 9007199254740992) % 4294967296) | 0;

const one = new Int32Array(1);
const first = (key: Key, position: number) => {
  words(one, key, position, 1);
  return one[0];
};

const streams: Record<string, () => Int32Array> = {
  "runs of one series after another": () => consecutive(seriesKey, 8192, BLOCK - 1000),
  "one long series": () => consecutive(seriesKey, N, -N / 2),
  "1024 neighbouring entities tick by tick": () =>
    interleaved(1024, (column, e) => words(column, seriesKey(e), 0, column.length)),
  "16 neighbouring metrics tick by tick": () =>
    interleaved(16, (column, m) =>
      words(column, join({ a: 0, b: 0 }, derive(derive(seed, "metric"), `m${m}`), idKey(0)), 0, column.length),
    ),
  "the first tick of neighbouring entities": () => filled((e) => first(seriesKey(e), 0)),
  "the same offset of consecutive blocks": () => filled((block) => first(seriesKey(3), block * BLOCK + 17)),
  "the first words of neighbouring seeds": () =>
    filled((s) => first(join({ a: 0, b: 0 }, derive(seedKey(s), "x"), idKey(0)), 0)),
  "keys of names, upper half": () => filled((e) => idKey(e).a),
  "keys of names, lower half": () => filled((e) => idKey(e).b),
  "keys of positions, upper half": () => filled((n) => fork(signal, n).a),
  "keys of positions, lower half": () => filled((n) => fork(signal, n - N / 2).b),
  "keys of keys": () => filled((e) => seriesKey(e).b),
  "single uniforms, upper bits": () => filled((n) => (uniform(signal, n) * 4294967296) | 0),
  "single uniforms, lower bits": () => filled((n) => lowBits(uniform(signal, n))),
  "uniforms of each position's own key": () => filled((n) => (uniform(fork(signal, n), n % 3) * 4294967296) | 0),
  "runs of uniforms, lower bits": () => {
    const out = new Float64Array(N);
    addUniform(out, seriesKey(5), 100, N, 0, 1);
    return Int32Array.from(out, lowBits);
  },
};

describe("words are independent and uniform", () => {
  test.each(Object.keys(streams))("%s", (name) => {
    expect(failures(battery(streams[name]()))).toEqual([]);
  });
});

describe("normals", () => {
  const run = 65536;
  const series = Array.from({ length: 24 }, (_, e) => {
    const out = new Float64Array(run);
    addNormal(out, seriesKey(e), -1000, run, 0, 1);
    return out;
  });

  test("fill 1024 equally likely cells alike", () => {
    const bounds = Float64Array.from({ length: 1023 }, (_, i) => inverseNormal((i + 1) / 1024));
    const counts = new Float64Array(1024);
    for (const out of series)
      for (const z of out) {
        let cell = 0;
        for (let step = 512; step >= 1; step /= 2) if (z > bounds[cell + step - 1]) cell += step;
        counts[cell]++;
      }
    expect(failures([{ test: "cells", z: chiSquare(counts, (24 * run) / 1024), of: 1 }])).toEqual([]);
  });

  test("of neighbouring entities are not correlated", () => {
    const findings = [0, 1, 2, 256].flatMap((lag) =>
      series.slice(1).map((out, e) => {
        let sum = 0;
        for (let i = lag; i < run; i++) sum += out[i] * series[e][i - lag];
        return { test: `lag ${lag}`, z: sum / Math.sqrt(run - lag), of: 4 * 23 };
      }),
    );
    expect(failures(findings)).toEqual([]);
  });
});

describe("keys", () => {
  const trials = 1000;
  const sample = Array.from({ length: trials }, (_, i) => fork(seed, i));
  const change = (x: Key, y: Key) => [x.a ^ y.a, x.b ^ y.b] as const;
  const flip = ({ a, b }: Key, bit: number): Key =>
    bit < 32 ? { a: a ^ (1 << bit), b } : { a, b: b ^ (1 << (bit - 32)) };

  test("change in every bit, half of the time, for one bit of what they are made of", () => {
    const other = (i: number) => sample[(i + 1) % trials];
    const joined = (key: Key, by: Key) => join({ a: 0, b: 0 }, key, by);
    const found = [
      avalanche(64, trials, (i, bit) => change(joined(sample[i], other(i)), joined(flip(sample[i], bit), other(i)))),
      avalanche(64, trials, (i, bit) => change(joined(other(i), sample[i]), joined(other(i), flip(sample[i], bit)))),
      avalanche(20, trials, (i, bit) => change(fork(sample[i], i), fork(sample[i], i ^ (1 << bit)))),
      avalanche(20, trials, (i, bit) => change(derive(seedKey(i), "load"), derive(seedKey(i ^ (1 << bit)), "load"))),
      avalanche(20, trials, (i, at) =>
        change(derive(sample[i], "x".repeat(20)), derive(sample[i], `${"x".repeat(at)}y${"x".repeat(19 - at)}`)),
      ),
      avalanche(20, trials, (i, length) =>
        change(derive(sample[i], "0".repeat(length)), derive(sample[i], "0".repeat(length + 1))),
      ),
    ];
    expect(failures(found)).toEqual([]);
  });

  test("of a million names are distinct, and their halves repeat as often as chance has it", () => {
    const n = 1 << 20;
    const whole = new Float64Array(n);
    const halves = [new Int32Array(n), new Int32Array(n)];
    for (let e = 0; e < n; e++) {
      const { a, b } = idKey(e);
      whole[e] = (a >>> 0) * 2097152 + (b >>> 11);
      halves[0][e] = a;
      halves[1][e] = b;
    }
    const repeated = (values: Float64Array | Int32Array) => {
      values.sort();
      let count = 0;
      for (let i = 1; i < n; i++) count += values[i] === values[i - 1] ? 1 : 0;
      return count;
    };
    expect(repeated(whole)).toBe(0);
    // Poisson with mean n^2 / 2^33 = 128
    const findings = halves.map((half) => ({ test: "repeats", z: (repeated(half) - 128) / Math.sqrt(128), of: 2 }));
    expect(failures(findings)).toEqual([]);
  });
});

describe("the battery notices", () => {
  const sound = streams["one long series"];
  const broken: Record<string, () => Int32Array> = {
    "entity numbers used as keys": () =>
      interleaved(1024, (column, e) => column.set(column.map((_, i) => hash(e, 0, i)))),
    "the low bits of a linear congruential generator": () => {
      let x = 1;
      return filled(() => (x = (Math.imul(x, 1664525) + 1013904223) | 0));
    },
    "a bit that never changes": () => sound().map((word) => word | 128),
    "a bit that is 1 in 51 of 100 cases": () => sound().map((word, i) => (i % 50 === 0 ? word | 1 : word)),
    "blocks that share a key": () => filled((i) => hash(seed.a, seed.b, i % BLOCK)),
    "a counter": () => filled((i) => i),
    "words that repeat every other time": () => sound().map((_, i, all) => all[i - (i % 2)]),
    "purposes told apart by a small offset of the key": () =>
      interleaved(2, (column, s) => column.set(column.map((_, i) => hash(seed.a + s, seed.b, i)))),
  };
  test.each(Object.keys(broken))("%s", (name) => {
    expect(failures(battery(broken[name]())).length).toBeGreaterThan(0);
  });

  test("a key that ignores a bit, and names that are only summed", () => {
    const ignoring = (key: Key) => fork({ a: key.a & ~1, b: key.b }, 0);
    const blind = avalanche(1, 1000, (i) => {
      const key = fork(seed, i);
      const [x, y] = [ignoring(key), ignoring({ a: key.a ^ 1, b: key.b })];
      return [x.a ^ y.a, x.b ^ y.b];
    });
    const summed = avalanche(1, 1000, (i) => [(i * 7) ^ (i * 7 + 1), 0]);
    expect(failures([blind, summed]).length).toBe(2);
  });
});
