import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { fauxmetry, folder, inside, shell } from "./harness.ts";

describe("exit codes", () => {
  const cases: [string, number, string[], RegExp][] = [
    ["an unknown command", 2, ["rum"], /unknown command 'rum'[\s\S]*Did you mean run/],
    [
      "an unknown option",
      2,
      ["run", "waveforms", "--sed", "3"],
      /unknown option '--sed'[\s\S]*Did you mean one of --seed, --set/,
    ],
    ["a missing argument", 2, ["run"], /missing required argument 'scenario'/],
    [
      "a value of the wrong form",
      2,
      ["run", "waveforms", "--seed", "x"],
      /--seed.*'x' is invalid. Expected a whole number/,
    ],
    ["a shard out of range", 2, ["run", "waveforms", "--shard", "4/3"], /--shard.*from 1 to n/],
    ["an unknown scenario", 2, ["run", "waveform"], /unknown scenario `waveform`.*did you mean waveforms\?/],
    ["a missing file", 2, ["run", "none.yaml"], /cannot read none.yaml: there is no such file/],
    ["an unknown format", 2, ["run", "waveforms", "--format", "cvs"], /unknown format cvs.*did you mean csv\?/],
    [
      "an unknown table",
      2,
      ["run", "waveforms", "--table", "waves"],
      /--table waves: there is no such table; there are waveforms/,
    ],
    ["an unknown definition", 2, ["describe", "walc"], /nothing is called `walc`; did you mean walk\?/],
    ["an unknown kind", 2, ["list", "signal"], /unknown kind `signal`.*did you mean signals\?/],
    ["nothing to verify", 2, ["verify", "src"], /there are no manifests/],
    ["shards of one file", 2, ["run", "waveforms", "--to", "x.csv", "--shard", "1/2"], /put \{shard\} in its name/],
    ["no target", 2, ["run", "waveforms", "--to", ""], /--to.*Expected out\/, x\.csv/],
    [
      "a file for a folder",
      2,
      ["run", "waveforms", "--to", "package.json/"],
      /package\.json is a file, no folder: leave out the \/ at the end/,
    ],
    [
      "resume and force",
      2,
      ["run", "waveforms", "--to", "x/", "--resume", "--force"],
      /--resume continues what is there, --force makes it again from the start: give one/,
    ],
    ["a folder that cannot be made", 1, ["run", "waveforms", "--last", "1m", "--to", "/dev/null/out/"], /error: /],
  ];
  test.each(cases)("%s: %i", async (_name, code, args, message) => {
    const outcome = await inside(args);
    expect(outcome.stderr).toMatch(message);
    expect(outcome.stdout).toBe("");
    expect(outcome.code).toBe(code);
  });

  test("are those of the program", async () => {
    expect(await fauxmetry(folder(), ["run", "none.yaml"])).toMatchObject({ code: 2, stdout: "" });
    expect((await fauxmetry(folder(), ["run", "waveforms", "--last", "1m", "--to", "/dev/null/out/"])).code).toBe(1);
  });
});

describe("an output that takes nothing", () => {
  const full = existsSync("/dev/full");

  test
    .skipIf(!full)
    .each([["run waveforms --last 1m --to -"], ["run waveforms --last 3d --to - --compress gzip"], ["list"]])(
    "%s > /dev/full is told, without a stack",
    async (line) => {
      const { code, stderr } = await shell(folder(), `$F ${line} > /dev/full`);
      expect(stderr).toMatch(/^error: \[sink:stdout\] could not write: ENOSPC.*$/m);
      expect(stderr).not.toMatch(/^ +at /m);
      expect(stderr.match(/ENOSPC/g)).toHaveLength(1);
      expect(code).toBe(1);
    },
  );

  test("a reader that has seen enough is no failure, nor is an error output that is full", async () => {
    const { stdout, stderr } = await shell(
      folder(),
      "set -o pipefail; $F run waveforms --last 3d -q | head -1; echo $?",
    );
    expect(stdout).toMatch(/^\{.*\}\n0\n$/);
    expect(stderr).toBe("");
    if (full) expect((await shell(folder(), "$F run waveforms --last 1m --to null: 2> /dev/full")).code).toBe(0);
  });
});

describe("mistakes of a flag are told as the flag's", () => {
  const cases: [string[], string][] = [
    [["--interval", "0s"], "--interval 0s: expected a duration above 0"],
    [["--start", "2024-13-01"], "--start 2024-13-01: expected a month from 01 to 12"],
    [["--last", "5"], "--last 5: expected a duration with its unit"],
    [["--zone", "Europe/Berlim"], "--zone Europe/Berlim: expected a time zone"],
    [["--count", "0"], "--count 0: expected"],
    [["--count", "1e12"], "--count 1000000000000: expected"],
    [["--columns", "timestamp,sin"], "--columns timestamp,sin: "],
    [["--inventory", "none.csv"], "--inventory none.csv: "],
    [
      ["--set", "metrics.sine.signals[0].sine.perod=3s"],
      "--set metrics.sine.signals[0].sine.perod=3s: unknown key `perod`",
    ],
    [["--set", "metrics.sine.signals[7].sine.period=3s"], "is a list of 1; expected an index from 0 to 1"],
    [["--set", "a"], "--set a: expected path=value"],
    [["--set", "__proto__.x=1"], "the name `__proto__` is not allowed"],
    [["--set", "interval=[1"], "--set interval=[1: "],
    [["--start", "2024-01-02", "--end", "2024-01-01"], "--end 2024-01-01: "],
  ];
  test("an option that a preset has not is told with those that it has", async () => {
    const { code, stderr } = await inside(["validate", "smart-meter", "--set", "profil=uniform"]);
    expect(code).toBe(2);
    expect(stderr).toMatch(
      /--set profil=uniform: smart-meter has no option `profil`; there are profile, faults, and the keys/,
    );
    expect(stderr).toContain("did you mean profile?");
  });

  test.each(cases)("%j", async (args, message) => {
    const { code, stderr } = await inside(["validate", "waveforms", ...args]);
    expect(stderr).toContain(message);
    expect(code).toBe(2);
  });
});

describe("validate", () => {
  const broken = `name: broken
interval: 10
metrics:
  load:
    signals:
      - dayly: { low: 20 }
      - clamp: { min: 5, mx: 9 }
`;

  test("says ok", async () => {
    expect(await fauxmetry(folder(), ["validate", "waveforms"])).toMatchObject({
      code: 0,
      stdout: "ok waveforms: 1 entity, 8 metrics, 1 table (waveforms)\n",
      stderr: "",
    });
  });

  test("tells all mistakes, each with its place, the lines around it and what was probably meant", async () => {
    const cwd = folder();
    writeFileSync(join(cwd, "broken.yaml"), broken);
    const { code, stdout, stderr } = await fauxmetry(cwd, ["validate", "broken.yaml"]);
    expect(code).toBe(2);
    expect(stdout).toBe("");
    expect(stderr).toMatch(/broken\.yaml:2:11 interval: /);
    expect(stderr).toMatch(/broken\.yaml:6:9 .*unknown signal `dayly`/);
    expect(stderr).toMatch(/broken\.yaml:7:26 .*unknown key `mx`/);
    expect(stderr).toMatch(/6 \| {7}- dayly: \{ low: 20 \}\n +\| {9}\^{5}/);
    expect(stderr).toContain("did you mean daily?");
    expect(stderr).toContain("did you mean max?");
    expect(stderr).toContain("3 mistakes");
  });

  test("--json tells them to programs", async () => {
    const cwd = folder();
    writeFileSync(join(cwd, "broken.yaml"), broken);
    const { code, stdout } = await fauxmetry(cwd, ["validate", "broken.yaml", "--json"]);
    expect(code).toBe(2);
    const { ok, issues } = JSON.parse(stdout);
    expect(ok).toBe(false);
    expect(issues.map((issue: { line: number }) => issue.line).sort()).toEqual([2, 6, 7]);
  });

  test("a value that a flag replaces is no mistake any more", async () => {
    const cwd = folder();
    writeFileSync(
      join(cwd, "x.yaml"),
      "name: x\ninterval: 10\nmetrics: { a: { signals: [ { constant: { value: 1 } } ] } }\n",
    );
    expect((await fauxmetry(cwd, ["validate", "x.yaml"])).code).toBe(2);
    expect((await fauxmetry(cwd, ["validate", "x.yaml", "--interval", "10s"])).code).toBe(0);
  });

  test("of a module is told by its path", async () => {
    const file = join(folder(), "x.mjs");
    writeFileSync(file, "export default { name: 'x', metrics: { a: { signals: [() => 5] } } };\n");
    const { code, stderr } = await inside(["validate", file]);
    expect(code).toBe(2);
    expect(stderr).toContain("metrics.a.signals[0] expected plain data; found a function");
  });
});
