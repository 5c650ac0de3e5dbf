import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { filesOf, folder, inside } from "./harness.ts";

const RUN = [
  "run",
  "smart-meter",
  "--set",
  "profile=uniform",
  "--start",
  "2024-01-01",
  "--end",
  "2024-01-01",
  "--interval",
  "1m",
  "--count",
  "3",
  "-q",
];

/** A folder with a run, and where its files are. */
async function made(...more: string[]): Promise<{ cwd: string; first: string }> {
  const cwd = folder();
  expect((await inside([...RUN, "--to", join(cwd, "out/"), ...more])).code).toBe(0);
  const data = filesOf(join(cwd, "out")).filter((name) => name.startsWith("dt="));
  return { cwd, first: join(cwd, "out", data[0]) };
}

function edit(path: string, change: (lines: string[]) => string[]): void {
  writeFileSync(path, change(readFileSync(path, "utf8").split("\n")).join("\n"));
}

describe("verify", () => {
  test("says ok", async () => {
    const { cwd } = await made();
    const { code, stdout, stderr } = await inside(["verify", join(cwd, "out/")]);
    expect([code, stderr]).toEqual([0, ""]);
    expect(stdout).toMatch(/^ok smart-meter-\w{12}: table readings, 3 files, 4,320 rows\n$/);
  });

  test("names the first row that differs, with what is there and what was expected", async () => {
    const { cwd, first } = await made();
    const lines = readFileSync(first, "utf8").split("\n");
    edit(first, (all) => all.map((line, i) => (i === 700 || i === 900 ? line.replace(/\d}/, "x}") : line)));
    const { code, stdout } = await inside(["verify", join(cwd, "out/")]);
    expect(code).toBe(1);
    expect(stdout).toContain("row 701 of 1,440 differs");
    expect(stdout).toContain(`found    ${lines[700].replace(/\d}/, "x}")}\n`);
    expect(stdout).toContain(`expected ${lines[700]}\n`);
    expect(stdout).not.toContain("the values changed");
    const { runs } = JSON.parse((await inside(["verify", join(cwd, "out/"), "--json"])).stdout);
    expect(runs[0]).toMatchObject({ differing: 1, differences: [{ kind: "row", row: 701, otherValues: false }] });
  });

  test("tells missing and surplus rows and files", async () => {
    const { cwd, first } = await made();
    const differences = async () =>
      JSON.parse((await inside(["verify", join(cwd, "out/"), "--json"])).stdout).runs[0].differences[0];
    const whole = readFileSync(first, "utf8");
    edit(first, (all) => [...all.slice(0, 100), ""]);
    expect(await differences()).toMatchObject({ kind: "missing-rows", row: 101, rows: 1440 });
    writeFileSync(first, `${whole}{"more":1}\n`);
    expect(await differences()).toMatchObject({ kind: "extra", found: '{"more":1}' });
    writeFileSync(first, whole.slice(0, -5));
    expect(await differences()).toMatchObject({ kind: "row", row: 1440 });
    rmSync(first);
    expect(await differences()).toMatchObject({ kind: "missing" });
  });

  test("looks at the header of a CSV file", async () => {
    const cwd = folder();
    await inside([...RUN, "--to", join(cwd, "x.csv")]);
    edit(join(cwd, "x.csv"), ([header, ...rows]) => [header.toUpperCase(), ...rows]);
    const { code, stdout } = await inside(["verify", join(cwd, "x.csv")]);
    expect(code).toBe(1);
    expect(stdout).toContain("what stands before the first row differs");
    expect(stdout).toContain("found    TIMESTAMP,READING");
  });

  test("of a file looks at this file only", async () => {
    const cwd = folder();
    for (const name of ["a.csv", "b.csv"]) await inside([...RUN, "--to", join(cwd, name)]);
    edit(join(cwd, "b.csv"), (all) => all.slice(0, -3));
    expect((await inside(["verify", join(cwd, "a.csv")])).code).toBe(0);
    expect((await inside(["verify", join(cwd, "b.csv")])).code).toBe(1);
    expect((await inside(["verify", join(cwd, ".")])).code).toBe(1);
  });

  test("tells missing shards", async () => {
    const cwd = folder();
    for (const shard of ["1/3", "3/3"]) await inside([...RUN, "--to", join(cwd, "out/"), "--shard", shard]);
    const { code, stdout } = await inside(["verify", join(cwd, "out")]);
    expect(code).toBe(1);
    expect(stdout).toContain("the shard 2/3 is missing");
    await inside([...RUN, "--to", join(cwd, "out/"), "--shard", "2/3"]);
    expect((await inside(["verify", join(cwd, "out")])).code).toBe(0);
  });

  test("tells what shards of different counts leave out and hold twice", async () => {
    const cwd = folder();
    const shard = async (which: string, ...more: string[]) =>
      expect((await inside([...RUN, "--to", join(cwd, "{id}-{shard}.csv"), "--shard", which, ...more])).code).toBe(0);
    for (const which of ["1/2", "1/3", "2/3"]) await shard(which);
    const { code, stdout } = await inside(["verify", cwd]);
    expect(code).toBe(1);
    expect(stdout).toContain("the shards 1/2 and 1/3 overlap");
    expect(stdout).toContain("the shards 1/2 and 2/3 overlap");
    expect(stdout).toContain("the shard 3/3 is missing");
  });

  test("of a file does not ask for the other shards", async () => {
    const cwd = folder();
    await inside([...RUN, "--to", join(cwd, "out/"), "--shard", "2/3"]);
    const [file] = filesOf(join(cwd, "out")).filter((name) => name.startsWith("dt="));
    const { code, stdout } = await inside(["verify", join(cwd, "out", file)]);
    expect(stdout).toMatch(/^ok .*1 file, 1,440 rows\n$/);
    expect(code).toBe(0);
    expect((await inside(["verify", join(cwd, "out")])).stdout).toContain("the shard 1/3 is missing");
  });

  test("tells what stands in the place of a file, and compares the others", async () => {
    const { cwd, first } = await made();
    rmSync(first);
    mkdirSync(first);
    const { code, stdout } = await inside(["verify", join(cwd, "out")]);
    expect(code).toBe(1);
    expect(stdout).toContain("3 files");
    expect(stdout).toContain("a folder, or something else that is no file, stands there");
  });

  test("knows the definitions of a scenario's own module by --catalog", async () => {
    const cwd = folder();
    const file = join(cwd, "own.mjs");
    writeFileSync(
      file,
      `import { z } from "${import.meta.resolve("zod")}";
const create = () => ({ fill(out, { ticks }) { for (let i = 0; i < ticks; i++) out[i] /= 2; } });
const half = { type: "half", summary: "Halves.", options: z.strictObject({}), example: {}, create };
export const catalog = { signals: { half } };
export default { name: "own", origin: "2024-01-01", start: "2024-01-01", end: "2024-01-01", interval: "1h",
  metrics: { a: { signals: [{ sine: { period: "5h" } }, { half: {} }] } } };
`,
    );
    const run = await inside(["run", file, "--to", join(cwd, "x.csv"), "-q"]);
    expect([run.code, run.stderr]).toEqual([0, ""]);
    const without = await inside(["verify", join(cwd, "x.csv")]);
    expect(without.code).toBe(1);
    expect(without.stdout).toContain("unknown signal `half`");
    expect(without.stdout).toContain("--catalog <module>");
    expect((await inside(["verify", join(cwd, "x.csv"), "--catalog", file])).code).toBe(0);
    const plain = join(cwd, "plain.mjs");
    writeFileSync(plain, "export default { name: 'x' };\n");
    expect(await inside(["verify", join(cwd, "x.csv"), "--catalog", plain])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("expected a module that exports `catalog`"),
    });
  });

  describe("of a manifest that is not what it was", () => {
    const seal = (partition: string) => JSON.stringify({ partition, rows: 0, bytes: 0, crc32: "0".repeat(8) });
    const cases: [string, (text: string) => string, string][] = [
      [
        "another version of the values",
        (text) => text.replace(/"values": \d+/, '"values": 999'),
        "cannot be made again here",
      ],
      [
        "a changed seed",
        (text) => text.replace(/"seed": 1,\n {2}"origin"/, '"seed": 2,\n  "origin"'),
        "has changed since",
      ],
      [
        "a checksum that is not the file's",
        (text) => text.replace(/"crc32":"\w{8}/, '"crc32":"00000000'),
        "the manifest tells another checksum",
      ],
      ["text that is cut off", (text) => text.slice(0, 300), "could not read the manifest"],
      ["another kind of JSON", () => "[]", "is no manifest, or a damaged one"],
      ["a count that is no number", (text) => text.replace(/"rows": \d+/, '"rows": "x"'), "rows: expected"],
      [
        "a count of shards without end",
        (text) => text.replace(/"index": 1,\n {2}"count": 1/, '"index": 1,\n  "count": 1e15'),
        "shard.count: expected",
      ],
      [
        "many more shards",
        (text) => text.replace(/"index": 1,\n {2}"count": 1/, '"index": 1,\n  "count": 999999'),
        "the shards 2/999999 to 999999/999999 are missing",
      ],
      ["other rows in all", (text) => text.replace(/"rows": \d+/, '"rows": 7'), "says rows 7, but its files add up to"],
      [
        "another seed at its head",
        (text) => text.replace(/"seed": 1/, '"seed": 5'),
        "says seed 5, but its scenario has 1",
      ],
      ["another table", (text) => text.replace(/"table": "readings"/, '"table": "other"'), "has no table other"],
      [
        "an unknown variable in its template",
        (text) => text.replace(/"template": "[^"]*"/, '"template": "{what}.csv"'),
        "unknown variable {what}",
      ],
      ["a way out of the folder", (text) => text.replace(/"template": "/, "$&../"), "template: expected a path inside"],
      [
        "a file more",
        (text) => text.replace(/"partitions": \[/, `$&${seal("dt=x.json")},`),
        "dt=x.json is no file of this run",
      ],
      ["a file less", (text) => text.replace(/^ {2}\{"partition":.*\n/m, ""), "lists 2 files, where the run has 3"],
      ["a name that steers the terminal", (text) => text.replace(/"run": "/, "$&\\u001b[31m"), "run: expected a name"],
    ];
    test.each(cases)("%s", async (_name, change, message) => {
      const { cwd } = await made();
      await inside([...RUN, "--to", join(cwd, "out/other.csv")]);
      const manifests = filesOf(join(cwd, "out/.fauxmetry")).map((name) => join(cwd, "out/.fauxmetry", name));
      const path = manifests.find((each) => readFileSync(each, "utf8").includes('"partition":"dt='))!;
      const text = readFileSync(path, "utf8");
      writeFileSync(path, change(text));
      expect(readFileSync(path, "utf8")).not.toBe(text);
      const { code, stdout, stderr } = await inside(["verify", join(cwd, "out")]);
      expect(stdout).toContain(message);
      expect(stdout).not.toContain("\u001b");
      expect(stdout).toMatch(/^ok smart-meter-/m);
      expect([code, stderr]).toEqual([1, ""]);
    });
  });

  test("follows a folder that was moved", async () => {
    const { cwd } = await made();
    renameSync(join(cwd, "out"), join(cwd, "moved"));
    expect((await inside(["verify", join(cwd, "moved")])).code).toBe(0);
  });
});
