import fc from "fast-check";
import { describe, it } from "vitest";
import type { Effect, EffectDefinition, Span } from "../../src/core/effect.ts";
import { derive, fork, join, type Key, seedKey, uniform } from "../../src/core/random.ts";
import { resolveAmount, resolveLevel, resolveSeverity } from "../../src/core/severity.ts";
import { checkDescribed, createContext, createWorld, type World, withoutChance } from "./harness.ts";

type Any = EffectDefinition<any>;

/** An occurrence, made up: ticks [first, last), and a number that stands for its key. */
interface Occurrence {
  first: number;
  last: number;
  n: number;
}

const MEAN = 50;
const DEVIATION = 15;
const MARGIN = 3;

/** The series that effects are tried on: a day's swing and noise, to three decimals, never 0. */
function seriesOf(world: World, entity: number): (tick: number) => number {
  const key = derive(seedKey(5), world.inventory.idOf(entity));
  return (tick) => {
    const turn = (((tick % 1440) + 1440) % 1440) / 1440;
    return Math.floor((30 + 80 * turn * (1 - turn) + 20 * uniform(key, tick)) * 1000) / 1000;
  };
}

/** What becomes of a record as one number: 0 where it simply arrives. */
function delivered({ transport }: Effect, span: Span): number {
  const delivery = { delay: 0, copies: 1, corrupted: false };
  transport?.deliver(delivery, span);
  if (delivery.delay < 0 || delivery.copies < 0) throw new Error(`delivered ${JSON.stringify(delivery)}`);
  return delivery.delay + 1e10 * (delivery.copies - 1) + (delivery.corrupted ? 0.5 : 0);
}

interface Trial {
  /** What becomes of the ticks tick .. tick + ticks - 1, all of which lie in the occurrence. */
  apply(entity: number, occurrence: Occurrence, tick?: number, ticks?: number): Float64Array;
  /** What they are without it. */
  base(entity: number, occurrence: Occurrence, tick?: number, ticks?: number): Float64Array;
  severity(entity: number, occurrence: Occurrence): number | undefined;
  /** Whether anything so far was drawn. */
  readonly random: boolean;
}

/** Makes an effect as a plan does, and lets it see and write no more than a plan would. */
export function tryEffect(definition: Any, options: unknown, world: World): Trial {
  const key = derive(seedKey(7), definition.type);
  const context = createContext(world, key);
  const fail = (name: string) => (message: string) => context.fail([name], message);
  const effect: Effect = definition.create(definition.options.parse(options), {
    ...context,
    decimals: 3,
    amount: (value, name) => resolveAmount(value, name, fail(name)),
    severity: (value, name) => resolveSeverity(value, name, fail(name)),
    level: (value, name) => resolveLevel(value, name, fail(name)),
  });
  const metric = definition.changes === "values" || definition.changes === "readings";
  let random = false;
  const none = (): never => {
    throw new Error("there is no series to look at");
  };
  const spanOf = (entity: number, { first, last, n }: Occurrence, tick: number, ticks: number): Span => {
    const value = seriesOf(world, entity);
    const words: Key = { a: 0, b: 0 };
    join(words, fork(key, n), world.inventory.keyOf(entity, words));
    const own = {
      get a() {
        random = true;
        return words.a;
      },
      b: words.b,
    };
    let lent: Float64Array | undefined;
    return {
      entity,
      tick,
      ticks,
      first,
      last,
      zone: world.inventory.zoneOf(entity),
      key: own,
      get mean() {
        return metric ? MEAN : none();
      },
      get deviation() {
        return metric ? DEVIATION : none();
      },
      series(from, count) {
        if (!metric) none();
        // a series is lent until the next call: one that is kept longer is spoilt
        lent?.fill(NaN);
        lent = new Float64Array(count).map((_, i) => value(from + i));
        return lent;
      },
    };
  };
  const base: Trial["base"] = (entity, { first, last }, tick = first, ticks = last - first) => {
    const value = seriesOf(world, entity);
    return new Float64Array(ticks).map((_, i) => (metric ? value(tick + i) : 0));
  };
  return {
    base,
    apply(entity, occurrence, tick = occurrence.first, ticks = occurrence.last - occurrence.first) {
      const buffer = new Float64Array(ticks + 2 * MARGIN).fill(7);
      const out = buffer.subarray(MARGIN, MARGIN + ticks);
      out.set(base(entity, occurrence, tick, ticks));
      if (definition.changes === "delivery")
        out.forEach((_, i) => {
          out[i] = delivered(effect, spanOf(entity, occurrence, tick + i, 1));
        });
      effect.apply?.(out, spanOf(entity, occurrence, tick, ticks));
      const was = base(entity, occurrence, tick, ticks);
      for (let i = 0; i < ticks && effect.only; i++)
        if (!effect.only(spanOf(entity, occurrence, tick + i, 1))) out[i] = was[i];
      for (const i of [0, 1, 2, -1, -2, -3])
        if (buffer.at(i) !== 7) throw new Error("wrote outside the ticks it was handed");
      return out;
    },
    severity: (entity, occurrence) => effect.severity?.(spanOf(entity, occurrence, occurrence.first, 1)),
    get random() {
      return random;
    },
  };
}

function same(found: ArrayLike<number>, expected: ArrayLike<number>, what: string): void {
  for (let i = 0; i < expected.length; i++)
    if (!Object.is(found[i], expected[i]))
      throw new Error(`${what}: tick ${i} is ${found[i]}, expected ${expected[i]}`);
}

const bases = fc.oneof(fc.integer({ min: -3000, max: 3000 }), fc.constantFrom(4096, 8191, 1e6, 123_456_789, 1e9, -1e6));

/** The ticks [first, last) of an occurrence of a kind: those of what may never end have none. */
function lasting({ permanent, finite }: Any, first: number, ticks: number, endless: boolean, n = 0): Occurrence {
  return { first, last: permanent || (endless && !finite) ? Infinity : first + ticks, n };
}

/** What every effect must satisfy. Each throws with what was found when it does not hold. */
export const checks: Readonly<Record<string, (definition: Any, options: unknown) => void>> = {
  "describes its options": (definition) => checkDescribed(definition),

  "gives any window what the whole occurrence has"(definition, options) {
    const trial = tryEffect(definition, options, createWorld());
    const cuts = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(
        bases,
        fc.integer({ min: 1, max: 3000 }),
        cuts,
        fc.nat(2),
        fc.boolean(),
        (first, ticks, parts, e, endless) => {
          const occurrence = lasting(definition, first, ticks, endless);
          const whole = trial.apply(e, occurrence, first, ticks);
          const edges = [...new Set([0, ...parts.map((p) => Math.floor(p * ticks)), ticks])].sort((a, b) => a - b);
          for (let i = edges.length - 2; i >= 0; i--) {
            const [from, to] = [edges[i], edges[i + 1]];
            const part = trial.apply(e, occurrence, first + from, to - from);
            same(part, whole.subarray(from, to), `ticks ${from}..${to} of ${ticks} from ${first}`);
            const lone = trial.apply(e, occurrence, first + from, 1);
            same(lone, whole.subarray(from, from + 1), `lone tick ${from} of ${ticks} from ${first}`);
          }
        },
      ),
      { numRuns: 40, seed: 1 },
    );
  },

  "keeps no state between runs, entities and occurrences"(definition, options) {
    const world = createWorld();
    const trial = tryEffect(definition, options, world);
    const runs = [0, 1, 2, 3].map((e) => [e, lasting(definition, 700 * e - 900, 300, e === 3, e)] as const);
    const once = (e: number, one: Occurrence, by: Trial) => by.apply(e, one, one.first + 20, 200);
    const forth = runs.map(([e, one]) => once(e, one, trial));
    for (const i of [2, 0, 3, 1]) {
      same(once(...runs[i], trial), forth[i], `entity ${i} asked again`);
      same(once(...runs[i], tryEffect(definition, options, world)), forth[i], `entity ${i} asked alone`);
    }
  },

  "follows the entity's identity, not its number"(definition, options) {
    const here = tryEffect(definition, options, createWorld());
    const there = tryEffect(definition, options, createWorld({ shift: 2, size: 3 }));
    const one = lasting(definition, 77, 300, false);
    for (const e of [2, 3]) same(there.apply(e - 2, one, 77, 300), here.apply(e, one, 77, 300), `entity ${e}`);
  },

  "changes a tick of every occurrence"(definition, options) {
    const trial = tryEffect(definition, options, createWorld());
    for (let n = 0; n < 12; n++) {
      const one = lasting(definition, 613 * n - 2000, 240, false, n);
      const was = trial.base(n % 3, one, one.first, 240);
      const is = trial.apply(n % 3, one, one.first, 240);
      if (is.every((value, i) => Object.is(value, was[i]))) throw new Error(`occurrence ${n} changes nothing`);
    }
  },

  "draws anew for each occurrence, if it draws"(definition, options) {
    const trial = tryEffect(definition, options, createWorld());
    const seen = [0, 1, 2, 3, 4].map((n) => String(trial.apply(0, lasting(definition, 50, 400, false, n), 50, 400)));
    if (trial.random && new Set(seen).size === 1) throw new Error("five occurrences drew the same");
  },

  "achieves the severity that it says was asked for"(definition, options) {
    const trial = tryEffect(definition, options, createWorld());
    for (const [i, ticks] of [1, 2, 7, 100].entries()) {
      const one = lasting(definition, 40 + 300 * i, ticks, false, i);
      const asked = trial.severity(0, one);
      if (asked === undefined) continue;
      const was = trial.base(0, one, one.first, ticks);
      const changes = [...trial.apply(0, one, one.first, ticks)].map((value, t) => value - was[t]);
      const achieved = changes.reduce((a, b) => (Math.abs(b) > Math.abs(a) ? b : a));
      // a rounding of sums of numbers near 100
      if (!(Math.abs(achieved - asked) < 1e-9)) throw new Error(`asked for ${asked} over ${ticks}, got ${achieved}`);
    }
  },

  "makes numbers, or of readings none, without chance or clock"(definition, options) {
    withoutChance(() => {
      const trial = tryEffect(definition, options, createWorld());
      for (const first of [0, -5000, 1e6, 1e9]) {
        for (const endless of [false, true]) {
          const made = trial.apply(0, lasting(definition, first, 300, endless), first, 300);
          const wrong = made.find(
            (v) => !Number.isFinite(v) && !(definition.changes === "readings" && Number.isNaN(v)),
          );
          if (wrong !== undefined) throw new Error(`made ${wrong}`);
        }
      }
    });
  },
};

/** Declares the contract tests of an effect with some options; `beside` names a check that cannot hold for it. */
export function suite(
  definition: Any,
  variations: readonly unknown[] = [definition.example],
  beside?: keyof typeof checks,
): void {
  describe.each(variations.map((options) => [JSON.stringify(options), options] as const))(
    `${definition.type} %s`,
    (_, options) => {
      for (const [name, check] of Object.entries(checks))
        if (name !== beside) it(name, () => check(definition, options));
    },
  );
}
