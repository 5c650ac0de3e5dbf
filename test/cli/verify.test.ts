import { readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
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

  describe("of a manifest that is not what it was", () => {
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
        (text) => text.replace(/"sha256":"\w{8}/, '"sha256":"00000000'),
        "the manifest tells another checksum",
      ],
    ];
    test.each(cases)("%s", async (_name, change, message) => {
      const { cwd } = await made();
      const path = join(cwd, "out", filesOf(join(cwd, "out")).find((name) => name.startsWith(".fauxmetry"))!);
      const text = readFileSync(path, "utf8");
      writeFileSync(path, change(text));
      expect(readFileSync(path, "utf8")).not.toBe(text);
      const { code, stdout } = await inside(["verify", join(cwd, "out")]);
      expect(stdout).toContain(message);
      expect(code).toBe(1);
    });
  });

  test("follows a folder that was moved", async () => {
    const { cwd } = await made();
    renameSync(join(cwd, "out"), join(cwd, "moved"));
    expect((await inside(["verify", join(cwd, "moved")])).code).toBe(0);
  });
});
