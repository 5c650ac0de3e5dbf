import { describe, expect, it } from "vitest";
import { signals } from "../../src/signals/index.ts";
import { createWorld, type Trial, trySignal } from "../contract/harness.ts";
import { correlation, kolmogorov, normalCdf } from "./statistics.ts";

type Type = keyof typeof signals;

/** A signal of minutes in UTC. */
function trial(type: Type, options: unknown): Trial {
  return trySignal(signals[type], options, createWorld({ zones: ["UTC"] }));
}

/** Compares a day of a signal at the origin, before it, and 10 and 10,000 years later with a formula of t in [0, 1). */
function expectShape(type: Type, options: object, cycle: number, shape: (t: number) => number, error = 1e-12): void {
  const signal = trial(type, options);
  const year = 365 * 24 * 60;
  for (const start of [0, -year, 10 * year, 10_000 * year]) {
    const values = signal.fill(0, start, 1440);
    const errors = values.map((v, i) => Math.abs(v - shape(((((start + i) % cycle) + cycle) % cycle) / cycle)));
    expect(Math.max(...errors)).toBeLessThan(error);
  }
}

describe("waves follow their formulas", () => {
  it("pulse has its width and edges, and 0 elsewhere", () => {
    expectShape("pulse", { period: "2h", amplitude: 10, width: "20m", rise: "10m", fall: "40m" }, 120, (t) => {
      const m = t * 120;
      return m < 10 ? m : m < 30 ? 10 : m < 70 ? (10 * (70 - m)) / 40 : 0;
    });
    expect([...trial("pulse", { period: "7m", width: "3m" }).fill(0, 0, 8)]).toEqual([1, 1, 1, 0, 0, 0, 0, 1]);
    expect([...trial("pulse", { period: "3m", width: "3m" }).fill(0, 0, 4)]).toEqual([1, 1, 1, 1]);
    const late = trial("pulse", { period: "4m", width: "1m", phase: -90 });
    expect([...late.fill(0, 0, 5)]).toEqual([0, 1, 0, 0, 0]);
  });

  it("chirp goes from its first to its last frequency", () => {
    const options = { period: "12h", amplitude: 3, from: "2h", to: "30m" };
    // 6 turns a period at first and 24 in the end: 15 on the average, the instantaneous frequency a straight line
    const turns = (t: number) => 6 * t + 9 * t * t;
    expectShape("chirp", options, 720, (t) => 3 * Math.sin(2 * Math.PI * turns(t)), 1e-12);
    const slower = { period: "12h", from: "30m", to: "2h" };
    expectShape("chirp", slower, 720, (t) => Math.sin(2 * Math.PI * (24 * t - 9 * t * t)), 1e-12);
  });

  it("polynomial is that of its coefficients, once or over and over", () => {
    expectShape("polynomial", { coefficients: [1, -2, 0, 5], per: "1h", repeat: "4h" }, 240, (t) => {
      const x = 4 * t;
      return 1 - 2 * x + 5 * x * x * x;
    });
    const once = trial("polynomial", { coefficients: [3, 2, -1], per: "1d" });
    for (const days of [0, 1, -2, 5000]) expect(once.fill(0, days * 1440, 1)[0]).toBe(3 + 2 * days - days * days);
  });

  it("dirichlet is the mean of its cosines", () => {
    for (const harmonics of [1, 7, 40])
      expectShape("dirichlet", { period: "6h", amplitude: 2, harmonics }, 360, (t) => {
        let sum = 1;
        for (let k = 1; k <= harmonics; k++) sum += 2 * Math.cos(2 * Math.PI * k * t);
        return (2 * sum) / (2 * harmonics + 1);
      });
  });
});

describe("mls", () => {
  it.each(Array.from({ length: 19 }, (_, i) => i + 2))(
    "of %d bits shows every pattern of bits but one once",
    (bits) => {
      const length = 2 ** bits - 1;
      const values = trial("mls", { bits, step: "1m" }).fill(0, 0, length + bits - 1);
      const seen = new Uint8Array(length + 1);
      for (let i = 0; i < length; i++) {
        let pattern = 0;
        for (let k = 0; k < bits; k++) pattern = 2 * pattern + (values[i + k] < 0 ? 1 : 0);
        seen[pattern]++;
      }
      expect(seen[0]).toBe(0);
      expect(seen.subarray(1).every((count) => count === 1)).toBe(true);
      // and begins anew at once
      expect([...values.subarray(length)]).toEqual([...values.subarray(0, bits - 1)]);
    },
  );

  it("is like itself only when it is not shifted", () => {
    const values = trial("mls", { bits: 9, step: "1m" }).fill(0, -511, 1022);
    for (let lag = 1; lag < 511; lag++) {
      let sum = 0;
      for (let i = 0; i < 511; i++) sum += values[i] * values[i + lag];
      expect(sum).toBe(-1);
    }
  });

  it("holds each value for a step and is shifted by full ones", () => {
    const plain = trial("mls", { bits: 5, step: "1m", amplitude: 4 }).fill(0, 0, 62);
    const slow = trial("mls", { bits: 5, step: "3m", amplitude: 4 }).fill(0, 0, 93);
    expect([...slow]).toEqual(Array.from({ length: 93 }, (_, i) => plain[Math.floor(i / 3)]));
    const ahead = trial("mls", { bits: 5, step: "1m", amplitude: 4, phase: (360 * 7.5) / 31 }).fill(0, 0, 31);
    expect([...ahead]).toEqual([...plain.subarray(7, 38)]);
  });
});

describe("cylinder-bell-funnel", () => {
  const periods = 4000;
  const length = 600;
  const patterns = (kind: string) => {
    const values = trial("cylinder-bell-funnel", { period: "10h", amplitude: 40, sd: 5, kind }).fill(
      0,
      0,
      periods * length,
    );
    return Array.from({ length: periods }, (_, p) => values.subarray(p * length, (p + 1) * length));
  };
  const first = (v: Float64Array) => v.findIndex((x) => x !== 0);
  const last = (v: Float64Array) => v.findLastIndex((x) => x !== 0);

  it("draws where patterns start, how long and how high they are", () => {
    const all = patterns("cylinder");
    const even = (low: number, span: number) => (x: number) => Math.min(1, Math.max(0, (x - low) / span));
    // whole ticks stand for up to one tick: 1 of 75 and 1 of 300
    const n = Math.sqrt(periods);
    expect(kolmogorov(all.map(first), even(75, 75))).toBeLessThan(1.95 + n / 75);
    expect(
      kolmogorov(
        all.map((v) => last(v) - first(v)),
        even(150, 300),
      ),
    ).toBeLessThan(1.95 + n / 300);
    const heights = all.map((v) => v[first(v)]);
    expect(kolmogorov(heights, (x) => normalCdf((x - 40) / 5))).toBeLessThan(1.95);
    expect(all.every((v, p) => v.subarray(first(v), last(v) + 1).every((x) => x === heights[p]))).toBe(true);
  });

  it("rises evenly in a bell and falls evenly in a funnel", () => {
    for (const [kind, sign] of [
      ["bell", 1],
      ["funnel", -1],
    ] as const)
      for (const v of patterns(kind).slice(0, 200)) {
        const [from, to] = [first(v), last(v)];
        const slope = (v[to] - v[from]) / (to - from);
        expect(Math.sign(slope)).toBe(sign);
        const bends = v.subarray(from, to + 1).map((x, i) => Math.abs(x - v[from] - slope * i));
        expect(Math.max(...bends)).toBeLessThan(1e-9);
        // its straight line begins or ends at 0, less than a tick beyond
        expect(Math.abs(v[sign > 0 ? from : to])).toBeLessThanOrEqual(Math.abs(slope) * (1 + 1e-9));
      }
  });

  it("mixes the three kinds alike", () => {
    const kinds = [0, 0, 0];
    for (const v of patterns("mixed")) kinds[1 + Math.sign(Math.round(1e6 * (v[last(v) - 1] - v[first(v) + 1])))]++;
    for (const count of kinds) expect(Math.abs(count - periods / 3)).toBeLessThan(4 * Math.sqrt(periods * (2 / 9)));
  });
});

describe("random-mode-jump", () => {
  const [periods, length] = [6000, 50];
  const signal = trial("random-mode-jump", { period: "50m", levels: [0, 10, 70] });
  const values = signal.fill(0, -1000 * length, periods * length + 1);
  const changes = Array.from(values.keys()).filter((i) => i > 0 && values[i] !== values[i - 1]);

  it("draws its levels alike and independently", () => {
    const ends = Array.from({ length: periods }, (_, p) => values[(p + 1) * length]);
    for (const level of [0, 10, 70])
      expect(Math.abs(ends.filter((v) => v === level).length - periods / 3)).toBeLessThan(
        4 * Math.sqrt(periods * (2 / 9)),
      );
    for (const lag of [1, 2])
      expect(Math.abs(correlation(ends.slice(lag), ends.slice(0, -lag))) * Math.sqrt(periods)).toBeLessThan(4);
  });

  it("changes at most once a period, at any of its moments alike, and in two of three", () => {
    const cycles = changes.map((i) => Math.floor((i - 1) / length));
    expect(new Set(cycles).size).toBe(cycles.length);
    expect(Math.abs(changes.length - (2 / 3) * periods)).toBeLessThan(4 * Math.sqrt(periods * (2 / 9)));
    // a moment is seen at the next tick, 1 of 50
    const moments = changes.map((i) => (((i - 1) % length) + 0.5) / length);
    expect(kolmogorov(moments, (t) => t)).toBeLessThan(1.95 + Math.sqrt(changes.length) / length);
  });
});
