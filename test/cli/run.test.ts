import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { contentOf, fauxmetry, filesOf, folder, shell } from "./harness.ts";

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
    const { stdout } = await fauxmetry(folder(), [...WAVES, "--format", "csv", "--columns", "timestamp,wave=sine", "-q"]);
    expect(stdout.split("\n").slice(0, 2)).toEqual(["timestamp,wave", "2024-01-01T00:00:00Z,0"]);
  });

  test("--quiet says nothing", async () => {
    const { stderr } = await fauxmetry(folder(), [...WAVES, "--to", "null:", "--quiet"]);
    expect(stderr).toBe("");
  });

  test("a reader that stops early is no failure", async () => {
    const line = "$F run smart-meter --count 3 --last 1h --to - | head -2; echo ${PIPESTATUS[0]}";
    const { stdout, stderr } = await shell(folder(), line);
    const [first, second, code] = stdout.split("\n");
    expect([JSON.parse(first).meter_id, JSON.parse(second).meter_id]).toEqual([expect.stringMatching(/^MAC\d{8}$/), expect.any(String)]);
    expect(code).toBe("0");
    expect(stderr).not.toMatch(/error|EPIPE/i);
  });

  test("a reader of a report may stop early too", async () => {
    const { stdout } = await shell(folder(), "$F schema | head -1; echo ${PIPESTATUS[0]}");
    expect(stdout).toBe("{\n0\n");
  });

  test("--json prints one report on standard output", async () => {
    const cwd = folder();
    const { stdout } = await fauxmetry(cwd, [...WAVES, "--to", "x.csv", "--to", "null:", "--json", "-q"]);
    const report = JSON.parse(stdout);
    expect(report).toMatchObject({ scenario: "waveforms", seed: 1, window: { start: "2024-01-01T00:00:00.000Z", zone: "UTC" } });
    expect(report.runs.map((run: { to: string; rows: number }) => [run.to, run.rows])).toEqual([["x.csv", 3600], ["null:", 3600]]);
    expect(existsSync(join(cwd, report.runs[0].manifest))).toBe(true);
  });

  test("--json leaves standard output to data", async () => {
    const { stdout, stderr } = await fauxmetry(folder(), [...WAVES, "--to", "-", "--json", "-q"]);
    expect(stdout.split("\n")).toHaveLength(3601);
    expect(JSON.parse(stderr).runs[0].rows).toBe(3600);
  });
});

describe("the same bytes", () => {
  const METERS = ["run", "smart-meter", "--start", "2024-01-01", "--end", "2024-01-02", "--count", "12", "--seed", "7", "-q"];

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

  test("to a file and to standard output", async () => {
    const cwd = folder();
    const { stdout } = await fauxmetry(cwd, [...WAVES, "--count", "5", "--to", "-", "--to", "x.ndjson", "-q"]);
    expect(stdout).toBe(readFileSync(join(cwd, "x.ndjson"), "utf8"));
  });

  test("--order entity and --order time give the same rows in another order", async () => {
    const cwd = folder();
    const both = ["time", "entity"].map(async (order) => (await fauxmetry(cwd, [...WAVES, "--count", "3", "--interval", "1m", "--order", order, "-q", "--columns", "timestamp,id,sine,normal"])).stdout.split("\n"));
    const [time, entity] = await Promise.all(both);
    expect(time).not.toEqual(entity);
    expect(time.sort()).toEqual(entity.sort());
  });
});

describe("what exists", () => {
  test("is not replaced, except with --force", async () => {
    const cwd = folder();
    const args = [...WAVES, "--to", "out/x.csv", "-q"];
    await fauxmetry(cwd, args);
    const before = contentOf(cwd);
    const again = await fauxmetry(cwd, args);
    expect(again.code).toBe(1);
    expect(again.stderr).toContain("--force");
    expect((await fauxmetry(cwd, [...args, "--seed", "2"])).code).toBe(1);
    expect(contentOf(cwd)).toEqual(before);
    expect((await fauxmetry(cwd, [...args, "--force"])).code).toBe(0);
    expect(contentOf(cwd)).toEqual(before);
  });

  test("--dry-run writes nothing", async () => {
    const cwd = folder();
    const { code, stderr } = await fauxmetry(cwd, ["run", "smart-meter", "--count", "4", "--last", "1h", "--to", "out/", "--dry-run"]);
    expect(code).toBe(0);
    expect(stderr).toContain("nothing was written");
    expect(filesOf(cwd)).toEqual([]);
  });
});

describe("flags", () => {
  test("come before the environment", async () => {
    const cwd = folder();
    const seedOf = async (args: string[], env: Record<string, string>) => /seed (\d+)/.exec((await fauxmetry(cwd, [...WAVES, "--to", "null:", ...args], env)).stderr)?.[1];
    expect(await seedOf([], { FAUXMETRY_SEED: "5" })).toBe("5");
    expect(await seedOf(["--seed", "6"], { FAUXMETRY_SEED: "5" })).toBe("6");
  });

  test("--start and --end with bare dates are whole days; --last counts back from now", async () => {
    const cwd = folder();
    const days = await fauxmetry(cwd, ["run", "waveforms", "--start", "2024-03-30", "--end", "2024-03-31", "--zone", "Europe/Berlin", "--interval", "1h", "--to", "null:"]);
    expect(days.stderr).toContain("2024-03-30T00:00:00+01:00 to 2024-04-01T00:00:00+02:00");
    expect(days.stderr).toContain("47 rows");
    expect((await fauxmetry(cwd, ["run", "waveforms", "--last", "30d", "--interval", "1h", "--to", "null:"])).stderr).toContain("(30d, UTC");
  });

  test("--last replaces a start or end of the environment and excludes those of the command line", async () => {
    const cwd = folder();
    const env = { FAUXMETRY_START: "2024-01-01", FAUXMETRY_END: "2024-01-02" };
    expect((await fauxmetry(cwd, ["run", "waveforms", "--last", "2h", "--to", "null:"], env)).stderr).toContain("(2h, UTC");
    const both = await fauxmetry(cwd, ["run", "waveforms", "--last", "2h", "--start", "2024-01-01", "--to", "null:"]);
    expect(both.code).toBe(2);
    expect(both.stderr).toContain("--last");
  });

  test("--inventory takes the entities of a file", async () => {
    const cwd = folder();
    const file = join(cwd, "fleet.csv");
    await shell(cwd, `printf 'id,site\\nA1,north\\nB2,south\\n' > ${file}`);
    const { stdout } = await fauxmetry(cwd, [...WAVES, "--interval", "30m", "--inventory", "fleet.csv", "--columns", "id,site,sine", "--format", "csv", "-q"]);
    expect(stdout.split("\n").slice(0, 3)).toEqual(["id,site,sine", "A1,north,0", "B2,south,0"]);
  });
});
