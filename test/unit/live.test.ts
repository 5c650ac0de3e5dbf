import { describe, expect, test } from "vitest";
import { catalogs } from "../../src/catalog.ts";
import { PermanentError } from "../../src/core/error.ts";
import type { Held } from "../../src/core/sink.ts";
import { compile } from "../../src/engine/compile.ts";
import type { Feed, FeedProgress, LiveSink } from "../../src/engine/feeder.ts";
import { type LiveOptions, live } from "../../src/engine/live.ts";
import { accelerated, type Clock } from "../../src/engine/pace.ts";
import { WHOLE } from "../../src/engine/partition.ts";
import type { Plan, Table } from "../../src/engine/plan.ts";
import { type Row, rowOf } from "../../src/sinks/memory.ts";
import { rowsOf } from "../support/rows.ts";

const MINUTE = 60_000;
const START = Date.UTC(2024, 0, 10);

/** A clock that stands still but while somebody sleeps. `late` is how much longer each sleep takes. */
function manualClock(from: number, late = () => 0): Clock & { time: number } {
  const clock = {
    time: from,
    now: () => clock.time,
    async sleep(ms: number) {
      clock.time += ms + late();
    },
  };
  return clock;
}

function planOf(more: object = {}): Plan {
  return compile(
    {
      name: "x",
      origin: "2024-01-01",
      interval: "15m",
      start: "2024-01-09T12:00",
      end: "2024-01-20",
      inventory: { count: 3 },
      metrics: { load: { decimals: 2, signals: [{ normal: { mean: 5, sd: 1 } }] } },
      ...more,
    },
    catalogs,
  );
}

interface Store {
  rows: Map<string, Row>;
  written: number;
  /** Spans of time that it was asked about. */
  asked: [from: number, to: number][];
  fail: (call: string) => Error | undefined;
}

/** A store that keeps a row per key, and what is not flushed is lost. */
function storeOf(table: Table): Store & { create(): LiveSink } {
  const { schema } = table;
  const time = schema.fields.find(({ role }) => role === "time" || role === "begin")!.name;
  const store: Store = { rows: new Map(), written: 0, asked: [], fail: () => undefined };
  const create = (): LiveSink => {
    const pending = new Map<string, Row>();
    const check = (call: string) => {
      const error = store.fail(call);
      if (error) throw error;
    };
    return {
      async open() {
        check("open");
        return undefined;
      },
      async write(batch) {
        for (let i = 0; i < batch.rows; i++) {
          const row = rowOf(schema, batch, i);
          pending.set(schema.key.map((name) => row[name]).join("|"), row);
        }
        check("write");
      },
      async flush() {
        check("flush");
        for (const [key, row] of pending) store.rows.set(key, row);
        store.written += pending.size;
        pending.clear();
        return undefined;
      },
      seal: () => Promise.reject(new Error("never")),
      async newest() {
        const latest = [...store.rows.values()].reduce((last, row) => Math.max(last, row[time] as number), -Infinity);
        return latest === -Infinity ? undefined : latest;
      },
      async held(from, to) {
        store.asked.push([from, to]);
        const held = new Map<string, Held>();
        for (const row of store.rows.values()) {
          const at = row[time] as number;
          if (at < from || at >= to) continue;
          const id = String(row.id);
          const one = held.get(id) ?? { id, rows: 0, last: at };
          held.set(id, { id, rows: one.rows + 1, last: Math.max(one.last, at) });
        }
        return [...held.values()];
      },
      async close() {},
    };
  };
  return Object.assign(store, { create });
}

function feedOf(plan: Plan, create: () => LiveSink, table = plan.tables[0]): Feed {
  const stamp = { run: "x", seed: 1, source: plan.source, shard: WHOLE };
  return { table, template: "x", extension: "x", stamp, create };
}

const optionsOf = (plan: Plan, clock: Clock, more: Partial<LiveOptions> = {}): LiveOptions => ({
  from: plan.window.start,
  clock,
  ...more,
});

/** The rows of the plan's window up to some instant, by key. */
function expected(plan: Plan, until: number, table = plan.tables[0]): string[] {
  const window = { ...plan.window, end: until, to: plan.grid.tickAt(until) };
  return rowsOf({ ...plan, window }, "time", table)
    .map((row) => JSON.stringify(row))
    .sort();
}

const contentOf = (store: Store): string[] => [...store.rows.values()].map((row) => JSON.stringify(row)).sort();

describe("history, then live", () => {
  test("once writes what is due by now, each row once", async () => {
    const plan = planOf();
    const store = storeOf(plan.tables[0]);
    const clock = manualClock(START + 7 * MINUTE);
    const report = await live(plan, [feedOf(plan, store.create)], optionsOf(plan, clock, { once: true }));
    // the row of 00:00 is due at 00:00, that of 00:15 not yet at 00:07
    expect(report.stored).toBe(START + 15 * MINUTE);
    expect(contentOf(store)).toEqual(expected(plan, START + 15 * MINUTE));
    expect(store.written).toBe(store.rows.size);
  });

  test("a day goes by on the grid, without drift, whatever a sleep takes", async () => {
    const plan = planOf();
    const store = storeOf(plan.tables[0]);
    let n = 0;
    const clock = manualClock(START + 7 * MINUTE, () => (n++ * 7919) % 2000);
    const seen: { stored: number; now: number }[] = [];
    const progress = ({ phase, stored }: FeedProgress) => {
      if (phase === "live") seen.push({ stored: stored - 15 * MINUTE, now: clock.time });
    };
    const until = START + 1440 * MINUTE;
    await live(plan, [feedOf(plan, store.create)], optionsOf(plan, clock, { until, progress }));
    expect(contentOf(store)).toEqual(expected(plan, until));
    expect(seen.map(({ stored }) => stored)).toEqual(
      Array.from({ length: 95 }, (_, i) => START + (i + 1) * 15 * MINUTE),
    );
    for (const { stored, now } of seen) expect(now - stored).toBeLessThan(2000);
    for (const { stored, now } of seen) expect(now - stored).toBeGreaterThanOrEqual(0);
  });

  test("after a suspend everything that was missed is written at once", async () => {
    const plan = planOf();
    const store = storeOf(plan.tables[0]);
    let slept = 0;
    const clock = manualClock(START, () => (slept++ === 3 ? 300 * MINUTE : 0));
    const until = START + 600 * MINUTE;
    await live(plan, [feedOf(plan, store.create)], optionsOf(plan, clock, { until }));
    expect(contentOf(store)).toEqual(expected(plan, until));
  });

  test("time can run faster", async () => {
    const plan = planOf();
    const store = storeOf(plan.tables[0]);
    const real = manualClock(START);
    const until = START + 600 * MINUTE;
    await live(plan, [feedOf(plan, store.create)], optionsOf(plan, accelerated(real, 60), { until }));
    expect(contentOf(store)).toEqual(expected(plan, until));
    expect(real.time - START).toBeLessThanOrEqual(10 * MINUTE);
  });

  test("events are written when their interval is over", async () => {
    const records = [{ table: "beats", rows: "event", schedule: { periodic: { every: "10m", length: "1m" } } }];
    const plan = planOf({ records });
    const store = storeOf(plan.tables[0]);
    await live(plan, [feedOf(plan, store.create)], optionsOf(plan, manualClock(START + 16 * MINUTE), { once: true }));
    expect(contentOf(store)).toEqual(expected(plan, START + 15 * MINUTE));
  });
});

describe("what a store holds", () => {
  test("a second call continues; entities that lag behind are caught up", async () => {
    const plan = planOf();
    const store = storeOf(plan.tables[0]);
    const feed = feedOf(plan, store.create);
    await live(plan, [feed], optionsOf(plan, manualClock(START), { once: true }));
    const lagging = plan.inventory.idOf(1);
    for (const [key, row] of store.rows)
      if (row.id === lagging && (row.timestamp as number) >= START - 100 * MINUTE) store.rows.delete(key);
    store.written = 0;
    await live(plan, [feed], optionsOf(plan, manualClock(START + 60 * MINUTE), { once: true }));
    expect(contentOf(store)).toEqual(expected(plan, START + 61 * MINUTE));
    // 7 rows of the one that lagged behind, and 4 ticks of all
    expect(store.written).toBe(7 + 4 * 3);
  });

  test("of a long history only the newest rows are asked for, unless an entity has none there", async () => {
    const plan = planOf({
      start: "2024-01-01",
      interval: "1s",
      inventory: { count: 4, active: { from: ["2023-01-01", "2024-01-01"] } },
    });
    const store = storeOf(plan.tables[0]);
    const until = Date.UTC(2024, 0, 1, 2);
    await live(plan, [feedOf(plan, store.create)], optionsOf(plan, manualClock(until), { once: true }));
    store.asked = [];
    await live(plan, [feedOf(plan, store.create)], optionsOf(plan, manualClock(until), { once: true }));
    expect(store.asked).toEqual([[until - 4_999_000, Infinity]]);
    for (const [key, row] of store.rows)
      if (row.id === plan.inventory.idOf(2) && (row.timestamp as number) >= until - 6_000_000) store.rows.delete(key);
    await live(plan, [feedOf(plan, store.create)], optionsOf(plan, manualClock(until), { once: true }));
    expect(store.asked.length).toBe(3);
    expect(contentOf(store)).toEqual(expected(plan, until + 1000));
  });

  test("one that has retired is not looked for, one that has yet to join has nothing to catch up", async () => {
    const inventory = {
      id: "id",
      from: [
        { id: "gone", from: "2024-01-01", to: "2024-01-04" },
        { id: "here", from: "2024-01-01", to: "2030-01-01" },
        { id: "later", from: "2024-01-15", to: "2030-01-01" },
      ],
      active: { from: { tag: "from" }, to: { tag: "to" } },
    };
    const plan = planOf({ start: "2024-01-04T22:00", interval: "1s", inventory });
    const store = storeOf(plan.tables[0]);
    const until = Date.UTC(2024, 0, 5, 1);
    await live(plan, [feedOf(plan, store.create)], optionsOf(plan, manualClock(until), { once: true }));
    [store.asked, store.written] = [[], 0];
    await live(plan, [feedOf(plan, store.create)], optionsOf(plan, manualClock(until + 5000), { once: true }));
    expect(store.asked.length).toBe(1);
    expect(store.written).toBe(5);
  });

  test("two writers leave each row once", async () => {
    const plan = planOf();
    const store = storeOf(plan.tables[0]);
    const until = START + 300 * MINUTE;
    const writer = (late: number) =>
      live(plan, [feedOf(plan, store.create)], optionsOf(plan, manualClock(START - late), { until }));
    await Promise.all([writer(0), writer(7 * MINUTE), writer(600 * MINUTE)]);
    expect(contentOf(store)).toEqual(expected(plan, until));
  });

  test("holes are found and mended, and counted", async () => {
    const plan = planOf();
    const store = storeOf(plan.tables[0]);
    const feed = feedOf(plan, store.create);
    await live(plan, [feed], optionsOf(plan, manualClock(START), { once: true }));
    const whole = contentOf(store);
    const keys = [...store.rows.keys()];
    for (const i of [5, 17, 18, 60]) store.rows.delete(keys[i]);
    const again = await live(plan, [feed], optionsOf(plan, manualClock(START), { once: true, repair: true }));
    expect(again.repaired).toBe(4);
    expect(contentOf(store)).toEqual(whole);
  });
});

describe("failures", () => {
  test("what may pass is tried again, and nothing is lost or doubled", async () => {
    const plan = planOf();
    const store = storeOf(plan.tables[0]);
    let calls = 0;
    store.fail = () => (++calls % 5 === 0 ? new Error("connection reset") : undefined);
    const warned: string[] = [];
    const clock = manualClock(START);
    const options = optionsOf(plan, clock, { until: START + 60 * MINUTE, warn: ({ message }) => warned.push(message) });
    await live(plan, [feedOf(plan, store.create)], options);
    expect(contentOf(store)).toEqual(expected(plan, START + 60 * MINUTE));
    expect(warned.length).toBeGreaterThan(2);
  });

  test("an outage is waited for, ever longer", async () => {
    const plan = planOf();
    const store = storeOf(plan.tables[0]);
    const clock = manualClock(START);
    store.fail = () => (clock.time < START + 90 * MINUTE ? new Error("connection refused") : undefined);
    const waits: number[] = [];
    await live(
      plan,
      [feedOf(plan, store.create)],
      optionsOf(plan, clock, { until: START + 120 * MINUTE, warn: (_, ms) => waits.push(ms) }),
    );
    expect(contentOf(store)).toEqual(expected(plan, START + 120 * MINUTE));
    expect(waits[0]).toBeLessThan(1000);
    expect(Math.max(...waits)).toBeGreaterThan(40_000);
    expect(Math.max(...waits)).toBeLessThan(80_000);
  });

  test("what no retry can help is thrown at once", async () => {
    const plan = planOf();
    const store = storeOf(plan.tables[0]);
    store.fail = () => new PermanentError("[sink:x] does not fit");
    const started = live(plan, [feedOf(plan, store.create)], optionsOf(plan, manualClock(START)));
    await expect(started).rejects.toThrow("does not fit");
  });

  test("when asked to stop, what is in hand is stored and the rest is left", async () => {
    const plan = planOf();
    const store = storeOf(plan.tables[0]);
    const controller = new AbortController();
    const progress = () => controller.abort();
    const options = optionsOf(plan, manualClock(START), { abort: controller.signal, progress });
    const { stored } = await live(plan, [feedOf(plan, store.create)], options);
    expect(contentOf(store)).toEqual(expected(plan, stored));
  });
});
