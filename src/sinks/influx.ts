import { z } from "zod";
import type { Field, Schema } from "../core/batch.ts";
import { PermanentError } from "../core/error.ts";
import { defineSink, type Held, type Stamp } from "../core/sink.ts";
import { entityOf, timeOf } from "./rows.ts";
import { lineWriter } from "./stores/line-protocol.ts";
import { type Failure, type Store, storeSink } from "./stores/store.ts";
import { prepareTable, SOURCES, type Table } from "./stores/table.ts";

/** Characters of one request: several thousand lines, which is what InfluxDB asks for. */
const BODY = 1_000_000;
/** ms to wait for an answer. */
const PATIENCE = 30_000;

/** Where requests go: `write` and `ask` with all that they need but the lines and the question. */
interface Endpoint {
  write: URL;
  ask: URL;
  headers: Record<string, string>;
}

export const influx = defineSink({
  type: "influx",
  summary:
    "Line protocol over HTTP, for InfluxDB, VictoriaMetrics, QuestDB and Telegraf: influx+http://host:8086/database, or ?org=o&bucket=b&token=t",
  options: z.strictObject({}),
  example: {},
  stores: "rows",
  match: (url) => /^influx\+https?:\/\//.test(url),
  create: (_, { url, force }) =>
    storeSink({ type: "influx", url, connect: (schema, stamp) => connect(url, schema, stamp, force), remedy }),
});

function endpointOf(url: string): Endpoint {
  const { origin, username, password, pathname, searchParams } = new URL(url.replace(/^influx\+/, ""));
  const [database, bucket] = [decodeURIComponent(pathname.slice(1)), searchParams.get("bucket")];
  if (database === "" && bucket === null)
    throw new PermanentError("the URL names no database, as in influx+http://host:8086/database, and no bucket");
  const token = searchParams.get("token") ?? process.env.INFLUX_TOKEN;
  const basic = Buffer.from(`${decodeURIComponent(username)}:${decodeURIComponent(password)}`).toString("base64");
  const write = new URL(bucket === null ? "/write" : "/api/v2/write", origin);
  const ask = new URL("/query", origin);
  if (bucket === null) write.searchParams.set("db", database);
  for (const [name, value] of searchParams) if (name !== "token") write.searchParams.set(name, value);
  write.searchParams.set("precision", "ms");
  ask.searchParams.set("db", bucket ?? database);
  ask.searchParams.set("epoch", "ms");
  const authorization = token ? `Token ${token}` : username ? `Basic ${basic}` : undefined;
  return { write, ask, headers: authorization ? { authorization } : {} };
}

async function connect(url: string, schema: Schema, stamp: Stamp, force: boolean): Promise<Store> {
  const endpoint = endpointOf(url);
  const line = lineWriter(schema);
  let body = "";
  const send = async (text: string) => {
    await request(endpoint.write, { method: "POST", headers: endpoint.headers, body: text });
  };
  const flush = async () => {
    const full = body;
    body = "";
    if (full !== "") await send(full);
  };
  // Telegraf and others that take lines but answer no questions are written to as they are
  const asked = await answers(endpoint);
  if (asked) await prepareTable(measurement(endpoint, schema, send), schema, stamp, force);
  else if (force)
    throw new PermanentError("it cannot be asked to delete what it holds: do that, then leave out --force");
  return {
    async write(batch) {
      for (let i = 0; i < batch.rows; i++) {
        body += line(batch, i);
        if (body.length >= BODY) await flush();
      }
    },
    flush,
    newest: async () => (asked ? newest(endpoint, schema) : undefined),
    held: async (from, to) => (asked ? held(endpoint, schema, from, to) : []),
    async close() {},
  };
}

/** Whether it answers questions; VictoriaMetrics answers any with databases. */
async function answers(endpoint: Endpoint): Promise<boolean> {
  const found = await ask(endpoint, "SHOW MEASUREMENTS LIMIT 1");
  return found !== undefined && found[0]?.[0]?.name !== "databases";
}

interface Series {
  name: string;
  tags?: Record<string, string>;
  columns: string[];
  values: (string | number | null)[][];
}

/** Results of InfluxQL statements, or undefined of a server that knows none. */
async function ask({ ask: url, headers }: Endpoint, question: string): Promise<Series[][] | undefined> {
  try {
    const answer = await request(url, {
      method: "POST",
      headers: { ...headers, "content-type": "application/x-www-form-urlencoded" },
      body: new URLSearchParams({ q: question }),
    });
    const { results } = JSON.parse(answer) as { results?: { series?: Series[]; error?: string }[] };
    const error = results?.find((result) => result.error)?.error;
    if (error) throw Object.assign(new Error(error), { code: 400 });
    return results?.map(({ series = [] }) => series);
  } catch (error) {
    if (error instanceof SyntaxError || [400, 404, 405].includes(Number((error as Failure).code))) return undefined;
    throw error;
  }
}

/** Sends a request; throws what went wrong with the status as its code. */
async function request(url: URL, options: RequestInit): Promise<string> {
  let answer: Response;
  try {
    answer = await fetch(url, { ...options, signal: AbortSignal.timeout(PATIENCE) });
  } catch (error) {
    // fetch hides why
    throw ((error as Error).cause as Error | undefined) ?? error;
  }
  const text = await answer.text();
  if (!answer.ok)
    throw Object.assign(new Error(`${answer.status} ${text.trim().slice(0, 300) || answer.statusText}`), {
      code: answer.status,
    });
  return text;
}

const quote = (name: string) => `"${name.replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"`;
const literal = (text: string) => `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;

/** A measurement has no columns that could be wrong before rows are written: the server then says which do not fit. */
function measurement(endpoint: Endpoint, schema: Schema, send: (lines: string) => Promise<void>): Table {
  const { table, fields } = schema;
  const typeOf = ({ type }: Field) => type;
  return {
    typeOf,
    async columns() {
      const found = await ask(endpoint, `SHOW MEASUREMENTS WITH MEASUREMENT = ${quote(table)}`);
      return found?.[0]?.length ? new Map(fields.map((field) => [field.name, typeOf(field)])) : undefined;
    },
    async drop() {
      if (!(await ask(endpoint, `DROP MEASUREMENT ${quote(table)}`)))
        throw new PermanentError(`the measurement ${table} could not be dropped: delete it, then leave out --force`);
    },
    async create() {},
    async source() {
      const found = await ask(endpoint, `SELECT source, seed FROM ${SOURCES} WHERE "table" = ${literal(table)}`);
      const [, source, seed] = found?.[0]?.[0]?.values[0] ?? [];
      return source ? { source: String(source), seed: Number(seed) } : undefined;
    },
    async record({ source, seed }) {
      await send(`${SOURCES},table=${table.replace(/[, =\\]/g, "\\$&")} source="${source}",seed="${seed}" 0\n`);
    },
  };
}

/** A metric that every row has, by which rows are counted. */
function countedOf({ fields }: Schema): Field | undefined {
  const numeric = fields.filter(({ role }) => role === "metric" || role === "value");
  return numeric.find(({ nullable }) => !nullable) ?? numeric[0];
}

async function newest(endpoint: Endpoint, schema: Schema): Promise<number | undefined> {
  const counted = countedOf(schema);
  const found = counted && (await ask(endpoint, `SELECT LAST(${quote(counted.name)}) FROM ${quote(schema.table)}`));
  const time = found?.[0]?.[0]?.values[0][0];
  return time === undefined ? undefined : Number(time);
}

async function held(endpoint: Endpoint, schema: Schema, from: number, to: number): Promise<Held[]> {
  timeOf(schema);
  const id = entityOf(schema).name;
  const counted = countedOf(schema);
  if (!counted) return [];
  const bounds = [...(from > -Infinity ? [`time >= ${from}ms`] : []), ...(to < Infinity ? [`time < ${to}ms`] : [])];
  const where = bounds.length > 0 ? ` WHERE ${bounds.join(" AND ")}` : "";
  const select = (what: string) =>
    `SELECT ${what}(${quote(counted.name)}) FROM ${quote(schema.table)}${where} GROUP BY ${quote(id)}`;
  const [counts = [], lasts = []] = (await ask(endpoint, `${select("COUNT")}; ${select("LAST")}`)) ?? [];
  const last = new Map(lasts.map(({ tags, values }) => [tags?.[id], Number(values[0][0])]));
  return counts.map(({ tags, values }) => ({
    id: String(tags?.[id]),
    rows: Number(values[0][1]),
    last: last.get(tags?.[id]) ?? Number.NaN,
  }));
}

function remedy({ code, message }: Failure): string | undefined {
  const status = Number(code);
  if (!(status >= 400 && status < 500) || status === 408 || status === 429) return undefined;
  if (status === 401 || status === 403) return "check user and password or the token";
  if (/database not found|bucket .*not found/i.test(message)) return "create it first";
  return /type conflict|conflict/i.test(message)
    ? "columns of other types are there: use another table or database"
    : "";
}
