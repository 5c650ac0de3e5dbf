import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "@photostructure/sqlite";
import { describe, expect, onTestFinished, test } from "vitest";
import { collect } from "../../src/collector/collect.ts";
import { importCsv } from "../../src/collector/import.ts";
import { MissingError, PermanentError, UsageError } from "../../src/core/error.ts";
import { ended, filesOf, folder, inside, killWhen, shell, start } from "../cli/harness.ts";
import { segmentApi } from "./segment-api.ts";
import { linesOf, optionsOf, quick, quickClock, rowsOf } from "./support.ts";

const TIME = "2025-11-16 06:00:00";
const HEADER = "segment,count,dim1_name,dim1_value,dim2_name,dim2_value,dim3_name,dim3_value";
const counts = (database: string, where = "1") =>
  rowsOf(database, `SELECT ts, segment, SUM(count) AS n FROM segment_timeseries WHERE ${where} GROUP BY 1, 2`);

describe("what is stored", () => {
  test("JSON indented by two, CSV with CR LF, rows with '' for what is not used", async () => {
    const cwd = folder();
    const api = await segmentApi();
    const options = optionsOf(cwd, api.url, { currentTime: TIME });
    const { ts, rows } = await collect(options, quick());
    expect(ts).toBe(TIME);
    expect(api.requests).toEqual([
      { current_time: TIME, window_minutes: 60, frequency_minutes: 15, update_probability: 0.1 },
    ]);
    expect(filesOf(join(cwd, "out"))).toEqual([
      "csv/segment_stats_20251116060000.csv",
      "json/segment_stats_20251116060000.json",
      "series.db",
    ]);
    const json = readFileSync(join(cwd, "out/json/segment_stats_20251116060000.json"), "utf8");
    expect(json).toBe(JSON.stringify(JSON.parse(json), null, 2));
    const csv = readFileSync(join(cwd, "out/csv/segment_stats_20251116060000.csv"), "utf8");
    expect(csv.startsWith(`${HEADER}\r\nState,`)).toBe(true);
    expect(csv).toMatch(/\r\nState,\d+,state,BA,,,,\r\n/);
    expect(csv.match(/(?<!\r)\n/)).toBeNull();
    expect(csv.split("\r\n")).toHaveLength(rows.length + 2);
    const [row] = rowsOf(options.database, "SELECT * FROM segment_timeseries WHERE segment = 'State'");
    expect(row).toEqual({
      ts: TIME,
      segment: "State",
      count: expect.any(Number),
      dim1_name: "state",
      dim1_value: "AC",
      dim2_name: "",
      dim2_value: "",
      dim3_name: "",
      dim3_value: "",
    });
    const key = rowsOf(
      options.database,
      "SELECT name FROM pragma_table_info('segment_timeseries') WHERE pk > 0 ORDER BY pk",
    );
    expect(key.map(({ name }) => name)).toEqual(["ts", "segment", ...HEADER.split(",").slice(2)]);
  });

  test("a time that is collected again is replaced whole", async () => {
    const cwd = folder();
    const api = await segmentApi();
    const options = optionsOf(cwd, api.url, { currentTime: TIME });
    await collect(options, quick());
    api.outages = [{ supplier: "Motto", from: 0, to: Infinity }];
    await collect(options, quick());
    const found = counts(options.database);
    expect(new Set(found.map(({ n }) => n)).size).toBe(1);
    expect(found).toHaveLength(8);
    expect(linesOf(join(cwd, "out/csv/segment_stats_20251116060000.csv")).join()).not.toContain("Motto");
  });

  test("an outage is a snapshot of zeros", async () => {
    const cwd = folder();
    const api = await segmentApi();
    api.outages = [{ from: 0, to: Infinity }];
    const options = optionsOf(cwd, api.url, { currentTime: TIME });
    await collect(options, quick());
    expect(counts(options.database).map(({ n }) => n)).toEqual(Array(8).fill(0));
    expect(linesOf(join(cwd, "out/csv/segment_stats_20251116060000.csv")).slice(0, 2)).toEqual([
      HEADER,
      "State,0,state,,,,,",
    ]);
  });

  test("texts that CSV must quote come back as they were", async () => {
    const cwd = folder();
    const api = await segmentApi();
    const dimensions = { state: 'a "b", c' };
    api.failures = [
      () => ({
        status: 200,
        body: JSON.stringify({
          generated_at: TIME,
          segments: [{ name: "State", dimensions: ["state"], rows: [{ dimensions, count: 3 }] }],
        }),
      }),
    ];
    const options = optionsOf(cwd, api.url);
    await collect(options, quick());
    rmSync(options.database);
    await importCsv(join(cwd, "out"), options.database, 1000);
    expect(rowsOf(options.database, "SELECT dim1_value AS v FROM segment_timeseries")).toEqual([
      { v: dimensions.state },
    ]);
  });
});

describe("time", () => {
  test("what is given comes before what is simulated, that before the server's", async () => {
    const cwd = folder();
    const api = await segmentApi();
    const clockFile = join(cwd, "deep", "clock.txt");
    const simulate = { minutes: 30, clockFile };
    const asked = async (more: object) => {
      await collect(optionsOf(cwd, api.url, more), quick());
      return (api.requests.at(-1) as { current_time: string }).current_time;
    };
    expect(await asked({})).toBeNull();
    expect(await asked({ simulate })).toBe("2025-11-20 00:30:00");
    expect(await asked({ simulate })).toBe("2025-11-20 01:00:00");
    expect(await asked({ simulate, currentTime: TIME })).toBe(TIME);
    expect(readFileSync(clockFile, "utf8")).toBe("2025-11-20 01:00:00\n");
  });

  test("a clock file that holds something else is told, and started anew", async () => {
    const cwd = folder();
    const api = await segmentApi();
    writeFileSync(join(cwd, "clock.txt"), "yesterday\n");
    const warnings: string[] = [];
    const simulate = { minutes: 15, clockFile: join(cwd, "clock.txt") };
    await collect(optionsOf(cwd, api.url, { simulate }), quick({ warn: (text) => warnings.push(text) }));
    expect(warnings.join()).toContain("clock.txt");
    expect(readFileSync(simulate.clockFile, "utf8")).toBe("2025-11-20 00:15:00\n");
  });

  test("a collect that fails does not move it", async () => {
    const cwd = folder();
    const api = await segmentApi();
    writeFileSync(join(cwd, "clock.txt"), "2025-11-16 06:00:00\n");
    const options = optionsOf(cwd, api.url, { simulate: { minutes: 15, clockFile: join(cwd, "clock.txt") } });
    api.failures = Array(3).fill(() => ({ status: 500, body: '{"detail":"Dataset not found"}' }));
    await expect(collect(options, quick())).rejects.toThrow(/answered 500 .*: Dataset not found/);
    expect(linesOf(join(cwd, "clock.txt"))).toEqual(["2025-11-16 06:00:00"]);
    await collect(options, quick());
    expect(linesOf(join(cwd, "clock.txt"))).toEqual(["2025-11-16 06:15:00"]);
  });
});

describe("an API that fails", () => {
  test("is asked again, with growing waits, after what may pass", async () => {
    const cwd = folder();
    const api = await segmentApi();
    api.failures = [() => ({ status: 503, body: "busy" }), () => "hang up"];
    const clock = quickClock();
    await collect(optionsOf(cwd, api.url, { currentTime: TIME }), quick({ clock }));
    expect([api.requests.length, clock.slept]).toEqual([3, [500, 1000]]);
  });

  test("is not asked again when it refuses", async () => {
    const api = await segmentApi();
    const detail = 'Invalid timestamp format. Use "YYYY-MM-DD HH:MM:SS".';
    api.failures = [() => ({ status: 400, body: JSON.stringify({ detail }) })];
    const failed = collect(optionsOf(folder(), api.url), quick());
    await expect(failed).rejects.toThrow(PermanentError);
    await expect(failed).rejects.toThrow(detail);
    expect(api.requests).toHaveLength(1);
  });

  test("tells mistakes in what it was asked in words", async () => {
    const api = await segmentApi();
    const detail = [{ loc: ["body", "window_minutes"], msg: "expected at least 1; found 0", type: "value_error" }];
    api.failures = [() => ({ status: 422, body: JSON.stringify({ detail }) })];
    await expect(collect(optionsOf(folder(), api.url), quick())).rejects.toThrow(
      /answered 422 .*: window_minutes: expected at least 1; found 0$/,
    );
  });

  test.each(["nonsense", "ftp://x/", "http://"])("at %s is none: that is told at once", async (url) => {
    const clock = quickClock();
    await expect(collect(optionsOf(folder(), url), quick({ clock }))).rejects.toThrow(PermanentError);
    expect(clock.slept).toEqual([]);
    const { code, stderr } = await inside(["collect", "--api-url", url]);
    expect([code, stderr]).toEqual([2, expect.stringContaining(`--api-url: expected a URL such as http://`)]);
  });

  test("is not waited for longer than said", async () => {
    const api = await segmentApi();
    api.failures = Array(3).fill(() => "be silent");
    await expect(collect(optionsOf(folder(), api.url), quick({ timeout: 50 }))).rejects.toThrow(
      "did not answer within 0.05 s",
    );
    expect(api.requests).toHaveLength(3);
  });

  test.each([
    ["<html>", "is no JSON"],
    ["{}", "generated_at"],
    ['{"generated_at":"2025-11-16 06:00:00","segments":[]}', "segments"],
    [
      '{"generated_at":"soon","segments":[{"name":"State","dimensions":["state"],"rows":[]}]}',
      "generated_at: expected an instant",
    ],
  ])("with %s is told what is wrong, and nothing is stored", async (body, message) => {
    const cwd = folder();
    const api = await segmentApi();
    api.failures = [() => ({ status: 200, body })];
    await expect(collect(optionsOf(cwd, api.url), quick())).rejects.toThrow(message);
    expect(filesOf(join(cwd, "out"))).toEqual([]);
  });

  test("that is restarted is found again; one that stays away is missing", async () => {
    const cwd = folder();
    const api = await segmentApi();
    await api.stop();
    const options = optionsOf(cwd, api.url, { currentTime: TIME });
    await expect(collect(options, quick())).rejects.toThrow(MissingError);
    let waits = 0;
    const clock = quickClock();
    const restarting = { ...clock, sleep: async (ms: number) => (++waits === 2 ? api.start() : clock.sleep(ms)) };
    await collect(options, quick({ clock: restarting }));
    expect(counts(options.database)).toHaveLength(8);
  });
});

describe("what hinders", () => {
  test("a locked database: the snapshot is kept in files, and the next collect brings it in", async () => {
    const cwd = folder();
    const api = await segmentApi();
    const options = optionsOf(cwd, api.url, { currentTime: "2025-11-16 06:00:00" });
    await collect(options, quick());
    const other = new DatabaseSync(options.database);
    onTestFinished(() => other.close());
    other.exec("BEGIN EXCLUSIVE");
    const second = { ...options, currentTime: "2025-11-16 06:15:00" };
    await expect(collect(second, quick({ timeout: 300 }))).rejects.toThrow(
      /could not (open|write to) the database .*locked/,
    );
    await expect(collect({ ...options, currentTime: "2025-11-16 06:30:00" }, quick({ timeout: 300 }))).rejects.toThrow(
      "locked",
    );
    other.exec("ROLLBACK");
    await collect({ ...options, currentTime: "2025-11-16 06:45:00" }, quick());
    const times = new Set(counts(options.database).map(({ ts }) => ts));
    expect([...times]).toEqual(["00", "15", "30", "45"].map((minute) => `2025-11-16 06:${minute}:00`));
    expect(readdirSync(join(cwd, "out/csv"))).toHaveLength(4);
    expect(readdirSync(join(cwd, "out/.fauxmetry"))).toEqual([]);
  });

  test("a full disk: it is told, the clock waits, and with room nothing is missing", async () => {
    const cwd = folder();
    const api = await segmentApi();
    writeFileSync(join(cwd, "clock.txt"), "2025-11-16 06:00:00\n");
    const flags = `--api-url ${api.url} --output-dir out --timeseries-db out/series.db --disable-alert-log`;
    const collect = `$F collect ${flags} --simulate-minutes 15 --simulation-state-file clock.txt`;
    // no room for a byte, then for some kB
    for (const [room, message] of [
      [0, "error: could not write the lock"],
      [8, "error: [collect] could not"],
    ] as const) {
      const full = await shell(cwd, `ulimit -f ${room}; ${collect}`);
      expect(full).toMatchObject({ code: 1, stderr: expect.stringContaining(message) });
    }
    expect(linesOf(join(cwd, "clock.txt"))).toEqual(["2025-11-16 06:00:00"]);
    expect(filesOf(join(cwd, "out")).filter((name) => name.includes("unfinished-"))).toEqual([]);
    expect((await shell(cwd, collect)).code).toBe(0);
    expect(linesOf(join(cwd, "clock.txt"))).toEqual(["2025-11-16 06:15:00"]);
    expect(counts(join(cwd, "out/series.db"))).toHaveLength(8);
  });

  test("a database of something else is refused", async () => {
    const cwd = folder();
    const api = await segmentApi();
    const options = optionsOf(cwd, api.url, { currentTime: TIME });
    mkdirSync(join(cwd, "out"));
    const other = new DatabaseSync(options.database);
    other.exec("CREATE TABLE segment_timeseries (a)");
    other.close();
    await expect(collect(options, quick())).rejects.toThrow(
      /its table segment_timeseries is another's: it has no ts, segment/,
    );
    writeFileSync(options.database, "this is no database, but a text of some length");
    await expect(collect(options, quick())).rejects.toThrow(PermanentError);
  });

  test("another collector on the same folder is refused, and named", async () => {
    const cwd = folder();
    const api = await segmentApi();
    const options = optionsOf(cwd, api.url, { currentTime: TIME });
    const both = await Promise.allSettled([collect(options, quick()), collect(options, quick())]);
    expect(both.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    const refused = both.find((one) => one.status === "rejected") as PromiseRejectedResult;
    expect(refused.reason.message).toMatch(/being written by process \d+/);
    await collect(options, quick());
  });

  test("collectors of two folders share a database", async () => {
    const cwd = folder();
    const api = await segmentApi();
    const one = optionsOf(cwd, api.url, { outputDir: join(cwd, "a"), currentTime: "2025-11-16 06:00:00" });
    const other = { ...one, outputDir: join(cwd, "b"), currentTime: "2025-11-16 06:15:00" };
    mkdirSync(join(cwd, "out"));
    await Promise.all([collect(one, quick()), collect(other, quick())]);
    expect(counts(one.database)).toHaveLength(16);
  });
});

test("rules with mistakes are told, once what was collected is stored", async () => {
  const cwd = folder();
  const api = await segmentApi();
  const at = (name: string) => join(cwd, name);
  writeFileSync(at("rules.yaml"), "rules: { a: { when: { dorp: {} } } }\n");
  const flags = [
    "--api-url",
    api.url,
    "--output-dir",
    at("out"),
    "--timeseries-db",
    at("x.db"),
    "--current-time",
    TIME,
  ];
  const { code, stdout, stderr } = await inside(["collect", ...flags, "--rules", at("rules.yaml")]);
  expect([code, stdout, stderr]).toEqual([
    2,
    `Ingestion finished for timestamp ${TIME}\n`,
    expect.stringContaining("did you mean drop?"),
  ]);
  expect(counts(at("x.db"))).toHaveLength(8);
});

describe("from CSV", () => {
  test("what was collected comes back, by column or by name", async () => {
    const cwd = folder();
    const api = await segmentApi();
    const options = optionsOf(cwd, api.url, { currentTime: "2025-11-16 06:00:00" });
    await collect(options, quick());
    await collect({ ...options, currentTime: "2025-11-16 06:15:00", documented: true }, quick());
    const [plain, documented] = readdirSync(join(cwd, "out/csv")).map((name) => linesOf(join(cwd, "out/csv", name)));
    expect([plain[0], documented[0]]).toEqual([HEADER, `ts,${HEADER}`]);
    expect(documented[1]).toMatch(/^2025-11-16 06:15:00,State,\d+,state,AC,,,,$/);
    const again = join(cwd, "again.db");
    expect(await importCsv(join(cwd, "out"), again, 1000)).toEqual(["2025-11-16 06:00:00", "2025-11-16 06:15:00"]);
    const all = "SELECT * FROM segment_timeseries ORDER BY 1, 2, 5, 7, 9";
    expect(rowsOf(again, all)).toEqual(rowsOf(options.database, all));
  });

  test.each([
    ["stats.csv", `${HEADER}\nState,1,state,AC,,,,`, "when was it?"],
    ["segment_stats_20251116060000.csv", `${HEADER}\nState,many,state,AC,,,,`, ':2: expected a count; found "many"'],
    ["segment_stats_20251116060000.csv", "segment,count\nState,1", "has no column dim1_name"],
    ["segment_stats_20251116060000.csv", `${HEADER}\n`, "has no rows below its header"],
    ["segment_stats_20251399060000.csv", `${HEADER}\nState,1,state,AC,,,,`, "expected a month"],
  ])("%s is refused with its reason, and nothing is stored", async (name, text, message) => {
    const cwd = folder();
    writeFileSync(join(cwd, name), text);
    await expect(importCsv(join(cwd, name), join(cwd, "x.db"), 1000)).rejects.toThrow(message);
    expect(readdirSync(cwd)).toEqual([name]);
  });

  test("a time that is given is that of one file which does not tell it", async () => {
    const cwd = folder();
    const at = (name: string) => join(cwd, name);
    writeFileSync(at("plain.csv"), `${HEADER}\nState,3,state,AC,,,,`);
    writeFileSync(at("ts.csv"), `ts,${HEADER}\n2025-11-16 06:00:00,State,3,state,AC,,,,`);
    const bring = (...args: string[]) =>
      inside(["collect", "--timeseries-db", at("x.db"), "--from-csv", ...args, "--disable-alert-log"]);
    expect((await bring(at("plain.csv"))).stderr).toContain("--current-time says it");
    const brought = await bring(at("plain.csv"), "--current-time", "2025-11-16T07:00:00Z");
    expect(brought).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^Ingestion finished for 1 snapshot, 2025-11-16 07:00:00\n/),
    });
    expect(rowsOf(at("x.db"), "SELECT ts FROM segment_timeseries")).toEqual([{ ts: "2025-11-16 07:00:00" }]);
    expect((await bring(at("ts.csv"), "--current-time", TIME)).stderr).toContain("leave out --current-time");
    for (const name of ["20251116080000", "20251116090000"])
      writeFileSync(at(`segment_stats_${name}.csv`), `${HEADER}\nState,3,state,AC,,,,`);
    expect((await bring(cwd, "--current-time", TIME)).stderr).toMatch(/the time of one file; .* holds 2/);
  });

  test("a folder without any is told", async () => {
    await expect(importCsv(folder(), "x.db", 1000)).rejects.toThrow(UsageError);
  });
});

describe("a collector that is stopped", () => {
  const args = (url: string, ...more: string[]) => [
    "collect",
    "--api-url",
    url,
    "--output-dir",
    "out",
    "--timeseries-db",
    "out/series.db",
    ...more,
  ];

  test("by SIGINT while it waits: nothing is stored, the exit code is 130, the next one goes on", async () => {
    const cwd = folder();
    const api = await segmentApi();
    api.failures = [() => "be silent"];
    const child = start(cwd, args(api.url, "--current-time", TIME));
    const { code } = await killWhen(child, () => api.requests.length > 0, "SIGINT");
    expect(code).toBe(130);
    expect(filesOf(join(cwd, "out"))).toEqual([]);
    expect((await ended(start(cwd, args(api.url, "--current-time", TIME)))).code).toBe(0);
  });

  test("by SIGKILL at any moment: no row is lost, none is stale, the clock tells the truth", async () => {
    const cwd = folder();
    const api = await segmentApi();
    writeFileSync(join(cwd, "clock.txt"), "2025-11-16 06:00:00\n");
    const simulate = ["--simulate-minutes", "15", "--simulation-state-file", "clock.txt", "--disable-alert-log"];
    const marks = ["out/json", "out/csv", "out/series.db", "out/.fauxmetry/unstored"];
    for (const mark of marks) {
      const before = filesOf(cwd).filter((name) => name.startsWith(mark)).length;
      await killWhen(start(cwd, args(api.url, ...simulate)), () => {
        try {
          return filesOf(cwd).filter((name) => name.startsWith(mark)).length > before;
        } catch {
          return false;
        }
      });
    }
    const last = await ended(start(cwd, args(api.url, ...simulate)));
    expect(last.code).toBe(0);
    const times = readdirSync(join(cwd, "out/json")).filter((name) => !name.startsWith("."));
    const found = counts(join(cwd, "out/series.db"));
    expect(found).toHaveLength(8 * times.length);
    expect(readdirSync(join(cwd, "out/csv"))).toEqual(times.map((name) => name.replace("json", "csv")));
    // one snapshot every 15 minutes, without a gap, up to the clock
    const [first, final] = [times[0], times.at(-1)!].map((name) => name.replace(/\D/g, ""));
    expect(first).toBe("20251116061500");
    expect(final).toBe(linesOf(join(cwd, "clock.txt"))[0].replace(/\D/g, ""));
    const minutes = (Number(final.slice(8, 10)) - 6) * 60 + Number(final.slice(10, 12));
    expect(times).toHaveLength(minutes / 15);
  });
});
