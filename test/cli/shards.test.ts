import { cpSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { contentOf, fauxmetry, filesOf, folder, inside, words } from "./harness.ts";

const RUN = words("run smart-meter --start 2024-01-01 --end 2024-01-02 --interval 1h --count 6 --seed 7");

describe("a task of an array job", () => {
  test("makes its shard, and says whose variables told it", async () => {
    const cwd = folder();
    const [own, other] = [join(cwd, "own"), join(cwd, "other")];
    const env = { JOB_COMPLETION_INDEX: "1", SHARD_COUNT: "3" };
    const made = await fauxmetry(cwd, [...RUN, "--to", "own/"], env);
    expect(made.stderr).toContain("shard 2/3, as Kubernetes says");
    expect(made.code).toBe(0);
    await fauxmetry(cwd, [...RUN, "--to", "other/", "--shard", "2/3"]);
    expect(contentOf(own, true)).toEqual(contentOf(other, true));
    expect(Object.keys(contentOf(own, true))).toHaveLength(4);
  });

  test("that does not know of how many is an error; --shard says it", async () => {
    const cwd = folder();
    const env = { JOB_COMPLETION_INDEX: "1" };
    const refused = await fauxmetry(cwd, [...RUN, "--to", "out/"], env);
    expect([refused.code, refused.stdout]).toEqual([2, ""]);
    expect(refused.stderr).toContain("SHARD_COUNT is not set");
    expect(Object.keys(contentOf(cwd))).toEqual([]);
    const whole = await fauxmetry(cwd, [...RUN, "--to", "out/", "--shard", "1/1"], env);
    expect([whole.code, Object.keys(contentOf(join(cwd, "out"), true)).length]).toEqual([0, 12]);
  });
});

test("shards whose windows move with the clock are warned of", async () => {
  const args = words("run smart-meter --last 2h --interval 1h --count 4 --to out/ --dry-run --shard 1/2");
  expect((await fauxmetry(folder(), args)).stderr).toContain("give --start and --end");
});

describe("merge", () => {
  /** Shards in one folder, or each in its own where the name has {n}; their folder. */
  const made = async (template: string, shards: readonly string[], to = folder()): Promise<string> => {
    for (const shard of shards) {
      const url = join(to, template.replace("{n}", shard.replace("/", "-")));
      const { code, stderr } = await inside([...RUN, "--to", url, "--shard", shard, "-q"]);
      expect([code, stderr]).toEqual([0, ""]);
    }
    return to;
  };
  const stateOf = (cwd: string) => readdirSync(join(cwd, ".fauxmetry"));
  const manifestOf = (cwd: string, n = 0) => join(cwd, ".fauxmetry", stateOf(cwd)[n]);

  test("leaves what a run on one machine leaves, to the byte", async () => {
    const cwd = await made("dt={date}/{id}.json", ["3/4", "1/2", "4/4"]);
    const merged = await inside(["merge", cwd]);
    expect(merged.stdout).toMatch(
      /^ok smart-meter-\w+: table readings, 3 shards, 12 files, 288 rows\n {2}manifest .*1-of-1/,
    );
    expect(merged.code).toBe(0);
    const whole = await made("dt={date}/{id}.json", ["1/1"]);
    expect(contentOf(cwd)).toEqual(contentOf(whole));
    // again: nothing to do
    const again = await inside(["merge", cwd, "--json"]);
    expect([again.code, JSON.parse(again.stdout).ok, contentOf(cwd)]).toEqual([0, true, contentOf(whole)]);
  });

  test("of files named after shards can be verified", async () => {
    const cwd = await made("part-{shard}.csv", ["1/3", "2/3", "3/3"]);
    expect((await inside(["merge", cwd])).code).toBe(0);
    expect(stateOf(cwd)).toEqual([expect.stringMatching(/\.1-of-1\.json$/)]);
    const verified = await inside(["verify", cwd]);
    expect(verified.stdout).toMatch(/^ok .*3 files, 288 rows\n$/);
    expect(verified.code).toBe(0);
  });

  test("that was killed before it had removed what it joined can be done again", async () => {
    const cwd = await made("{id}.csv", ["1/2", "2/2"]);
    const before = join(folder(), "before");
    cpSync(cwd, before, { recursive: true });
    await inside(["merge", cwd]);
    const after = contentOf(cwd);
    cpSync(before, cwd, { recursive: true });
    expect((await inside(["merge", cwd])).code).toBe(0);
    expect(contentOf(cwd)).toEqual(after);
  });

  test("joins shards that are in several places", async () => {
    const cwd = await made("disk{n}/{id}.csv", ["1/2", "2/2"]);
    const disks = [join(cwd, "disk1-2"), join(cwd, "disk2-2")];
    const unclear = await inside(["merge", ...disks]);
    expect([unclear.code, unclear.stderr]).toEqual([2, expect.stringContaining("--to a folder")]);
    const all = join(cwd, "all");
    expect((await inside(["merge", ...disks, "--to", all])).code).toBe(0);
    for (const disk of disks) expect(stateOf(disk)).toHaveLength(1);
    for (const disk of disks)
      for (const name of filesOf(disk).filter((file) => file.endsWith(".csv")))
        cpSync(join(disk, name), join(all, name));
    expect(contentOf(all, true)).toEqual(contentOf(await made("{id}.csv", ["1/1"]), true));
    expect((await inside(["verify", all])).code).toBe(0);
  });

  const spoilt: [string, (cwd: string) => unknown, RegExp][] = [
    ["a shard is missing", (cwd) => rmSync(manifestOf(cwd, 1)), /the shard 2\/3 is missing/],
    [
      "shards overlap",
      async (cwd) => cpSync(await made("{id}.csv", ["1/2"]), cwd, { recursive: true }),
      /the shards 1\/\d and 1\/\d overlap/,
    ],
    ["a file is missing", (cwd) => rmSync(join(cwd, csvOf(cwd)[0])), /\.csv, of shard 1\/3, is missing/],
    ["a file is cut", (cwd) => truncateSync(join(cwd, csvOf(cwd)[5]), 100), /of shard 3\/3, has 100 bytes, and had/],
    [
      "a shard is unfinished",
      (cwd) => renameSync(manifestOf(cwd, 2), manifestOf(cwd, 2).replace(".json", ".journal")),
      /3-of-3 is unfinished: --resume continues it\n.*the shard 3\/3 is missing/,
    ],
    ["a manifest is damaged", (cwd) => truncateSync(manifestOf(cwd, 1), 200), /could not read the manifest/],
    [
      "a manifest is of another seed",
      (cwd) => edit(manifestOf(cwd, 1), (text) => text.replaceAll('"seed": 7', '"seed": 8')),
      /shard 1\/3 and shard 2\/3 do not agree in seed/,
    ],
    [
      "a manifest lists a file of another",
      (cwd) => {
        const other = csvOf(cwd)[0];
        edit(manifestOf(cwd, 1), (text) => text.replace(/MAC\d{8}\.csv/, other));
      },
      /the manifest of shard 2\/3 lists .*, which is not its own(.|\n)*is there twice, of shard 1\/3 and of shard 2\/3/,
    ],
  ];
  const csvOf = (cwd: string) => {
    const text = (n: number) => readFileSync(manifestOf(cwd, n), "utf8");
    return [0, 1, 2].flatMap((n) => [...text(n).matchAll(/"partition":"([^"]+)"/g)].map(([, path]) => path));
  };
  const edit = (path: string, change: (text: string) => string) =>
    writeFileSync(path, change(readFileSync(path, "utf8")));

  test.each(spoilt)("tells that %s, and writes nothing", async (_, spoil, expected) => {
    const cwd = await made("{id}.csv", ["1/3", "2/3", "3/3"]);
    await spoil(cwd);
    const before = contentOf(cwd);
    const { code, stdout } = await inside(["merge", cwd]);
    expect(stdout).toMatch(/^not ok smart-meter-/);
    expect(stdout).toMatch(expected);
    expect([code, contentOf(cwd)]).toEqual([1, before]);
  });

  test("of what is no folder of a run is an error", async () => {
    const cwd = folder();
    expect((await inside(["merge", cwd])).stderr).toContain("no manifests");
    mkdirSync(join(cwd, ".fauxmetry"));
    expect((await inside(["merge", cwd])).code).toBe(2);
  });
});

describe("--file-size", () => {
  const FLAGS = words("--interval 10m --format csv --format-option header=false --to");

  test("makes files of about that size, the same ones in shards, and joined they are the one file", async () => {
    const cwd = folder();
    const [one, many, shards] = ["one.csv", "many/", "shards/"].map((name) => join(cwd, name));
    await inside([...RUN, ...FLAGS, one, "-q"]);
    const size = ["--file-size", "16KB", "-q"];
    expect((await inside([...RUN, ...FLAGS, `${many}dt={date}/x.csv`, ...size])).code).toBe(0);
    for (const shard of ["2/2", "1/2"])
      await inside([...RUN, ...FLAGS, `${shards}dt={date}/x.csv`, ...size, "--shard", shard]);
    const names = filesOf(many).filter((name) => name.endsWith(".csv"));
    expect(names[0]).toBe("dt=2024-01-01/x-00000.csv");
    const content = names.map((name) => readFileSync(join(many, name), "utf8"));
    expect(content.join("")).toBe(readFileSync(one, "utf8"));
    // but for the last of a day; whole ticks of six entities, and a number of cells of two digits, from a sample
    const sizes = content
      .filter((_, i) => names[i].slice(0, 13) === names[i + 1]?.slice(0, 13))
      .map((text) => text.length);
    expect(sizes.length).toBeGreaterThan(4);
    for (const bytes of sizes) expect(Math.abs(bytes - 16_000)).toBeLessThan(16_000 * 0.15);
    expect((await inside(["merge", shards])).code).toBe(0);
    expect(contentOf(shards)).toEqual(contentOf(many));
    expect((await inside(["verify", shards])).code).toBe(0);
  });

  test("is told by explain, which warns of many small files", async () => {
    const args = words(
      "explain smart-meter --start 2024-01-01 --end 2024-03-31 --interval 1h --count 2000 --json --to",
    );
    const small = await inside([...args, "out/dt={date}/{id}.csv"]);
    expect(small.stderr).toMatch(/warning: 182,000 files of about .* --file-size 128MB/);
    const few = await inside([...args, "out/{date}.csv", "--file-size", "1MB"]);
    expect(few.stderr).toBe("");
    const [{ parts, bytes, first }] = JSON.parse(few.stdout).tables;
    expect(first[1]).toBe("2024-01-01-00001.csv");
    expect(bytes.csv / parts).toBeGreaterThan(0.5e6);
  });
});
