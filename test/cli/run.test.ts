import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, test, vi } from "vitest";
import { contentOf, fauxmetry, filesOf, folder, inside, shell, words } from "./harness.ts";

const HOUR = ["--start", "2024-01-01T00:00Z", "--end", "2024-01-01T01:00Z"];
const WAVES = ["run", "waveforms", ...HOUR];

describe("streams", () => {
  test("rows go to standard output, everything else to standard error", async () => {
    const { code, stdout, stderr } = await fauxmetry(folder(), [...WAVES, "--to", "-"]);
    expect(code).toBe(0);
    const lines = stdout.split("\n");
    expect(lines).toHaveLength(3601);
    for (const line of lines.slice(0, -1)) expect(Object.keys(JSON.parse(line))[0]).toBe("timestamp");
    expect(stderr).toContain("seed 1");
    expect(stderr).toContain("2024-01-01T00:00:00Z to 2024-01-01T01:00:00Z");
    expect(stderr).not.toContain("\x1b");
  });

  test("standard output is the target when it is no terminal", async () => {
    const { stdout } = await fauxmetry(folder(), [
      ...WAVES,
      "--format",
      "csv",
      "--columns",
      "timestamp,wave=sine",
      "-q",
    ]);
    expect(stdout.split("\n").slice(0, 2)).toEqual(["timestamp,wave", "2024-01-01T00:00:00Z,0"]);
  });

  test("a column that a preset renames is chosen by its new name, or by the old one", async () => {
    const args = ["run", "smart-meter", "--count", "1", "--last", "1m", "--format", "csv", "-q", "--columns"];
    const header = async (columns: string) => (await fauxmetry(folder(), [...args, columns])).stdout.split("\n")[0];
    expect(await header("meter_id,reading,id")).toBe("meter_id,reading,id");
  });

  test("--quiet says nothing", async () => {
    const { stderr } = await inside([...WAVES, "--to", "null:", "--quiet"]);
    expect(stderr).toBe("");
  });

  test("a reader that stops early is no failure", async () => {
    const line = "$F run smart-meter --count 3 --last 1h --to - | head -2; echo $PIPESTATUS";
    const { stdout, stderr } = await shell(folder(), line);
    const [first, second, code] = stdout.split("\n");
    expect([JSON.parse(first).meter_id, JSON.parse(second).meter_id]).toEqual([
      expect.stringMatching(/^MAC\d{8}$/),
      expect.any(String),
    ]);
    expect(code).toBe("0");
    expect(stderr).not.toMatch(/error|EPIPE/i);
  });

  test("a reader of a report may stop early too", async () => {
    const { stdout } = await shell(folder(), "$F schema | head -1; echo $PIPESTATUS");
    expect(stdout).toBe("{\n0\n");
  });

  test("--json prints one report on standard output", async () => {
    const cwd = folder();
    const { stdout } = await inside([...WAVES, "--to", join(cwd, "x.csv"), "--to", "null:", "--json", "-q"]);
    const report = JSON.parse(stdout);
    expect(report).toMatchObject({
      scenario: "waveforms",
      seed: 1,
      window: { start: "2024-01-01T00:00:00.000Z", zone: "UTC" },
    });
    expect(report.runs.map((run: { to: string; rows: number }) => [run.to, run.rows])).toEqual([
      [join(cwd, "x.csv"), 3600],
      ["null:", 3600],
    ]);
    expect(existsSync(report.runs[0].manifest)).toBe(true);
  });

  test("--json leaves standard output to data", async () => {
    const { stdout, stderr } = await inside([...WAVES, "--to", "-", "--json", "-q"]);
    expect(stdout.split("\n")).toHaveLength(3601);
    expect(JSON.parse(stderr).runs[0].rows).toBe(3600);
  });
});

describe("the same bytes", () => {
  const METERS = [
    "run",
    "smart-meter",
    "--start",
    "2024-01-01",
    "--end",
    "2024-01-02",
    "--count",
    "12",
    "--seed",
    "7",
    "-q",
  ];

  test("whole, in two threads, and in three shards into one directory", async () => {
    const cwd = folder();
    expect((await fauxmetry(cwd, [...METERS, "--to", "whole/", "--workers", "1"])).code).toBe(0);
    await fauxmetry(cwd, [...METERS, "--to", "threads/", "--workers", "2"]);
    for (const shard of ["1/3", "2/3", "3/3"]) await fauxmetry(cwd, [...METERS, "--to", "shards/", "--shard", shard]);
    const whole = contentOf(join(cwd, "whole"), true);
    expect(Object.keys(whole)).toHaveLength(24);
    expect(Object.keys(whole)[0]).toMatch(/^dt=2024-01-01\/MAC\d{8}\.json$/);
    expect(readFileSync(join(cwd, "whole", Object.keys(whole)[0]), "utf8").split("\n")).toHaveLength(8641);
    expect(contentOf(join(cwd, "threads"), true)).toEqual(whole);
    expect(contentOf(join(cwd, "shards"), true)).toEqual(whole);
    const verified = await fauxmetry(cwd, ["verify", "shards"]);
    expect(verified.stdout).toMatch(/^ok .*24 files, 207,360 rows\n$/);
    expect(verified.code).toBe(0);
  });

  test.each(["entity", "time"])("one Parquet file in order of %s, whichever threads make its rows", async (order) => {
    const cwd = folder();
    const args = [...METERS.slice(0, 5), ...words(`2024-01-01 --count 24 --set profile=uniform -q --order ${order}`)];
    for (const workers of ["1", "2"])
      expect((await fauxmetry(cwd, [...args, "--to", `${workers}/x.parquet`, "--workers", workers])).code).toBe(0);
    expect(contentOf(join(cwd, "1"))).toEqual(contentOf(join(cwd, "2")));
    // what is verified is made again by one thread
    expect((await fauxmetry(cwd, ["verify", "1"])).stdout).toMatch(/^ok .*1 file, 207,360 rows\n$/);
  });

  test("to a file and to standard output", async () => {
    const file = join(folder(), "x.ndjson");
    const { stdout } = await inside([...WAVES, "--count", "5", "--to", "-", "--to", file, "-q"]);
    expect(stdout).toBe(readFileSync(file, "utf8"));
  });

  test("--order entity and --order time give the same rows in another order", async () => {
    const args = [...WAVES, ...words("--count 3 --interval 1m -q --columns timestamp,id,sine,normal --order")];
    const time = (await inside([...args, "time"])).stdout.split("\n");
    const entity = (await inside([...args, "entity"])).stdout.split("\n");
    expect(time).toHaveLength(181);
    expect(time).not.toEqual(entity);
    expect(time.sort()).toEqual(entity.sort());
  });
});

describe("what exists", () => {
  test("is not replaced, except with --force", async () => {
    const cwd = folder();
    const args = [...WAVES, "--to", join(cwd, "out/x.csv"), "-q"];
    await inside(args);
    const before = contentOf(cwd);
    const again = await inside(args);
    expect(again.code).toBe(1);
    expect(again.stderr).toContain("--force");
    expect((await inside([...args, "--seed", "2"])).code).toBe(1);
    expect(contentOf(cwd)).toEqual(before);
    expect((await inside([...args, "--force"])).code).toBe(0);
    expect(contentOf(cwd)).toEqual(before);
  });

  test("--dry-run writes nothing", async () => {
    const cwd = folder();
    const { code, stderr } = await inside([
      ...words("run smart-meter --count 4 --last 1h --dry-run --to"),
      join(cwd, "out/"),
    ]);
    expect(code).toBe(0);
    expect(stderr).toContain("nothing was written");
    expect(filesOf(cwd)).toEqual([]);
  });
});

describe("flags", () => {
  const headline = async (line: string) =>
    (await inside(words(`run waveforms --interval 1h --to null: ${line}`))).stderr;
  afterEach(() => vi.unstubAllEnvs());

  test("come before the environment", async () => {
    vi.stubEnv("FAUXMETRY_SEED", "5");
    expect(await headline("--last 1d")).toContain("seed 5");
    expect(await headline("--last 1d --seed 6")).toContain("seed 6");
  });

  test("of the environment are those that help tells", async () => {
    const { stdout } = await inside(["run", "--help"]);
    const [, names] = /The environment can set ([^;]*) as well/.exec(stdout.replaceAll("\n", " "))!;
    for (const name of names.split(", ")) {
      vi.stubEnv(`FAUXMETRY_${name.slice(2).toUpperCase().replaceAll("-", "_")}`, "?");
      expect((await inside(words("run waveforms --to x.csv --dry-run -q"))).code).toBe(2);
      vi.unstubAllEnvs();
    }
  });

  test("--start and --end with bare dates are whole days; --last counts back from now", async () => {
    const days = await headline("--start 2024-03-30 --end 2024-03-31 --zone Europe/Berlin");
    expect(days).toContain("2024-03-30T00:00:00+01:00 to 2024-04-01T00:00:00+02:00");
    expect(days).toContain("47 rows");
    expect(await headline("--last 30d")).toContain("(30d, UTC");
  });

  test("--last replaces a start or end of the environment and excludes those of the command line", async () => {
    vi.stubEnv("FAUXMETRY_START", "2024-01-01");
    vi.stubEnv("FAUXMETRY_END", "2024-01-02");
    expect(await headline("--last 2h")).toContain("(2h, UTC");
    expect(await inside(words("run waveforms --last 2h --start 2024-01-01 --to null:"))).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("--last gives start and end; it excludes --start"),
    });
  });

  test("--format-option sets options of the format, which verify knows too", async () => {
    const file = join(folder(), "x.csv");
    const options = ["--format-option", "header=false", "--format-option", "quote=all"];
    await inside([...WAVES, "--columns", "timestamp,sine", ...options, "--to", file, "-q"]);
    expect(readFileSync(file, "utf8").split("\n")[0]).toBe('"2024-01-01T00:00:00Z","0"');
    expect((await inside(["verify", file])).code).toBe(0);
    expect(await inside([...WAVES, "--format", "csv", "--format-option", "header"])).toMatchObject({
      code: 2,
      stderr: "error: --format-option header: expected name=value, such as header=false\n",
    });
    expect((await inside([...WAVES, "--format", "csv", "--format-option", "delimite=x"])).code).toBe(2);
  });

  test("--inventory takes the entities of a file", async () => {
    const file = join(folder(), "fleet.csv");
    writeFileSync(file, "id,site\nA1,north\nB2,south\n");
    const args = [...WAVES, ...words("--interval 30m --columns id,site,sine --format csv -q --inventory"), file];
    expect((await inside(args)).stdout.split("\n").slice(0, 3)).toEqual(["id,site,sine", "A1,north,0", "B2,south,0"]);
  });
});
