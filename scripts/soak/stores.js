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

async function duckdb(url, sql) {
  const { DuckDBInstance } = await import("@duckdb/node-api");
  const instance = await DuckDBInstance.create(url.slice("duckdb:".length));
  const connection = await instance.connect();
  const rows = (await connection.runAndReadAll(sql)).getRowsJS();
  connection.closeSync();
  instance.closeSync();
  return rows;
}

async function sqlite(url, sql) {
  const { DatabaseSync } = await import("@photostructure/sqlite");
  const db = new DatabaseSync(url.slice("sqlite:".length));
  const rows = db.prepare(sql).all();
  db.close();
  return rows;
}

async function postgres(url, sql) {
  const { default: pg } = await import("pg");
  const client = new pg.Client(url);
  await client.connect();
  const { rows } = await client.query(sql);
  await client.end();
  return rows;
}

async function mysql(url, sql) {
  const { createConnection } = await import("mysql2/promise");
  const client = await createConnection(url.replace("mariadb:", "mysql:"));
  const [rows] = await client.query(sql);
  await client.end();
  return rows;
}

async function mongodb(url, table, task) {
  const { MongoClient } = await import("mongodb");
  const client = new MongoClient(url);
  const answer = await task(client.db().collection(table));
  await client.close();
  return answer;
}

/** What a store that is asked by HTTP answers; user and password of the URL go along. */
async function http(url, path, options = {}) {
  const { username, password, host } = new URL(url.replace(/^\S+:\/\//, "http://"));
  const authorization = `Basic ${Buffer.from(`${username}:${password}`).toString("base64")}`;
  const answer = await fetch(`http://${host}${path}`, { ...options, headers: username ? { authorization } : {} });
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  return answer.text();
}

/**
 * Where rounds and large tables go. `entities` of a round are as many as keep it busy for a second or two; `read` gives all
 * rows of those that are killed; `count` counts the rows of a large table, `large` is where it goes if elsewhere.
 */
export const STORES = {
  sqlite: {
    entities: 200,
    url: (folder) => `sqlite:${join(folder, "x.db")}`,
    async read(url, table) {
      const rows = await sqlite(url, `SELECT * FROM ${table}`);
      return rows.map(({ id, timestamp, load }) => line(id, Date.parse(timestamp), load));
    },
    count: async (url, table) => (await sqlite(url, `SELECT COUNT(*) AS n FROM ${table}`))[0].n,
  },
  duckdb: {
    entities: 200,
    url: (folder) => `duckdb:${join(folder, "x.duckdb")}`,
    async read(url, table) {
      const rows = await duckdb(url, `SELECT id, epoch_ms(timestamp), load FROM ${table}`);
      return rows.map(([id, time, load]) => line(id, Number(time), load));
    },
    count: async (url, table) => Number((await duckdb(url, `SELECT COUNT(*) FROM ${table}`))[0][0]),
  },
  postgres: {
    entities: 100,
    url: () => services().postgres?.url,
    async read(url, table) {
      const rows = await postgres(url, `SELECT * FROM ${table}`);
      return rows.map(({ id, timestamp, load }) => line(id, timestamp.getTime(), load));
    },
    count: async (url, table) => Number((await postgres(url, `SELECT COUNT(*) AS n FROM ${table}`))[0].n),
  },
  mongodb: {
    entities: 3,
    url: () => services().mongodb?.url,
    // the server that tests use takes a thousand rows a second, and ever fewer
    large: () => services().ferretdb?.url,
    async read(url, table) {
      const rows = await mongodb(url, table, (collection) => collection.find().toArray());
      return rows.map(({ id, timestamp, load }) => line(id, timestamp.getTime(), load));
    },
    count: (url, table) => mongodb(url, table, (collection) => collection.estimatedDocumentCount()),
  },
  mysql: {
    url: () => services().mysql?.url,
    count: async (url, table) => (await mysql(url, `SELECT COUNT(*) AS n FROM ${table}`))[0].n,
  },
  clickhouse: {
    url: () => services().clickhouse?.url,
    count: async (url, table) =>
      Number(await http(url, "/", { method: "POST", body: `SELECT COUNT(*) FROM ${table} FINAL` })),
  },
  influx: {
    url: () => services().influx?.url,
    async count(url, table) {
      const body = new URLSearchParams({ db: "test", q: `SELECT COUNT(load) FROM ${table}` });
      return JSON.parse(await http(url, "/query", { method: "POST", body })).results[0].series[0].values[0][1];
    },
  },
  victoriametrics: {
    url: () => services().victoriametrics?.url,
    async count(url, table) {
      await http(url, "/internal/force_flush");
      const query = new URLSearchParams({
        query: `sum(count_over_time(${table}_load[2d]))`,
        time: "2024-03-02T12:00:00Z",
      });
      return Number(JSON.parse(await http(url, `/api/v1/query?${query}`)).data.result[0].value[1]);
    },
  },
};
