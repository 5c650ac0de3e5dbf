import { existsSync, readFileSync } from "node:fs";
import { createClient } from "@clickhouse/client";
import { MongoClient } from "mongodb";
import { createConnection } from "mysql2/promise";
import pg from "pg";
import { catalogs } from "../../src/catalog.ts";
import type { Sink } from "../../src/core/sink.ts";
import { type Row, type StoreSubject, sorted } from "../contract/store.ts";

const state = new URL("../../.tools/services.json", import.meta.url);

/** URLs of the services that run, as scripts/services has written them. */
export const URLS: Record<string, string> = existsSync(state)
  ? Object.fromEntries(
      Object.entries(JSON.parse(readFileSync(state, "utf8")) as Record<string, { url: string }>).map(
        ([name, { url }]) => [name, url],
      ),
    )
  : {};

/** A sink on a URL, as the catalog would choose it. */
export function sinkOn(url: string, force = false): Sink {
  const definition = Object.values(catalogs.sinks).find((sink) => sink.match(url))!;
  const encode = () => {
    throw new Error("a store of rows encodes nothing");
  };
  return definition.create({}, { url, directory: "", encode, force });
}

/** A store and what empties it. */
export interface Service extends Omit<StoreSubject, "create" | "read"> {
  read(url: string): Promise<Row[]>;
  clear(url: string): Promise<void>;
}

const postgres = async (url: string, sql: string) => {
  const client = new pg.Client(url);
  await client.connect();
  const { rows } = await client.query(sql);
  await client.end();
  return rows;
};

const mysql = async (url: string, sql: string) => {
  const client = await createConnection({
    uri: url.replace("mariadb:", "mysql:"),
    timezone: "Z",
    multipleStatements: true,
  });
  const [rows] = await client.query(sql);
  await client.end();
  return rows as any[];
};

const clickhouse = async (url: string, sql: string) => {
  const { port, username, password } = new URL(url.replace("clickhouse", "http"));
  const client = createClient({ url: `http://127.0.0.1:${port}`, username, password });
  const answer = sql.startsWith("SELECT")
    ? await (await client.query({ query: sql, format: "JSONEachRow" })).json()
    : await client.command({ query: sql });
  await client.close();
  return answer as any[];
};

const mongodb = async <T>(url: string, task: (client: MongoClient) => Promise<T>): Promise<T> => {
  const client = new MongoClient(url);
  try {
    return await task(client);
  } finally {
    await client.close();
  }
};

const influx = async (url: string, question: string) => {
  const { origin, username, password } = new URL(url.replace("influx+", ""));
  const authorization = `Basic ${Buffer.from(`${username}:${password}`).toString("base64")}`;
  const body = new URLSearchParams({ db: "test", epoch: "ms", q: question });
  const answer = await fetch(`${origin}/query`, { method: "POST", body, headers: { authorization } });
  return ((await answer.json()) as any).results[0].series?.[0] as { columns: string[]; values: any[][] } | undefined;
};

export const SERVICES: Record<string, Service> = {
  postgres: {
    read: async (url) =>
      (await postgres(url, "SELECT * FROM readings")).map(
        (row): Row => [row.id, Number(row.timestamp), row.value, row.note, row.is_odd],
      ),
    clear: async (url) => void (await postgres(url, "DROP TABLE IF EXISTS readings, fauxmetry_sources")),
  },
  mysql: {
    read: async (url) =>
      (await mysql(url, "SELECT * FROM readings")).map(
        (row): Row => [row.id, Number(row.timestamp), row.value, row.note, row.is_odd === 1],
      ),
    clear: async (url) => void (await mysql(url, "DROP TABLE IF EXISTS readings, fauxmetry_sources")),
  },
  mongodb: {
    read: (url) =>
      mongodb(url, async (client) =>
        (await client.db().collection("readings").find().toArray()).map(
          (row): Row => [row.id, Number(row.timestamp), row.value, row.note, row.is_odd],
        ),
      ),
    clear: (url) =>
      mongodb(url, async (client) => {
        for (const name of ["readings", "fauxmetry_sources"])
          await client
            .db()
            .collection(name)
            .drop()
            .catch(() => {});
      }),
  },
  clickhouse: {
    read: async (url) =>
      (await clickhouse(url, "SELECT toUnixTimestamp(timestamp) AS s, * FROM readings FINAL")).map(
        // servers of before 2019 read a decimal number off by its last bit
        (row): Row => [
          row.id,
          row.s * 1000,
          row.value && Math.round(row.value * 100) / 100,
          row.note,
          row.is_odd === 1,
        ],
      ),
    clear: async (url) => {
      for (const name of ["readings", "fauxmetry_sources"]) await clickhouse(url, `DROP TABLE IF EXISTS ${name}`);
    },
  },
  influx: {
    untyped: true,
    plain: true,
    async read(url) {
      const { columns, values } = (await influx(url, `SELECT * FROM readings`))!;
      const [time, id, value, note, odd] = ["time", "id", "value", "note", "is_odd"].map((name) =>
        columns.indexOf(name),
      );
      return values.map((row): Row => [row[id], row[time], row[value], row[note], row[odd]]);
    },
    async clear(url) {
      for (const name of ["readings", "fauxmetry_sources"]) await influx(url, `DROP MEASUREMENT ${name}`);
    },
  },
};

/** The subject of a service, at its URL or one that leads there. */
export function subjectOf(name: string, url = URLS[name]): StoreSubject {
  const { read, ...traits } = SERVICES[name];
  return { ...traits, create: (force) => sinkOn(url, force), read: async () => sorted(await read(URLS[name])) };
}
