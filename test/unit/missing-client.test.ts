import { expect, test, vi } from "vitest";
import { MissingError } from "../../src/core/error.ts";
import { sinks } from "../../src/sinks/index.ts";
import { schema, stamp } from "../contract/store.ts";

/** What each store needs, and what its message says to install. */
const CLIENTS: [type: keyof typeof sinks, url: string, module: string, install: string][] = [
  ["duckdb", "duckdb:x.duckdb", "@duckdb/node-api", "npm i @duckdb/node-api"],
  ["postgres", "postgres://h/db", "pg", "npm i pg pg-copy-streams"],
  ["mysql", "mysql://h/db", "mysql2/promise", "npm i mysql2"],
  ["mongodb", "mongodb://h/db", "mongodb", "npm i mongodb"],
  ["clickhouse", "clickhouse://h/db", "@clickhouse/client", "npm i @clickhouse/client"],
];

test.each(CLIENTS)("%s at %s without %s says what to install", async (type, url, module, install) => {
  vi.doMock(module, () => {
    throw new Error("Cannot find module");
  });
  try {
    const encode = () => {
      throw new Error("a store of rows encodes nothing");
    };
    const opened = sinks[type].create({} as never, { url, directory: "", encode, force: false }).open(schema, stamp);
    const error = (await opened.catch((thrown) => thrown)) as Error;
    expect(error).toBeInstanceOf(MissingError);
    expect(error.message).toBe(`[sink:${type}] its client is missing: ${install}`);
  } finally {
    vi.doUnmock(module);
  }
});

test("sqlite without either client says so", async () => {
  for (const module of ["@photostructure/sqlite", "node:sqlite"])
    vi.doMock(module, () => {
      throw new Error("Cannot find module");
    });
  const encode = () => {
    throw new Error("a store of rows encodes nothing");
  };
  const opened = sinks.sqlite
    .create({}, { url: "sqlite:x.db", directory: "", encode, force: false })
    .open(schema, stamp);
  await expect(opened).rejects.toThrow("SQLite is missing: npm i @photostructure/sqlite, or Node 22.13 and later");
});
