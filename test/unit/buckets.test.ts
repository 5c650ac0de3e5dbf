import { createHash } from "node:crypto";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { catalogs } from "../../src/catalog.ts";
import { PermanentError } from "../../src/core/error.ts";
import type { RunOptions } from "../../src/engine/job.ts";
import { run } from "../../src/engine/run.ts";
import { contentOf as filesOf, folder, inside } from "../cli/harness.ts";
import { contentOf } from "../support/buckets.ts";
import { gsStub, type Stub } from "../support/gs-stub.ts";
import { planOf } from "../support/rows.ts";

const plan = planOf({
  name: "far",
  origin: "2024-01-01",
  start: "2024-01-01",
  end: "2024-01-05",
  interval: "1m",
  inventory: { count: 10 },
  metrics: { a: { signals: [{ walk: { sd: 1 } }] } },
  records: [{ table: "readings", path: "dt={date}/{id}.json" }],
});
const FILES = 50;

let stub: Stub;
let url: string;
beforeEach(async () => {
  stub = await gsStub();
  url = `gs://test/far?endpoint=${stub.url}`;
});
afterEach(() => stub.close());

const store = (options: RunOptions = {}, to = url) => run(plan, plan.tables[0], catalogs, { url: to }, options);
/** Ends a run, as a crash would its records, after some of its rows. */
async function cut(share: number): Promise<void> {
  const controller = new AbortController();
  const progress: RunOptions["progress"] = ({ rows, total }) =>
    rows > share * total && controller.abort(new Error("cut"));
  await expect(store({ abort: controller.signal, progress, resume: true })).rejects.toThrow("cut");
}
const hashesOf = ({ objects }: Stub) =>
  Object.fromEntries([...objects].map(([name, bytes]) => [name, createHash("sha256").update(bytes).digest("hex")]));
const names = () => [...stub.objects.keys()].sort();
const data = async () =>
  Object.fromEntries(Object.entries(await contentOf(url)).filter(([key]) => key.startsWith("dt=")));

describe("a run into a bucket", () => {
  test("leaves what a run into a folder leaves, its manifest and _SUCCESS, the latter last", async () => {
    const { manifest, partitions } = await store();
    expect(partitions).toBe(FILES);
    expect(manifest).toMatch(/^gs:\/\/test\/far\/\.fauxmetry\/far-\w+\.1-of-1\.json$/);
    const directory = folder();
    await store({}, join(directory, "out/"));
    expect(Object.keys(await data()).sort()).toEqual(Object.keys(filesOf(join(directory, "out"), true)).sort());
    expect(names().filter((name) => !name.includes("dt="))).toEqual([
      expect.stringMatching(/^far\/\.fauxmetry\/far-\w+\.1-of-1\.json$/),
      "far/_SUCCESS",
    ]);
    expect(stub.asked.filter((line) => line.startsWith("POST")).at(-1)).toMatch(/_SUCCESS/);
    expect(await inside(["verify", url])).toMatchObject({ code: 0 });
  });

  test("is continued from what the bucket holds, and leaves the same however often it was cut", async () => {
    await store();
    const whole = hashesOf(stub);
    stub.objects.clear();
    for (const share of [0.3, 0.5, 0.8]) await cut(share);
    expect(names()).not.toContain("far/_SUCCESS");
    await expect(store()).rejects.toThrow(
      /unfinished run of the same kind is in gs:\/\/test\/far\/: --resume continues/,
    );
    const { kept } = await store({ resume: true });
    expect(kept.partitions).toBeGreaterThan(FILES / 4);
    expect(hashesOf(stub)).toEqual(whole);
    expect((await store({ resume: true })).kept.partitions).toBe(FILES);
    await expect(store()).rejects.toThrow(/complete in gs:\/\/test\/far\/ already/);
  });

  test("takes objects that it stored before it was killed for its own, by their content", async () => {
    await cut(0.6);
    // nothing on record: only the journal's beginning
    for (const name of names()) if (/journal\/0000000[2-9]/.test(name)) stub.objects.delete(name);
    const there = names().filter((name) => name.includes("dt=")).length;
    expect(there).toBeGreaterThan(FILES / 4);
    const { kept } = await store({ resume: true });
    expect(kept.partitions).toBe(0);
    expect(Object.keys(await data())).toHaveLength(FILES);
  });

  test("never replaces another object without --force", async () => {
    await cut(0.3);
    const missing = `far/dt=2024-01-05/${names()
      .find((name) => name.includes("dt="))!
      .split("/")
      .at(-1)}`;
    stub.objects.set(missing, Buffer.from("mine"));
    await expect(store({ resume: true })).rejects.toThrow(/dt=2024-01-05\/.* exists already; --force replaces it/);
    expect(String(stub.objects.get(missing))).toBe("mine");
    await store({ force: true });
    expect(await inside(["verify", url])).toMatchObject({ code: 0 });
  });

  test("makes again what was changed or has gone since, and verify tells of it", async () => {
    await store();
    const [first, second] = names().filter((name) => name.includes("dt="));
    stub.objects.set(first, Buffer.from(String(stub.objects.get(first)).replace(/\d\}/, "9}")));
    stub.objects.delete(second);
    const { code, stdout } = await inside(["verify", url]);
    expect(code).toBe(1);
    expect(stdout).toMatch(/row 1 of 1,440 differs/);
    expect(stdout).toMatch(/the file is missing/);
    expect((await store({ resume: true })).kept.partitions).toBe(FILES - 2);
    expect(await inside(["verify", url])).toMatchObject({ code: 0 });
  });

  test("ends where another process continues the same run", async () => {
    let taken = false;
    stub.fault = (request) => {
      // another has put its own piece in the place of the next
      if (!taken && /^POST .*dt=/.test(request)) {
        const piece = names().find((name) => name.endsWith("00000001"))!;
        stub.objects.set(piece.replace("00000001", "00000002"), Buffer.from('{"by":"another","at":0}\n'));
        taken = true;
      }
      return undefined;
    };
    await expect(store()).rejects.toThrow(/another process writes this run/);
  });
});

test("requests that fail for now are made again, and those whose answer was lost are not carried out twice", async () => {
  let turn = 0;
  const faults = [503, undefined, "lost", 429, undefined, "cut", undefined, undefined] as const;
  const spoiled = new Map<string, number>();
  stub.fault = (request) => {
    const before = spoiled.get(request) ?? 0;
    // none is spoiled more often than it is made again, in whichever order they come
    if (before === 3) return undefined;
    const fault = faults[turn++ % faults.length];
    if (fault !== undefined) spoiled.set(request, before + 1);
    return fault;
  };
  const told: string[] = [];
  await store({ tell: (text) => told.push(text) });
  stub.fault = undefined;
  expect(Object.keys(await data())).toHaveLength(FILES);
  expect(await inside(["verify", url])).toMatchObject({ code: 0 });
  expect(told.some((text) => /gs: could not store .* yet: .*; again in \d+ ms/.test(text))).toBe(true);
  expect(told.filter((text) => text.startsWith("stored dt="))).toHaveLength(FILES);
});

test("what no retry can help is told at once, and what is done stays done", async () => {
  let stored = 0;
  stub.fault = (request) => (/^POST .*dt=/.test(request) && ++stored > 20 ? 403 : undefined);
  const error = await store().catch((thrown) => thrown);
  expect(error).toBeInstanceOf(PermanentError);
  expect(error.message).toMatch(/^\[sink:gs\] could not store dt=.* in gs:\/\/test\/far\/: .*Storage Object User/);
  stub.fault = undefined;
  expect((await store({ resume: true })).kept.partitions).toBe(20);
});

describe("the command line", () => {
  const JOB = [
    "run",
    "smart-meter",
    "--count",
    "2",
    "--interval",
    "1h",
    "--start",
    "2024-01-01",
    "--end",
    "2024-01-02",
  ];
  test("--bucket is --to gs://, with a folder a day and an object a meter; -v tells of each", async () => {
    process.env.STORAGE_EMULATOR_HOST = stub.url;
    try {
      const { code, stderr } = await inside([...JOB, "--bucket", "test", "-v"]);
      expect(code).toBe(0);
      expect(stderr).toMatch(/stored dt=2024-01-02\/MAC\d{8}\.json/);
      expect(names().filter((name) => /^dt=2024-01-0[12]\/MAC\d{8}\.json$/.test(name))).toHaveLength(4);
    } finally {
      delete process.env.STORAGE_EMULATOR_HOST;
    }
  });
  test("what ends in a format's extension is one object; other names are prefixes", async () => {
    await inside([...JOB, "--to", `gs://test/deep/x.csv?endpoint=${stub.url}`, "-q"]);
    await inside([...JOB, "--to", `gs://test/v1.2?endpoint=${stub.url}`, "-q"]);
    expect(names()).toContain("deep/x.csv");
    expect(names().filter((name) => name.startsWith("v1.2/dt="))).toHaveLength(4);
  });
  test("two tables in one place: _SUCCESS comes with the last", async () => {
    const labels = `gs://test/l?endpoint=${stub.url}`;
    const { code } = await inside([
      ...JOB,
      "--set",
      "faults=field",
      "--to",
      labels,
      "--labels",
      `gs://test/l/labels.csv?endpoint=${stub.url}`,
      "-q",
    ]);
    expect(code).toBe(0);
    expect(stub.asked.filter((line) => /^POST .*name=l\/_SUCCESS/.test(line))).toHaveLength(1);
  });
  test.each([
    [["--to", "gs://"], 2, /expected the name of a bucket, as in gs:\/\/bucket\/prefix\//],
    [["--to", "s3://b/?endpont=x"], 2, /unknown option endpont; there are endpoint/],
    [["--to", "gs://b/?requests=0"], 2, /requests: expected a number above 0/],
  ])("%j: what is wrong is said", async (more, code, text) => {
    const outcome = await inside([...JOB, ...more]);
    expect(outcome.code).toBe(code);
    expect(outcome.stderr).toMatch(text);
  });
  test("a bucket that is not there, or a store that does not answer: exit code 3", async () => {
    expect(await inside([...JOB, "--to", `gs://none/?endpoint=${stub.url}`])).toMatchObject({ code: 3 });
    expect(await inside(["verify", `gs://none/?endpoint=${stub.url}`])).toMatchObject({ code: 3 });
    expect(await inside(["verify", `gs://test/?endpoint=${stub.url}`])).toMatchObject({ code: 2 });
  });
  test("live and inject write no objects", async () => {
    const live = await inside(["live", "smart-meter", "--to", `gs://test/?endpoint=${stub.url}`]);
    expect(live).toMatchObject({ code: 2 });
    expect(live.stderr).toMatch(/objects of a bucket do not grow/);
  });
});
