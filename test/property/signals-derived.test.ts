import { describe, expect, it } from "vitest";
import { signals } from "../../src/signals/index.ts";
import { createWorld, madeUp, trySignal } from "../contract/harness.ts";
import { mean, variance } from "./statistics.ts";

const world = createWorld();
const metric = (name: string) => madeUp(name, world, 2);
const [a, b] = [metric("a"), metric("b")];
const fill = (type: keyof typeof signals, options: unknown, tick = 100, ticks = 50) => [
  ...trySignal(signals[type], options, world).fill(2, tick, ticks),
];
const ticks = (from = 100, count = 50) => Array.from({ length: count }, (_, i) => from + i);

describe("of other metrics", () => {
  it("sum, product and ratio are what they say", () => {
    expect(fill("sum", { of: ["a", "b", "a"] })).toEqual(ticks().map((t) => a(t) + b(t) + a(t)));
    expect(fill("product", { of: ["a", "b"] })).toEqual(ticks().map((t) => a(t) * b(t)));
    expect(fill("ratio", { of: "a", to: "b" })).toEqual(ticks().map((t) => a(t) / b(t)));
  });

  it("a ratio to 0 is the value given for it", () => {
    const zero = { ...world };
    const ratio = signals.ratio.create(signals.ratio.options.parse({ of: "a", to: "b", otherwise: -1 }), {
      ...zero,
      metric: () => 3,
      param: (value: unknown) => () => value as number,
    } as never);
    const out = new Float64Array(3);
    ratio.fill(out, {
      ticks: 3,
      metric: (name: string) => Float64Array.from(name === "a" ? [1, 2, 0] : [4, 0, 0]),
    } as never);
    expect([...out]).toEqual([0.25, -1, -1]);
  });

  it("a formula is what it says", () => {
    expect(fill("formula", { expression: "if(a > b, a - b, sqrt(b) / 2)" })).toEqual(
      ticks().map((t) => (a(t) > b(t) ? a(t) - b(t) : Math.sqrt(b(t)) / 2)),
    );
  });

  it("follow comes later, by parts of a tick too", () => {
    expect(fill("follow", { of: "a", gain: -2, lag: "3m", offset: 10 })).toEqual(ticks().map((t) => 10 - 2 * a(t - 3)));
    const between = fill("follow", { of: "a", lag: "90s" });
    expect(between).toEqual(ticks().map((t) => expect.closeTo((a(t - 1) + a(t - 2)) / 2, 9)));
  });

  it("follow adds noise of its own", () => {
    const n = 20_000;
    const noise = fill("follow", { of: "a", sd: 3 }, 0, n).map((v, t) => v - a(t));
    expect(Math.abs(mean(noise))).toBeLessThan((4 * 3) / Math.sqrt(n));
    expect(Math.abs(variance(noise) / 9 - 1)).toBeLessThan(4 * Math.sqrt(2 / n));
  });

  it.each([1, 2, 7, 60])("moving-average is the mean of the last %d ticks", (width) => {
    for (const tick of [100, -100, 0, 1e9]) {
      const expected = ticks(tick).map((t) => mean(ticks(t - width + 1, width).map(a)));
      expect(fill("moving-average", { of: "a", window: `${width}m` }, tick)).toEqual(
        expected.map((v) => expect.closeTo(v, 9)),
      );
    }
  });
});

describe("a counter's register", () => {
  const hour = 3_600_000;
  const berlin = createWorld({ zones: ["Europe/Berlin"], interval: hour, origin: Date.UTC(2023, 11, 31, 23) });
  const register = (options: object) => [
    ...trySignal(signals.counter, { perDay: 24, sd: 6, ...options }, berlin).fill(1, -1, 366 * 24 + 1),
  ];
  const plain = register({});
  /** Hours since the year began in Berlin, at the end of each tick. */
  const local = plain.map((_, i) => new Date(Date.UTC(2024, 0, 1) + i * hour + (i >= 2161 && i < 7201 ? hour : 0)));

  it("starts again at local midnights, months and years", () => {
    for (const [reset, starts] of [
      ["day", (d: Date) => d.getUTCHours() === 0],
      ["month", (d: Date) => d.getUTCHours() === 0 && d.getUTCDate() === 1],
      ["year", (d: Date) => d.getUTCHours() === 0 && d.getUTCDate() === 1 && d.getUTCMonth() === 0],
    ] as const) {
      let zero = 0;
      const expected = plain.map((v, i) => {
        if (starts(local[i])) zero = v;
        return v - zero;
      });
      expect(register({ reset })).toEqual(expected.map((v) => expect.closeTo(v, 6)));
    }
  });

  it("wraps", () => {
    const wrapped = register({ wrap: 1000 });
    expect(wrapped).toEqual(plain.map((v) => expect.closeTo(v % 1000, 6)));
    expect(Math.max(...wrapped)).toBeLessThan(1000);
    expect(plain.at(-1)).toBeGreaterThan(5000);
  });
});
