import type { Collection, CreateCollectionOptions, Db, Document, MongoClient } from "mongodb";
import { z } from "zod";
import type { Field, Schema } from "../core/batch.ts";
import { PermanentError } from "../core/error.ts";
import { defineSink, type Held, type Stamp } from "../core/sink.ts";
import { entityOf, instantOf, kindOf, timeOf } from "./rows.ts";
import { documentBuffer } from "./stores/documents.ts";
import { client, type Failure, type Store, storeSink } from "./stores/store.ts";
import { prepareTable, SOURCES, type Table } from "./stores/table.ts";

/** Documents of one command. */
const ROWS = 2000;
/** ms to wait for a server. */
const PATIENCE = 10_000;
/** Of a document whose `_id` is there already. */
const DUPLICATE = 11_000;

/** A database's collection: plain, with an `_id` made of the key, or for time series. */
interface Target {
  uri: string;
  database: string;
  collection?: string;
  timeseries: boolean;
}

export const mongodb = defineSink({
  type: "mongodb",
  summary:
    "A collection of MongoDB, each document once: mongodb://user@host/db?collection=name, ?timeseries=true for a time-series collection",
  options: z.strictObject({}),
  example: {},
  stores: "rows",
  match: (url) => /^mongodb(\+srv)?:\/\//.test(url),
  create: (_, { url, force }) =>
    storeSink({ type: "mongodb", url, connect: (schema, stamp) => connect(url, schema, stamp, force), remedy }),
});

/** Takes what is ours out of a connection string. */
function targetOf(url: string): Target {
  const [, before, database = "", query = ""] = /^([^/]+\/\/[^/?]*)\/?([^?]*)\??(.*)$/.exec(url) ?? [];
  const options = new URLSearchParams(query);
  const [collection, timeseries] = ["collection", "timeseries"].map((name) => {
    const value = options.get(name);
    options.delete(name);
    return value ?? undefined;
  });
  if (database === "") throw new PermanentError("the URL names no database: mongodb://host/database?collection=name");
  const rest = options.size > 0 ? `?${options}` : "";
  return { uri: `${before}/${database}${rest}`, database, collection, timeseries: timeseries === "true" };
}

async function connect(url: string, of: Schema, stamp: Stamp, force: boolean): Promise<Store> {
  const target = targetOf(url);
  const [{ MongoClient }] = await client<typeof import("mongodb")>("mongodb", ["mongodb"]);
  const connection: MongoClient = new MongoClient(target.uri, {
    serverSelectionTimeoutMS: PATIENCE,
    connectTimeoutMS: PATIENCE,
    appName: "fauxmetry",
    ignoreUndefined: false,
  });
  try {
    await connection.connect();
    const schema = { ...of, table: target.collection ?? of.table };
    const db = connection.db(decodeURIComponent(target.database));
    await prepareTable(collectionOf(db, schema, target.timeseries), schema, stamp, force);
    const collection = db.collection<Document>(schema.table);
    const put = target.timeseries ? replaceSeries(collection, schema) : replaceKeyed(collection);
    return {
      ...documentBuffer(of, schema, !target.timeseries, ROWS, put),
      newest: () => newest(collection, schema),
      held: (from, to) => held(collection, schema, from, to),
      close: () => connection.close(),
    };
  } catch (error) {
    await connection.close().catch(() => {});
    throw error;
  }
}

/** A collection has no columns: those that its documents were written with are kept beside its source. */
function collectionOf(db: Db, schema: Schema, timeseries: boolean): Table {
  const { table, fields, key } = schema;
  const sources = db.collection<{ _id: string } & Document>(SOURCES);
  const typeOf = (field: Field) => kindOf(field);
  const columns = fields.map((field) => ({ name: field.name, type: typeOf(field) }));
  return {
    typeOf,
    async columns() {
      const there = (await db.listCollections().toArray()).find(({ name }) => name === table);
      if (!there) return undefined;
      if (timeseries !== (there.type === "timeseries"))
        throw new PermanentError(
          `the collection ${table} that is there is ${timeseries ? "no" : "a"} time-series collection: ${timeseries ? "leave out" : "give"} timeseries=true, or name another`,
        );
      const known = await sources.findOne({ _id: table });
      return new Map((known?.columns ?? []).map(({ name, type }: { name: string; type: string }) => [name, type]));
    },
    async drop() {
      await db.collection(table).drop();
    },
    async create() {
      const time = fields.find((field) => key.includes(field.name) && kindOf(field) === "instant");
      if (timeseries && !time) throw new PermanentError(`the table ${table} has no instant in its key`);
      const options: CreateCollectionOptions = timeseries
        ? { timeseries: { timeField: time!.name, metaField: entityOf(schema).name } }
        : {};
      await db.createCollection(table, options);
      await db.collection(table).createIndex(Object.fromEntries(key.map((name) => [name, 1])), { unique: !timeseries });
    },
    async source() {
      const known = await sources.findOne({ _id: table });
      return known ? { source: String(known.source), seed: Number(known.seed) } : undefined;
    },
    async record({ source, seed }) {
      await sources.replaceOne({ _id: table }, { source, seed, columns }, { upsert: true });
    },
  };
}

/** Inserts, which is fastest; what is there already under the same `_id` is replaced. */
function replaceKeyed(collection: Collection): (documents: Document[]) => Promise<void> {
  return async (documents) => {
    try {
      await collection.insertMany(documents, { ordered: false });
    } catch (error) {
      const failed = (error as { writeErrors?: { code: number; index: number }[] }).writeErrors ?? [];
      if (failed.length === 0 || failed.some(({ code }) => code !== DUPLICATE)) throw error;
      const again = failed.map(({ index }) => documents[index]);
      await collection.bulkWrite(
        again.map((replacement) => ({ replaceOne: { filter: { _id: replacement._id }, replacement, upsert: true } })),
        { ordered: true },
      );
    }
  };
}

/** Time-series collections know no unique key: the rows of the same times are deleted first. One writer at a time. */
function replaceSeries(collection: Collection, schema: Schema): (documents: Document[]) => Promise<void> {
  const [id, time] = [entityOf(schema).name, timeOf(schema).name];
  return async (documents) => {
    const times = new Map<string, Date[]>();
    for (const document of documents) {
      const list = times.get(document[id]);
      if (list) list.push(document[time]);
      else times.set(document[id], [document[time]]);
    }
    await collection.deleteMany({ $or: [...times].map(([one, list]) => ({ [id]: one, [time]: { $in: list } })) });
    await collection.insertMany(documents, { ordered: false });
  };
}

async function newest(collection: Collection, schema: Schema): Promise<number | undefined> {
  const field = timeOf(schema);
  const [found] = await collection
    .find({}, { projection: { [field.name]: 1 } })
    .sort({ [field.name]: -1 })
    .limit(1)
    .toArray();
  return (
    found &&
    instantOf(
      field,
      field.name.split(".").reduce((part, name) => part[name], found),
    )
  );
}

async function held(collection: Collection, schema: Schema, from: number, to: number): Promise<Held[]> {
  const field = timeOf(schema);
  const value = (ms: number) =>
    kindOf(field) === "instant" ? new Date(ms) : field.time?.format === "epoch" ? ms / 1000 : ms;
  const bounds = { ...(from > -Infinity && { $gte: value(from) }), ...(to < Infinity && { $lt: value(to) }) };
  const found = await collection
    .aggregate([
      { $match: Object.keys(bounds).length > 0 ? { [field.name]: bounds } : {} },
      { $group: { _id: `$${entityOf(schema).name}`, n: { $sum: 1 }, latest: { $max: `$${field.name}` } } },
    ])
    .toArray();
  return found.map(({ _id, n, latest }) => ({ id: String(_id), rows: Number(n), last: instantOf(field, latest) }));
}

/** Numbers of the server: src/mongo/base/error_codes.yml of MongoDB. */
const PASSING = [6, 7, 89, 91, 112, 189, 262, 317, 9001, 10058, 10107, 11600, 11602, 13388, 13435, 13436, 14031, 24];

function remedy({ name, code, message }: Failure): string | undefined {
  if (/^MongoNetwork|^MongoServerSelection|^MongoNotConnected|^MongoTopologyClosed|^MongoPoolCleared/.test(name))
    return undefined;
  if (/^Mongo(Parse|Invalid|MissingCredentials|API)/.test(name)) return "see docs/stores.md for how the URL is written";
  if (typeof code !== "number" || PASSING.includes(code)) return undefined;
  if (code === 18 || code === 8000 || /auth/i.test(message)) return "check user, password and authSource in the URL";
  return code === 13 ? "the user needs the right to create collections there" : "";
}
