import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { createProgram } from "../../src/cli/program.ts";
import { fauxmetry, filesOf, folder, inside } from "./harness.ts";

const DAY = ["--start", "2024-01-01", "--end", "2024-01-01"];

describe("help", () => {
  const program = createProgram(() => {});
  const commands = program.commands.map((command) => command.name());

  test("without arguments, on standard output", async () => {
    const { code, stdout } = await fauxmetry(folder(), []);
    expect(code).toBe(0);
    for (const name of commands) expect(stdout).toMatch(new RegExp(`^  ${name} `, "m"));
  });

  test.each(["", ...commands])("%s --help fits 80 columns and has an example", async (name) => {
    const { code, stdout } = await inside([...(name ? [name] : []), "--help"]);
    expect(code).toBe(0);
    expect(stdout.split("\n").filter((line) => line.length > 80)).toEqual([]);
    if (name) expect(stdout).toMatch(new RegExp(`Examples?:\n  fauxmetry ${name}`));
  });

  test("--version", async () => {
    const { version } = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8"));
    expect((await fauxmetry(folder(), ["--version"])).stdout).toBe(`${version}\n`);
  });

  test("imports nothing but the program's own declarations", async () => {
    const { stderr } = await fauxmetry(folder(), ["--help"], { NODE_DEBUG: "esm" });
    const imported = [...stderr.matchAll(/Storing file:\/\/(\S+)/g)].map(([, path]) => path);
    expect(imported.filter((path) => /\/(zod|yaml|core|engine|signals)\//.test(path))).toEqual([]);
  });
});

describe("list, describe, schema", () => {
  test("every definition that is listed can be described", async () => {
    const { stdout } = await inside(["list", "--json"]);
    const kinds = JSON.parse(stdout) as Record<string, { type: string; summary: string }[]>;
    expect(Object.keys(kinds)).toEqual(["presets", "signals", "schedules", "anomalies", "faults", "encoders", "sinks"]);
    const names = ["smart-meter", "walk", "random", "csv"];
    for (const name of names) {
      const described = await inside(["describe", name]);
      expect(described.code).toBe(0);
      expect(described.stdout).toContain(
        Object.values(kinds)
          .flat()
          .find(({ type }) => type === name)!
          .summary.slice(0, 40),
      );
    }
  });

  test("describe tells type, default and example of an option", async () => {
    const { stdout } = await inside(["describe", "noise"]);
    expect(stdout).toContain("colour  white | pink | red, default white");
    expect(stdout).toContain("For example pink.");
    expect(stdout).toContain("param: A number, or one that differs per entity");
  });

  test("schema prints a JSON Schema", async () => {
    const { stdout } = await inside(["schema"]);
    expect(JSON.parse(stdout)).toMatchObject({ $schema: "http://json-schema.org/draft-07/schema#", type: "object" });
  });
});

describe("preview", () => {
  test("shows rows and a chart, without colours when nobody looks, within the width", async () => {
    const args = ["preview", "smart-meter", ...DAY, "--count", "2", "--rows", "3"];
    const { code, stdout, stderr } = await fauxmetry(folder(), args, { COLUMNS: "72" });
    expect([code, stderr]).toEqual([0, ""]);
    expect(stdout).not.toContain("\x1b");
    expect(stdout.match(/2024-01-01T00:00:[01]0Z {2}MAC\d{8}/g)).toHaveLength(3);
    expect(stdout).toMatch(/power W\n {2}MAC\d{8} [▁▂▃▄▅▆▇█]{10,} means [\d.]+ to [\d,.]+\n/);
    expect(stdout.split("\n").filter((line) => line.length > 72 && !line.startsWith("and the columns"))).toEqual([]);
    expect((await fauxmetry(folder(), args, { FORCE_COLOR: "1" })).stdout).toContain("\x1b[");
    expect((await fauxmetry(folder(), args, { FORCE_COLOR: "1", NO_COLOR: "1" })).stdout).not.toContain("\x1b");
  });

  test("shows the rows that a run writes first", async () => {
    const [cwd, window] = [folder(), ["waveforms", "--count", "2", ...DAY]];
    const { stdout } = await fauxmetry(cwd, ["preview", ...window, "--rows", "7", "--json"]);
    const run = await fauxmetry(cwd, ["run", ...window, "-q"]);
    expect(JSON.parse(stdout).waveforms).toEqual(
      run.stdout
        .split("\n")
        .slice(0, 7)
        .map((line) => JSON.parse(line)),
    );
  });
});

describe("explain", () => {
  test("tells what a run then does", async () => {
    const cwd = folder();
    const args = ["smart-meter", "--set", "profile=uniform", ...DAY, "--count", "7", "--to", "out/", "--json"];
    const { window, seed, ids, tables } = JSON.parse((await fauxmetry(cwd, ["explain", ...args])).stdout);
    const run = JSON.parse((await fauxmetry(cwd, ["run", ...args, "-q"])).stdout);
    expect(seed).toBe(run.seed);
    expect(window).toMatchObject(run.window);
    expect(tables[0]).toMatchObject({ rows: run.runs[0].rows, exact: true, parts: run.runs[0].partitions });
    expect(Math.abs(tables[0].bytes.ndjson / run.runs[0].bytes - 1)).toBeLessThan(0.02);
    expect(filesOf(join(cwd, "out"))).toContain(`dt=2024-01-01/${ids[0]}.json`);
    expect(filesOf(join(cwd, "out"))).toContain(tables[0].first[1]);
  });

  test("comes near a run of events, of entities that come and go, and of every few ticks", async () => {
    const cwd = folder();
    writeFileSync(
      join(cwd, "x.yaml"),
      `name: near
origin: 2024-01-01
interval: 30s
start: 2024-01-01T00:00:10Z
end: 2024-01-10
inventory: { count: 40, active: { from: ["2023-12-25", "2024-01-08"] } }
metrics: { a: { signals: [{ uniform: { min: 0, max: 1000 } }] } }
records:
  - { table: some, every: 7 }
  - { table: long, every: 11, shape: long }
  - { table: events, rows: event, schedule: { random: { rate: 2/1d, length: [5m, 2h] } } }
`,
    );
    const args = ["x.yaml", "--to", "{table}.ndjson", "--json"];
    const { tables } = JSON.parse((await fauxmetry(cwd, ["explain", ...args])).stdout);
    const { runs } = JSON.parse((await fauxmetry(cwd, ["run", ...args, "-q"])).stdout);
    for (const [i, { rows, bytes }] of runs.entries()) {
      expect(tables[i]).toMatchObject({ rows, exact: true });
      expect(Math.abs(tables[i].bytes.ndjson / bytes - 1)).toBeLessThan(0.02);
    }
  });

  test("tells the window in local time and in UTC", async () => {
    const { stdout } = await fauxmetry(folder(), ["explain", "waveforms", "--zone", "Asia/Kolkata", ...DAY]);
    expect(stdout).toContain("2024-01-01T00:00:00+05:30 to 2024-01-02T00:00:00+05:30");
    expect(stdout).toContain("2023-12-31T18:30:00.000Z to 2024-01-01T18:30:00.000Z in UTC");
  });
});

describe("text of a scenario", () => {
  const scenario = String.raw`name: steering
description: "red \x1b[31m, \u202e backwards"
origin: 2024-01-01
start: 2024-01-01
end: 2024-01-01
inventory: { count: 2, id: "P\x9b%03d", tags: { site: { choice: ["a\x1b[2J"] } } }
metrics: { a: { unit: "k\x1b]0;W", signals: [{ constant: { value: 1 } }] } }
records: [{ table: t, columns: [timestamp, { "i\u2066d": id }, site, a], path: "{tag.site}.csv" }]
`;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  const steers = /[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069]/;

  test.each([["preview"], ["preview --json"], ["explain"], ["explain --json"], ["validate"], ["run --to null:"]])(
    "cannot steer the terminal of %s",
    async (line) => {
      const file = join(folder(), "x.yaml");
      writeFileSync(file, scenario);
      const [command, ...flags] = line.split(" ");
      const { code, stdout, stderr } = await inside([command, file, ...flags]);
      expect(code).toBe(0);
      expect(stdout + stderr).not.toMatch(steers);
    },
  );

  test("cannot steer it from an error, and is the same to programs", async () => {
    const file = join(folder(), "x.yaml");
    writeFileSync(file, scenario);
    const wrong = await inside(["run", file, "--to", "\x1b[31m/{what}", "-q"]);
    expect([wrong.code, wrong.stderr]).toEqual([2, expect.stringContaining("{what}")]);
    expect(wrong.stderr).not.toMatch(steers);
    const { stdout } = await inside(["preview", file, "--json", "--rows", "1"]);
    expect(JSON.parse(stdout).t[0]).toMatchObject({
      site: "a\x1b[2J",
      a: 1,
      "i\u2066d": expect.stringMatching(/^P\x9b/),
    });
  });
});

describe("a window without rows", () => {
  const NONE = ["waveforms", "--interval", "2d", "--start", "2024-01-02T01:00Z", "--end", "2024-01-02T02:00Z"];
  const warning =
    "warning: table waveforms has no rows in this window: it has a tick every 2d, counted from the origin";

  test.each([["validate"], ["preview"], ["explain"], ["run --to null:"], ["run --to null: --dry-run"]])(
    "%s warns of it",
    async (line) => {
      const [command, ...flags] = line.split(" ");
      const { code, stderr } = await inside([command, ...NONE, ...flags]);
      expect([code, stderr]).toEqual([0, expect.stringContaining(warning)]);
    },
  );

  test("tells when no entity is there yet", async () => {
    const { stderr } = await inside(["validate", "waveforms", ...DAY, "--set", "inventory.active.from=2025-01-01"]);
    expect(stderr).toBe("warning: table waveforms has no rows in this window: no entity is active in it\n");
    expect((await inside(["validate", "waveforms", ...DAY])).stderr).toBe("");
  });
});
