import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { crc32 } from "node:zlib";
import { afterEach, describe, expect, test } from "vitest";
import { catalogs } from "../../src/catalog.ts";
import type { Sink } from "../../src/core/sink.ts";
import { memorySink } from "../../src/sinks/memory.ts";
import { batchOf, checkResume, checkSink, type Subject, schema, stamp } from "./sink.ts";
import { STORES } from "./store.ts";

const folders: string[] = [];
const folder = (): string => {
  const made = mkdtempSync(join(tmpdir(), "fauxmetry-sink-"));
  folders.push(made);
  return made;
};
afterEach(() => {
  for (const made of folders.splice(0)) rmSync(made, { recursive: true, force: true });
});

const encode = (of: typeof schema) =>
  catalogs.encoders.ndjson.create(catalogs.encoders.ndjson.options.parse({}) as never, undefined).open(of);
const valuesIn = (text: string) =>
  text
    .split("\n")
    .filter(Boolean)
    .map((line) => Math.round(JSON.parse(line).value * 100));

const SUBJECTS: Record<string, () => Subject> = {
  file: () => {
    const directory = folder();
    const context = { url: directory, directory, encode, force: false };
    const stored = (partition: string) =>
      existsSync(join(directory, partition)) ? valuesIn(readFileSync(join(directory, partition), "utf8")) : undefined;
    return { create: () => catalogs.sinks.file.create({}, context), stored, visible: true };
  },
  null: () => ({
    create: () => catalogs.sinks.null.create({}, { url: "null:", directory: "", encode, force: false }),
    stored: () => undefined,
    visible: false,
  }),
  memory: () => {
    const sink = memorySink();
    return { create: () => sink, stored: () => undefined, visible: false };
  },
};

describe("every sink keeps the contract", () => {
  for (const type of Object.keys(SUBJECTS)) test(type, () => checkSink(SUBJECTS[type]()));
  test("none is left out: standard output is read over a pipe, in the tests of the command line; stores and buckets have their own", () => {
    expect([...Object.keys(SUBJECTS), ...STORES, "stdout", "gs", "s3"].sort()).toEqual(
      Object.keys(catalogs.sinks).sort(),
    );
  });
  test("file resumes at a checkpoint", () => checkResume(SUBJECTS.file()));
});

describe("the contract catches a broken sink", () => {
  const broken = (change: (sink: Sink) => Partial<Sink>): Subject => {
    const good = SUBJECTS.file();
    return {
      ...good,
      create() {
        const sink = good.create();
        return { ...sink, ...change(sink) };
      },
    };
  };
  test("that drops its last batch", async () => {
    let held: (() => Promise<void>) | undefined;
    const subject = broken((sink) => ({
      async write(batch) {
        await held?.();
        held = () => sink.write(batch);
      },
    }));
    await expect(checkSink(subject)).rejects.toThrow();
  });
  test("that keeps borrowed buffers", async () => {
    const kept: (() => Promise<void>)[] = [];
    const subject = broken((sink) => ({
      async write(batch) {
        kept.push(() => sink.write(batch));
      },
      async seal(partition) {
        for (const put of kept.splice(0)) await put();
        return sink.seal(partition);
      },
    }));
    await expect(checkSink(subject)).rejects.toThrow();
  });
  test("that doubles a batch", async () => {
    const subject = broken((sink) => ({
      async write(batch) {
        await sink.write(batch);
        await sink.write(batch);
      },
    }));
    await expect(checkSink(subject)).rejects.toThrow();
  });
  test("that ignores where it should resume", async () => {
    const subject = broken((sink) => ({ open: (of, by) => sink.open(of, by) }));
    await expect(checkResume(subject)).rejects.toThrow();
  });
});

describe("file", () => {
  const context = (directory: string, force = false) => ({ url: directory, directory, encode, force });
  test("leaves only data under the directory, names its content's checksum", async () => {
    const directory = folder();
    const sink = catalogs.sinks.file.create({}, context(directory));
    await sink.open(schema, stamp);
    await sink.write(batchOf(0, 5, "x/y.json"));
    const seal = await sink.seal("x/y.json");
    await sink.close();
    const text = readFileSync(join(directory, "x/y.json"));
    expect(seal).toEqual({
      partition: "x/y.json",
      rows: 5,
      bytes: text.length,
      crc32: crc32(text).toString(16).padStart(8, "0"),
    });
    expect(readdirSync(join(directory, "x"))).toEqual(["y.json"]);
  });
  test("does not replace a file unless forced", async () => {
    const directory = folder();
    writeFileSync(join(directory, "x.json"), "mine");
    for (const force of [false, true]) {
      const sink = catalogs.sinks.file.create({}, context(directory, force));
      await sink.open(schema, stamp);
      await sink.write(batchOf(0, 1, "x.json"));
      if (force) await sink.seal("x.json");
      else await expect(sink.seal("x.json")).rejects.toThrow(/exists already/);
      await sink.close();
    }
    expect(readFileSync(join(directory, "x.json"), "utf8")).not.toBe("mine");
  });
  test("says what could not be done, to which file, and why", async () => {
    const directory = folder();
    writeFileSync(join(directory, "x"), "a file where a folder should be");
    const sink = catalogs.sinks.file.create({}, context(directory));
    await sink.open(schema, stamp);
    await sink.write(batchOf(0, 1, "x/y.json"));
    await expect(sink.seal("x/y.json")).rejects.toThrow(/\[sink:file\] could not make the folder .*x: EEXIST|ENOTDIR/);
    await sink.close();
  });
});
