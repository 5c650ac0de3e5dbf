import { expect, test } from "vitest";
import { rowsOf } from "../support/rows.ts";
import { hosted, serverFor } from "./harness.ts";

const scenarios = new Map([["storage", hosted("storage", {}, Date.UTC(2025, 6, 1))]]);
const url = (query: string) => `/v1/scenarios/storage/rollup?${query}`;

test("tells count, share, mean, least and greatest of a metric, as its rows have them", async () => {
  const { app, context } = await serverFor({ scenarios });
  const { plan } = context.scenarios.get("storage")!;
  const start = plan.window.end - 2 * 86_400_000;
  const iso = (time: number) => new Date(time).toISOString();
  const response = await app.inject(
    url(`metric=storage_gb&by=base&start=${iso(start)}&end=${iso(plan.window.end)}&every=1d`),
  );
  expect(response.statusCode).toBe(200);
  const { rows, ...head } = response.json();
  expect(head).toEqual({
    scenario: "storage",
    seed: 1,
    metric: "storage_gb",
    unit: "GB",
    by: ["base"],
    start: iso(start),
    end: iso(plan.window.end),
  });
  const { inventory, tables } = plan;
  const wanted = rowsOf(plan, "time", tables[0], {
    entities: { from: 0, to: inventory.size },
    from: plan.grid.tickAt(start),
    to: plan.window.to,
  });
  const base = inventory.tags.find(({ name }) => name === "base")!;
  expect(rows.length).toBe(2 * inventory.size);
  for (const { time, dimensions, ...figures } of rows) {
    const entity = Array.from({ length: inventory.size }, (_, e) => e).find(
      (e) => String(base.at(e)) === dimensions.base,
    )!;
    const from = Date.parse(time);
    const own = wanted
      .filter((row) => row.directory === inventory.idOf(entity))
      .filter((row) => Number(row.timestamp) >= from && Number(row.timestamp) < from + 86_400_000)
      .map((row) => Number(row.storage_gb));
    const mean = own.reduce((sum, x) => sum + x, 0) / own.length;
    expect(figures).toEqual({
      count: 1,
      share: 1 / inventory.size,
      mean: expect.closeTo(mean, 9),
      min: Math.min(...own),
      max: Math.max(...own),
    });
  }
});

test("tells every mistake at once, and what is too much", async () => {
  const { app } = await serverFor({ scenarios });
  const refused = async (query: string) => (await app.inject(url(query))).json().detail;
  const found = await refused("metric=storage&by=a,base,base,b&start=20&every=x");
  expect(found.map(({ loc }: { loc: string[] }) => loc.join("."))).toEqual([
    "query.metric",
    "query.by",
    "query.by",
    "query.by",
    "query.by",
    "query.start",
    "query.every",
  ]);
  expect(found[0].msg).toMatch(/did you mean storage_gb\?/);
  expect((await refused("start=2025-05-01&end=2025-05-01T00:00"))[0].msg).toBe("expected an end after the start");
  expect(await refused("start=1000-01-01&end=now")).toMatch(/values, and at most 20000000 are made/);
  const unknown = await app.inject("/v1/scenarios/storag/rollup");
  expect([unknown.statusCode, unknown.json().detail]).toEqual([
    404,
    "no scenario `storag` is hosted; there are storage; did you mean storage?",
  ]);
});
