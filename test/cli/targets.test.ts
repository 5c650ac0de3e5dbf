import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, test } from "vitest";
import { contentOf, filesOf, folder, inside, words } from "./harness.ts";

const DAYS = words("--start 2024-01-01 --end 2024-01-02 --interval 6h -q");

let cwd: string;
beforeEach(() => {
  cwd = folder();
});

/** Runs a scenario with records in a file. */
function withRecords(records: string, to: readonly string[], ...more: string[]) {
  const scenario = join(cwd, "x.yaml");
  writeFileSync(scenario, `name: x\nmetrics: { v: { signals: [{ constant: { value: 1 } }] } }\nrecords:\n${records}\n`);
  return inside(["run", scenario, ...DAYS, ...to.flatMap((url) => ["--to", join(cwd, url)]), ...more]);
}

describe("no two tables share a file", () => {
  const two = (one: string, other: string) =>
    `  - { table: one, path: "${one}" }\n  - { table: two, path: "${other}", every: 2 }`;

  test.each([
    ["x.csv", "x.csv", "x.csv"],
    ["{date}.csv", "2024-01-02.csv", "2024-01-02.csv"],
    ["{date}/a.csv", "{id}/a.csv", ""],
    ["{table}.csv", "one.csv", "one.csv"],
    ["one.{ext}", "one.ndjson", "one.ndjson"],
  ])("%s and %s", async (one, other, shared) => {
    const { code, stderr } = await withRecords(two(one, other), ["out/"], "--force");
    if (shared === "") expect([code, filesOf(join(cwd, "out")).length > 3]).toEqual([0, true]);
    else {
      expect(stderr).toContain(
        `the tables one and two cannot share ${join(cwd, "out", shared)}; give each its own path`,
      );
      expect(code).toBe(2);
      expect(readdirSync(cwd)).toEqual(["x.yaml"]);
    }
  });

  test("nor do targets, nor tables a stream", async () => {
    const one = "  - { table: one }";
    const twice = await withRecords(one, ["x.csv", "./x.csv"]);
    expect(twice).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/x.csv and .*x.csv would both write .*x\.csv: leave one out/),
    });
    expect((await withRecords(one, ["{date}.csv", "2024-01-02.csv"])).code).toBe(2);
    expect((await withRecords(one, ["a.csv", "b.csv"])).code).toBe(0);
    const stream = await withRecords(two("a", "b"), [], "--to", "-");
    expect(stream.stderr).toContain("the tables one and two cannot share one stream; choose one with --table one");
    expect(stream.code).toBe(2);
  });
});

describe("a path stays below its folder", () => {
  test.each(["../x.csv", "/x.csv", ".fauxmetry/x.csv", "a//b", "{date}/../x"])(
    "%s in a scenario is told with its place",
    async (path) => {
      const { code, stderr } = await withRecords(`  - { table: one, path: "${path}" }`, ["out/"]);
      expect(stderr).toMatch(/x\.yaml:4:25 records\[0\]\.path: expected names with \/ between them/);
      expect(code).toBe(2);
      expect(readdirSync(cwd)).toEqual(["x.yaml"]);
    },
  );

  test("in a target too, from its first variable on", async () => {
    for (const url of ["/{date}/../../x.csv", "/{table}/.fauxmetry/x.csv"]) {
      const { code, stderr } = await inside(["run", "waveforms", ...DAYS, "--to", `${cwd}${url}`]);
      expect(stderr).toContain("from its first variable on: expected names");
      expect(code).toBe(2);
    }
    expect(readdirSync(cwd)).toEqual([]);
  });
});

describe("a target", () => {
  test("that ends in / takes the table's own path below it, behind variables too", async () => {
    const { code } = await withRecords(
      '  - { table: one, path: "p-{id}.json" }',
      ["ds/dt={date}/"],
      ...words("--count 1 --format csv"),
    );
    expect(code).toBe(0);
    const [first, second, manifest] = filesOf(join(cwd, "ds")).reverse();
    expect([first, second]).toEqual([
      expect.stringMatching(/^dt=2024-01-02\/p-.*\.csv$/),
      expect.stringMatching(/^dt=2024-01-01\/p-.*\.csv$/),
    ]);
    expect(manifest).toMatch(/^\.fauxmetry\/.*\.json$/);
  });

  test("that is a stream takes a shard's share", async () => {
    const args = ["run", "waveforms", ...DAYS, "--count", "4", "--order", "entity", "--to", "-"];
    const whole = (await inside(args)).stdout;
    let joined = "";
    for (const shard of ["1/2", "2/2"]) joined += (await inside([...args, "--shard", shard])).stdout;
    expect(joined).toBe(whole);
  });

  test("whose folder cannot be made is told without a stack", async () => {
    for (const url of ["/dev/null/out/", "/dev/null/out/x.csv", "/dev/null/{date}.csv"]) {
      const { code, stderr } = await inside(["run", "waveforms", ...DAYS, "--to", url]);
      expect(stderr).toMatch(/^error: could not make the folder \/dev\/null\/.*\n$/);
      expect(code).toBe(1);
    }
  });

  test("that is a device stays one, and nothing is left beside it", async () => {
    const before = readdirSync("/dev").includes(".fauxmetry");
    const { code, stderr } = await inside(["run", "waveforms", ...DAYS, "--to", "/dev/null", "--force"]);
    expect(stderr).toBe("error: /dev/null is no regular file: it is not replaced; give another name\n");
    expect(code).toBe(1);
    expect(readdirSync("/dev").includes(".fauxmetry")).toBe(before);
  });

  test("leaves other folders' content alone", async () => {
    await withRecords("  - { table: one }", ["a/"]);
    const before = contentOf(join(cwd, "a"));
    await withRecords("  - { table: one }", ["b/"]);
    expect(contentOf(join(cwd, "a"))).toEqual(before);
  });
});
