import type { Batch } from "../core/batch.ts";
import type { Sink, Stamp } from "../core/sink.ts";
import { createGenerator } from "./generate.ts";
import type { Clock } from "./pace.ts";
import { partition, WHOLE } from "./partition.ts";
import type { Plan, Table } from "./plan.ts";
import { retrying } from "./retry.ts";
import { createPause } from "./store.ts";
import { storedTicks } from "./stored-ticks.ts";
import { tiles } from "./tiles.ts";

/** A sink that can remember how far it got, where it cannot be asked what it holds. */
export interface LiveSink extends Sink {
  /** The first tick that is not stored; undefined when it has none. */
  next?(): number | undefined;
  /** Remembers it: everything before is stored. */
  mark?(next: number): Promise<void>;
}

/** A table and the store it goes to. */
export interface Feed {
  table: Table;
  /** Path template of the store's partitions; a store of rows ignores them. */
  template: string;
  extension: string;
  stamp: Stamp;
  create(): LiveSink;
}

export type Phase = "backfill" | "repair" | "live";

export interface FeedProgress {
  phase: Phase;
  table: string;
  /** Rows stored since the last call. */
  rows: number;
  /** ms UTC up to which it is stored, and due. */
  stored: number;
  due: number;
  /** ms UTC at which there is more to store. */
  next: number;
}

export interface FeederOptions {
  /** ms UTC where an empty store begins. */
  from: number;
  clock: Clock;
  abort?: AbortSignal;
  progress?(progress: FeedProgress): void;
  warn?(error: Error, waitMs: number): void;
}

/** Entities that are all stored up to the same tick. */
interface Group {
  entities: Int32Array;
  tick: number;
}

/** Rows stored as one, about: progress is told after each, and a stop waits for it. */
const ROWS = 1 << 16;
/** Ticks whose rows are counted at once when holes are looked for. */
const SPAN = 4096;

/** Keeps one table of one store up to date. */
export interface Feeder {
  /** Asks the store what it holds, and brings entities that lag behind up to the others. */
  begin(): Promise<void>;
  /** Writes what is missing before the tick all are stored up to; returns how many rows there were. */
  repair(): Promise<number>;
  /** Stores every tick that is due before `end` and not stored. */
  advance(phase: Phase, end: number): Promise<void>;
  /** ms UTC at which there is more to store. */
  nextAt(): number;
  /** ms UTC up to which everything is stored. */
  storedTo(): number;
  close(): Promise<void>;
}

export function createFeeder(
  plan: Plan,
  { table, template, extension, stamp, create }: Feed,
  options: FeederOptions,
): Feeder {
  const { grid, inventory } = plan;
  const { clock, abort } = options;
  const maker = createGenerator(plan, table, "time");
  const store = retrying(create, async (sink) => void (await sink.open(table.schema, stamp)), options);
  const everyone = Int32Array.from({ length: inventory.size }, (_, entity) => entity);
  const first = grid.tickAt(options.from);
  // a row of an instant is due at it; what happens within an interval, when that is over
  const whole = table.rows !== "grid" || plan.disturbances.some(({ changes }) => changes === "delivery");
  const dueTick = () => Math.floor((clock.now() - grid.origin) / grid.interval) + (whole ? 0 : 1);
  const dueAt = (to: number) => grid.timeOf(to + (whole ? 1 : 0));
  // an embedded store never waits: without turns no signal, timer or question would be seen until all is stored
  const turn = createPause(undefined);
  let tick = first;

  /** Stores rows of entities tile by tile, each for good before the next is made; `stored` is told after each. */
  async function write(
    phase: Phase,
    entities: Int32Array,
    from: number,
    to: number,
    stored?: (to: number) => void,
  ): Promise<void> {
    if (to <= from) return;
    const window = { start: grid.timeOf(from), end: grid.timeOf(to), from, to };
    const parts = partition({ ...plan, window }, table, template, extension, WHOLE);
    for (let p = 0; p < parts.length; p++) {
      const part = parts.at(p);
      const some = { ...part, entities: entities === everyone ? part.entities : entities };
      for (const tile of tiles(table, some, "time", ROWS)) {
        if (abort?.aborted) return;
        const rows = await store((sink) => writeTile(sink, maker.batches(tile, part.path)));
        const [stored, due, next] = [grid.timeOf(tile.to), grid.timeOf(to), dueAt(tile.to)];
        options.progress?.({ phase, table: table.name, rows, stored, due, next });
        await turn();
      }
      // parts of one slice of time follow one another: it is stored when the last of them is
      if (p === parts.length - 1 || parts.at(p + 1).from > part.from) {
        if (stored) await store(async (sink) => sink.mark?.(part.to));
        stored?.(part.to);
      }
    }
  }

  return {
    async begin() {
      const known = await store(async (sink) => sink.next?.());
      if (known !== undefined) {
        tick = known;
        return;
      }
      const ticks = await storedTicks(plan, table, first, whole, store);
      const groups = groupBy(everyone, (entity) => ticks[entity]);
      tick = groups[0].tick;
      for (let behind = groups[0].entities, g = 1; g < groups.length && !abort?.aborted; g++) {
        await write("backfill", behind, tick, groups[g].tick);
        tick = groups[g].tick;
        behind = Int32Array.from([...behind, ...groups[g].entities]).sort();
      }
    },
    async repair() {
      let found = 0;
      const lanes = table.shape === "long" ? table.metrics.length : 1;
      for (let from = first; from < tick && !abort?.aborted; from += SPAN) {
        const to = Math.min(tick, from + SPAN);
        const count = async () => {
          const held = (await store(async (sink) => sink.held?.(grid.timeOf(from), grid.timeOf(to)))) ?? [];
          return new Map(held.map(({ id, rows }) => [id, rows]));
        };
        const before = await count();
        const full = (Math.ceil(to / table.every) - Math.ceil(from / table.every)) * lanes;
        const short = everyone.filter(
          (entity) => table.rows !== "grid" || (before.get(inventory.idOf(entity)) ?? 0) < full,
        );
        if (short.length === 0) continue;
        await write("repair", short, from, to);
        const sum = (counts: Map<string, number>) => [...counts.values()].reduce((total, rows) => total + rows, 0);
        found += sum(await count()) - sum(before);
      }
      return found;
    },
    async advance(phase, end) {
      for (let to = Math.min(end, dueTick()); tick < to && !abort?.aborted; to = Math.min(end, dueTick())) {
        await write(phase, everyone, tick, to, (stored) => {
          tick = stored;
        });
      }
    },
    nextAt: () => dueAt(tick),
    storedTo: () => grid.timeOf(tick),
    close: store.close,
  };
}

async function writeTile(sink: Sink, batches: Iterable<Batch>): Promise<number> {
  let rows = 0;
  for (const batch of batches) {
    await sink.write(batch);
    rows += batch.rows;
  }
  await sink.flush();
  return rows;
}

/** Entities by the tick they are stored up to, the earliest first. */
function groupBy(entities: Int32Array, tickOf: (entity: number) => number): Group[] {
  const groups = new Map<number, number[]>();
  for (const entity of entities) {
    const tick = tickOf(entity);
    const list = groups.get(tick);
    if (list) list.push(entity);
    else groups.set(tick, [entity]);
  }
  return [...groups].map(([tick, list]) => ({ tick, entities: Int32Array.from(list) })).sort((a, b) => a.tick - b.tick);
}
