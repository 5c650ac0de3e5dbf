import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setImmediate as turn } from "node:timers/promises";
import { DuckDBInstance } from "@duckdb/node-api";
import { afterEach, describe, expect, test } from "vitest";
import { catalogs } from "../../src/catalog.ts";
import { PermanentError } from "../../src/core/error.ts";
import type { Sink } from "../../src/core/sink.ts";
import type { Catalogs } from "../../src/engine/plan.ts";
import { SERVICES } from "../services/subjects.ts";
import {
  batchOf,
  checkStore,
  type Row,
  rowsOf,
  STORES,
  type StoreSubject,
  schema,
  sorted,
  stamp,
  store,
} from "./store.ts";

const folders: string[] = [];
const folder = (): string => {
  const made = mkdtempSync(join(tmpdir(), "fauxmetry-store-"));
  folders.push(made);
  return made;
};
afterEach(() => {
  for (const made of folders.splice(0)) rmSync(made, { recursive: true, force: true });
});

type Database = { prepare(sql: string): { all(): Record<string, any>[] }; close(): void };
const openSqlite = async (path: string): Promise<Database> => {
  const { DatabaseSync } = (await import("@photostructure/sqlite" as string)) as any;
  return new DatabaseSync(path);
};

const SUBJECTS: Record<string, () => StoreSubject> = {
  sqlite: () => {
    const path = join(folder(), "x.db");
    return {
      create: (force = false) => catalogs.sinks.sqlite.create({}, context(`sqlite:${path}`, force)),
      async read() {
        const db = await openSqlite(path);
        const rows = db.prepare(`SELECT * FROM readings`).all();
        db.close();
        return sorted(
          rows.map((row): Row => [row.id, Date.parse(row.timestamp), row.value, row.note, row.is_odd === 1]),
        );
      },
    };
  },
  duckdb: () => {
    const path = join(folder(), "x.duckdb");
    return {
      create: (force = false) => catalogs.sinks.duckdb.create({}, context(`duckdb:${path}`, force)),
      async read() {
        const instance = await DuckDBInstance.create(path);
        const connection = await instance.connect();
        const rows = (await connection.runAndReadAll("SELECT * FROM readings")).getRowObjectsJS() as any[];
        connection.closeSync();
        instance.closeSync();
        return sorted(rows.map((row): Row => [row.id, Number(row.timestamp), row.value, row.note, row.is_odd]));
      },
    };
  },
};

const context = (url: string, force = false) => ({
  url,
  directory: "",
  encode: () => {
    throw new Error("a store of rows encodes nothing");
  },
  force,
});

describe("every embedded store keeps the contract", () => {
  test("none is left out: the others are services", () => {
    expect([...Object.keys(SUBJECTS), ...Object.keys(SERVICES)].sort()).toEqual([...STORES].sort());
  });
  for (const type of Object.keys(SUBJECTS)) test(type, () => checkStore(SUBJECTS[type]()));
});

describe("the contract catches a broken store", () => {
  const broken = (change: (sink: Sink) => Partial<Sink>): StoreSubject => {
    const good = SUBJECTS.sqlite();
    return {
      ...good,
      create(force) {
        const sink = good.create(force);
        return { ...sink, ...change(sink) };
      },
    };
  };
  test("that drops its last batch", async () => {
    let held: (() => Promise<void>) | undefined;
    const subject = broken((sink) => ({
      async write(batch) {
        await held?.();
        held = () => sink.write(structuredClone(batch));
      },
    }));
    await expect(checkStore(subject)).rejects.toThrow(/rows/);
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
    await expect(checkStore(subject)).rejects.toThrow(/rows/);
  });
  test("that takes another scenario's rows", async () => {
    const subject = broken((sink) => ({ open: (of) => sink.open(of, stamp) }));
    await expect(checkStore(subject)).rejects.toThrow(/refusal/);
  });
  test("that is wrong about what it holds", async () => {
    const subject = broken((sink) => ({ held: (from, to) => sink.held!(from, to + 60_000) }));
    await expect(checkStore(subject)).rejects.toThrow(/holds of/);
  });
});

describe("embedded stores", () => {
  for (const type of Object.keys(SUBJECTS)) {
    test(`${type} stores nothing of what was not flushed`, async () => {
      const subject = SUBJECTS[type]();
      const sink = subject.create();
      await sink.open(schema, stamp);
      await sink.write(batchOf(0, 10));
      await sink.flush();
      await sink.write(batchOf(10, 20));
      await sink.close();
      expect(await subject.read()).toEqual(rowsOf([batchOf(0, 10)]));
    });
    test(`${type} takes rows of two writers of one process, neither of which waits for the other in vain`, async () => {
      const subject = SUBJECTS[type]();
      const write = async (from: number) => {
        const sink = subject.create();
        await sink.open(schema, stamp);
        for (let part = from; part < from + 40; part += 10) {
          await sink.write(batchOf(part, part + 10));
          await turn();
          if (part % 20 === 10) await sink.flush();
        }
        await sink.close();
      };
      await Promise.all([write(0), write(100), write(200)]);
      expect(await subject.read()).toEqual(rowsOf([0, 100, 200].map((from) => batchOf(from, from + 40))));
    });
    test(`${type} names what it cannot open, and what to do`, async () => {
      const sink = (catalogs.sinks as Catalogs["sinks"])[type].create({}, context(`${type}:${folder()}/none/x.db`));
      const opened = sink.open(schema, stamp);
      await expect(opened).rejects.toThrow(PermanentError);
      await expect(opened).rejects.toThrow(/could not open .*none\/x.db: .*create its folder first/s);
    });
    test(`${type} takes rows of no entity`, async () => {
      const subject = SUBJECTS[type]();
      const fields = schema.fields.map((field) => ({ ...field, role: field.role === "entity" ? "tag" : field.role }));
      await store(subject.create(), [batchOf(0, 10), batchOf(5, 20)], stamp, { ...schema, fields } as typeof schema);
      expect(await subject.read()).toEqual(rowsOf([batchOf(0, 20)]));
    });
    test(`${type} refuses a table without a key`, async () => {
      const opened = store(SUBJECTS[type]().create(), [], stamp, { ...schema, key: [] });
      await expect(opened).rejects.toThrow(/has no key: add id and timestamp/);
    });
  }
});
