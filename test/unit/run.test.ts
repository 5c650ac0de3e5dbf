import { createHash } from "node:crypto";
import {
  appendFileSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { crc32 } from "node:zlib";
import { afterEach, describe, expect, test } from "vitest";
import { catalogs } from "../../src/catalog.ts";
import type { RunOptions } from "../../src/engine/job.ts";
import type { Manifest } from "../../src/engine/manifest.ts";
import { run } from "../../src/engine/run.ts";
import { planOf } from "../support/rows.ts";

const folders: string[] = [];
const folder = (): string => {
  const made = mkdtempSync(join(tmpdir(), "fauxmetry-run-"));
  folders.push(made);
  return made;
};
afterEach(() => {
  for (const made of folders.splice(0)) rmSync(made, { recursive: true, force: true });
});

const plan = planOf({
  name: "runs",
  origin: "2024-01-01",
  start: "2024-01-01",
  end: "2024-01-03",
  interval: "1m",
  inventory: { count: 40 },
  metrics: { a: { signals: [{ walk: { sd: 1 } }] }, b: { signals: [{ difference: { of: "a" } }] } },
});
const [table] = plan.tables;
const ROWS = 40 * 3 * 1440;

const store = (url: string, options: RunOptions = {}) => run(plan, table, catalogs, { url }, options);

/** Every file under a folder with its hash. */
function contents(directory: string): Record<string, string> {
  const names = readdirSync(directory, { recursive: true, encoding: "utf8" }).filter((name) =>
    statSync(join(directory, name)).isFile(),
  );
  return Object.fromEntries(
    names.sort().map((name) => [
      name,
      createHash("sha256")
        .update(readFileSync(join(directory, name)))
        .digest("hex"),
    ]),
  );
}

/** Runs until some rows are stored, as if it was killed then. */
async function cut(url: string, rows: number, options: RunOptions = {}): Promise<void> {
  const controller = new AbortController();
  await expect(
    store(url, {
      ...options,
      abort: controller.signal,
      progress: (tally) => tally.rows >= rows && controller.abort(new Error("cut")),
    }),
  ).rejects.toThrow("cut");
}

const LAYOUTS: Record<string, string> = {
  "one big file": "all.csv",
  "a file per day": "{date}.ndjson",
  "a file per day and entity": "dt={date}/{id}.json",
};

describe("a run that was cut and resumed leaves what an uninterrupted one leaves", () => {
  for (const [name, layout] of Object.entries(LAYOUTS)) {
    for (const order of ["time", "entity"] as const) {
      test(`${name}, by ${order}`, async () => {
        const whole = folder();
        const report = await store(join(whole, layout), { order });
        expect(report.rows).toBe(ROWS);
        const expected = contents(whole);
        const parts = folder();
        for (const share of [0.02, 0.3, 0.31, 0.9]) {
          await cut(join(parts, layout), ROWS * share, { order, resume: true });
          const state = join(parts, ".fauxmetry");
          const journal = readdirSync(state).find((file) => file.endsWith(".journal")) as string;
          appendFileSync(join(state, journal), '{"part":0,"se'); // torn by the kill
        }
        const resumed = await store(join(parts, layout), { order, resume: true });
        expect(resumed.rows).toBe(ROWS);
        if (name !== "one big file" || order === "entity") expect(resumed.kept.rows).toBeGreaterThan(0);
        expect(contents(parts)).toEqual(expected);
        expect((await store(join(parts, layout), { order, resume: true })).kept.rows).toBe(ROWS);
        expect(contents(parts)).toEqual(expected);
      });
    }
  }
});

test("a checkpoint is on record after all parts before it, however long those take to end", async () => {
  const { file } = catalogs.sinks;
  const create: typeof file.create = (options, context) => {
    const sink = file.create(options, context);
    const seal = async (partition: string) => {
      const done = await sink.seal(partition);
      for (let turn = 0; turn < 50; turn++) await new Promise((resolve) => setImmediate(resolve));
      return done;
    };
    return { ...sink, sealing: 4, seal };
  };
  const slow = { ...catalogs, sinks: { ...catalogs.sinks, file: { ...file, create } } };
  const directory = folder();
  const controller = new AbortController();
  const options: RunOptions = {
    order: "entity",
    abort: controller.signal,
    progress: ({ rows }) => rows >= 0.9 * ROWS && controller.abort(new Error("cut")),
  };
  await expect(run(plan, table, slow, { url: join(directory, "{date}.csv") }, options)).rejects.toThrow("cut");
  const state = join(directory, ".fauxmetry");
  const journal = readdirSync(state).find((name) => name.endsWith(".journal")) as string;
  const entries = readFileSync(join(state, journal), "utf8").trim().split("\n").slice(1);
  const sealed: number[] = [];
  let checkpoints = 0;
  for (const { part, seal } of entries.map((line) => JSON.parse(line))) {
    if (seal) sealed.push(part);
    else {
      expect(sealed).toEqual(Array.from({ length: part }, (_, k) => k));
      checkpoints++;
    }
  }
  expect(checkpoints).toBeGreaterThan(1);
});

describe("what is there is safe", () => {
  test("a rerun is refused unless forced; another run shares the directory", async () => {
    const directory = folder();
    const url = join(directory, "{date}.csv");
    await store(url);
    await expect(store(url)).rejects.toThrow(/complete in .* already .*--force/);
    expect((await store(url, { force: true })).rows).toBe(ROWS);
    await store(join(directory, "{date}.ndjson"));
    expect(readdirSync(join(directory, ".fauxmetry")).filter((file) => file.endsWith(".json"))).toHaveLength(2);
  });
  test("an unfinished run is neither lost nor continued unasked", async () => {
    const url = join(folder(), "{date}.csv");
    await cut(url, ROWS * 0.6);
    await expect(store(url)).rejects.toThrow(/--resume continues it, --force starts again/);
  });
  test("somebody's file is not replaced, and is found before anything is made", async () => {
    const directory = folder();
    writeFileSync(join(directory, "2024-01-03.csv"), "mine");
    await expect(store(join(directory, "{date}.csv"))).rejects.toThrow(/2024-01-03\.csv exists already: --force/);
    expect(readdirSync(directory)).toEqual(["2024-01-03.csv"]);
  });
  test("a folder that cannot be made fails the run at once", async () => {
    await expect(store("/proc/none/x.csv")).rejects.toThrow(/could not make the folder \/proc/);
  });
  test("a file that went missing from a complete run is made again by --resume", async () => {
    const directory = folder();
    const url = join(directory, "{date}.csv");
    await store(url);
    const expected = contents(directory);
    rmSync(join(directory, "2024-01-02.csv"));
    writeFileSync(join(directory, "2024-01-03.csv"), "cut sh");
    expect((await store(url, { resume: true })).kept.partitions).toBe(1);
    expect(contents(directory)).toEqual(expected);
  });
});

describe("shards", () => {
  test("join to the bytes of the whole, with a manifest each", async () => {
    const whole = folder();
    await store(join(whole, "dt={date}/{id}.json"));
    const parts = folder();
    for (const index of [2, 0, 1]) await store(join(parts, "dt={date}/{id}.json"), { shard: { index, count: 3 } });
    const data = (directory: string) =>
      Object.fromEntries(Object.entries(contents(directory)).filter(([name]) => !name.startsWith(".")));
    expect(data(parts)).toEqual(data(whole));
    expect(Object.keys(data(parts))).toHaveLength(120);
    const manifests = readdirSync(join(parts, ".fauxmetry")).sort();
    expect(manifests.map((name) => name.replace(/^.*?\./, ""))).toEqual(["1-of-3.json", "2-of-3.json", "3-of-3.json"]);
    const rows = manifests.map(
      (name) => (JSON.parse(readFileSync(join(parts, ".fauxmetry", name), "utf8")) as Manifest).rows,
    );
    expect(rows.reduce((a, b) => a + b)).toBe(ROWS);
  });
});

describe("a manifest", () => {
  test("names every file with rows, bytes and checksum, and knows no clock", async () => {
    const directory = folder();
    const report = await store(join(directory, "{date}.csv"));
    const manifest = JSON.parse(readFileSync(report.manifest as string, "utf8")) as Manifest;
    expect(manifest.partitions.map((part) => part.partition)).toEqual([
      "2024-01-01.csv",
      "2024-01-02.csv",
      "2024-01-03.csv",
    ]);
    for (const part of manifest.partitions) {
      expect(part.crc32).toBe(
        crc32(readFileSync(join(directory, part.partition)))
          .toString(16)
          .padStart(8, "0"),
      );
      expect(part.bytes).toBe(statSync(join(directory, part.partition)).size);
      expect(part.rows).toBe(40 * 1440);
    }
    expect(manifest).toMatchObject({ rows: ROWS, seed: 1, hash: plan.hash, shard: { index: 1, count: 1 }, values: 1 });
    expect(existsSync(join(directory, ".fauxmetry", `${report.run}.1-of-1.journal`))).toBe(false);
    expect(readdirSync(join(directory, ".fauxmetry"))).toHaveLength(1);
  });
});
