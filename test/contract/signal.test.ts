import { describe, expect, it } from "vitest";
import { z } from "zod";
import { ScenarioError } from "../../src/core/error.ts";
import { fork, hash, uniform } from "../../src/core/random.ts";
import { type Block, defineSignal, type SignalContext } from "../../src/core/signal.ts";
import { signals } from "../../src/signals/index.ts";
import { createWorld, trySignal } from "./harness.ts";
import { checks, suite } from "./signal.ts";

const perEntity = { uniform: [1, 3] };
const perEntityShare = { uniform: [0, 1] };
const bySite = { by: "site", values: { north: 1, south: 4 } };

/** Options tried beside each signal's example. */
const variations: { [type in keyof typeof signals]?: readonly unknown[] } = {
  constant: [{ value: perEntity }, { value: bySite }, { value: { tag: "power" } }],
  sine: [
    { period: "61s", amplitude: perEntity, phase: { uniform: [0, 360] } },
    { period: "365d", phase: -1000 },
  ],
  square: [
    { period: "7m", duty: 0 },
    { period: "7m", duty: 1, phase: 90 },
    { period: "7m", duty: { uniform: [0.2, 0.4] } },
  ],
  pulse: [
    { period: "1d", width: "1h", phase: { uniform: [0, 360] } },
    { period: "10m", width: "10m" },
  ],
  chirp: [{ period: "2h", from: "5m", to: "1h", amplitude: perEntity, phase: -90 }],
  polynomial: [{ coefficients: [3] }, { coefficients: [1, -2, 0.5], per: "365d", repeat: "61s" }],
  dirichlet: [{ period: "1d", amplitude: bySite, harmonics: 1, phase: 180 }],
  mls: [
    { bits: 2, step: "90s", phase: { uniform: [-720, 720] } },
    { bits: 13, step: "1ms", amplitude: perEntity },
  ],
  "cylinder-bell-funnel": [{ period: "61s" }, { period: "1d", kind: "bell", amplitude: bySite, sd: 0 }],
  "random-mode-jump": [{ period: "61s" }, { period: "5m", levels: [1, 1, 5] }],
  ecg: [{}, { rate: { normal: [70, 5] }, variability: 0, amplitude: -1 }],
  gamma: [{ shape: 0.3 }, { shape: perEntity, scale: bySite }],
  beta: [
    { alpha: 0.5, beta: 0.5 },
    { alpha: perEntity, beta: bySite, min: -5, max: perEntity },
  ],
  lognormal: [{}, { median: bySite, sigma: perEntity }],
  weibull: [{ shape: perEntity, scale: bySite }],
  laplace: [{ mean: bySite, scale: { lognormal: [1, 0.5] } }],
  "student-t": [{ freedom: perEntity, mean: bySite, scale: { tag: "power" } }],
  pareto: [{ shape: perEntity, min: { tag: "power" } }],
  poisson: [{ mean: 0 }, { mean: { lognormal: [20, 1] } }, { mean: bySite }],
  binomial: [{ trials: { tag: "power" } }, { trials: bySite, probability: { uniform: [0, 1] } }],
  bernoulli: [{ probability: { uniform: [0, 1] } }],
  zipf: [{ count: 5 }, { count: { uniform: [2, 2000] }, exponent: perEntity }],
  reflect: [{ min: 20 }, { max: { uniform: [1, 90] } }, { min: 50, max: 51 }],
  saturate: [{ min: 100, max: { uniform: [100, 120] } }],
  round: [{ step: perEntity, to: "down" }, { to: "up" }],
  triangle: [{ period: "1ms" }],
  uniform: [{ min: -5, max: perEntity }],
  normal: [{ mean: bySite, sd: { lognormal: [1, 0.5] } }],
  trend: [{ change: -2, per: "7m" }],
  daily: [
    { profile: [1, 2, 3, 2.5, 1.5], sunday: [0], saturday: [0.5, 2], interpolation: "step" },
    { low: perEntity, high: 9, weekday: [0, 1] },
  ],
  weekly: [{ profile: [3, 1, 2], low: bySite }],
  walk: [
    { sd: perEntity, per: "1h" },
    { sd: 3, min: -1, max: perEntity },
    { sd: 1, min: 5 },
    { sd: 1, max: -5, start: 2 },
    { sd: 0 },
  ],
  noise: [{ colour: "white" }, { colour: "red", sd: bySite }],
  ou: [{ sd: perEntity, tau: "1s" }, { tau: "1000d" }],
  jumps: [{ rate: "30/1h", size: 1 }, { rate: "1/2m", size: bySite, sd: 1 }, { rate: "0/1d" }],
  purge: [
    { of: "load", age: "40m", days: 3, hour: 23, length: "1d", share: { uniform: [0.1, 0.9] } },
    { of: "load", age: "1s", days: 1, hour: 0, length: "1s" },
  ],
  counter: [
    { perDay: 700, sd: 90, shape: "load", over: "week" },
    { perDay: 3, over: "week" },
    { perDay: { normal: [1200, 150] } },
    { perDay: 5, sd: 20, shape: "load", decimals: 0 },
    { perDay: 30, sd: 5, reset: "month" },
    { perDay: 1200, wrap: 100, shape: "load" },
  ],
  stock: [
    { start: 10, sd: perEntity, drift: -0.01, capacity: bySite, decimals: 3 },
    { start: 400, drift: { uniform: [0.5, 2] }, sd: 6, capacity: { tag: "power" }, decimals: 0 },
    {
      start: { tag: "power" },
      sd: 0,
      bursts: { up: { probability: 0.2, size: [3, 3] }, down: { probability: 0.3, size: [-8, -1] } },
      capacity: 50,
    },
  ],
  burst: [
    { name: "x", probability: 1, size: [-1, 1], decimals: 0 },
    { name: "y", probability: perEntityShare, size: [5, 5] },
  ],
  lag: [{ of: "load", ticks: 5000 }],
  clamp: [{ min: 20 }, { max: { uniform: [1, 90] } }],
  scale: [{ by: bySite }, { offset: perEntity }],
  growth: [
    { start: perEntity, by: bySite, per: "100000d" },
    { start: 5, by: -0.01 },
  ],
  logistic: [{ from: perEntity, to: bySite, middle: "0s", length: "1ms" }],
  changepoints: [
    { points: [{ at: "2024-01-01T03:00", value: perEntity }] },
    {
      points: [
        { at: "2023-12-31", value: bySite },
        { at: "2024-01-02", value: 5 },
      ],
      interpolation: "step",
    },
  ],
  "random-trend": [{ sd: perEntity, every: "1d" }],
  yearly: [
    { profile: [1, 2, 5], interpolation: "step" },
    { low: bySite, high: perEntity, profile: [3] },
  ],
  "business-hours": [
    { from: "22:30", to: "06:00", days: ["friday", "sunday"], value: perEntity },
    { from: "00:00", to: "24:00" },
  ],
  holidays: [{ days: ["easter", "2024-01-01", "02-29"], by: bySite, offset: perEntity }],
  arrivals: [{ rate: "5000/1m" }, { rate: "2/1h", shape: "traffic" }, { rate: "0/1d" }],
  regime: [
    { states: { off: { value: 0, mean: "20m" }, on: { value: perEntity, mean: "90s" } } },
    {
      states: {
        a: { value: 1, mean: "9h" },
        b: { value: bySite, mean: "9h" },
        c: { value: 3, mean: "2h" },
        d: { value: 4, mean: "2h" },
      },
    },
  ],
  follow: [
    { of: "weather", lag: "1500ms" },
    { of: "weather", offset: bySite, gain: perEntity },
  ],
  "moving-average": [
    { of: "load", window: "1s" },
    { of: "load", window: "47m" },
  ],
  correlated: [{ group: "weather", sd: perEntity }],
  replay: [
    { from: "x", column: "load", time: "time" },
    { from: "x", column: "load", time: "time", end: "hold", interpolation: "step" },
    { from: "x", column: "sparse", every: "7s" },
  ],
  sum: [{ of: ["a", "a", "b"] }],
  ratio: [{ of: "a", to: "a" }],
  formula: [
    { expression: "1" },
    { expression: "max(a, `b-c`, 3) * if(a < 50, -a, sqrt(a)) / 7 + (exp(a / 100) != 2) - log(a + 1)" },
  ],
};

for (const definition of Object.values(signals)) suite(definition, variations[definition.type as keyof typeof signals]);

it("lists every signal under its own type", () => {
  for (const [type, definition] of Object.entries(signals)) expect(definition.type).toBe(type);
});

/** Options that must be refused, and where. */
const refused: [type: keyof typeof signals, options: unknown, path: string][] = [
  ["constant", { value: NaN }, "value"],
  ["constant", {}, "value"],
  ["sine", { period: "0s" }, "period"],
  ["sine", { period: "-1h" }, "period"],
  ["sine", { period: "1h", frequency: 5 }, ""],
  ["square", { period: "1h", duty: 1.01 }, "duty"],
  ["square", { period: "1h", duty: -0.01 }, "duty"],
  ["uniform", { min: 2, max: 1 }, "min"],
  ["uniform", { min: { uniform: [6, 7] }, max: bySite }, "min"],
  ["normal", { sd: -1 }, "sd"],
  ["normal", { sd: { normal: [1, 1] } }, "sd"],
  ["exponential", { mean: -1 }, "mean"],
  ["trend", { change: 1, per: "0d" }, "per"],
  ["daily", { profile: [] }, "profile"],
  ["weekly", {}, "profile"],
  ["walk", { min: 1, max: 0 }, "min"],
  ["walk", { sd: Infinity }, "sd"],
  ["noise", { colour: "brown" }, "colour"],
  ["ou", { tau: "0s" }, "tau"],
  ["jumps", { rate: "often" }, "rate"],
  ["jumps", { rate: "3/0s" }, "rate"],
  ["jumps", { rate: "1/soon" }, "rate"],
  ["jumps", { rate: "1000000/1s" }, "rate"],
  ["stock", { start: -1 }, "start"],
  ["stock", { capacity: 0 }, "capacity"],
  ["stock", { bursts: { up: { probability: 2, size: [1, 2] } } }, "bursts.up.probability"],
  ["stock", { bursts: { up: { probability: 0.1, size: [2, 1] } } }, "bursts.up.size"],
  ["burst", { name: "up", probability: 0.1, size: [2, 1] }, "size"],
  ["burst", { name: "", probability: 0.1, size: [1, 2] }, "name"],
  ["purge", { of: "load", age: "0s" }, "age"],
  ["purge", { of: "load", age: "1h", length: "25h" }, "length"],
  ["purge", { of: "load", age: "1h", share: 1.5 }, "share"],
  ["counter", { perDay: 5, over: "week", reset: "day" }, "reset"],
  ["counter", { perDay: -5 }, "perDay"],
  ["lag", { of: "load", ticks: 0 }, "ticks"],
  ["clamp", {}, ""],
  ["clamp", { min: 3, max: 2 }, "min"],
  ["reflect", {}, ""],
  ["reflect", { min: 3, max: 2 }, "min"],
  ["saturate", { min: 3 }, "max"],
  ["saturate", { min: 3, max: 2 }, "min"],
  ["round", { step: 0 }, "step"],
  ["round", { step: { uniform: [-1, 1] } }, "step"],
  ["round", { to: "zero" }, "to"],
  ["square", { period: "1h", duty: { by: "site", values: { north: 0.5, south: 1.5 } } }, "duty"],
  ["pulse", { period: "1h" }, "width"],
  ["pulse", { period: "1h", width: "61m" }, "width"],
  ["pulse", { period: "1h", width: "30m", rise: "20m", fall: "20m" }, "width"],
  ["chirp", { period: "1h", from: "0s", to: "1m" }, "from"],
  ["polynomial", { coefficients: [] }, "coefficients"],
  ["polynomial", { coefficients: [1, NaN] }, "coefficients.1"],
  ["polynomial", { coefficients: [1], repeat: "0s" }, "repeat"],
  ["dirichlet", { period: "1h", harmonics: 0 }, "harmonics"],
  ["mls", { bits: 1, step: "1m" }, "bits"],
  ["mls", { bits: 21, step: "1m" }, "bits"],
  ["cylinder-bell-funnel", { period: "1h", sd: -1 }, "sd"],
  ["cylinder-bell-funnel", { period: "1h", kind: "cone" }, "kind"],
  ["random-mode-jump", { period: "1h", levels: [1] }, "levels"],
  ["ecg", { rate: 300 }, "rate"],
  ["ecg", { variability: -1 }, "variability"],
  ["gamma", { shape: 0 }, "shape"],
  ["gamma", { shape: 2, scale: -1 }, "scale"],
  ["gamma", { shape: { normal: [2, 1] } }, "shape"],
  ["beta", { alpha: -1, beta: 1 }, "alpha"],
  ["beta", { alpha: 1, beta: 1, min: 2, max: 1 }, "min"],
  ["lognormal", { sigma: -0.1 }, "sigma"],
  ["lognormal", { median: -1 }, "median"],
  ["weibull", { shape: 0 }, "shape"],
  ["weibull", { shape: 2, scale: -7 }, "scale"],
  ["laplace", { scale: -1 }, "scale"],
  ["student-t", { freedom: 0 }, "freedom"],
  ["pareto", { shape: -1 }, "shape"],
  ["pareto", { shape: 2, min: -1 }, "min"],
  ["poisson", { mean: -1 }, "mean"],
  ["poisson", { mean: 1e10 }, "mean"],
  ["binomial", { trials: -1 }, "trials"],
  ["binomial", { trials: 5, probability: 1.1 }, "probability"],
  ["bernoulli", { probability: -0.1 }, "probability"],
  ["bernoulli", { probability: { normal: [0.5, 0.2] } }, "probability"],
  ["zipf", { count: 0 }, "count"],
  ["zipf", { count: 5, exponent: 0 }, "exponent"],
  ["counter", { perDay: 5, wrap: 0 }, "wrap"],
  ["counter", { perDay: 5, wrap: 0.1, decimals: 0 }, "wrap"],
  ["counter", { perDay: 5, reset: "hour" }, "reset"],
  ["growth", { start: 5, by: -1 }, "by"],
  ["growth", { start: 5, by: { uniform: [-2, 1] } }, "by"],
  ["logistic", { to: 1, middle: "1d", length: "0s" }, "length"],
  ["changepoints", { points: [] }, "points"],
  ["changepoints", { points: [{ at: "now-1d", value: 1 }] }, "points.0.at"],
  ["changepoints", { points: [{ at: "2024-02-30", value: 1 }] }, "points.0.at"],
  [
    "changepoints",
    {
      points: [
        { at: "2024-01-02", value: 1 },
        { at: "2024-01-02", value: 2 },
      ],
    },
    "points.1.at",
  ],
  ["random-trend", { every: "1s" }, "every"],
  ["random-trend", { every: "1d", sd: -1 }, "sd"],
  ["yearly", { profile: [] }, "profile"],
  ["business-hours", { from: "8:00" }, "from"],
  ["business-hours", { from: "24:30" }, "from"],
  ["business-hours", { from: "08:00", to: "08:00" }, "to"],
  ["business-hours", { days: ["mon"] }, "days.0"],
  ["holidays", { days: ["12-25", "02-30"] }, "days.1"],
  ["arrivals", { rate: "-1/1d" }, "rate"],
  ["regime", { states: { on: { value: 1, mean: "1h" } } }, "states"],
  ["regime", { states: { on: { value: 1, mean: "1h" }, off: { value: 0, mean: "1ms" } } }, "states.off.mean"],
  ["regime", { states: { on: { value: 1, mean: "1h" }, off: { value: 0, mean: "0s" } } }, "states.off.mean"],
  [
    "regime",
    { states: { on: { value: { tag: "nope" }, mean: "1h" }, off: { value: 0, mean: "1h" } } },
    "states.on.value",
  ],
  ["correlated", { group: "weather", sd: -1 }, "sd"],
  ["replay", { from: "x", column: "nope" }, "column"],
  ["replay", { from: "x", column: "load", time: "time", every: "1h" }, "every"],
  ["follow", { of: "load", lag: "-1h" }, "lag"],
  ["moving-average", { of: "load", window: "0s" }, "window"],
  ["sum", { of: [] }, "of"],
  ["formula", { expression: "a +" }, "expression"],
  ["formula", { expression: "" }, "expression"],
];

it.each(refused)("refuses %s %j at %s", (type, options, path) => {
  let issues: readonly { path: readonly PropertyKey[]; message: string }[] = [];
  try {
    trySignal(signals[type], options, createWorld());
  } catch (error) {
    issues = error instanceof ScenarioError || error instanceof z.ZodError ? error.issues : [];
  }
  expect(issues.map((issue) => issue.path.join("."))).toContain(path);
});

/** A signal of no options that fills by a rule: for showing that the contract catches wrong ones. */
function broken(create: (c: SignalContext) => (out: Float64Array, block: Block) => void) {
  return defineSignal({
    type: "broken",
    summary: "Breaks a rule.",
    options: z.strictObject({}),
    example: {},
    create: (_, c) => ({ fill: create(c) }),
  });
}

const each = (value: (i: number, block: Block) => number) => (out: Float64Array, block: Block) => {
  for (let i = 0; i < block.ticks; i++) out[i] += value(i, block);
};

const wrong: [how: string, check: string, signal: ReturnType<typeof broken>][] = [
  [
    "counts its calls",
    "keeps no state between runs and entities",
    broken(() => {
      let calls = 0;
      return each(() => calls++);
    }),
  ],
  [
    "carries the last value over",
    "gives any window the rows of the whole run",
    broken(() => {
      let last = 0;
      return each((i, b) => (last = 0.9 * last + uniform(b.key, b.tick + i)));
    }),
  ],
  [
    "counts from the window's start",
    "gives any window the rows of the whole run",
    broken(() => each((i, b) => uniform(b.key, i))),
  ],
  [
    "depends on the window's length",
    "gives any window the rows of the whole run",
    broken(() => each((i, b) => (b.tick + i) / b.ticks)),
  ],
  [
    "sums steps from the window's start",
    "gives any window the rows of the whole run",
    broken(() => (out, b) => {
      let x = b.tick * 0.1;
      for (let i = 0; i < b.ticks; i++) out[i] += x += 0.1;
    }),
  ],
  [
    "loses ticks beyond 2^32",
    "gives any window the rows of the whole run",
    broken(() => (out, b) => {
      const k = fork(b.key, 0);
      for (let i = 0; i < b.ticks; i++) out[i] += hash(k.a, k.b, ((b.tick | 0) + i) * (b.tick > 2 ** 31 ? b.ticks : 1));
    }),
  ],
  ["calls Math.random", "gives finite values without chance or clock", broken(() => each(() => Math.random()))],
  ["calls Math.random", "keeps no state between runs and entities", broken(() => each(() => Math.random()))],
  ["reads the clock", "gives finite values without chance or clock", broken(() => each(() => Date.now()))],
  [
    "shares a memo between entities",
    "keeps no state between runs and entities",
    broken(() => {
      const memo = new Map<number, number>();
      return each((i, b) => {
        const t = b.tick + i;
        if (!memo.has(t)) memo.set(t, uniform(b.key, t));
        return memo.get(t)!;
      });
    }),
  ],
  [
    "keeps the first key it saw",
    "keeps no state between runs and entities",
    broken(() => {
      let key: { a: number; b: number } | undefined;
      return each((i, b) => {
        key ??= { ...b.key };
        return uniform(key, b.tick + i);
      });
    }),
  ],
  [
    "draws by the entity's number",
    "follows the entity's identity, not its number",
    broken(() => each((i, b) => uniform({ a: b.entity, b: 1 }, b.tick + i))),
  ],
  [
    "draws the same for all",
    "differs between entities if it is random",
    broken(() => each((i, b) => uniform({ a: 0 * b.key.a, b: 1 }, b.tick + i))),
  ],
  [
    "smooths what it is handed",
    "depends at each tick on the value handed in at that tick alone",
    broken(() => (out, b) => {
      for (let i = 1; i < b.ticks; i++) out[i] = (out[i] + out[i - 1]) / 2;
    }),
  ],
  [
    "writes past its ticks",
    "gives finite values without chance or clock",
    broken(() => (out, b) => {
      new Float64Array(out.buffer)[b.ticks + 3] = 1;
    }),
  ],
  [
    "fails before the origin",
    "gives finite values without chance or clock",
    broken(() => each((i, b) => Math.sqrt(b.tick + i))),
  ],
  [
    "reads a metric it did not declare",
    "gives finite values without chance or clock",
    broken(() => (out, b) => {
      out[0] += b.metric("load")[0];
    }),
  ],
  [
    "reads farther back than declared",
    "gives finite values without chance or clock",
    broken((c) => {
      c.metric("load", 1);
      return (out, b) => {
        out[0] += b.metric("load", 2)[0];
      };
    }),
  ],
];

describe("the contract catches a signal that", () => {
  it.each(wrong)("%s (%s)", (_, check, signal) => {
    expect(() => checks[check](signal, {})).toThrow();
  });

  it("says that it rises and falls", () => {
    const falling = defineSignal({
      type: "falling",
      summary: "Falls.",
      options: z.strictObject({}),
      example: {},
      create: () => ({
        rises: true,
        fill(out, b) {
          for (let i = 0; i < b.ticks; i++) out[i] -= b.tick + i;
        },
      }),
    });
    expect(() => checks["never falls if it says so"](falling, {})).toThrow("falls at tick");
  });

  it("does not describe an option", () => {
    const vague = defineSignal({
      type: "vague",
      summary: "Says nothing.",
      options: z.strictObject({ x: z.number().default(1) }),
      example: {},
      create: () => ({ fill() {} }),
    });
    expect(() => checks["describes its options"](vague, {})).toThrow("no description");
  });
});
