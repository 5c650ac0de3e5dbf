// Where rounds write to, and how it is read back: rows as "id time value", in order.
import { readFileSync } from "node:fs";
import { join } from "node:path";

const state = new URL("../../.tools/services.json", import.meta.url);

/** What scripts/services runs, by name. */
export function services() {
  try {
    return JSON.parse(readFileSync(state, "utf8"));
  } catch {
    return {};
  }
}

const line = (id, time, value) => `${id} ${time} ${value}`;

/** `entities` are as many as keep a round busy for a second or two. */
export const STORES = {
  sqlite: {
    entities: 200,
    url: (folder) => `sqlite:${join(folder, "x.db")}`,
    async read(url, table) {
      const { DatabaseSync } = await import("@photostructure/sqlite");
      const db = new DatabaseSync(url.slice("sqlite:".length));
      const rows = db.prepare(`SELECT * FROM ${table}`).all();
      db.close();
      return rows.map(({ id, timestamp, load }) => line(id, Date.parse(timestamp), load));
    },
  },
  duckdb: {
    entities: 200,
    url: (folder) => `duckdb:${join(folder, "x.duckdb")}`,
    async read(url, table) {
      const { DuckDBInstance } = await import("@duckdb/node-api");
      const instance = await DuckDBInstance.create(url.slice("duckdb:".length));
      const connection = await instance.connect();
      const found = await connection.runAndReadAll(`SELECT id, epoch_ms(timestamp), load FROM ${table}`);
      const rows = found.getRowsJS();
      connection.closeSync();
      instance.closeSync();
      return rows.map(([id, time, load]) => line(id, Number(time), load));
    },
  },
  postgres: {
    entities: 100,
    url: () => services().postgres?.url,
    async read(url, table) {
      const { default: pg } = await import("pg");
      const client = new pg.Client(url);
      await client.connect();
      const { rows } = await client.query(`SELECT * FROM ${table}`);
      await client.end();
      return rows.map(({ id, timestamp, load }) => line(id, timestamp.getTime(), load));
    },
  },
  mongodb: {
    entities: 10,
    url: () => services().mongodb?.url,
    async read(url, table) {
      const { MongoClient } = await import("mongodb");
      const client = new MongoClient(url);
      const rows = await client.db().collection(table).find().toArray();
      await client.close();
      return rows.map(({ id, timestamp, load }) => line(id, timestamp.getTime(), load));
    },
  },
};
