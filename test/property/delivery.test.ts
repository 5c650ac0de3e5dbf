import { describe, expect, test } from "vitest";
import { catalogs } from "../../src/catalog.ts";
import { compile } from "../../src/engine/compile.ts";
import { generate } from "../../src/engine/generate.ts";
import { partition, WHOLE } from "../../src/engine/partition.ts";
import type { Plan, Table } from "../../src/engine/plan.ts";
import { createArrivals } from "../../src/engine/transport.ts";
import { type Row, rowOf } from "../../src/sinks/memory.ts";

const MINUTE = 60_000;
const kinds = Object.values(catalogs.faults).filter(({ changes }) => changes === "delivery");
const some = { random: { rate: "6/1d", length: ["10m", "2h"] } };

function plan(type: string, options: unknown, start = "2024-01-05", end = "2024-01-06", more = {}): Plan {
  const schedule = type === "offline" ? { schedule: some } : {};
  return compile(
    {
      name: "x",
      seed: 3,
      origin: "2024-01-01",
      interval: "1m",
      jitter: "3s",
      start,
      end,
      inventory: { count: 5, tags: { region: { choice: ["a", "b"] }, n: { integer: [1, 5] } } },
      metrics: {
        v: { decimals: 2, signals: [{ normal: { mean: 50, sd: 3 } }] },
        w: { decimals: 0, signals: [{ normal: { mean: -1e10, sd: 3 } }] },
      },
      faults: [
        { id: "f", ...schedule, effect: { [type]: options } },
        { id: "off", schedule: { random: { rate: "2/1d", length: "1h" } }, effect: { "reboot-gap": {} } },
      ],
      records: [
        { table: "wide", columns: ["timestamp", "id", "region", "n", "v", "w", "is_anomaly", "clean.v", "clean.w"] },
        { table: "long", shape: "long", every: 2, columns: ["timestamp", "id", "metric", "value", "anomaly_kinds"] },
      ],
      ...more,
    },
    catalogs,
  );
}

function rowsOf(plan: Plan, table: Table, order: "time" | "entity", path = table.path): Row[] {
  const parts = partition(plan, table, path, "x", WHOLE);
  const rows: Row[] = [];
  for (let p = 0; p < parts.length; p++)
    for (const batch of generate(plan, table, parts.at(p), order))
      for (let i = 0; i < batch.rows; i++) rows.push(rowOf(table.schema, batch, i));
  return rows;
}

const sorted = (rows: readonly Row[]) => rows.map((row) => JSON.stringify(row)).sort();

describe.each(kinds.map((kind) => [kind.type, kind.example]))("%s", (type, options) => {
  const whole = plan(type, options);

  test.each([0, 1])("two windows have the rows of the whole, table %i", (t) => {
    const cut = "2024-01-05T07:13Z";
    const halves = [plan(type, options, "2024-01-05", cut), plan(type, options, cut, "2024-01-06")];
    expect(halves.flatMap((half) => rowsOf(half, half.tables[t], "time"))).toEqual(
      rowsOf(whole, whole.tables[t], "time"),
    );
  });

  test("every order and layout has the same records", () => {
    const [table] = whole.tables;
    const byTime = rowsOf(whole, table, "time");
    const byEntity = rowsOf(whole, table, "entity");
    expect(sorted(byEntity)).toEqual(sorted(byTime));
    expect(rowsOf(whole, table, "entity", "{id}")).toEqual(byEntity);
    expect(sorted(rowsOf(whole, table, "time", "{date}-{hour}"))).toEqual(sorted(byTime));
  });

  test("every record arrives once or is labelled", () => {
    // a window wide enough for all that is made within the day
    const { grid, window } = whole;
    const arrivals = createArrivals(whole, 1)(0, window.from, window.to + 24 * 60);
    const counts = new Map<number, number>();
    for (const { tick } of arrivals) counts.set(tick, (counts.get(tick) ?? 0) + 1);
    const labels = rowsOf(whole, whole.labels, "entity").filter((label) => label.id === whole.inventory.idOf(0));
    const own = new Set(labels.filter(({ name }) => name === "f").map(({ onset }) => grid.tickAt(onset as number)));
    const gaps = labels.filter(({ name }) => name === "off");
    let touched = 0;
    for (let tick = window.from; tick < window.to; tick++) {
      const time = grid.timeOf(tick);
      if (gaps.some(({ onset, end }) => (onset as number) <= time && time < (end as number))) continue;
      const plain = counts.get(tick) === 1 && arrivals.find((a) => a.tick === tick)!.time === time;
      const corrupted = arrivals.find((a) => a.tick === tick)?.corrupted ?? false;
      expect(plain && !corrupted).toBe(!own.has(tick));
      touched += own.has(tick) ? 1 : 0;
    }
    expect(touched).toBeGreaterThan(0);
  });

  test("values are those of the clean twin but for wrong bits", () => {
    const rows = rowsOf(whole, whole.tables[0], "time");
    const wrong = rows.filter((row) => row.v !== row["clean.v"] || row.w !== row["clean.w"]);
    expect(wrong.every((row) => row.is_anomaly === true)).toBe(true);
    expect(rows.filter((row) => row.is_anomaly === true)).toEqual(wrong);
    expect(wrong.length > 0).toBe(type === "corrupted");
  });
});

test("rows go in order of arrival", () => {
  const late = plan("late", { share: 0.2, delay: ["1m", "2h"] });
  const { from, to } = late.window;
  const order = (entity: number) => createArrivals(late, 1)(entity, from, to).sort((a, b) => a.time - b.time);
  const stamps = rowsOf(late, late.tables[0], "entity")
    .filter(({ id }) => id === late.inventory.idOf(2))
    .map(({ timestamp }) => Math.floor((timestamp as number) / MINUTE) * MINUTE);
  expect(stamps).toEqual(order(2).map(({ tick }) => late.grid.timeOf(tick)));
  expect(stamps.some((stamp, i) => i > 0 && stamp < stamps[i - 1])).toBe(true);
});

test("shares and delays are as asked", () => {
  const ticks = 28_800; // 20 days
  const arrivals = (type: string, options: unknown) =>
    createArrivals(
      plan(type, options, "2024-01-05", "2024-01-06", { faults: [{ id: "f", effect: { [type]: options } }] }),
      1,
    )(1, 0, ticks);
  const se = (p: number) => Math.sqrt((p * (1 - p)) / ticks);
  const lost = 1 - arrivals("lost", { share: 0.05 }).length / ticks;
  expect(Math.abs(lost - 0.05)).toBeLessThan(4 * se(0.05));
  const doubled = arrivals("duplicate", { share: 0.1, copies: 3 }).length / ticks - 1;
  expect(Math.abs(doubled / 2 - 0.1)).toBeLessThan(4 * se(0.1));
  const delays = arrivals("out-of-order", { delay: { exponential: "5m", most: "2h" } }).map(
    ({ time, tick }) => (time - Date.UTC(2024, 0, 1)) / MINUTE - tick,
  );
  // the mean of an exponential has a standard error of mean / sqrt(n); the cut at 24 means is beyond notice
  expect(Math.abs(delays.reduce((a, b) => a + b) / delays.length - 5)).toBeLessThan((4 * 5) / Math.sqrt(ticks) + 0.01);
  const hours = arrivals("batched", { every: "1h" }).map(({ time }) => time % (60 * MINUTE));
  expect(new Set(hours)).toEqual(new Set([0]));
});

test.each([
  ["lost", { share: 1.5 }, "share"],
  ["late", { delay: ["2h", "1h"] }, "the least above the greatest"],
  ["duplicate", { copies: 1 }, "copies"],
])("%s refuses %j", (type, options, message) => {
  expect(() => plan(type, options)).toThrow(message);
});
