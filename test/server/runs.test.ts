import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "@photostructure/sqlite";
import { expect, onTestFinished, test, vi } from "vitest";
import { catalogs } from "../../src/catalog.ts";
import { compile } from "../../src/engine/compile.ts";
import { stillClock } from "./clock.ts";
import { hosted, type Setup, serverFor } from "./harness.ts";

const HOUR = 3_600_000;
const { plan } = hosted("storage-capacity");
const START = plan.window.start;

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), "fauxmetry-runs-"));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

/** A server of file systems with a store of its own. */
async function withStore(more: Setup = {}) {
  const path = join(folder(), "x.db");
  const clock = stillClock(START + HOUR);
  const server = await serverFor({ presets: ["storage-capacity"], targets: [`sqlite:${path}`], clock, ...more });
  const rows = () => {
    const db = new DatabaseSync(path);
    const [{ n }] = db.prepare(`SELECT COUNT(*) AS n FROM ${plan.tables[0].name}`).all() as { n: number }[];
    db.close();
    return n;
  };
  return { ...server, clock, rows };
}

const dueAt = (ms: number) =>
  (Math.floor((ms - plan.grid.origin) / plan.grid.interval) + 1 - plan.grid.tickAt(START)) * plan.inventory.size;

test("a round stores what is due and ends; its run is shown with its figures", async () => {
  const { app, context, clock, rows } = await withStore();
  const answer = await app.inject({ method: "POST", url: "/run-cron" });
  expect(answer.statusCode).toBe(202);
  expect(answer.json()).toEqual({ status: "data insertion triggered", runs: ["storage-capacity-1"] });
  await context.runs.settled();
  expect(rows()).toBe(dueAt(clock.time));
  const run = (await app.inject("/v1/runs/storage-capacity-1")).json();
  expect(run).toMatchObject({ state: "ended", once: true, rows: dueAt(clock.time), retries: 0, lag_seconds: 0 });
  expect((await app.inject("/metrics")).body).toContain(
    `fauxmetry_run_rows{run="storage-capacity-1",scenario="storage-capacity"} ${dueAt(clock.time)}`,
  );
});

test("a run that waits for events of an interval to be over does not lag", async () => {
  const path = join(folder(), "x.db");
  const input = {
    name: "doors",
    origin: "2024-01-01",
    interval: "15m",
    start: "2024-01-01",
    end: "2024-01-02",
    inventory: { count: 2 },
    metrics: { open: { signals: [{ constant: { value: 0 } }] } },
    records: [
      {
        table: "visits",
        rows: "event",
        schedule: { periodic: { every: "5m", length: "1s" } },
        columns: [{ timestamp: "begin" }, "id"],
      },
    ],
  };
  const doors = { name: "doors", plan: compile(input, catalogs), input, catalogs, inputs: "." };
  const clock = stillClock(doors.plan.window.start + HOUR + 600_000);
  const scenarios = new Map([["doors", doors]]);
  const { app } = await serverFor({ scenarios, targets: [`sqlite:${path}`], clock });
  const asleep = clock.asleep();
  await app.inject({ method: "POST", url: "/v1/runs", payload: { scenario: "doors" } });
  await asleep;
  const shown = async () => (await app.inject("/v1/runs/doors-1")).json();
  expect(await shown()).toMatchObject({ phase: "backfill", stored: "2024-01-01T01:00:00.000Z", lag_seconds: 0 });
  clock.time += 600_000;
  expect(await shown()).toMatchObject({ lag_seconds: 300 });
});

test("how fast a run is is told by seconds of the machine, not by the server's clock", async () => {
  let time = 0;
  const seconds = vi.spyOn(performance, "now").mockImplementation(() => {
    time += 2000;
    return time;
  });
  onTestFinished(() => seconds.mockRestore());
  const { app, context, clock } = await withStore();
  await app.inject({ method: "POST", url: "/run-cron" });
  await context.runs.settled();
  const { rows_per_second } = (await app.inject("/v1/runs/storage-capacity-1")).json();
  expect(rows_per_second).toBeGreaterThan(0);
  expect(rows_per_second).toBeLessThanOrEqual(dueAt(clock.time) / 2);
});

test("while a run fills a store with its history, the server answers", async () => {
  const { context, clock, app } = await withStore();
  clock.time = START + 10 * 365 * 24 * HOUR;
  const url = await app.listen({ host: "127.0.0.1", port: 0 });
  await fetch(`${url}/run-cron`, { method: "POST" });
  const [run] = await (await fetch(`${url}/v1/runs`)).json();
  expect(run).toMatchObject({ state: "running", phase: "backfill" });
  expect((await fetch(`${url}/v1/runs/${run.id}`, { method: "DELETE" })).status).toBe(202);
  await context.runs.settled();
  expect((await (await fetch(`${url}/v1/runs/${run.id}`)).json()).state).toBe("stopped");
});

test("rounds asked for while a run writes wake it, and none is started beside it", async () => {
  const { app, context, clock, rows } = await withStore();
  let asleep = clock.asleep();
  const start = () => app.inject({ method: "POST", url: "/v1/runs", payload: { scenario: "storage-capacity" } });
  expect((await start()).statusCode).toBe(202);
  await asleep;
  expect(rows()).toBe(dueAt(clock.time));
  expect((await start()).json()).toEqual({
    detail: expect.stringMatching(/^storage-capacity-1 writes storage-capacity to .* already$/),
  });
  clock.time += 5 * HOUR;
  asleep = clock.asleep();
  const rounds = await Promise.all(
    ["GET", "POST"].map((method) => app.inject({ method: method as "GET", url: "/run-cron" })),
  );
  for (const round of rounds) expect(round.json().runs).toEqual(["storage-capacity-1"]);
  await asleep;
  expect(rows()).toBe(dueAt(clock.time));
  expect((await app.inject({ method: "DELETE", url: "/v1/runs/storage-capacity-1" })).statusCode).toBe(202);
  await context.runs.settled();
  expect((await app.inject("/v1/runs")).json()).toMatchObject([{ id: "storage-capacity-1", state: "stopped" }]);
});

test("keep-alive tells why data is not stored, and is well again with the next run", async () => {
  const path = join(folder(), "later", "x.db");
  const { app, context } = await serverFor({
    presets: ["storage-capacity"],
    targets: [`sqlite:${path}`],
    clock: stillClock(START),
  });
  await app.inject("/run-cron");
  await context.runs.settled();
  for (const method of ["GET", "HEAD"] as const)
    expect((await app.inject({ method, url: "/keep-alive" })).statusCode).toBe(503);
  expect((await app.inject("/keep-alive")).json()).toEqual({
    status: "failing",
    reason: expect.stringContaining("could not open"),
  });
  expect((await app.inject("/healthz")).statusCode).toBe(200);
  const { mkdirSync } = await import("node:fs");
  mkdirSync(join(path, ".."));
  await app.inject("/run-cron");
  await context.runs.settled();
  expect((await app.inject("/keep-alive")).json()).toEqual({ status: "alive" });
});

test("a request can name no other store, and no scenario that is not hosted", async () => {
  const { app } = await withStore();
  const start = async (payload: object) => {
    const { statusCode, body } = await app.inject({ method: "POST", url: "/v1/runs", payload });
    return `${statusCode} ${body}`;
  };
  expect(await start({ scenario: "storage-capacity", to: "sqlite:/tmp/mine.db" })).toMatch(/^403 .*none of the stores/);
  expect(await start({ scenario: "other" })).toMatch(/^404 .*no scenario other; there are storage-capacity/);
  expect(await start({ scenario: 7 })).toMatch(/^422 /);
  expect((await app.inject("/v1/runs/none")).statusCode).toBe(404);
});

test("without a store there is nothing to trigger; with tokens, runs need one", async () => {
  const bare = await serverFor({ presets: ["storage-capacity"] });
  expect((await bare.app.inject("/run-cron")).json()).toEqual({
    detail: "there is no store: start the server with --to <url>",
  });
  const { app } = await withStore({ tokens: ["t0ken"] });
  for (const url of ["/run-cron", "/v1/runs"]) expect((await app.inject(url)).statusCode).toBe(401);
  const headers = { authorization: "Bearer t0ken" };
  expect((await app.inject({ url: "/v1/runs", headers })).json()).toEqual([]);
});

test("stores are told that a run may be started in", async () => {
  const { app } = await serverFor({ targets: ["postgres://me:pa55@127.0.0.1:1/db", "sqlite:x.db"] });
  const { stores } = (await app.inject("/v1/stores")).json();
  expect(stores).toEqual([expect.stringMatching(/^postgres:.*127/), "sqlite:x.db"]);
  expect(stores.join()).not.toContain("pa55");
});

test("passwords of a store are shown nowhere", async () => {
  const { app, context } = await serverFor({
    presets: ["storage-capacity"],
    targets: ["postgres://me:pa55@127.0.0.1:1/db"],
    clock: stillClock(START),
  });
  const started = await app.inject({ method: "POST", url: "/v1/runs", payload: { scenario: "storage-capacity" } });
  expect(started.json().to).toBe("postgres://me:xxxxx@127.0.0.1:1/db");
  expect(started.body + JSON.stringify(context.runs.all())).not.toContain("pa55");
});
