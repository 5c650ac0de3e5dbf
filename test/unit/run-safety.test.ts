import { execFileSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { catalogs } from "../../src/catalog.ts";
import type { RunOptions } from "../../src/engine/job.ts";
import { run } from "../../src/engine/run.ts";
import { unfinishedRuns } from "../../src/engine/verify.ts";
import { contentOf, folder } from "../cli/harness.ts";
import { planOf, verdictsOf } from "../support/rows.ts";

const scenario = {
  name: "safe",
  origin: "2024-01-01",
  start: "2024-01-01",
  end: "2024-01-04",
  interval: "1m",
  inventory: { count: 20 },
  metrics: { a: { signals: [{ walk: { sd: 1 } }] } },
};
const plans = [1, 2].map((seed) => planOf({ ...scenario, seed }));
const ROWS = 20 * 4 * 1440;
const store = (url: string, options: RunOptions = {}, plan = plans[0]) =>
  run(plan, plan.tables[0], catalogs, { url }, { order: "entity", ...options });

async function cut(url: string, rows: number, options: RunOptions = {}, plan = plans[0]): Promise<void> {
  const controller = new AbortController();
  const progress: RunOptions["progress"] = (tally) => tally.rows >= rows && controller.abort(new Error("cut"));
  await expect(store(url, { ...options, abort: controller.signal, progress }, plan)).rejects.toThrow("cut");
}
const stateOf = (directory: string) => readdirSync(join(directory, ".fauxmetry"));
const sound = async (directory: string) =>
  (await verdictsOf(directory)).map(({ problems, differing }) => problems.length === 0 && differing === 0);

describe("--resume", () => {
  test("never replaces a foreign file, whether it starts or continues", async () => {
    const directory = folder();
    const url = join(directory, "{date}.csv");
    writeFileSync(join(directory, "2024-01-03.csv"), "mine");
    await expect(store(url, { resume: true })).rejects.toThrow(/2024-01-03\.csv exists already: --force/);
    expect(readdirSync(directory)).toEqual(["2024-01-03.csv"]);
    rmSync(join(directory, "2024-01-03.csv"));
    await cut(url, ROWS * 0.3);
    writeFileSync(join(directory, "2024-01-03.csv"), "mine");
    for (let time = 0; time < 2; time++)
      await expect(store(url, { resume: true })).rejects.toThrow(/2024-01-03\.csv exists already; --force/);
    expect(readFileSync(join(directory, "2024-01-03.csv"), "utf8")).toBe("mine");
    rmSync(join(directory, "2024-01-03.csv"));
    expect((await store(url, { resume: true })).kept.partitions).toBe(2);
    expect(await sound(directory)).toEqual([true]);
  });

  test("looks for foreign files however many there would be", async () => {
    const directory = folder();
    const many = planOf({ ...scenario, end: "2024-01-01T00:01Z", inventory: { count: 30_000, id: "E%05d" } });
    const last = `${many.inventory.idOf(29_999)}.csv`;
    writeFileSync(join(directory, last), "mine");
    await expect(store(join(directory, "{id}.csv"), { resume: true }, many)).rejects.toThrow(/exists already/);
    expect(readdirSync(directory)).toEqual([last]);
  });

  test("continues a run that was started to replace files, as such", async () => {
    const directory = folder();
    const url = join(directory, "{date}.csv");
    for (const day of [1, 2, 3, 4]) writeFileSync(join(directory, `2024-01-0${day}.csv`), "old");
    await cut(url, ROWS * 0.3, { force: true });
    expect((await store(url, { resume: true })).rows).toBe(ROWS);
    expect(await sound(directory)).toEqual([true]);
  });

  test("makes a file again that has changed since, though its size has not", async () => {
    const directory = folder();
    await store(join(directory, "{date}.csv.gz"));
    const before = contentOf(directory);
    const path = join(directory, "2024-01-02.csv.gz");
    const bytes = readFileSync(path);
    bytes[bytes.length >> 1] ^= 1;
    writeFileSync(path, bytes);
    expect((await store(join(directory, "{date}.csv.gz"), { resume: true })).kept.partitions).toBe(3);
    expect(contentOf(directory)).toEqual(before);
  });

  test("takes files for whole that were only touched", async () => {
    const directory = folder();
    await store(join(directory, "{date}.csv.gz"));
    utimesSync(join(directory, "2024-01-02.csv.gz"), new Date("2100-01-01"), new Date("2100-01-01"));
    expect((await store(join(directory, "{date}.csv.gz"), { resume: true })).kept.partitions).toBe(4);
  });

  test("remembers that it has given a file up", async () => {
    const directory = folder();
    const url = join(directory, "{date}.csv");
    await cut(url, ROWS * 0.6);
    rmSync(join(directory, "2024-01-01.csv"));
    await cut(url, 1, { resume: true });
    writeFileSync(join(directory, "2024-01-01.csv"), "mine");
    await expect(store(url, { resume: true })).rejects.toThrow(/2024-01-01\.csv exists already/);
    expect(readFileSync(join(directory, "2024-01-01.csv"), "utf8")).toBe("mine");
  });

  test.each(["cut short", "changed", "gone"])(
    "begins a file again whose unfinished part is %s, as after a power cut",
    async (what) => {
      const [whole, directory] = [folder(), folder()];
      await store(join(whole, "x.csv"));
      await cut(join(directory, "x.csv"), ROWS * 0.7);
      const [unfinished] = stateOf(directory).filter((name) => name.endsWith(".unfinished"));
      const grown = join(
        directory,
        ".fauxmetry",
        unfinished,
        readdirSync(join(directory, ".fauxmetry", unfinished))[0],
      );
      const bytes = readFileSync(grown);
      if (what === "changed") writeFileSync(grown, bytes.fill(0, 100, 200));
      else if (what === "cut short") writeFileSync(grown, bytes.subarray(0, 1000));
      else rmSync(grown);
      expect((await store(join(directory, "x.csv"), { resume: true })).kept.rows).toBe(0);
      expect(contentOf(directory)).toEqual(contentOf(whole));
    },
  );

  test("says what to do about a damaged manifest", async () => {
    const directory = folder();
    const { manifest } = await store(join(directory, "x.csv"));
    for (const text of ["", "{}", '{"partitions": [']) {
      writeFileSync(manifest as string, text);
      await expect(store(join(directory, "x.csv"), { resume: true })).rejects.toThrow(
        `the manifest ${manifest} is damaged: --force makes the run again`,
      );
    }
    await store(join(directory, "x.csv"), { force: true });
    expect(await sound(directory)).toEqual([true]);
  });

  test("gives way to a damaged journal as far as it can be read", async () => {
    const [whole, directory] = [folder(), folder()];
    await store(join(whole, "{date}.csv"));
    await cut(join(directory, "{date}.csv"), ROWS * 0.7);
    const journal = join(
      directory,
      ".fauxmetry",
      stateOf(directory).find((name) => name.endsWith(".journal")) as string,
    );
    const lines = readFileSync(journal, "utf8").split("\n");
    const second = lines.findIndex((line) => line.includes('"seal"'));
    lines[second + 1] = "\0\0\0";
    writeFileSync(journal, lines.join("\n"));
    expect((await store(join(directory, "{date}.csv"), { resume: true })).kept.partitions).toBe(1);
    expect(contentOf(directory)).toEqual(contentOf(whole));
  });
});

describe("--force", () => {
  test("ends the records of runs whose files it replaces, and of no others", async () => {
    const directory = folder();
    const url = join(directory, "{date}.csv");
    await store(url);
    await store(join(directory, "{date}.ndjson"));
    await cut(join(directory, "2024-01-03.csv.gz"), ROWS * 0.7, {}, plans[1]);
    await store(url, { force: true }, plans[1]);
    expect(await sound(directory)).toEqual([true, true]);
    expect(unfinishedRuns(directory)).toHaveLength(1);
    await expect(store(url, { resume: true })).rejects.toThrow(/2024-01-01\.csv exists already/);
    await store(join(directory, "2024-01-03.csv.gz"), { force: true });
    expect(unfinishedRuns(directory)).toEqual([]);
  });

  test("does not touch a run that is being written", async () => {
    const directory = folder();
    const first = store(join(directory, "x.csv"));
    await expect(store(join(directory, "x.csv"), { resume: true })).rejects.toThrow(/is being written by process/);
    await expect(store(join(directory, "x.csv"), { force: true })).rejects.toThrow(/is being written by process/);
    await first;
    expect(await sound(directory)).toEqual([true]);
    expect(stateOf(directory)).toHaveLength(1);
  });

  test("replaces files alone: no folder, pipe, device or link to nothing", async () => {
    const directory = folder();
    mkdirSync(join(directory, "folder"));
    symlinkSync("nowhere", join(directory, "loose"));
    symlinkSync("/dev/null", join(directory, "device"));
    execFileSync("mkfifo", [join(directory, "pipe")]);
    const before = readdirSync(directory);
    for (const name of ["loose", "device", "pipe", "fol{table}"]) {
      const plan = planOf({ ...scenario, records: [{ table: "der" }] });
      await expect(store(join(directory, name), { force: true }, plan)).rejects.toThrow(/is no regular file/);
    }
    expect(readdirSync(directory)).toEqual(before);
  });

  test("writes through a link to a file, which stays a link", async () => {
    const directory = folder();
    mkdirSync(join(directory, "far"));
    writeFileSync(join(directory, "far/real.csv"), "old");
    symlinkSync("far/real.csv", join(directory, "x.csv"));
    await store(join(directory, "x.csv"), { force: true });
    expect(readlinkSync(join(directory, "x.csv"))).toBe("far/real.csv");
    expect(readFileSync(join(directory, "far/real.csv"), "utf8").split("\n")).toHaveLength(ROWS + 2);
    expect(await sound(directory)).toEqual([true]);
  });
});

test("many small files give way to an abort", async () => {
  const many = planOf({ ...scenario, end: "2024-01-01T00:01Z", inventory: { count: 20_000, id: "E%05d" } });
  const directory = folder();
  const controller = new AbortController();
  // an abort that comes from outside, as a signal does, once the code is warm
  const progress: RunOptions["progress"] = ({ rows }) =>
    rows === 5000 && setImmediate(() => controller.abort(new Error("enough")));
  const options = { abort: controller.signal, progress };
  await expect(store(join(directory, "{id}.csv"), options, many)).rejects.toThrow("enough");
  expect(existsSync(join(directory, `${many.inventory.idOf(19_999)}.csv`))).toBe(false);
});

test("the tally counts the rows of a table that shows every few ticks", async () => {
  const plan = planOf({
    ...scenario,
    start: "2024-01-01T00:03Z",
    end: "2024-01-03",
    records: [{ table: "few", every: 7 }],
  });
  let total = 0;
  const progress: RunOptions["progress"] = (tally) => {
    total = tally.total;
  };
  const { rows } = await store(join(folder(), "{date}.csv"), { progress }, plan);
  expect(total).toBe(rows);
});

test("shards share what is no file", async () => {
  const shards = [0, 1, 2].map((index) => store("null:", { shard: { index, count: 3 } }));
  const rows = (await Promise.all(shards)).map((report) => report.rows);
  expect(rows.every((n) => n > 0)).toBe(true);
  expect(rows.reduce((a, b) => a + b)).toBe(ROWS);
});

test("the files that a scenario reads are found again behind linked folders", async () => {
  const directory = folder();
  mkdirSync(join(directory, "deep/er/data"), { recursive: true });
  mkdirSync(join(directory, "in"));
  symlinkSync(join(directory, "deep/er/data"), join(directory, "out"));
  writeFileSync(join(directory, "in/inventory.csv"), "id\na\nb\n");
  const { compile } = await import("../../src/engine/compile.ts");
  const plan = compile({ ...scenario, inventory: { from: "inventory.csv" } }, catalogs, {
    directory: join(directory, "in"),
  });
  await store(`${join(directory, "out")}/`, { inputs: join(directory, "in") }, plan);
  expect(await sound(join(directory, "out"))).toEqual([true]);
  expect(await sound(join(directory, "deep/er/data"))).toEqual([true]);
});
