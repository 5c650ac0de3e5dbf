import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { catalogs } from "../../src/catalog.ts";
import { PART } from "../../src/core/objects.ts";
import type { Parts } from "../../src/engine/region.ts";
import { requestsOf } from "../../src/engine/requests.ts";
import { piecesIn } from "../../src/engine/sent-journal.ts";
import { inside, words } from "../cli/harness.ts";
import { gsStub, type Stub } from "../support/gs-stub.ts";

const ticks = (...sizes: number[]): Parts => ({
  length: sizes.length,
  at: (i) => ({ path: String(i), entities: { from: 0, to: 1 }, from: 0, to: sizes[i] }),
});
const whole = { seconds: 0, shards: 1 };

describe("requests of a run", () => {
  test("S3 bills each part of a large object, its beginning and its end", () => {
    const { billing } = catalogs.sinks.s3;
    // a manifest, _SUCCESS, and a journal in two pieces
    expect(requestsOf(billing!, ticks(1, 1), 2 * (PART - 1), whole)).toEqual({ PUT: 2 + 4, LIST: 4, GET: 0 });
    expect(requestsOf(billing!, ticks(1, 3), 4 * PART, whole)).toEqual({ PUT: 3 + 5 + 4, LIST: 4, GET: 0 });
    expect(requestsOf(billing!, ticks(1), 1, { seconds: 0, shards: 2 })).toMatchObject({ PUT: 1 + 3 });
  });
  test("Google bills an object as one, and listing as storing", () => {
    const { billing } = catalogs.sinks.gs;
    expect(requestsOf(billing!, ticks(1, 3), 4 * PART, whole)).toEqual({ "class A": 2 + 4 + 3, "class B": 0 });
  });
  test("millions of objects are not looked at one by one", () => {
    const parts = { ...ticks(1), length: 3_000_000, at: () => expect.unreachable() };
    const { "class A": found } = requestsOf(catalogs.sinks.gs.billing!, parts, 1e9, whole);
    expect(found).toBe(3_000_000 + 4 + 3);
  });
  test("a journal of a run of days has some hundreds of pieces", () => {
    expect([0, 10, 200, 86_400].map(piecesIn)).toEqual([2, 7, 102, 709]);
  });
});

describe("explain", () => {
  let stub: Stub;
  beforeEach(async () => {
    stub = await gsStub();
  });
  afterEach(() => stub.close());

  test("tells the requests that a run makes", async () => {
    const job = words("smart-meter --count 5 --interval 10m --start 2024-01-01 --end 2024-01-04 --to");
    const to = `gs://test/x?endpoint=${stub.url}`;
    const { stdout } = await inside(["explain", ...job, to, "--json"]);
    expect(stub.asked).toEqual([]);
    const [{ requests, seconds }] = JSON.parse(stdout).tables;
    await inside(["run", ...job, to, "-q"]);
    const billed = stub.asked.filter((line) => /^POST \/upload|^GET .*\/o\?/.test(line));
    const read = stub.asked.filter((line) => /^GET .*\/o\/./.test(line));
    // how long a run takes decides how many pieces its journal has
    const pieces = billed.filter((line) => line.includes(".journal/0"));
    // the stub's pages are of two: a listing of more is turned
    const turned = billed.filter((line) => line.includes("pageToken"));
    expect(requests["class A"] - piecesIn(seconds)).toBe(billed.length - pieces.length - turned.length);
    expect(requests["class B"]).toBe(read.length);
  });

  test("of objects says so, and warns of many small ones", async () => {
    const job = words("explain smart-meter --count 4000 --interval 1h --start 2024-01-01 --end 2024-01-31 --to");
    const { stdout, stderr } = await inside([...job, "s3://bucket/x/"]);
    expect(stdout).toMatch(/^to +124,000 objects in s3:\/\/bucket\/x\/: dt=/m);
    expect(stdout).toMatch(/^requests +about 124,\d{3} PUT, 4 LIST, 0 GET$/m);
    expect(stderr).toMatch(/warning: 124,000 objects of about .* --file-size 128MB/);
    const gzip = await inside([...job, "s3://bucket/{date}.csv.gz"]);
    expect(gzip.stdout).toMatch(/^requests +up to about /m);
    expect((await inside([...job, "out/"])).stdout).not.toMatch(/^requests/m);
  });
});
