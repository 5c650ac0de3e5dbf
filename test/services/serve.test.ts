import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { MongoClient } from "mongodb";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Detour, proxyTo } from "./proxy.ts";
import { URLS } from "./subjects.ts";

const MAIN = resolve(import.meta.dirname, "../../dist/cli/main.js");
const COLUMNS = ["timestamp", "directory", "storage_gb", "added_gb", "deleted_gb", "updated_gb"];

let folder: string;
let proxy: Detour;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "fauxmetry-serve-"));
});
afterAll(async () => {
  await proxy?.close();
  rmSync(folder, { recursive: true, force: true });
});

/** A server that keeps the storage of the last minutes, a tick each second, where `.env` and the environment say. */
async function serve(start: string) {
  const args = ["serve", "storage", "--live", "--port", "0", "--interval", "1s", "--set", `origin=${start}`];
  const child = spawn(process.execPath, [MAIN, ...args, "--start", start, "--log", "silent"], {
    cwd: folder,
    env: { ...process.env, DB: "usage" },
    stdio: ["ignore", "ignore", "pipe"],
  });
  let told = "";
  const ended = new Promise<number | null>((done) => child.on("close", done));
  const url = await new Promise<string>((found, fail) => {
    child.stderr.on("data", (piece) => {
      told += piece;
      const [listens] = /http:\/\/127\.0\.0\.1:\d+/.exec(told) ?? [];
      if (listens) found(listens);
    });
    ended.then(() => fail(new Error(told)));
  });
  const ask = async (path: string, options?: RequestInit) => {
    const answer = await fetch(url + path, options);
    return { status: answer.status, body: options?.method === "HEAD" ? undefined : await answer.json() };
  };
  const until = async (path: string, what: (answer: Awaited<ReturnType<typeof ask>>) => boolean) => {
    for (;;) {
      const answer = await ask(path);
      if (what(answer)) return answer.body;
      await new Promise((next) => setTimeout(next, 100));
    }
  };
  const stop = () => {
    child.kill("SIGTERM");
    return ended;
  };
  return { ask, until, stop };
}

const isLive = ({ body: [run] }: { body: any }) => run?.phase === "live" && run.rows > 0 && run.retries === 0;

describe.skipIf(!URLS.mongodb)("serve storage --live into MongoDB", () => {
  test("keeps a collection through history, live, an outage and a new start, each document once", async () => {
    proxy = await proxyTo(URLS.mongodb);
    writeFileSync(
      join(folder, ".env"),
      `MONGO_URI=${proxy.url.replace(/\/test$/, "")}\nDB=not-this\nCOLLECTION="logs"\n`,
    );
    const start = new Date(Math.floor(Date.now() / 1000) * 1000 - 120_000).toISOString();
    const client = new MongoClient(URLS.mongodb);
    const logs = client.db("usage").collection("logs");
    await client.db("usage").dropDatabase();

    const first = await serve(start);
    const [run] = await first.until("/v1/runs", isLive);
    expect(run).toMatchObject({ id: "storage-1", scenario: "storage", once: false, state: "running" });
    expect(run.to).toMatch(/\/usage\?collection=logs$/);
    expect(await first.ask("/keep-alive")).toEqual({ status: 200, body: { status: "alive" } });
    expect((await first.ask("/keep-alive", { method: "HEAD" })).status).toBe(200);
    for (const method of ["GET", "POST"])
      expect(await first.ask("/run-cron", { method })).toEqual({
        status: 202,
        body: { status: "data insertion triggered", runs: ["storage-1"] },
      });
    expect((await first.ask("/v1/runs")).body.length).toBe(1);

    proxy.onSend = () => "cut";
    const { reason } = await first.until("/keep-alive", ({ status }) => status === 503);
    expect(reason).toMatch(/^storage: \[sink:mongodb\] could not (write to|open) mongodb:/);
    proxy.onSend = () => "pass";
    await first.until("/keep-alive", ({ status }) => status === 200);
    expect(await first.stop()).toBe(0);
    const stored = await logs.countDocuments();

    const second = await serve(start);
    await second.until("/v1/runs", isLive);
    expect(await second.stop()).toBe(0);

    const documents = await logs.find().sort({ timestamp: 1 }).toArray();
    await client.close();
    expect(documents.length).toBeGreaterThan(stored);
    expect(Object.keys(documents[0])).toEqual(["_id", ...COLUMNS]);
    const end = new Date(documents.at(-1)!.timestamp.getTime() + 1000).toISOString();
    const asked = ["run", "storage", "--interval", "1s", "--set", `origin=${start}`, "--start", start, "--end", end];
    const whole = spawnSync(process.execPath, [MAIN, ...asked, "--order", "time", "--to", "-", "-q"], {
      encoding: "utf8",
      maxBuffer: 1 << 26,
    });
    const plain = (row: any) =>
      JSON.stringify(COLUMNS.map((name) => (name === "timestamp" ? +new Date(row[name]) : row[name])));
    const rows = whole.stdout
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(documents.map(plain).sort()).toEqual(rows.map(plain).sort());
  }, 300_000);
});
