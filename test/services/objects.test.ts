import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import type { IncomingMessage } from "node:http";
import { CreateBucketCommand, S3Client } from "@aws-sdk/client-s3";
import { afterEach, beforeAll, describe, expect, test } from "vitest";
import { catalogs } from "../../src/catalog.ts";
import { contentAt } from "../../src/core/objects.ts";
import { piecesIn } from "../../src/engine/sent-journal.ts";
import { contentOf, ended, fauxmetry, folder, shell, start } from "../cli/harness.ts";
import { draws, type Faulty, faultyTo } from "./faulty.ts";
import { URLS } from "./subjects.ts";

/** The whole January is made by FAUXMETRY_DAYS=31. */
const DAYS = Number(process.env.FAUXMETRY_DAYS ?? 2);
const JOB = ["run", "smart-meter", "--count", "200", "--interval", "1m", "--start", "2024-01-01"];
const MONTH = [...JOB, "--end", `2024-01-${String(DAYS).padStart(2, "0")}`];
const KEYS = { AWS_ACCESS_KEY_ID: "test", AWS_SECRET_ACCESS_KEY: "secret-secret", AWS_REGION: "us-east-1" };
/** How often a run is killed before it may end. */
const KILLS = 4;
/** MB that a run may take. */
const MEMORY = 300;

const makeBucket: Record<string, (name: string) => Promise<unknown>> = {
  gs: (name) => fetch(`${URLS.gs}/storage/v1/b`, { method: "POST", body: JSON.stringify({ name }) }),
  s3: (Bucket) =>
    new S3Client({
      endpoint: URLS.s3,
      forcePathStyle: true,
      region: "us-east-1",
      credentials: { accessKeyId: KEYS.AWS_ACCESS_KEY_ID, secretAccessKey: KEYS.AWS_SECRET_ACCESS_KEY },
    }).send(new CreateBucketCommand({ Bucket })),
};

let made = 0;
async function bucket(name: string): Promise<string> {
  const own = `fauxmetry-${process.pid}-${made++}`;
  await makeBucket[name](own);
  return own;
}

/** SHA-256 of the objects of a bucket, by key. */
async function hashesOf(url: string): Promise<Record<string, string>> {
  const { objects: open } = Object.values(catalogs.sinks).find((sink) => sink.match(url))!;
  const objects = await open!(url);
  const found: Record<string, string> = {};
  for await (const { key } of objects.list("")) {
    const hash = createHash("sha256");
    for await (const piece of (await contentAt(objects, key))!) hash.update(piece);
    found[key] = hash.digest("hex");
  }
  objects.close();
  return found;
}

/** Peak of a process's memory so far in MB, as long as it is there. */
function peakOf(pid: number | undefined): number {
  try {
    return Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? 0) / 1024;
  } catch {
    return 0;
  }
}

const missing = ["gs", "s3"].filter((name) => !URLS[name]);
test.runIf(process.env.CI)("every store is there: scripts/services up", () => expect(missing).toEqual([]));

beforeAll(() => {
  for (const [name, value] of Object.entries(KEYS)) process.env[name] ??= value;
});

describe.each(["gs", "s3"])("%s", (name) => {
  const there = test.skipIf(!URLS[name]);
  let faulty: Faulty | undefined;
  afterEach(async () => {
    await faulty?.close();
    faulty = undefined;
  });

  there(
    "a month, through faults and kills: every object there once, with the bytes of a local run",
    async () => {
      const cwd = folder();
      expect((await fauxmetry(cwd, [...MONTH, "--to", "out/", "-q"])).code).toBe(0);
      const own = await bucket(name);
      faulty = await faultyTo(URLS[name], 0.1, 7);
      const url = `${name}://${own}/meters?endpoint=${faulty.url}&timeout=3`;
      const { counts } = faulty;
      const draw = draws(11);
      let peak = 0;
      /** Runs until so many more requests have come through; whether it was killed. */
      const attempt = async (requests: number) => {
        const limit = (counts.passed ?? 0) + requests;
        const child = start(cwd, [...MONTH, "--to", url, "--resume", "-q"], KEYS);
        const watch = setInterval(() => {
          peak = Math.max(peak, peakOf(child.pid));
          if ((counts.passed ?? 0) >= limit) child.kill("SIGKILL");
        }, 5);
        const outcome = await ended(child);
        clearInterval(watch);
        return outcome;
      };
      for (let round = 0; round < KILLS; round++)
        expect((await attempt((draw() * 200 * DAYS) / KILLS)).signal).toBe("SIGKILL");
      expect(await attempt(Infinity)).toMatchObject({ code: 0, stdout: "", stderr: "" });
      const { _SUCCESS: success, ...found } = await hashesOf(`${name}://${own}/meters?endpoint=${URLS[name]}`);
      expect(success).toBeDefined();
      const data = Object.fromEntries(Object.entries(found).filter(([key]) => !key.startsWith(".fauxmetry/")));
      expect(data).toEqual(contentOf(`${cwd}/out`, true));
      expect(Object.keys(found).filter((key) => key.startsWith(".fauxmetry/"))).toHaveLength(1);
      expect(peak).toBeLessThan(MEMORY);
      console.log(`${name}: peak ${Math.round(peak)} MB, requests ${JSON.stringify(counts)}`);
    },
    1_200_000,
  );

  const SMALL = [
    "run",
    "smart-meter",
    "--count",
    "30",
    "--interval",
    "1h",
    "--start",
    "2024-01-01",
    "--end",
    "2024-01-03",
  ];
  const told = async (to: string, code: number, what: RegExp, env: Record<string, string> = KEYS) => {
    const outcome = await fauxmetry(folder(), [...SMALL, "-q", "--workers", "1", "--to", to], env);
    expect(outcome.stderr).toMatch(what);
    expect(outcome.code).toBe(code);
  };

  there("shards are joined there, once they are whole; the joined run can be verified", async () => {
    const own = `${name}://${await bucket(name)}/meters?endpoint=${URLS[name]}`;
    const shard = (n: number) => fauxmetry(folder(), [...SMALL, "-q", "--to", own, "--shard", `${n}/3`], KEYS);
    const keys = async () => Object.keys(await hashesOf(own)).filter((key) => !key.startsWith("dt="));
    for (const n of [3, 1]) expect(await shard(n)).toMatchObject({ code: 0, stderr: "" });
    expect(await fauxmetry(folder(), ["merge", own], KEYS)).toMatchObject({
      code: 1,
      stdout: expect.stringMatching(/^not ok .*\n {2}the shard 2\/3 is missing/),
    });
    await shard(2);
    const merged = await fauxmetry(folder(), ["merge", own], KEYS);
    expect(merged).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^ok .*3 shards, 90 files, 2,160 rows\n {2}manifest .*\.1-of-1\.json\n$/),
    });
    const there = await keys();
    expect(there).toEqual([expect.stringMatching(/\.1-of-1\.json$/), "_SUCCESS"]);
    expect(await fauxmetry(folder(), ["merge", own], KEYS)).toEqual(
      expect.objectContaining({ code: 0, stdout: expect.stringContaining("1 shard, 90 files") }),
    );
    expect(await keys()).toEqual(there);
    expect(await fauxmetry(folder(), ["verify", own], KEYS)).toMatchObject({
      code: 0,
      stdout: expect.stringContaining("90 files, 2,160 rows"),
    });
  });

  /** Requests of a run by way of a store's own classes, without the pieces of the journal; and how many those are. */
  const billed = (requests: readonly { method?: string; url?: string }[]) => {
    const found: Record<string, number> = name === "gs" ? { "class A": 0, "class B": 0 } : { PUT: 0, LIST: 0, GET: 0 };
    const [store, list, read] = name === "gs" ? ["class A", "class A", "class B"] : ["PUT", "LIST", "GET"];
    let pieces = 0;
    for (const { method, url = "" } of requests) {
      const listed = name === "gs" ? /\/o\?/ : /[?&](list-type=2|uploads)\b/;
      if (method === "POST" || method === "PUT") {
        // Google bills an upload in parts when it is begun and completed, once
        if (name === "gs" && method === "PUT") continue;
        if (/\.journal(\/|%2F)\d+/i.test(url)) pieces++;
        else found[store]++;
      } else if (method !== "DELETE") found[listed.test(url) ? list : read]++;
    }
    return { found, store, pieces };
  };

  there.each([
    ["many small objects", "", ["--count", "20", "--interval", "10m"]],
    ["a few in parts", "/{date}.csv", ["--count", "40", "--interval", "10s"]],
  ])("makes the requests that explain tells of: %s", async (_, path, size) => {
    faulty = await faultyTo(URLS[name], 0, 1);
    const requests: IncomingMessage[] = [];
    faulty.answer = (request) => {
      requests.push(request);
      return false;
    };
    const job = ["smart-meter", ...size, "--start", "2024-01-01", "--end", "2024-01-03"];
    const to = ["--to", `${name}://${await bucket(name)}/x${path}?endpoint=${faulty.url}`];
    const told = await fauxmetry(folder(), ["explain", ...job, ...to, "--json"], KEYS);
    const [table] = JSON.parse(told.stdout).tables;
    expect(requests).toEqual([]);
    expect(await fauxmetry(folder(), ["run", ...job, ...to, "-q"], KEYS)).toMatchObject({ code: 0, stderr: "" });
    const { found, store, pieces } = billed(requests);
    expect(pieces).toBeGreaterThanOrEqual(2);
    expect({ ...table.requests, [store]: table.requests[store] - piecesIn(table.seconds) }).toEqual(found);
  });

  there("tells of a bucket that is not there, and of one that goes half way; what is done stays done", async () => {
    await told(
      `${name}://fauxmetry-none/?endpoint=${URLS[name]}`,
      3,
      /there is no such bucket, or it has gone: create it first/,
    );
    const own = await bucket(name);
    faulty = await faultyTo(URLS[name], 0, 1);
    let stored = 0;
    faulty.answer = (request, response) => {
      if (!/^P/.test(request.method!) || ++stored <= 40) return false;
      request.resume();
      const body = "<Error><Code>NoSuchBucket</Code><Message>The specified bucket does not exist</Message></Error>";
      request.on("end", () => response.writeHead(404, { "content-type": "application/xml" }).end(body));
      return true;
    };
    const url = `${name}://${own}/?endpoint=${faulty.url}`;
    await told(url, 3, /could not store dt=.*there is no such bucket, or it has gone/);
    faulty.answer = undefined;
    const dataOf = async () =>
      Object.fromEntries(
        Object.entries(await hashesOf(`${name}://${own}/?endpoint=${URLS[name]}`)).filter(([key]) => /^dt=/.test(key)),
      );
    const done = await dataOf();
    expect(Object.keys(done).length).toBeGreaterThan(20);
    const report = await fauxmetry(folder(), [...SMALL, "--resume", "--json", "-q", "--to", url], KEYS);
    expect(JSON.parse(report.stdout).runs[0]).toMatchObject({ partitions: 90 });
    expect(await dataOf()).toMatchObject(done);
  });

  there("tells of a missing permission", async () => {
    const own = await bucket(name);
    faulty = await faultyTo(URLS[name], 0, 1);
    faulty.answer = (request, response) => {
      if (!/^P/.test(request.method!)) return false;
      request.resume();
      request.on("end", () => response.writeHead(403).end());
      return true;
    };
    await told(
      `${name}://${own}/?endpoint=${faulty.url}`,
      1,
      /could not store .*403.*(the account needs the role|need the right)/,
    );
  });
});

describe.skipIf(!URLS.s3)("s3", () => {
  const job = ["run", "smart-meter", "--count", "2", "--interval", "1h", "--last", "1d", "-q"];
  test("tells of credentials that are missing or wrong, without showing them", async () => {
    const to = `s3://${await bucket("s3")}/?endpoint=${URLS.s3}`;
    const none = {
      AWS_ACCESS_KEY_ID: "",
      AWS_SECRET_ACCESS_KEY: "",
      AWS_EC2_METADATA_DISABLED: "true",
      HOME: "/nowhere",
    };
    const without = await fauxmetry(folder(), [...job, "--to", to], none);
    expect(without).toMatchObject({
      code: 3,
      stderr: expect.stringMatching(/AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or a profile/),
    });
    const wrong = await fauxmetry(folder(), [...job, "--to", to], { ...KEYS, AWS_SECRET_ACCESS_KEY: "hidden" });
    expect(wrong).toMatchObject({ code: 3, stderr: expect.stringMatching(/the credentials are not valid/) });
    expect(wrong.stderr).not.toContain("hidden");
  });

  test("tells of a spool that is full; the same command with --resume goes on", async () => {
    const cwd = folder();
    const to = `s3://${await bucket("s3")}/x.csv?endpoint=${URLS.s3}`;
    const large = [...JOB, "--end", "2024-01-01", "-q", "--spool", "spool", "--to", to];
    const keys = Object.entries(KEYS).map(([name, value]) => `${name}=${value}`);
    // a limit on the size of files stands for a disk that is full
    const full = await shell(cwd, `ulimit -f 1000; ${keys.join(" ")} $F ${large.map((word) => `'${word}'`).join(" ")}`);
    expect(full).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/\[sink:s3\] could not write to the spool spool\/.*EFBIG/),
    });
    expect(await fauxmetry(cwd, [...large, "--resume"], KEYS)).toMatchObject({ code: 0 });
    expect(readdirSync(`${cwd}/spool`)).toEqual([]);
  });
});
