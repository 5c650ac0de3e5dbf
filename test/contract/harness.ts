import { z } from "zod";
import type { Definition } from "../../src/core/definition.ts";
import { ScenarioError } from "../../src/core/error.ts";
import { createGrid, type Grid } from "../../src/core/grid.ts";
import type { Inventory } from "../../src/core/inventory.ts";
import { type Param, resolveParam } from "../../src/core/param.ts";
import { derive, join, type Key, seedKey, uniform } from "../../src/core/random.ts";
import type { Schedule, ScheduleDefinition, Window } from "../../src/core/schedule.ts";
import type { Block, SignalDefinition } from "../../src/core/signal.ts";
import { createInlineTable } from "../../src/core/tags/table.ts";
import { createZone } from "../../src/core/zone.ts";
import { schedules } from "../../src/schedules/index.ts";

/** What signals and schedules are tried in: a grid and a few entities with tags `site` and `power`. */
export interface World {
  grid: Grid;
  inventory: Inventory;
}

export interface WorldOptions {
  size?: number;
  /** Entity i is the one with identity i + shift: the same entities under other numbers. */
  shift?: number;
  interval?: number;
  origin?: number;
  /** Zones of the identities in turn. */
  zones?: readonly string[];
}

const ENTITIES = derive(seedKey(7), "entities");
const ZONES = ["Europe/Berlin", "UTC", "America/St_Johns"];

export function createWorld(options: WorldOptions = {}): World {
  const { size = 6, shift = 0, interval = 60_000, origin = Date.UTC(2024, 0, 1), zones = ZONES } = options;
  const idOf = (entity: number) => `E${entity + shift}`;
  const inventory = {
    size,
    idName: "id",
    idOf,
    keyOf: (entity, out) => Object.assign(out, derive(ENTITIES, idOf(entity))),
    tags: [
      { name: "site", type: "text", values: ["north", "south"], at: (e) => ((e + shift) % 2 ? "south" : "north") },
      { name: "power", type: "float", at: (e) => 3 + ((e + shift) % 4) },
    ],
    levels: [],
    zoneOf: (entity) => createZone(zones[(entity + shift) % zones.length]),
    active: () => [-Infinity, Infinity] as const,
  } as Inventory;
  return { grid: createGrid(origin, interval), inventory };
}

function fail(path: readonly (string | number)[], message: string): never {
  throw new ScenarioError([{ path, message }]);
}

/** The part of a context that signals and schedules share; params draw as they do in a plan. */
export function createContext(world: World, key: Key) {
  return {
    ...world,
    fail,
    param: (value: Param, name: string) =>
      resolveParam(value, derive(key, name), world.inventory, (message) => fail(name.split("."), message)),
  };
}

/** A metric made up for signals that read one, at any tick: three decimals between 0 and 100, drawn for (name, entity, tick). */
export function madeUp(name: string, world: World, entity: number): (tick: number) => number {
  const key = derive(derive(ENTITIES, world.inventory.idOf(entity)), name);
  return (tick) => Math.floor(uniform(key, tick) * 1e5) / 1e3;
}

export type Input = (tick: number) => number;

/** A signal made from its definition. */
export interface Trial {
  /** The values at ticks tick .. tick + ticks - 1 of an entity, over what `input` gives; 0 when absent. */
  fill(entity: number, tick: number, ticks: number, input?: Input): Float64Array;
  /** Whether any fill so far has used its key: the signal is random. */
  readonly random: boolean;
  /** Whether it says that it never falls. */
  readonly rises: boolean;
}

const MARGIN = 3;

/** What every file holds. */
export const RECORDING = createInlineTable([
  { time: "2024-01-01T00:10", load: 5, sparse: 1 },
  { time: "2024-01-01T00:20", load: 8, sparse: null },
  { time: "2024-01-01T00:21:30", load: -3.5, sparse: null },
  { time: "2024-01-01T02:00", load: 6, sparse: 7 },
  { time: "2024-01-01T05:00", load: 0, sparse: "" },
]);

/** Makes a signal as a plan does, and lets it see no more than a plan would. Throws when it reads or writes elsewhere. */
export function trySignal(definition: SignalDefinition<any>, options: unknown, world: World): Trial {
  const reads = new Map<string, { lag: number; lead: number }>();
  const key = derive(seedKey(7), definition.type);
  const signal = definition.create(definition.options.parse(options), {
    ...createContext(world, key),
    metric: (name, lag = 0, lead = 0) => {
      const known = reads.get(name) ?? { lag: 0, lead: 0 };
      reads.set(name, { lag: Math.max(known.lag, lag), lead: Math.max(known.lead, lead) });
      return 3;
    },
    read: () => RECORDING,
    correlation: (group) => ({
      tau: 600_000,
      streams: [0.6, 0.8].map((loading) => ({ key: derive(ENTITIES, `${group} ${loading}`), loading })),
    }),
  });
  let random = false;
  const words: Key = { a: 0, b: 0 };
  // one key object for all fills: a signal that keeps it sees it change
  const own = {
    get a() {
      random = true;
      return words.a;
    },
    get b() {
      random = true;
      return words.b;
    },
  };
  const fill: Trial["fill"] = (entity, tick, ticks, input = () => 0) => {
    join(words, key, world.inventory.keyOf(entity, words));
    const buffer = new Float64Array(ticks + 2 * MARGIN).fill(NaN);
    const out = buffer.subarray(MARGIN, MARGIN + ticks);
    for (let i = 0; i < ticks; i++) out[i] = input(tick + i);
    const metric: Block["metric"] = (name, lag = 0, count = ticks) => {
      const allowed = reads.get(name);
      if (!allowed || lag > allowed.lag || count - lag > ticks + allowed.lead)
        throw new Error(`read ${name} with lag ${lag} and count ${count}, declared ${JSON.stringify(allowed)}`);
      const value = madeUp(name, world, entity);
      return new Float64Array(count).map((_, i) => value(tick - lag + i));
    };
    signal.fill(out, { entity, tick, ticks, key: own, zone: world.inventory.zoneOf(entity), metric });
    for (const i of [0, 1, 2, -1, -2, -3])
      if (!Number.isNaN(buffer.at(i))) throw new Error("wrote outside the ticks it was handed");
    return out;
  };
  return {
    fill,
    get random() {
      return random;
    },
    rises: signal.rises ?? false,
  };
}

/** Lists the windows that a schedule shows of an entity; and how many its law expects, where it has one. */
export type Windows = ((entity: number, from: number, to: number) => Window[]) & Pick<Schedule, "expected">;

export function trySchedule(definition: ScheduleDefinition<any>, options: unknown, world: World): Windows {
  const key = derive(seedKey(7), definition.type);
  const create = (one: ScheduleDefinition<any>, chosen: unknown, own: Key): Schedule =>
    one.create(one.options.parse(chosen), {
      ...createContext(world, own),
      schedule(link, name) {
        const [type] = Object.keys(link) as (keyof typeof schedules)[];
        return create(schedules[type], link[type], derive(own, name));
      },
    });
  const schedule = create(definition, options, key);
  const words: Key = { a: 0, b: 0 };
  const windows = (entity: number, from: number, to: number) => {
    join(words, key, world.inventory.keyOf(entity, words));
    const list: Window[] = [];
    schedule.windows({ key: words, entity }, from, to, (w) => list.push({ ...w, key: { ...w.key } }));
    return list;
  };
  return Object.assign(windows, { expected: schedule.expected });
}

/** Runs something in a world without chance or clock: the global sources throw. */
export function withoutChance<T>(run: () => T): T {
  const { random } = Math;
  const { now } = Date;
  const forbid = (name: string) => () => {
    throw new Error(`called ${name}`);
  };
  Math.random = forbid("Math.random");
  Date.now = forbid("Date.now");
  try {
    return run();
  } finally {
    Math.random = random;
    Date.now = now;
  }
}

/** Throws unless the options are fully described: what docs, forms and JSON Schema are made of. */
export function checkDescribed({ type, summary, options, example }: Definition<any, unknown, any>): void {
  if (!/^[a-z][a-z0-9-]*$/.test(type)) throw new Error(`the type ${type} is not in kebab case`);
  if (!/^[A-Z].*\.$/.test(summary)) throw new Error(`the summary of ${type} is not a sentence: ${summary}`);
  options.parse(example);
  const schema = z.toJSONSchema(options, { target: "draft-7", io: "input" });
  for (const [name, property] of Object.entries(schema.properties ?? {})) {
    const { description, examples } = property as { description?: string; examples?: unknown[] };
    if (!description) throw new Error(`the option ${name} of ${type} has no description`);
    if (!examples?.length) throw new Error(`the option ${name} of ${type} has no examples`);
    for (const value of examples) options.shape[name].parse(value);
  }
  if (schema.additionalProperties !== false) throw new Error(`the options of ${type} are not strict`);
}
