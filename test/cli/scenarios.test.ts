import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { catalogs } from "../../src/catalog.ts";
import { windowOf } from "../support/rows.ts";
import { contentOf, fauxmetry, folder, inside } from "./harness.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const examples = readdirSync(join(root, "examples")).filter((name) => /\.(yaml|json|ts)$/.test(name));

describe("init", () => {
  const cases = [...Object.keys(catalogs.presets).map((name) => [name]), ["smart-meter", "--set", "profile=uniform"]];
  test.each(cases)("%s %s %s prints a scenario that makes the same bytes as the preset", async (...args) => {
    const cwd = folder();
    const printed = await inside(["init", ...args]);
    expect(printed.code).toBe(0);
    expect(printed.stdout).toMatch(/^# yaml-language-server: \$schema=\S+\n/);
    expect(printed.stdout.split("\n").filter((line) => line.length > 100 && line.trim().startsWith("#"))).toEqual([]);
    writeFileSync(join(cwd, "own.yaml"), printed.stdout);
    expect((await inside(["validate", join(cwd, "own.yaml")])).code).toBe(0);
    const preset = catalogs.presets[args[0]];
    const { start, end } = windowOf(preset.create(preset.options.parse({}), undefined), 24);
    const window = ["--start", start, "--end", end, "--count", "2", "--interval", "10m", "-q"];
    await inside(["run", ...args, ...window, "--to", join(cwd, "preset/")]);
    await inside(["run", join(cwd, "own.yaml"), ...window, "--to", join(cwd, "own/")]);
    expect(Object.keys(contentOf(join(cwd, "own"))).length).toBeGreaterThan(1);
    expect(contentOf(join(cwd, "own"), true)).toEqual(contentOf(join(cwd, "preset"), true));
  });

  test("spells every option out, with what it means", async () => {
    const { stdout } = await inside(["init", "waveforms"]);
    expect(stdout).toContain("# Part of the cycle that is high.\n          duty: 0.5");
    expect(stdout).toContain("# Adds a sine wave: 0 and rising at the origin.\n        sine:");
    expect(stdout).toContain("origin: 2020-01-01\n");
  });
});

describe("examples", () => {
  test.each(examples)("%s is sound, and editors know its schema", async (name) => {
    expect(await fauxmetry(root, ["validate", `examples/${name}`])).toMatchObject({ code: 0, stderr: "" });
    const [first, second] = readFileSync(join(root, "examples", name), "utf8").split("\n");
    if (name.endsWith(".yaml")) expect(first).toBe("# yaml-language-server: $schema=../docs/fauxmetry.schema.json");
    if (name.endsWith(".json")) expect(second).toContain('"$schema": "../docs/fauxmetry.schema.json"');
  });

  test("of several tables writes each into its own place, and refuses one place for both", async () => {
    const cwd = folder();
    const scenario = join(root, "examples/cold-chain.yaml");
    const run = await inside(["run", scenario, "--to", join(cwd, "{table}.csv"), "-q"]);
    expect([run.code, run.stderr]).toEqual([0, ""]);
    expect(Object.keys(contentOf(cwd, true))).toEqual(["doors.csv", "temperatures.csv"]);
    const one = await inside(["run", scenario, "--to", join(cwd, "all.csv")]);
    expect(one.code).toBe(2);
    expect(one.stderr).toContain("all-{table}.csv");
    const rows = await inside(["run", scenario, "--table", "doors", "--format", "csv", "-q"]);
    expect(rows.stdout).toBe(readFileSync(join(cwd, "doors.csv"), "utf8"));
  });
});

describe("generated pages", async () => {
  const { documents } = await import("../../scripts/docs.js");
  test.each(Object.entries(documents() as Record<string, string>))(
    "%s is what `node scripts/docs.js` writes",
    (path, text) => {
      expect(readFileSync(join(root, path), "utf8") === text).toBe(true);
    },
  );
});
