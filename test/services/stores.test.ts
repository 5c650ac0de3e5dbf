import { createServer } from "node:net";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { PermanentError } from "../../src/core/error.ts";
import { batchOf, checkStore, rowsOf, schema, stamp, store } from "../contract/store.ts";
import { type Detour, proxyTo } from "./proxy.ts";
import { SERVICES, sinkOn, subjectOf, URLS } from "./subjects.ts";

/** 60,000 rows: three times what any store takes in one request. */
const MANY = Array.from({ length: 40 }, (_, b) => batchOf(b * 500, (b + 1) * 500, { plain: true }));
const missing = Object.keys(SERVICES).filter((name) => !URLS[name]);

test.runIf(process.env.CI)("every service is there: scripts/services up", () => expect(missing).toEqual([]));

describe.each(Object.keys(SERVICES))("%s", (name) => {
  const there = test.skipIf(!URLS[name]);
  let proxy: Detour | undefined;
  beforeEach(async () => {
    if (URLS[name]) await SERVICES[name].clear(URLS[name]);
  });
  afterEach(async () => {
    await proxy?.close();
    proxy = undefined;
  });

  there("keeps the contract", () => checkStore(subjectOf(name)));

  there("tells of a refused connection, where it was and without the password; it may pass", async () => {
    const { port } = await new Promise<{ port: number }>((resolve) => {
      const server = createServer().listen(0, "127.0.0.1", () => {
        const address = server.address() as { port: number };
        server.close(() => resolve(address));
      });
    });
    const url = URLS[name].replace(/:\d+\//, `:${port}/`);
    const error = (await sinkOn(url)
      .open(schema, stamp)
      .catch((thrown) => thrown)) as Error;
    expect(error.message).toMatch(new RegExp(`^\\[sink:${name}\\] could not open .*:${port}/.*ECONNREFUSED`));
    expect(error).not.toBeInstanceOf(PermanentError);
    expect(error.message).not.toContain("secret");
  });

  there("fails for now when cut in the middle of a batch, and has it whole after another try", async () => {
    proxy = await proxyTo(URLS[name]);
    const sink = sinkOn(proxy.url);
    await sink.open(schema, stamp);
    let sent = 0;
    proxy.onSend = (bytes) => {
      sent += bytes;
      return sent > 100_000 ? "cut" : "pass";
    };
    const writing = (async () => {
      for (const batch of MANY.slice(0, 10)) await sink.write(batch);
      await sink.flush();
    })();
    const error = (await writing.catch((thrown) => thrown)) as Error;
    expect(error.message).toMatch(/^\[sink:\w+\] could not write to /);
    expect(error).not.toBeInstanceOf(PermanentError);
    await sink.close();
    await store(subjectOf(name).create(), MANY.slice(0, 10));
    expect(await subjectOf(name).read()).toEqual(rowsOf(MANY.slice(0, 10)));
  });

  there("holds its source back while the store is slow, and loses nothing", async () => {
    proxy = await proxyTo(URLS[name]);
    const sink = sinkOn(proxy.url);
    await sink.open(schema, stamp);
    let taken = 0;
    let waiting = () => {};
    const stopped = new Promise<void>((resolve) => {
      waiting = resolve;
    });
    proxy.onSend = () => {
      waiting();
      return "hold";
    };
    const writing = (async () => {
      for (const batch of MANY) {
        await sink.write(batch);
        taken += batch.rows;
      }
      await sink.seal("readings");
    })();
    await stopped;
    for (let turn = 0; turn < 500; turn++) await new Promise((resolve) => setImmediate(resolve));
    expect(taken).toBeLessThanOrEqual(25_000);
    proxy.onSend = () => "pass";
    proxy.release();
    await writing;
    await sink.close();
    expect((await subjectOf(name).read()).length).toBe(rowsOf(MANY).length);
  });
});

describe("what no retry can help", () => {
  const refused = async (url: string, what: RegExp) => {
    const error = (await sinkOn(url)
      .open(schema, stamp)
      .catch((thrown) => thrown)) as Error;
    expect(error).toBeInstanceOf(PermanentError);
    expect(error.message).toMatch(what);
    expect(error.message).not.toMatch(/wrong-password|secret/);
  };
  test.skipIf(!URLS.mysql)("mysql: a wrong password, a database that is not there", async () => {
    await refused(URLS.mysql.replace("secret", "wrong-password"), /check user and password in the URL/);
    await refused(URLS.mysql.replace(/test$/, "none"), /name a database in the URL that exists/);
  });
  test.skipIf(!URLS.postgres)("postgres: a database that is not there", () =>
    refused(URLS.postgres.replace(/postgres$/, "none"), /create the database first/),
  );
  test.skipIf(!URLS.clickhouse)("clickhouse: a wrong password, a database that is not there", async () => {
    await refused(URLS.clickhouse.replace("secret", "wrong-password"), /check user and password in the URL/);
    await refused(URLS.clickhouse.replace(/default$/, "none"), /create the database first/);
  });
  test.skipIf(!URLS.influx)("influx: a database that is not there", async () => {
    const sink = sinkOn(URLS.influx.replace(/test$/, "none"));
    await expect(store(sink, [batchOf(0, 1, { plain: true })])).rejects.toThrow(/database not found.*create it first/);
  });
});

describe.skipIf(!URLS.victoriametrics)("victoriametrics", () => {
  test("takes lines, each sample once; it cannot be asked what it holds", async () => {
    const { origin } = new URL(URLS.victoriametrics.replace("influx+", ""));
    const batch = batchOf(0, 50, { plain: true });
    for (let time = 0; time < 2; time++) await store(sinkOn(URLS.victoriametrics), [batch]);
    await fetch(`${origin}/internal/force_flush`);
    const query = new URLSearchParams({ "match[]": "readings_value" });
    const lines = (await (await fetch(`${origin}/api/v1/export?${query}`)).text()).trim().split("\n");
    const found = lines.flatMap((line) => {
      const { metric, values, timestamps } = JSON.parse(line);
      return values.map((value: number, i: number) => `${metric.id} ${timestamps[i]} ${value}`);
    });
    const expected = rowsOf([batch]).filter(([, , value]) => value !== null);
    expect([...new Set(found)].sort()).toEqual(expected.map(([id, at, value]) => `${id} ${at} ${value}`).sort());
    const forced = sinkOn(URLS.victoriametrics, true).open(schema, stamp);
    await expect(forced).rejects.toThrow(/cannot be asked to delete/);
  });
});

describe.skipIf(!URLS.mongodb)("mongodb", () => {
  test("asks for a time-series collection where the URL does, with entity and time", async () => {
    // the server of the tests has no time series: what it is asked for is looked at on the way
    const link = await proxyTo(URLS.mongodb);
    const sent: Buffer[] = [];
    link.onSend = (_, piece) => {
      sent.push(piece);
      return "pass";
    };
    const sink = sinkOn(`${link.url}?collection=series&timeseries=true`);
    await sink.open({ ...schema, table: "series" }, stamp).catch(() => {});
    await sink.close();
    await link.close();
    const asked = Buffer.concat(sent).toString("latin1");
    expect(asked).toMatch(/create.*series.*timeseries.*timeField.*timestamp.*metaField.*id/s);
  });
});
