import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "@photostructure/sqlite";
import { expect, onTestFinished, test } from "vitest";
import { bytesBelow, contentOf, fauxmetry, folder, killWhen, type Outcome, start } from "./harness.ts";

const MINUTE = 60_000;
/** The tables that each scenario makes. */
const TABLES = { storage: ["storage"], "smart-meter": ["readings"], "atm-fleet": ["status", "heartbeats"] };

function ask<T>(path: string, query: string, attached?: string): T[] {
  const db = new DatabaseSync(path);
  try {
    if (attached) db.exec(`ATTACH '${attached}' AS again`);
    return db.prepare(query).all() as T[];
  } finally {
    db.close();
  }
}

/** The time of the last snapshot; undefined before there is one. */
function last(cwd: string): string | undefined {
  const path = join(cwd, "fauxmetry-demo/clock.txt");
  return existsSync(path) ? readFileSync(path, "utf8").trim() : undefined;
}

/** Databases are sound, snapshots follow one another and each is whole; rows are those that a run of the scenarios makes, each once. */
async function expectWhole(cwd: string): Promise<void> {
  const [rows, fleet] = ["telemetry.db", "fleet.db"].map((name) => join(cwd, "fauxmetry-demo", name));
  for (const path of [rows, fleet]) expect(ask(path, "PRAGMA integrity_check")).toEqual([{ integrity_check: "ok" }]);
  const snapshots = ask<{ ts: string; least: number; most: number }>(
    fleet,
    "SELECT ts, min(n) AS least, max(n) AS most FROM (SELECT ts, sum(count) AS n FROM segment_timeseries GROUP BY ts, segment) GROUP BY ts",
  );
  const times = snapshots.map(({ ts }) => Date.parse(`${ts.replace(" ", "T")}Z`));
  expect(times).toEqual(times.map((_, i) => times[0] + 5 * MINUTE * i));
  expect(snapshots.filter(({ least, most }) => least !== most)).toEqual([]);
  const newestOf = (table: string) =>
    Date.parse(ask<{ t: string }>(rows, `SELECT max(timestamp) AS t FROM ${table}`)[0].t);
  const after = new Date(Math.max(...Object.values(TABLES).flat().map(newestOf)) + 15 * MINUTE).toISOString();
  for (const [scenario, tables] of Object.entries(TABLES)) {
    const args = ["run", `fauxmetry-demo/${scenario}.yaml`, "--end", after, "--to", "sqlite:again.db"];
    expect(await fauxmetry(cwd, [...args, "-q"])).toMatchObject({ code: 0 });
    for (const table of tables) {
      // events of an interval are stored when it is over, all of them
      const step = table === "heartbeats" ? 15 * MINUTE : MINUTE;
      const end = new Date((Math.floor(newestOf(table) / step) + 1) * step).toISOString();
      const again = `SELECT * FROM again.${table} WHERE timestamp < '${end}'`;
      const [{ here, there, same }] = ask<{ here: number; there: number; same: number }>(
        rows,
        `SELECT (SELECT count(*) FROM main.${table}) AS here, (SELECT count(*) FROM (${again})) AS there,
          (SELECT count(*) FROM (SELECT * FROM main.${table} INTERSECT ${again})) AS same`,
        join(cwd, "again.db"),
      );
      expect({ table, here, there }).toEqual({ table, here: same, there: same });
      expect(same).toBeGreaterThan(10_000);
    }
  }
}

/** A server of the fleet alone, which ends with the test, and its address. */
async function serveFleet(cwd: string): Promise<string> {
  const server = start(cwd, ["serve", "fauxmetry-demo/atm-fleet.yaml", "--port", "0", "--log", "silent"]);
  onTestFinished(() => void server.kill());
  let told = "";
  for await (const chunk of server.stderr!) {
    told += chunk;
    const [, url] = /(http:\S+): /.exec(told) ?? [];
    if (url) return url;
  }
  throw new Error(`no address in ${told}`);
}

/** What the monitor tells of the outage, at snapshots that the commands for it collect from a server of the fleet. */
async function expectOutage(cwd: string): Promise<void> {
  const url = await serveFleet(cwd);
  const api = ["--api-url", `${url}/segment-stats`, "--window-minutes", "10", "--update-probability", "own"];
  const into = ["--output-dir", "fauxmetry-demo/snapshots", "--timeseries-db", "fauxmetry-demo/fleet.db"];
  const toldAt = async (time: string) => {
    const at = ["--current-time", `2026-03-02 ${time}:00`, "--rules", "fauxmetry-demo/monitor.yaml"];
    const { code, stderr } = await fauxmetry(cwd, ["collect", ...api, ...into, ...at]);
    expect(code).toBe(0);
    return stderr.trimEnd().split("\n");
  };
  const states = "state: ES; MG; PR; RJ; RS; SC; SP";
  expect(await toldAt("12:50")).toEqual([""]);
  expect(await toldAt("12:55")).toEqual([
    expect.stringMatching(/^2026-03-02 12:55:00 {2}ALERT online: is 7\d.*, 2\d\.\d\d% below its baseline of 98\./),
    `2026-03-02 12:55:00  ALERT ${states}`,
  ]);
  expect(await toldAt("13:45")).toEqual([""]);
  expect(await toldAt("13:50")).toEqual([
    expect.stringMatching(/^2026-03-02 13:50:00 {2}RESOLVED online: is 98\./),
    `2026-03-02 13:50:00  RESOLVED ${states}`,
  ]);
}

test("--once makes what was before; again it finds that; what comes is told of; and --force makes the same anew", async () => {
  const cwd = folder();
  const first = await fauxmetry(cwd, ["demo", "--once"]);
  expect(first.code).toBe(0);
  expect(first.stdout).toContain("It is Mon, 02 Mar 2026 12:00 UTC in the demo");
  expect(first.stdout).toMatch(/storage +11,524 .*\n +readings +28,820 .*\n +status +12,500 /);
  const files = () => Object.entries(contentOf(join(cwd, "fauxmetry-demo"))).filter(([name]) => !/\.db/.test(name));
  const before = files();
  expect(await fauxmetry(cwd, ["demo", "--once"])).toMatchObject({ code: 0, stdout: first.stdout });
  await expectOutage(cwd);
  writeFileSync(join(cwd, "fauxmetry-demo/mine.txt"), "mine");
  expect(await fauxmetry(cwd, ["demo", "--once", "--force"])).toMatchObject({ code: 0, stdout: first.stdout });
  expect(files().filter(([name]) => name !== "mine.txt")).toEqual(before);
  expect(readFileSync(join(cwd, "fauxmetry-demo/mine.txt"), "utf8")).toBe("mine");
}, 300_000);

test("killed or stopped at any time, it goes on from what is there", async () => {
  const cwd = folder();
  const on = () => start(cwd, ["demo", "--port", "0"]);
  const filling = await killWhen(on(), () => bytesBelow(cwd) > 3_000_000, "SIGINT");
  expect(filling).toMatchObject({ code: 0, stderr: expect.stringContaining("npx fauxmetry demo goes on") });
  expect(last(cwd)).toBeUndefined();
  await killWhen(on(), () => last(cwd)! >= "2026-03-02 12:05:00");
  const before = last(cwd)!;
  const second: { started?: Promise<void>; outcome?: Outcome } = {};
  const beside = async () => {
    second.outcome = await fauxmetry(cwd, ["demo", "--once"]);
  };
  const seen = () => {
    if (last(cwd)! > before) second.started ??= beside();
    return second.outcome !== undefined;
  };
  const stopped = await killWhen(on(), seen, "SIGINT");
  expect(stopped).toMatchObject({ code: 0, signal: null });
  expect(stopped.stdout).toMatch(/12:45 {2}in \d+ s +seven states .*\n.*the alert fires/);
  expect(stopped.stderr).toMatch(/stopped at Mon, 02 Mar 2026 12:\d\d UTC of the demo/);
  expect(second.outcome).toMatchObject({ code: 1, stderr: expect.stringContaining("is being written by process") });
  expect(await fauxmetry(cwd, ["demo", "--once"])).toMatchObject({
    code: 0,
    stderr: expect.not.stringContaining("error"),
  });
  expect(last(cwd)! > before).toBe(true);
  await expectWhole(cwd);
}, 300_000);
