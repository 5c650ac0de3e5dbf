import { createHash } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { crc32, gunzipSync } from "node:zlib";
import { decompress as unzstd } from "fzstd";
import { afterEach, describe, expect, test } from "vitest";
import { catalogs } from "../../src/catalog.ts";
import { type Compression, contentOf } from "../../src/core/compression.ts";
import { compressions } from "../../src/encoders/compressions.ts";
import type { RunOptions } from "../../src/engine/job.ts";
import type { Manifest } from "../../src/engine/manifest.ts";
import { run } from "../../src/engine/run.ts";
import type { TargetOptions } from "../../src/engine/target.ts";
import { createMembers } from "../../src/sinks/members.ts";
import { planOf, verdictsOf } from "../support/rows.ts";

/** Readers that are not ours. */
const open: Record<string, (bytes: Uint8Array) => Uint8Array> = { gzip: gunzipSync, zstd: unzstd };

const folders: string[] = [];
const folder = (): string => {
  const made = mkdtempSync(join(tmpdir(), "fauxmetry-compression-"));
  folders.push(made);
  return made;
};
afterEach(() => {
  for (const made of folders.splice(0)) rmSync(made, { recursive: true, force: true });
});

const hashOf = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");
const textOf = (size: number): Uint8Array =>
  Buffer.from(Array.from({ length: Math.ceil(size / 16) }, (_, i) => `row ${i * 7919}`.padEnd(16)).join("")).subarray(
    0,
    size,
  );

const readerOf = (bytes: Uint8Array) => (position: number, length: number) =>
  bytes.subarray(position, position + length);

/** Members of some content, put in pieces of so many bytes. */
async function membersOf(compression: Compression, content: Uint8Array, step: number): Promise<Uint8Array> {
  const made: Uint8Array[] = [];
  const members = createMembers(compression, (member) => void made.push(member.slice()));
  const room = new Uint8Array(step);
  for (let at = 0; at < content.length; at += step) {
    const piece = content.subarray(at, at + step);
    room.set(piece);
    await members.put(room.subarray(0, piece.length));
    room.fill(0);
  }
  await members.finish();
  return Buffer.concat(made);
}

for (const [type, compression] of Object.entries(compressions)) {
  describe(type, () => {
    const content = textOf(3_500_000);
    test("makes files that other programs read, the same however bytes are put", async () => {
      const whole = await membersOf(compression, content, content.length);
      expect(whole.length).toBeLessThan(content.length / 2);
      expect(Buffer.compare(open[type](whole), content)).toBe(0);
      for (const step of [100_000, (1 << 20) + 1])
        expect(Buffer.compare(await membersOf(compression, content, step), whole)).toBe(0);
      expect(Buffer.concat([...contentOf(compression, readerOf(whole))]).equals(content)).toBe(true);
    });
    test("holds nothing, and bytes that cannot be compressed", async () => {
      const noise = createHash("shake256", { outputLength: 70_000 }).update("noise").digest();
      for (const small of [new Uint8Array(0), noise]) {
        const member = await compression.compress(small);
        expect(compression.memberLength(member)).toBe(member.length);
        expect(Buffer.compare(open[type](member), small)).toBe(0);
      }
    });
    test("ends before what is cut off, damaged or foreign", async () => {
      const whole = Buffer.from(await membersOf(compression, content, 1 << 20));
      const first = compression.memberLength(whole)!;
      const read = (bytes: Uint8Array) => Buffer.concat([...contentOf(compression, readerOf(bytes))]);
      expect(read(whole.subarray(0, first + 1000)).equals(content.subarray(0, 1 << 20))).toBe(true);
      const foreign = Buffer.concat([whole.subarray(0, first), Buffer.from("no member at all")]);
      expect(read(foreign).equals(content.subarray(0, 1 << 20))).toBe(true);
      const damaged = Buffer.from(whole);
      damaged[12] ^= 255;
      damaged[first + 40] ^= 255;
      expect(read(damaged).length).toBeLessThan(content.length);
    });
    test("tells of a failure", async () => {
      const failing = { ...compression, compress: () => Promise.reject(new Error("no memory")) };
      await expect(membersOf(failing, content, 1000)).rejects.toThrow("no memory");
    });
  });
}

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
const store = (to: string | TargetOptions, options: RunOptions = {}) =>
  run(plan, table, catalogs, typeof to === "string" ? { url: to } : to, { order: "entity", ...options });

/** Every file under a folder with its hash. */
function contents(directory: string): Record<string, string> {
  const names = readdirSync(directory, { recursive: true, encoding: "utf8" }).sort();
  const files = names.filter((name) => statSync(join(directory, name)).isFile());
  return Object.fromEntries(files.map((name) => [name, hashOf(readFileSync(join(directory, name)))]));
}

/** Runs until some rows are stored, as if it was killed then. */
async function cut(url: string, rows: number): Promise<void> {
  const controller = new AbortController();
  const progress = (tally: { rows: number }) => tally.rows >= rows && controller.abort(new Error("cut"));
  await expect(store(url, { resume: true, abort: controller.signal, progress })).rejects.toThrow("cut");
}

describe("a run into compressed files", () => {
  for (const layout of ["all.csv.gz", "all.ndjson.zst", "{date}.csv.zst", "all.parquet", "{date}.parquet"]) {
    test(`${layout}: cut and resumed, it leaves what an uninterrupted one leaves`, async () => {
      const whole = folder();
      await store(join(whole, layout));
      const parts = folder();
      for (const share of [0.02, 0.4, 0.6, 0.9]) await cut(join(parts, layout), ROWS * share);
      const resumed = await store(join(parts, layout), { resume: true });
      expect(resumed.rows).toBe(ROWS);
      expect(resumed.kept.rows > 0).toBe(layout !== "all.parquet");
      expect(contents(parts)).toEqual(contents(whole));
      expect((await store(join(parts, layout), { resume: true })).kept.rows).toBe(ROWS);
      const [verdict] = await verdictsOf(parts);
      expect(verdict).toMatchObject({ problems: [], differences: [], rows: ROWS });
    });
  }

  test("holds what the plain file holds, and its manifest tells of that", async () => {
    const directory = folder();
    await store(join(directory, "x.csv"));
    const { manifest } = await store(join(directory, "x.csv.gz"));
    const plain = readFileSync(join(directory, "x.csv"));
    expect(gunzipSync(readFileSync(join(directory, "x.csv.gz"))).equals(plain)).toBe(true);
    const told = JSON.parse(readFileSync(manifest as string, "utf8")) as Manifest;
    expect(told).toMatchObject({ compression: "gzip", bytes: plain.length });
    expect(told.partitions[0]).toMatchObject({
      bytes: plain.length,
      crc32: crc32(plain).toString(16).padStart(8, "0"),
      stored: statSync(join(directory, "x.csv.gz")).size,
    });
  });

  test("is verified by its content: the first row that differs is named", async () => {
    const directory = folder();
    await store(join(directory, "x.csv.zst"));
    const file = join(directory, "x.csv.zst");
    const lines = Buffer.from(unzstd(readFileSync(file)))
      .toString()
      .split("\n");
    lines[100_000] = lines[100_000].replace(/\d$/, (digit) => `${(Number(digit) + 1) % 10}`);
    writeFileSync(file, await membersOf(compressions.zstd, Buffer.from(lines.join("\n")), 1 << 20));
    const [{ differences }] = await verdictsOf(directory);
    expect(differences).toMatchObject([{ kind: "row", row: 100_000, found: lines[100_000] }]);
    writeFileSync(file, readFileSync(file).subarray(0, 400_000));
    expect((await verdictsOf(directory))[0].differences).toMatchObject([{ rows: ROWS, otherValues: false }]);
  });

  test("takes --compress for a directory's files, and refuses names that say otherwise", async () => {
    const directory = folder();
    await store({ url: `${directory}/`, format: "csv", compress: "zstd" });
    expect(Object.keys(contents(directory)).filter((name) => !name.startsWith("."))).toEqual(["readings.csv.zst"]);
    const refused = (url: string, compress?: string) => expect(store({ url: join(directory, url), compress })).rejects;
    await refused("x.csv", "gzip").toThrow(/x\.csv with --compress gzip: end the name in \.gz/);
    await refused("x.csv.gz", "zstd").toThrow(/named for gzip, and --compress says zstd/);
    await refused("x.csv.gz", "lz4").toThrow(/unknown compression lz4; there are gzip, zstd/);
    await refused("x.parquet.gz").toThrow(/parquet files compress their own columns; leave out \.gz/);
    await refused("x.parquet", "gzip").toThrow(/format parquet, option compression: .*"snappy"/);
    const { bytes } = await store(join(directory, "z.parquet"));
    expect((await store({ url: join(directory, "n.parquet"), compress: "none" })).bytes).toBeGreaterThan(bytes);
  });
});
