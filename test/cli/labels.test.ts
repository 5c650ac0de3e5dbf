import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { bytesBelow, contentOf, fauxmetry, filesOf, folder, inside, stopMidway } from "./harness.ts";

const SCENARIO = `name: rig
origin: 2024-01-01
start: 2024-01-10
end: 2024-01-12
interval: 1m
inventory: { count: 12 }
metrics:
  load: { unit: kW, decimals: 2, signals: [ { daily: { low: 20, high: 80 } }, { normal: { sd: 1 } } ] }
  ramp: { unit: kW, decimals: 2, signals: [ { difference: { of: load } } ] }
anomalies:
  - { id: surge, metrics: [load], schedule: { random: { rate: 2/1d, length: [5m, 2h] } }, effect: { level-shift: { by: 25 } } }
  - { id: first, metrics: [load], schedule: { once: { at: 2024-01-10T00:02, length: 3m } }, effect: { platform: { at: 5 } } }
faults:
  - { id: frozen, metrics: [ramp], schedule: { random: { rate: 1/1d, length: 1h } }, effect: { stuck: {} } }
`;

function rig(): { cwd: string; scenario: string } {
  const cwd = folder();
  const scenario = join(cwd, "rig.yaml");
  writeFileSync(scenario, SCENARIO);
  return { cwd, scenario };
}

describe("an answer key on disk", () => {
  test("is verified like any other table", async () => {
    const { cwd, scenario } = rig();
    const run = await inside([
      "run",
      scenario,
      "--to",
      join(cwd, "data/x.csv"),
      "--labels",
      join(cwd, "key/labels.csv"),
      "-q",
    ]);
    expect([run.code, run.stderr]).toEqual([0, ""]);
    expect((await inside(["verify", join(cwd, "key/")])).code).toBe(0);
    const path = join(cwd, "key/labels.csv");
    writeFileSync(path, readFileSync(path, "utf8").replace("level-shift", "level-shirt"));
    const { code, stdout } = await inside(["verify", join(cwd, "key/")]);
    expect(code).toBe(1);
    expect(stdout).toContain("level-shirt");
  });

  test("of two shards joins to the whole's", async () => {
    const { cwd, scenario } = rig();
    const lines = async (...more: string[]) => {
      const to = ["--to", join(cwd, "data/{shard}.csv"), "--labels", join(cwd, "{shard}.ndjson")];
      const { code, stderr } = await inside(["run", scenario, ...to, "-q", ...more]);
      expect([code, stderr]).toEqual([0, ""]);
      const made = filesOf(cwd).filter((name) => /^[^/]*\.ndjson$/.test(name));
      const text = made.map((name) => readFileSync(join(cwd, name), "utf8")).join("");
      for (const name of made) rmSync(join(cwd, name));
      return text.split("\n").filter((line) => line !== "");
    };
    const whole = await lines();
    expect(whole.length).toBeGreaterThan(60);
    const parts = [...(await lines("--shard", "1/2")), ...(await lines("--shard", "2/2"))];
    expect(parts.sort()).toEqual(whole.sort());
  });

  test("of a run that was stopped and resumed is the same", async () => {
    const [whole, cut] = [rig(), rig()];
    const args = ["run", "rig.yaml", "--to", "out/{id}.csv", "--labels", "key/{id}.csv", "--workers", "1", "-q"];
    expect((await fauxmetry(whole.cwd, args)).code).toBe(0);
    await stopMidway(cut.cwd, args, 0.5 * bytesBelow(join(whole.cwd, "out")));
    expect((await fauxmetry(cut.cwd, [...args, "--resume"])).code).toBe(0);
    expect(contentOf(cut.cwd, true)).toEqual(contentOf(whole.cwd, true));
    expect(filesOf(join(cut.cwd, "key")).filter((name) => name.endsWith(".csv"))).toHaveLength(12);
  });
});

describe("what a scenario holds", () => {
  test("explain tells how often each anomaly and fault comes", async () => {
    const { scenario } = rig();
    const { stdout } = await inside(["explain", scenario]);
    expect(stdout).toMatch(/anomalies and faults\n {2}surge +\d+ occurrences +level-shift of load\n/);
    expect(stdout).toMatch(/ {2}first +12 occurrences +platform of load\n/);
    const { disturbances } = JSON.parse((await inside(["explain", scenario, "--json"])).stdout);
    const labels = await inside(["run", scenario, "--to", "null:", "--labels", "-", "-q"]);
    const names = labels.stdout.split("\n").flatMap((line) => (line === "" ? [] : [JSON.parse(line)]));
    for (const { id, kind, occurrences, exact } of disturbances) {
      expect(exact).toBe(true);
      expect(names.filter((l) => l.name === id && l.kind === kind && !l.inherited)).toHaveLength(occurrences);
    }
    const many = JSON.parse((await inside(["explain", scenario, "--set", "inventory.count=40000", "--json"])).stdout);
    // four a entity's two days (three days by a bare date): 6.1 with two of rate 2/1d; a standard error of 2.5 / sqrt(10000)
    expect(Math.abs(many.disturbances[0].occurrences / 40_000 - 6.1)).toBeLessThan(0.2);
  });

  test("preview marks the rows that they reach", async () => {
    const { scenario } = rig();
    const { stdout } = await inside(["preview", scenario, "--set", "inventory.count=1", "--rows", "8"]);
    const marks = stdout
      .split("\n")
      .filter((line) => /^2024\S+ +E/.test(line))
      .map((line) => /< .*platform/.test(line));
    // two minutes to go, three of them, and the ramp that follows one later
    expect(marks).toEqual([false, false, true, true, true, true, false, false]);
  });
});
