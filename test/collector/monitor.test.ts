import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { incidentsBeside } from "../../src/collector/incidents.ts";
import { monitor } from "../../src/collector/monitor.ts";
import { createMonitoring } from "../../src/collector/monitor-file.ts";
import { readIncidents } from "../../src/collector/read-incidents.ts";
import { openTimeseries } from "../../src/collector/timeseries.ts";
import { folder, inside, words } from "../cli/harness.ts";
import { linesOf, quick, rowsOf } from "./support.ts";

const START = Date.UTC(2025, 10, 16);
const text = (ms: number) => new Date(ms).toISOString().slice(0, 19).replace("T", " ");

/** A folder with an inventory of 400 and, every `minutes`, a snapshot of each count, of one segment. */
async function watched(counts: readonly (number | Record<string, number>)[], minutes = 30, segment = "Type") {
  const cwd = folder();
  mkdirSync(join(cwd, "data_collection"));
  mkdirSync(join(cwd, "data_raw"));
  writeFileSync(join(cwd, "data_raw/synthetic_devices.csv"), `device_code,x\r\n${'AT1,"a\nb"\r\n'.repeat(400)}`);
  const database = join(cwd, "data_collection/segment_timeseries.db");
  const add = async (from: number, more: readonly (number | Record<string, number>)[]) => {
    const table = await openTimeseries(database, 1000);
    more.forEach((found, i) => {
      const groups = typeof found === "number" ? { ATM: found } : found;
      const rows = Object.entries(groups).map(([name, count]) => ({
        segment,
        count,
        dimensions: [["machine_type", name] as const],
      }));
      table.replace({ ts: text(START + (from + i) * minutes * 60_000), rows });
    });
    table.close();
  };
  await add(0, counts);
  return { cwd, database, add };
}

/** Runs the command in a folder, by full paths. */
function look(cwd: string, ...flags: string[]) {
  const at = (name: string) => join(cwd, name);
  const paths = {
    "--db-path": at("data_collection/segment_timeseries.db"),
    "--dataset-path": at("data_raw/synthetic_devices.csv"),
    "--alert-log": at("sre_analysis/alerts.log"),
  };
  return inside(["monitor", ...Object.entries(paths).flat(), ...flags]);
}

const MEASURED = [254, 195, 193, 201, 201, 192, 185];

describe("the share online", () => {
  test.each([
    [1, "[SRE] Latest snapshot @ 2025-11-16 00:00:00: 254 machines online (63.50%).", 0],
    [
      2,
      "[SRE] Latest snapshot @ 2025-11-16 00:30:00: 195 machines online (48.75%). Rolling baseline: 63.50%. Drop vs. baseline: 23.23%. ALERT: online percentage fell beyond the allowed threshold.",
      4,
    ],
    [
      3,
      "[SRE] Latest snapshot @ 2025-11-16 01:00:00: 193 machines online (48.25%). Rolling baseline: 56.13%. Drop vs. baseline: 14.03%.",
      0,
    ],
    [
      7,
      "[SRE] Latest snapshot @ 2025-11-16 03:00:00: 185 machines online (46.25%). Rolling baseline: 49.19%. Drop vs. baseline: 5.97%.",
      0,
    ],
  ])("after %i snapshots", async (n, line, code) => {
    const { cwd } = await watched(MEASURED.slice(0, n));
    const outcome = await look(cwd, "--warm-up", "0s", "--fail");
    expect(outcome).toMatchObject({ code, stdout: `${line}\n`, stderr: "" });
    const log = linesOf(join(cwd, "sre_analysis/alerts.log"));
    if (code === 0) expect(log).toEqual([]);
    else
      expect(log).toEqual([
        expect.stringMatching(
          /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+00:00 \| ts=2025-11-16 00:30:00 \| online=195 \| pct=48\.75 \| baseline=63\.50 \| drop=23\.23%$/,
        ),
      ]);
  });

  test("a fleet that only starts is no alert; an alert comes once, stays in the line, and is over once", async () => {
    const { cwd, database, add } = await watched([400, 300, 220, 160, 132, 132], 15);
    const paths = ["--db-path", database, "--dataset-path", join(cwd, "data_raw/synthetic_devices.csv")];
    const log = join(cwd, "alerts.log");
    const run = async () =>
      (await inside(["monitor", ...paths, "--alert-log", log, "--fail"])) as { code: number; stdout: string };
    const judged = async (from: number, ...counts: number[]) => {
      await add(from, counts);
      return run();
    };
    const warming = await judged(2, 220, 160);
    expect(warming.code).toBe(0);
    expect(await judged(6, 130)).toMatchObject({ code: 0 });
    const fallen = await judged(7, 60);
    expect(fallen).toMatchObject({ code: 4, stdout: expect.stringContaining("ALERT: online percentage fell") });
    for (let i = 0; i < 3; i++) expect((await run()).code).toBe(4);
    // the baseline rolls on over the outage: the line says so, and that it is not over
    const later = await judged(8, 60, 60, 60, 60);
    expect(later).toMatchObject({
      code: 4,
      stdout: expect.stringContaining("Drop vs. baseline: 0.00%. ALERT since 2025-11-16 01:45:00."),
    });
    expect(linesOf(log)).toHaveLength(1);
    expect(await judged(12, 131)).toMatchObject({ code: 0 });
    expect(linesOf(log)).toEqual([
      expect.stringContaining("online=60"),
      expect.stringMatching(/online=131 .* \| resolved$/),
    ]);
  });

  test("a database that was begun anew at an earlier time takes its incidents along", async () => {
    const { cwd, database } = await watched([200, 200, 200, 200, 200, 200, 20]);
    expect((await look(cwd, "--fail")).code).toBe(4);
    rmSync(database);
    const table = await openTimeseries(database, 1000);
    const store = (hour: number, count: number) =>
      table.replace({
        ts: `2025-11-15 0${hour}:00:00`,
        rows: [{ segment: "Type", count, dimensions: [["machine_type", "ATM"]] }],
      });
    for (let hour = 0; hour < 4; hour++) store(hour, 300);
    expect(await look(cwd, "--fail")).toMatchObject({ code: 0, stdout: expect.not.stringContaining("ALERT") });
    store(4, 30);
    table.close();
    expect((await look(cwd, "--fail")).code).toBe(4);
    const log = linesOf(join(cwd, "sre_analysis/alerts.log")).map((line) => line.slice(line.indexOf("ts=")));
    expect(log).toEqual([
      "ts=2025-11-16 03:00:00 | online=20 | pct=5.00 | baseline=50.00 | drop=90.00%",
      "ts=2025-11-15 03:00:00 | resolved",
      "ts=2025-11-15 04:00:00 | online=30 | pct=7.50 | baseline=75.00 | drop=90.00%",
    ]);
  });

  test("while it warms up, the line says so", async () => {
    const { cwd } = await watched([400, 300], 15);
    const { code, stdout } = await look(cwd, "--fail");
    expect([code, stdout]).toEqual([
      0,
      expect.stringMatching(/Drop vs\. baseline: 25\.00%\. Warming up: no alert yet\.\n$/),
    ]);
  });

  test("a total outage alerts, even then", async () => {
    const { cwd } = await watched([400, 0], 15);
    expect(await look(cwd, "--fail")).toMatchObject({
      code: 4,
      stdout: expect.stringContaining("0 machines online (0.00%)"),
    });
  });

  test("alerts that came and went between two looks are told, too", async () => {
    const { cwd, database, add } = await watched([200, 200, 200, 200, 200, 200]);
    const args = words(
      `monitor --db-path ${database} --dataset-path ${cwd}/data_raw/synthetic_devices.csv --alert-log ${cwd}/a.log`,
    );
    await inside(args);
    await add(6, [20, 200, 200]);
    await inside(args);
    expect(linesOf(join(cwd, "a.log")).map((line) => /ts=\S+ (\S+).*?(resolved)?$/.exec(line)?.slice(1, 3))).toEqual([
      ["03:00:00", undefined],
      ["03:30:00", "resolved"],
    ]);
  });
});

describe("what cannot be judged is told, and stops nothing", () => {
  test.each([
    ["no database", "--db-path none.db", "there is no database none.db yet"],
    ["a foreign one", "--db-path foreign.db", "no table segment_timeseries"],
    [
      "no database at all",
      "--db-path text.db",
      "text.db cannot be read as a database of SQLite: file is not a database",
    ],
    ["none of DuckDB", "--db-path text.duckdb", "text.duckdb cannot be read as a database of DuckDB: "],
    ["no inventory", "--dataset-path none.csv", "cannot read the inventory none.csv: there is no such file"],
    ["an empty inventory", "--dataset-path empty.csv", "empty.csv has no rows"],
  ])("%s", async (_, flags, message) => {
    const { cwd } = await watched([1]);
    for (const name of ["text.db", "text.duckdb"])
      writeFileSync(join(cwd, name), "this is no database, but a text of some length".repeat(100));
    writeFileSync(join(cwd, "empty.csv"), "device_code\n");
    rowsOf(join(cwd, "foreign.db"), "SELECT 1");
    const [flag, name] = words(flags);
    const outcome = await look(cwd, flag, join(cwd, name));
    expect(outcome).toMatchObject({
      code: 0,
      stderr: expect.stringContaining("[SRE] Unable to evaluate online percentage: "),
    });
    expect(outcome.stderr.replaceAll(`${cwd}/`, "")).toContain(message);
    expect((await look(cwd, "--fail", flag, join(cwd, name))).code).toBe(1);
  });

  test("a database without snapshots", async () => {
    const { cwd } = await watched([]);
    expect(await look(cwd)).toMatchObject({
      code: 0,
      stdout: "No ingestion snapshots found in the time-series database.\n",
    });
  });

  test("a segment that is not there: which there are", async () => {
    const { cwd } = await watched([10]);
    const { stdout } = await look(cwd, "--segment", "Typ");
    expect(stdout).toMatch(/^No ingestion snapshots found.*\nNothing is what it watches; there are Type\.\n$/);
  });

  test("a wrong file of rules is shown where it is wrong, all at once", async () => {
    const cwd = folder();
    writeFileSync(
      join(cwd, "rules.yaml"),
      `rules:
  a: { when: { dorp: {} } }
  b: { when: { drop: { history: none } } }
channels:
  c: { send: { log: {} } }
`,
    );
    const rules = ["monitor", "--rules", join(cwd, "rules.yaml")];
    const { code, stderr } = await inside(rules);
    expect([code, stderr.replaceAll(`${cwd}/`, "").match(/^rules\.yaml:\d+:\d+/gm)]).toEqual([
      2,
      ["rules.yaml:2:16", "rules.yaml:3:33", "rules.yaml:5:16"],
    ]);
    expect(stderr).toContain("did you mean drop?");
    writeFileSync(
      join(cwd, "rules.yaml"),
      "rules: { a: { when: { drop: {} } } }\nchannels: { c: { send: { console: {} }, rules: [b], template: '{rul}' } }\n",
    );
    const second = await inside([...rules, "--segment", "State"]);
    expect(second.stderr).toContain("--rules has all rules: it excludes --segment");
    const third = await inside(rules);
    expect(third.stderr).toMatch(/there is no rule `b`[\s\S]*there is no \{rul\}[\s\S]*did you mean rule\?/);
  });
});

describe("rules of a file", () => {
  const told: string[] = [];
  const context = { environment: {}, print: (line: string) => told.push(line) };
  const judged = async (config: object, database: string, now = 0, state = `${database}.state`) => {
    told.length = 0;
    const found = await monitor(createMonitoring(config, context), { database, state, now }, quick());
    return { found, told: [...told] };
  };

  test("each value of a segment by itself; several at once are one message", async () => {
    const steady = { Bell: 50, Motto: 60, Lespeed: 70 };
    const { database, add } = await watched(Array(7).fill(steady), 15, "Supplier");
    const config = {
      rules: {
        supplier: { where: { segment: "Supplier" }, by: ["dim1_value"], when: { drop: {} }, severity: "critical" },
      },
      channels: { here: { send: { console: {} }, template: "{kind} {count} {series} [{severity}]" } },
    };
    expect((await judged(config, database)).told).toEqual([]);
    await add(7, [{ Bell: 50 }]);
    expect((await judged(config, database)).told).toEqual(["ALERT 2 Lespeed; Motto [critical]"]);
    await add(8, [{ Bell: 50, Motto: 59 }]);
    expect((await judged(config, database)).told).toEqual(["RESOLVED 1 Motto [critical]"]);
    expect((await judged(config, database)).told).toEqual([]);
  });

  test("a database is the same under every name", async () => {
    const { database, add } = await watched([50]);
    const config = {
      rules: { low: { when: { threshold: { below: 40 } } } },
      channels: { here: { send: { console: {} } } },
    };
    await add(1, [10]);
    expect((await judged(config, database)).told).toHaveLength(1);
    expect((await judged(config, `sqlite:${database}`, 0, `${database}.state`)).told).toEqual([]);
  });

  test("what it found of a database is read again: open incidents first, none of another's", async () => {
    const { database, add } = await watched(Array(7).fill({ Bell: 50, Motto: 60 }), 15, "Supplier");
    expect(await readIncidents(database, 10)).toEqual([]);
    const config = {
      rules: { supplier: { where: { segment: "Supplier" }, by: "dim1_value", when: { drop: {} } } },
      channels: { here: { send: { console: {} } } },
    };
    const look = () => judged(config, database, 0, incidentsBeside(database));
    await look();
    await add(7, [{ Bell: 5, Motto: 60 }]);
    await look();
    await add(8, [{ Bell: 50, Motto: 6 }]);
    await look();
    const [open, over, ...more] = await readIncidents(`sqlite:${database}`, 10);
    const at = (i: number) => START + i * 15 * 60_000;
    expect(open).toMatchObject({ rule: "supplier", series: ["Motto"], opened: at(8), told: ["here"] });
    expect(open).not.toHaveProperty("resolved");
    expect(open.opening.text).toMatch(/^is 6, 90\.00% below/);
    expect(over).toMatchObject({ series: ["Bell"], opened: at(7), resolved: at(8) });
    expect(over.verdict.text).toMatch(/^is 50/);
    expect(more).toEqual([]);
    expect(await readIncidents(database, 1)).toHaveLength(1);
    expect(await readIncidents(join(dirname(database), "other.db"), 10)).toEqual([]);
  });

  test("repeats by policy, and keeps silent where it shall", async () => {
    const { database, add } = await watched([50, 50, 50, 50, 50, 50], 30);
    const config = {
      rules: { low: { warmUp: "0s", when: { threshold: { below: 40 } } } },
      channels: {
        often: { send: { console: {} }, repeat: "1h", template: "often {kind} {at}", resolved: false },
        once: { send: { console: {} }, template: "once {kind} {at}" },
      },
      silences: [{ rule: "low", from: "2025-11-16T03:00", to: "2025-11-16T04:00" }],
    };
    const all: string[] = [];
    for (let i = 6; i < 14; i++) {
      await add(i, [i < 13 ? 10 : 50]);
      all.push(...(await judged(config, database)).told);
    }
    expect(all).toEqual([
      "often ALERT 2025-11-16 04:00:00",
      "once ALERT 2025-11-16 04:00:00",
      "often STILL 2025-11-16 05:00:00",
      "often STILL 2025-11-16 06:00:00",
      "once RESOLVED 2025-11-16 06:30:00",
    ]);
  });

  test("absence is judged by the present, and is over with the next snapshot", async () => {
    const { database, add } = await watched([50, 50], 15);
    const config = {
      rules: { silent: { when: { absence: { for: "1h" } } } },
      channels: { here: { send: { console: {} } } },
    };
    const at = (minutes: number) => START + minutes * 60_000;
    expect((await judged(config, database, at(60))).told).toEqual([]);
    expect((await judged(config, database, at(90) + 405)).told).toEqual([
      "ALERT silent: has not been heard of for 1h15m (2025-11-16 01:30:00 UTC, warning)",
    ]);
    await add(8, [50]);
    expect((await judged(config, database, at(121))).told).toEqual([
      expect.stringMatching(/^RESOLVED silent: is heard of/),
    ]);
  });

  test("a rule that cannot be judged does not keep others from it", async () => {
    const { database } = await watched([50, 10]);
    const config = {
      rules: {
        bad: { value: "cuont", when: { threshold: { below: 40 } } },
        good: { when: { threshold: { below: 40 } } },
      },
      channels: { here: { send: { console: {} } } },
    };
    await expect(judged(config, database)).rejects.toThrow(
      /no column in segment_timeseries called cuont.*did you mean count\?/,
    );
    expect(told).toHaveLength(1);
  });

  test.each(["sqlite", "duckdb"])("over a table of %s that a run has written", async (kind) => {
    const cwd = folder();
    const url = `${kind}:${cwd}/x.db`;
    const run = words(`run smart-meter --count 3 --start 2025-01-01T00:00Z --end 2025-01-01T00:10Z --to ${url} -q`);
    expect(await inside(run)).toMatchObject({ code: 0, stderr: "" });
    const watch = { table: "readings", time: "timestamp", value: "power", aggregate: "mean", warmUp: "0s" };
    const config = {
      database: url,
      rules: {
        power: { ...watch, by: "meter_id", when: { threshold: { below: -1000 } } },
        all: { ...watch, where: { meter_id: ["nobody"] }, when: { threshold: { below: -1000 } } },
        jump: { ...watch, by: "meter_id", when: { threshold: { above: -1000 } } },
      },
    };
    const { found } = await judged(config, url, 0, join(cwd, "state"));
    expect(found.map(({ series }) => series.length)).toEqual([3, 0, 3]);
    expect(found[2].series.every(({ verdict }) => verdict.state === "breached")).toBe(true);
    expect(new Date(found[0].time!).toISOString()).toBe("2025-01-01T00:09:50.000Z");
  });
});
