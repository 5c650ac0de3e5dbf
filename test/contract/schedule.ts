import fc from "fast-check";
import { describe, it } from "vitest";
import type { ScheduleDefinition, Window } from "../../src/core/schedule.ts";
import { checkDescribed, createWorld, trySchedule, withoutChance } from "./harness.ts";

type Any = ScheduleDefinition<any>;

const DAY = 86_400_000;

function same(found: readonly Window[], expected: readonly Window[], what: string): void {
  const [f, e] = [found, expected].map((list) => JSON.stringify(list));
  if (f !== e) throw new Error(`${what}: found ${f}, expected ${e}`);
}

/** What every schedule must satisfy. Each throws with what was found when it does not hold. */
export const checks: Readonly<Record<string, (definition: Any, options: unknown) => void>> = {
  "describes its options": (definition) => checkDescribed(definition),

  "shows the same windows however a span is cut"(definition, options) {
    const world = createWorld();
    const bases = fc.oneof(fc.integer({ min: -40, max: 90 }), fc.constantFrom(285, 295, -100_000, 36_500, 1e6));
    const cuts = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(bases, fc.integer({ min: 1, max: 60 }), cuts, fc.nat(2), (base, days, parts, entity) => {
        const windows = trySchedule(definition, options, world);
        const from = world.grid.origin + base * DAY;
        const whole = windows(entity, from, from + days * DAY);
        const starts = whole.flatMap((w) => [w.start, w.end - 1]).filter((t) => t >= from && t < from + days * DAY);
        const edges = parts.map((p) => from + Math.floor(p * days * DAY));
        // cuts at edges of windows are where one would be missed or shown twice
        edges.push(from, from + days * DAY, ...starts.slice(0, 2), ...starts.slice(0, 2).map((t) => t + 1));
        edges.sort((a, b) => b - a);
        for (let i = 1; i < edges.length; i++) {
          const [a, b] = [edges[i], edges[i - 1]];
          const expected = a < b ? whole.filter((w) => w.start < b && w.end > a) : [];
          same(a < b ? windows(entity, a, b) : [], expected, `from ${a} to ${b}`);
        }
      }),
      { numRuns: 60, seed: 1 },
    );
  },

  "shows windows in order, each once, under ids of their own"(definition, options) {
    const world = createWorld();
    const from = world.grid.origin - 300 * DAY;
    const list = trySchedule(definition, options, world)(1, from, from + 600 * DAY);
    list.forEach((w, i) => {
      if (!(w.start < w.end)) throw new Error(`window ${w.id} ends at ${w.end}, not after its start ${w.start}`);
      if (!(w.start < from + 600 * DAY && w.end > from))
        throw new Error(`window ${w.id} is outside the span asked for`);
      if (!(Number.isInteger(w.start) && Number.isInteger(w.end))) throw new Error(`window ${w.id} is not in whole ms`);
      if (i > 0 && w.start < list[i - 1].start) throw new Error(`window ${w.id} begins before the one shown before it`);
    });
    if (new Set(list.map((w) => w.id)).size < list.length) throw new Error("two windows have the same id");
    if (new Set(list.map((w) => `${w.key.a} ${w.key.b}`)).size < list.length)
      throw new Error("two windows have the same key");
  },

  "keeps no state between queries and entities"(definition, options) {
    const world = createWorld();
    const { origin } = world.grid;
    const windows = trySchedule(definition, options, world);
    const first = [0, 1, 2].map((entity) => windows(entity, origin, origin + 90 * DAY));
    for (const entity of [2, 0, 1]) {
      same(windows(entity, origin, origin + 90 * DAY), first[entity], `entity ${entity} asked again`);
      same(
        trySchedule(definition, options, world)(entity, origin, origin + 90 * DAY),
        first[entity],
        `entity ${entity} asked alone`,
      );
    }
  },

  "follows the entity's identity, not its number"(definition, options) {
    const here = createWorld();
    const there = createWorld({ shift: 2, size: 3 });
    const { origin } = here.grid;
    for (const entity of [2, 3])
      same(
        trySchedule(definition, options, there)(entity - 2, origin, origin + 90 * DAY),
        trySchedule(definition, options, here)(entity, origin, origin + 90 * DAY),
        `entity ${entity}`,
      );
  },

  "begins as many windows as its law expects"(definition, options) {
    const world = createWorld();
    const windows = trySchedule(definition, options, world);
    if (!windows.expected) return;
    const [sum, all] = [
      { mean: 0, variance: 0 },
      { found: 0, spans: 0 },
    ];
    // spans that leave no gap between them: what one lacks at its edge the next has
    for (let day = -60; day < 240; day += 7.3) {
      const [from, to] = [day, day + 7.3].map((d) => Math.floor(world.grid.origin + d * DAY));
      for (const entity of [0, 1, 2]) {
        const begun = windows(entity, from, to).filter(({ start }) => start >= from).length;
        const { mean, variance } = windows.expected(entity, from, to);
        if (variance === 0 && begun !== mean)
          throw new Error(`entity ${entity} from day ${day}: found ${begun} windows, expected exactly ${mean}`);
        all.found += begun;
        all.spans++;
        sum.mean += mean;
        sum.variance += variance;
      }
    }
    // five standard deviations: one in two million
    if (Math.abs(all.found - sum.mean) > 5 * Math.sqrt(sum.variance))
      throw new Error(`found ${all.found} windows in ${all.spans} spans, expected ${sum.mean} ± ${sum.variance}`);
  },

  "uses neither chance nor clock"(definition, options) {
    const world = createWorld();
    const { origin } = world.grid;
    withoutChance(() => trySchedule(definition, options, world)(0, origin - 90 * DAY, origin + 90 * DAY));
  },
};

/** Declares the contract tests of a schedule: its example and further options. */
export function suite(definition: Any, variations: readonly unknown[] = []): void {
  describe.each([definition.example, ...variations].map((options) => [JSON.stringify(options), options] as const))(
    `${definition.type} %s`,
    (_, options) => {
      for (const [name, check] of Object.entries(checks)) it(name, () => check(definition, options));
    },
  );
}
