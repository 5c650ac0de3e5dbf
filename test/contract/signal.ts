import fc from "fast-check";
import { describe, it } from "vitest";
import type { SignalDefinition } from "../../src/core/signal.ts";
import {
  checkDescribed,
  createWorld,
  type Input,
  type Trial,
  trySignal,
  type WorldOptions,
  withoutChance,
} from "./harness.ts";

type Any = SignalDefinition<any>;

/** The last instant of a JavaScript date, ms. */
const END_OF_TIME = 8.64e15;

const input: Input = (tick) => ((tick * 7919) % 1000) / 8;

function compare(found: ArrayLike<number>, expected: ArrayLike<number>, what: string): void {
  for (let i = 0; i < expected.length; i++)
    if (!Object.is(found[i], expected[i]))
      throw new Error(`${what}: tick ${i} is ${found[i]}, expected ${expected[i]}`);
}

const worlds: fc.Arbitrary<WorldOptions> = fc.record({
  interval: fc.constantFrom(1000, 10_000, 60_000, 900_000, 7001),
  // the second is in the middle of a local day, the third right before a change of clocks
  origin: fc.constantFrom(Date.UTC(2024, 0, 1), Date.UTC(2023, 4, 17, 13, 7, 11), Date.UTC(2024, 2, 30, 12)),
});

/** Ticks at which runs begin: around the origin, around block edges, before the origin, and as far as time reaches. */
const bases: fc.Arbitrary<number> = fc.oneof(
  fc.integer({ min: -300, max: 300 }),
  fc
    .tuple(fc.integer({ min: -1e6, max: 1e6 }), fc.integer({ min: -3, max: 3 }))
    .map(([block, by]) => block * 4096 + by),
  fc.constantFrom(1e6, 123_456_789, 1e9, 1e10, -1e6, -1e9),
);

function farthest({ interval = 60_000, origin = 0 }: WorldOptions, base: number): number {
  const reach = Math.floor((END_OF_TIME - 1e12 - Math.abs(origin)) / interval);
  return Math.max(-reach, Math.min(reach, base));
}

/** What every signal must satisfy. Each throws with what was found when it does not hold. */
export const checks: Readonly<Record<string, (definition: Any, options: unknown) => void>> = {
  "describes its options": (definition) => checkDescribed(definition),

  "gives any window the rows of the whole run"(definition, options) {
    const cuts = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(
        worlds,
        bases,
        fc.integer({ min: 2, max: 5000 }),
        cuts,
        fc.nat(2),
        (options_, base, ticks, parts, entity) => {
          const trial = trySignal(definition, options, createWorld(options_));
          const tick = farthest(options_, base);
          const whole = trial.fill(entity, tick, ticks, input);
          const edges = [...new Set([0, ...parts.map((p) => Math.floor(p * ticks)), ticks])].sort((a, b) => a - b);
          for (let i = edges.length - 2; i >= 0; i--) {
            const [from, to] = [edges[i], edges[i + 1]];
            const part = trial.fill(entity, tick + from, to - from, input);
            compare(part, whole.subarray(from, to), `window ${from}..${to} of ${ticks} from ${tick}`);
            const lone = trial.fill(entity, tick + from, 1, input);
            compare(lone, whole.subarray(from, from + 1), `lone tick ${from} of ${ticks} from ${tick}`);
          }
        },
      ),
      { numRuns: 30, seed: 1 },
    );
  },

  "keeps no state between runs and entities"(definition, options) {
    const world = createWorld();
    const trial = trySignal(definition, options, world);
    const runs = [0, 1, 2, 3].map((entity) => [entity, 1000 * entity - 1500, 900 + entity] as const);
    const forth = runs.map((run) => trial.fill(...run, input));
    const back = [...runs]
      .reverse()
      .map((run) => trial.fill(...run, input))
      .reverse();
    runs.forEach((run, i) => {
      compare(back[i], forth[i], `entity ${run[0]} asked again`);
      compare(trySignal(definition, options, world).fill(...run, input), forth[i], `entity ${run[0]} asked alone`);
    });
    // the same ticks of one entity after another, which a memo by tick alone would mix up
    for (const entity of [0, 3])
      compare(
        trial.fill(entity, -1500, 900, input),
        trySignal(definition, options, world).fill(entity, -1500, 900, input),
        `entity ${entity} after others`,
      );
  },

  "follows the entity's identity, not its number"(definition, options) {
    const here = trySignal(definition, options, createWorld());
    const there = trySignal(definition, options, createWorld({ shift: 2, size: 3 }));
    for (const entity of [2, 3])
      compare(there.fill(entity - 2, 77, 500, input), here.fill(entity, 77, 500, input), `entity ${entity}`);
  },

  "differs between entities if it is random"(definition, options) {
    const trial = trySignal(definition, options, createWorld({ zones: ["UTC"] }));
    const seen = [0, 2, 4].map((entity) => String(trial.fill(entity, 123_456, 4096)));
    const idle = seen.every((values) => /^0(,0)*$/.test(values));
    if (trial.random && !idle && new Set(seen).size < seen.length) throw new Error("two entities have the same values");
  },

  "depends at each tick on the value handed in at that tick alone"(definition, options) {
    const trial = trySignal(definition, options, createWorld());
    const plain = trial.fill(1, 40, 600, input);
    const disturbed = trial.fill(1, 40, 600, (tick) => (tick % 3 ? 1e6 * tick : input(tick)));
    const kept = (values: Float64Array) => values.filter((_, i) => (40 + i) % 3 === 0);
    compare(kept(disturbed), kept(plain), "with other values at other ticks");
  },

  "never falls if it says so"(definition, options) {
    const trial = trySignal(definition, options, createWorld());
    if (!trial.rises) return;
    for (const entity of [0, 1, 3])
      for (const tick of [0, -5000, 1e6, 1e9]) {
        const values = trial.fill(entity, tick, 5000);
        const at = values.findIndex((value, i) => value < values[i - 1]);
        if (at >= 0) throw new Error(`entity ${entity} falls at tick ${tick + at}`);
      }
  },

  "gives finite values without chance or clock"(definition, options) {
    const trial: Trial = withoutChance(() => trySignal(definition, options, createWorld()));
    for (const tick of [0, -5000, 1e6, 1e9, -1e9]) {
      const values = withoutChance(() => trial.fill(0, tick, 300, input));
      if (!values.every(Number.isFinite)) throw new Error(`not finite: ${values.find((v) => !Number.isFinite(v))}`);
    }
  },
};

/** Declares the contract tests of a signal: its example and further options. */
export function suite(definition: Any, variations: readonly unknown[] = []): void {
  describe.each([definition.example, ...variations].map((options) => [JSON.stringify(options), options] as const))(
    `${definition.type} %s`,
    (_, options) => {
      for (const [name, check] of Object.entries(checks)) it(name, () => check(definition, options));
    },
  );
}
