import { describe, expect, it } from "vitest";
import { z } from "zod";
import { anomalies } from "../../src/anomalies/index.ts";
import { defineEffect, type Effect, type EffectContext, type EffectDefinition } from "../../src/core/effect.ts";
import { ScenarioError } from "../../src/core/error.ts";
import { uniform } from "../../src/core/random.ts";
import { severity } from "../../src/core/severity.ts";
import { faults } from "../../src/faults/index.ts";
import { checks, suite, tryEffect } from "./effect.ts";
import { createWorld } from "./harness.ts";

/** Options that effects are tried with in the place of their examples; the series lies between 30 and 70. */
const variations: Readonly<Record<string, readonly unknown[]>> = {
  spike: [{}, { by: [-10, 10] }, { by: 5, direction: "down" }],
  dip: [{}, { depth: [0.2, 1] }],
  "local-extremum": [{}, { by: [1, 5], neighbours: 3, direction: "up" }, { direction: "down" }],
  "global-extremum": [{}, { distance: 100, direction: "down" }],
  "level-shift": [{}, { by: [-20, -10] }],
  amplitude: [{}, { by: 0 }, { by: [2, 3] }],
  frequency: [{}, { by: 0.37 }, { by: [5, 100] }],
  stretched: [{}, { by: [1.1, 100] }],
  "phase-shift": [{}, { by: "1m", direction: "earlier" }],
  variance: [{}, { sd: [1, 2] }],
  "trend-change": [{}, { by: -7 }],
  platform: [{}, { at: [5, 10] }, { at: 0 }],
  pattern: [{}, ...["sine", "sawtooth", "triangle"].map((shape) => ({ shape, height: [1, 2], period: "7m" }))],
  contextual: [{}, { within: "5m" }],
  "broken-correlation": [{}, { course: "inverted" }],
  missing: [{}, { share: 0.3 }],
  "permanent-step": [{}, { by: [-5, 5] }],
  "counter-wrap": [{ at: 20 }],
  saturation: [{ max: 35 }, { min: 65 }],
  "unit-slip": [{}],
};

const all: Readonly<Record<string, EffectDefinition<any>>> = { ...anomalies, ...faults };
/** What changes something at some times only: clocks are right in winter, and in zones without summer time. */
const beside: Readonly<Record<string, string>> = { "summer-time": "changes a tick of every occurrence" };
for (const definition of Object.values(all)) suite(definition, variations[definition.type], beside[definition.type]);

it("lists every kind under its own type, no two kinds under one", () => {
  for (const [type, definition] of Object.entries(all)) expect(definition.type).toBe(type);
  expect(Object.keys(all)).toHaveLength(Object.keys(anomalies).length + Object.keys(faults).length);
});

it.each(Object.values<EffectDefinition<any>>(anomalies))("$type works as it is, with default options", (definition) => {
  expect(() => definition.options.parse({})).not.toThrow();
});

/** Options that must be refused, and where. */
const refused: [type: keyof typeof anomalies, options: unknown, path: string][] = [
  ["spike", { by: [8, 4] }, "by"],
  ["spike", { by: { sigmas: [8, 4] } }, "by"],
  ["spike", { by: { sigma: 4 } }, "by"],
  ["spike", { direction: "sideways" }, "direction"],
  ["spike", { by: NaN }, "by"],
  ["dip", { depth: 1.1 }, "depth"],
  ["dip", { depth: -0.1 }, "depth"],
  ["dip", { depth: [0.9, 0.1] }, "depth"],
  ["local-extremum", { by: -1 }, "by"],
  ["local-extremum", { neighbours: 0 }, "neighbours"],
  ["global-extremum", { distance: { sigmas: -6 } }, "distance"],
  ["amplitude", { by: -2 }, "by"],
  ["frequency", { by: 0 }, "by"],
  ["frequency", { by: [3, 2] }, "by"],
  ["stretched", { by: 0.5 }, "by"],
  ["phase-shift", { by: "0s" }, "by"],
  ["phase-shift", { by: "10s" }, "by"],
  ["variance", { sd: -1 }, "sd"],
  ["variance", { sd: { sigmas: [-1, 1] } }, "sd"],
  ["pattern", { period: "0s" }, "period"],
  ["contextual", { within: "1m" }, "within"],
  ["missing", { share: 0 }, "share"],
  ["missing", { share: 1.5 }, "share"],
];

it.each(refused)("refuses %s %j at %s", (type, options, path) => {
  let issues: readonly { path: readonly PropertyKey[] }[] = [];
  try {
    tryEffect(anomalies[type], options, createWorld());
  } catch (error) {
    issues = error instanceof ScenarioError || error instanceof z.ZodError ? error.issues : [];
  }
  expect(issues.map((issue) => issue.path[0])).toContain(path);
});

function broken(create: (c: EffectContext) => Effect, more: Partial<EffectDefinition> = {}): EffectDefinition<any> {
  return defineEffect({
    type: "broken",
    summary: "Breaks a rule.",
    family: "collective",
    changes: "values",
    options: z.strictObject({}),
    example: {},
    create: (_, c) => create(c),
    ...more,
  });
}

const WINDOW = "gives any window what the whole occurrence has";
const STATE = "keeps no state between runs, entities and occurrences";
const NUMBERS = "makes numbers, or of readings none, without chance or clock";

const wrong: [how: string, check: string, effect: EffectDefinition<any>][] = [
  ["counts from the window's begin", WINDOW, broken(() => ({ apply: (out, s) => out.fill(s.ticks, 0, s.ticks) }))],
  [
    "draws by the window's begin",
    WINDOW,
    broken(() => ({ apply: (out, s) => out.set([uniform(s.key, s.tick) + out[0]]) })),
  ],
  [
    "carries the last value over",
    WINDOW,
    broken(() => ({
      apply(out, s) {
        for (let i = 1; i < s.ticks; i++) out[i] = out[i - 1] * 0.9 + out[i];
      },
    })),
  ],
  [
    "counts its calls",
    STATE,
    broken(() => {
      let calls = 0;
      return { apply: (out, s) => out.fill(calls++, 0, s.ticks) };
    }),
  ],
  [
    "keeps the first level it saw",
    STATE,
    broken(() => {
      let level: number | undefined;
      return {
        apply(out, s) {
          level ??= s.series(s.first, 1)[0];
          out.fill(level, 0, s.ticks);
        },
      };
    }),
  ],
  [
    "keeps a series it was lent",
    NUMBERS,
    broken(() => ({
      apply(out, s) {
        const now = s.series(s.tick, s.ticks);
        s.series(s.first - 1, 1);
        out.set(now);
      },
    })),
  ],
  [
    "draws by the entity's number",
    "follows the entity's identity, not its number",
    broken(() => ({ apply: (out, s) => out.fill(s.entity, 0, s.ticks) })),
  ],
  ["changes nothing", "changes a tick of every occurrence", broken(() => ({}))],
  [
    "draws the same for all",
    "draws anew for each occurrence, if it draws",
    broken(() => ({ apply: (out, s) => out.fill(uniform({ a: 0 * s.key.a, b: 3 }, 0), 0, s.ticks) })),
  ],
  [
    "says more than it does",
    "achieves the severity that it says was asked for",
    broken(() => ({ apply: (out, s) => out.fill(0, 0, s.ticks), severity: () => 10 })),
  ],
  [
    "forgets the sign",
    "achieves the severity that it says was asked for",
    broken(() => ({ apply: (out) => out.set([out[0] - 10]), severity: () => 10 })),
  ],
  [
    "writes past its ticks",
    NUMBERS,
    broken(() => ({ apply: (out, s) => new Float64Array(out.buffer).fill(1, s.ticks + 3) })),
  ],
  ["needs an end it may not have", NUMBERS, broken(() => ({ apply: (out, s) => out.fill(s.last, 0, s.ticks) }))],
  ["has no number", NUMBERS, broken(() => ({ apply: (out) => out.fill(NaN) }))],
  ["calls Math.random", NUMBERS, broken(() => ({ apply: (out) => out.fill(Math.random()) }))],
  ["reads the clock", NUMBERS, broken(() => ({ apply: (out) => out.fill(Date.now()) }))],
  [
    "looks for a series where whole rows are concerned",
    NUMBERS,
    broken(() => ({ apply: (out, s) => out.fill(s.mean) }), { changes: "clock" }),
  ],
];

describe("the contract catches an effect that", () => {
  it.each(wrong)("%s (%s)", (_, check, effect) => {
    expect(() => checks[check](effect, {})).toThrow();
  });

  it("does not describe an option", () => {
    const vague = broken(() => ({}), { options: z.strictObject({ by: severity }) as never, example: { by: 1 } });
    expect(() => checks["describes its options"](vague, {})).toThrow("no description");
  });
});
