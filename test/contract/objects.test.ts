import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { crc32 } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { catalogs } from "../../src/catalog.ts";
import { PART } from "../../src/core/objects.ts";
import type { Sink, SinkContext } from "../../src/core/sink.ts";
import { folder } from "../cli/harness.ts";
import { BUCKETS, type Bucket, contentOf, openObjects } from "../support/buckets.ts";
import { batchOf, checkSink, schema, stamp } from "./sink.ts";

const encode = (of: typeof schema) =>
  catalogs.encoders.ndjson.create(catalogs.encoders.ndjson.options.parse({}) as never, undefined).open(of);
const valuesIn = (text: string) =>
  text
    .split("\n")
    .filter(Boolean)
    .map((line) => Math.round(JSON.parse(line).value * 100));

describe.each(["gs", "s3"] as const)("%s", (type) => {
  let bucket: Bucket;
  beforeAll(async () => {
    bucket = await BUCKETS[type]();
  });
  afterAll(() => bucket.close());

  const sinkAt = (place: string, more: Partial<SinkContext> = {}): Sink => {
    const url = bucket.at(place);
    return catalogs.sinks[type].create({}, { url, directory: url, encode, force: false, ...more });
  };
  const store = async (sink: Sink, rows: number, partition = "x.json") => {
    await sink.open(schema, stamp);
    try {
      for (let first = 0; first < rows; first += 10_000)
        await sink.write(batchOf(first, Math.min(10_000, rows - first), partition));
      return await sink.seal(partition);
    } finally {
      await sink.close();
    }
  };

  for (const spooled of [false, true])
    test(`keeps the contract of sinks${spooled ? ", from a spool" : ""}`, async () => {
      const place = spooled ? "spooled" : "direct";
      const spool = spooled ? join(folder(), "spool") : undefined;
      const stored = async (partition: string) => {
        const found = (await contentOf(bucket.at(place)))[partition];
        return found && valuesIn(found.toString());
      };
      await checkSink({ create: () => sinkAt(place, { spool }), stored, visible: true });
      if (spool) expect(readdirSync(spool)).toEqual([]);
    });

  for (const spooled of [false, true])
    test(`sends what is larger than a part in parts${spooled ? ", from a spool" : ""}`, async () => {
      const place = spooled ? "large-spooled" : "large";
      const spool = spooled ? join(folder(), "spool") : undefined;
      const seal = await store(sinkAt(place, { spool }), 900_000);
      expect(seal.bytes).toBeGreaterThan(2 * PART);
      const { "x.json": found } = await contentOf(bucket.at(place));
      expect(found.length).toBe(seal.bytes);
      expect(crc32(found).toString(16).padStart(8, "0")).toBe(seal.crc32);
      // the store for tests that speaks S3 knows no conditions
      if (type !== "gs") return;
      expect(await store(sinkAt(place), 900_000)).toEqual(seal);
      await expect(store(sinkAt(place), 899_999)).rejects.toThrow(/x\.json exists already; --force replaces it/);
    });

  test("what is not sealed is not there, and nothing of it is left", async () => {
    const spool = join(folder(), "spool");
    for (const more of [{}, { spool }]) {
      const sink = sinkAt("given-up", more);
      await sink.open(schema, stamp);
      for (let first = 0; first < 500_000; first += 10_000) await sink.write(batchOf(first, 10_000, "x.json"));
      await sink.close();
    }
    expect(await contentOf(bucket.at("given-up"))).toEqual({});
    expect(existsSync(spool) && readdirSync(spool)).toEqual([]);
    const objects = await openObjects(bucket.at("given-up"));
    expect(await objects.sweep("", () => true)).toBe(0);
    objects.close();
  });

  test("many seals are under way at a time, and each tells of its own object", async () => {
    const sink = sinkAt("many");
    await sink.open(schema, stamp);
    const seals = [];
    for (let i = 0; i < 40; i++) {
      await sink.write(batchOf(i, i + 1, `${i}.json`));
      seals.push(sink.seal(`${i}.json`));
    }
    const found = await Promise.all(seals);
    await sink.close();
    const there = await contentOf(bucket.at("many"));
    expect(Object.keys(there)).toHaveLength(40);
    for (const [i, { partition, rows, crc32: told }] of found.entries()) {
      expect([partition, rows]).toEqual([`${i}.json`, i + 1]);
      expect(crc32(there[partition]).toString(16).padStart(8, "0")).toBe(told);
    }
  });

  test("names the type of what it stores, with the store's own checksum", async () => {
    const { tag } = await store(sinkAt("typed", { mediaType: "application/x-ndjson" }), 3);
    const objects = await openObjects(bucket.at("typed"));
    for await (const object of objects.list("")) expect(object).toMatchObject({ key: "x.json", tag });
    objects.close();
  });

  test("tells of a bucket that is not there: exit code 3", async () => {
    const url = bucket.at("").replace("//test/", "//none/");
    const sink = catalogs.sinks[type].create({}, { url, directory: url, encode, force: false });
    await expect(store(sink, 1)).rejects.toThrow(/could not store x\.json in (gs|s3):\/\/none\/: .*create it first/);
  });
});
