import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { createProgram } from "../../src/cli/program.ts";
import { contentOf, fauxmetry, filesOf, folder, inside } from "./harness.ts";

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
    expect(Object.keys(kinds)).toEqual(["presets", "signals", "schedules", "encoders", "sinks"]);
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
    expect(stdout).toMatch(/power W\n {2}MAC\d{8} [▁▂▃▄▅▆▇█]{10,} [\d.]+ to [\d,.]+\n/);
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

  test("tells the window in local time and in UTC", async () => {
    const { stdout } = await fauxmetry(folder(), ["explain", "waveforms", "--zone", "Asia/Kolkata", ...DAY]);
    expect(stdout).toContain("2024-01-01T00:00:00+05:30 to 2024-01-02T00:00:00+05:30");
    expect(stdout).toContain("2023-12-31T18:30:00.000Z to 2024-01-01T18:30:00.000Z in UTC");
  });
});

describe("demo", () => {
  test("makes a day of meters, tells how to look at it, and does so again when it is there", async () => {
    const cwd = folder();
    const first = await fauxmetry(cwd, ["demo"]);
    expect(first.code).toBe(0);
    expect(first.stdout).toContain("fauxmetry verify fauxmetry-demo/");
    const before = contentOf(cwd);
    expect(Object.keys(before).filter((name) => name.endsWith(".json") && name.includes("dt="))).toHaveLength(20);
    expect(await fauxmetry(cwd, ["demo"])).toMatchObject({ code: 0, stdout: first.stdout });
    expect(contentOf(cwd)).toEqual(before);
  });
});
