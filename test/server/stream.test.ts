import { connect } from "node:net";
import { gunzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { WebSocket } from "ws";
import { handClock } from "./clock.ts";
import { listening, serverFor } from "./harness.ts";

const NOON = Date.UTC(2026, 2, 1, 12);

/** Text of an answer as it comes. */
function reading(answer: Response) {
  const reader = answer.body!.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  return {
    /** Waits for so many lines and returns them. */
    async lines(count: number): Promise<string[]> {
      for (;;) {
        const lines = text.split("\n");
        if (lines.length > count) {
          text = lines.slice(count).join("\n");
          return lines.slice(0, count);
        }
        const { value, done } = await reader.read();
        if (done) throw new Error(`ended after ${JSON.stringify(text)}`);
        text += value;
      }
    },
    ended: async () => (await reader.read()).done,
    cancel: () => reader.cancel(),
  };
}

async function figure(app: { inject(path: string): Promise<{ body: string }> }, name: string): Promise<number> {
  const { body } = await app.inject("/metrics");
  return Number(new RegExp(`^${name} (.*)$`, "m").exec(body)?.[1]);
}

describe("formats", () => {
  const cases: [query: string, accept: string | undefined, type: string, body: string][] = [
    ["", undefined, "text/plain", "0.000\n0.501\n"],
    ["", "*/*", "text/plain", "0.000\n0.501\n"],
    ["&labels=1", undefined, "text/plain", "0.000 0\n0.501 0\n"],
    [
      "",
      "application/x-ndjson",
      "application/x-ndjson",
      '{"timestamp":"2020-01-01T00:00:00Z","value":0}\n{"timestamp":"2020-01-01T00:00:01Z","value":0.501}\n',
    ],
    ["&format=csv", "text/plain", "text/csv", "timestamp,value\n2020-01-01T00:00:00Z,0\n2020-01-01T00:00:01Z,0.501\n"],
    [
      "",
      "text/html;q=0.1, text/event-stream",
      "text/event-stream",
      ':\n\nid: 0@1577836800000\ndata: {"timestamp":"2020-01-01T00:00:00Z","value":0}\n\nid: 1@1577836801000\ndata: {"timestamp":"2020-01-01T00:00:01Z","value":0.501}\n\n',
    ],
  ];
  test.each(cases)("query `%s` with Accept %s is %s", async (query, accept, type, body) => {
    const { app } = await serverFor();
    const headers = accept === undefined ? {} : { accept };
    const answer = await app.inject({ url: `/sine?start=2020-01-01&interval=0&count=2${query}`, headers });
    expect(answer.headers["content-type"]).toContain(type);
    expect(answer.body).toBe(body);
  });

  test("labels tell which values are anomalies, of which kind, and what they would be", async () => {
    const { app } = await serverFor();
    for (const path of ["/random-square?minimum_interval=2&maximum_interval=2", "/v1/anomalies/level-shift?by=5"]) {
      const url = `${path}&interval=0&count=600&labels=1&format=ndjson&start=2020-01-02`;
      const rows = (await app.inject(url)).body
        .trimEnd()
        .split("\n")
        .map((line) => JSON.parse(line));
      const off = rows.filter((row) => row.is_anomaly);
      expect(off.length).toBeGreaterThan(5);
      expect(off.every((row) => row.anomaly_kinds === path.split(/[/?]/).at(-2) && row.value !== row.clean)).toBe(true);
      expect(
        rows.filter((row) => !row.is_anomaly).every((row) => row.anomaly_kinds === null && row.value === row.clean),
      ).toBe(true);
    }
  });

  test("gzip where it is asked for, row by row", async () => {
    const { app, url } = await listening();
    const headers = { "accept-encoding": "gzip" };
    const whole = await app.inject({ url: "/sine?interval=0&count=3", headers });
    expect(whole.headers["content-encoding"]).toBe("gzip");
    expect(gunzipSync(whole.rawPayload).toString()).toBe("0.000\n0.501\n0.995\n");
    const answer = await fetch(`${url}/sine?interval=1000`, { headers });
    const stream = reading(answer);
    expect(await stream.lines(1)).toEqual(["0.000"]);
    await stream.cancel();
  });
});

describe("pace", () => {
  test("the first value comes at once, each other when it is due, however late the one before was", async () => {
    const clock = handClock(NOON);
    const { url } = await listening({ clock });
    const stream = reading(await fetch(`${url}/sine?interval=2&format=csv`));
    expect(await stream.lines(2)).toEqual(["timestamp,value", "2026-03-01T12:00:00Z,0"]);
    await clock.advance(1999);
    await clock.advance(1.5);
    expect(await stream.lines(1)).toEqual(["2026-03-01T12:00:02Z,0.501"]);
    await clock.advance(3600);
    // three fall due while the clock jumps: all of them come
    await clock.advance(4400);
    expect(await stream.lines(3)).toEqual([
      "2026-03-01T12:00:04Z,0.995",
      "2026-03-01T12:00:06Z,1.472",
      "2026-03-01T12:00:08Z,1.927",
    ]);
    await stream.cancel();
  });

  test("a signal of the catalog stands on the grid, and keeps to it", async () => {
    const clock = handClock(NOON + 700);
    const { url } = await listening({ clock });
    const stream = reading(await fetch(`${url}/v1/signals/constant?value=5&interval=10s&format=csv`));
    expect(await stream.lines(2)).toEqual(["timestamp,value", "2026-03-01T12:00:00Z,5"]);
    await clock.advance(9300);
    expect(await stream.lines(1)).toEqual(["2026-03-01T12:00:10Z,5"]);
    await stream.cancel();
  });

  test("time can run faster", async () => {
    const clock = handClock(NOON);
    const { url } = await listening({ clock });
    const stream = reading(await fetch(`${url}/sine?interval=60&speed=60&format=csv&start=2024-01-01`));
    await stream.lines(2);
    await clock.advance(3000);
    expect((await stream.lines(3)).at(-1)).toContain("2024-01-01T00:03:00Z");
    await stream.cancel();
  });

  test("a stream ends after `count` or `duration`", async () => {
    const { app } = await serverFor();
    const rows = async (query: string) =>
      (await app.inject(`/sine?interval=0&${query}`)).body.trimEnd().split("\n").length;
    expect(await rows("count=7")).toBe(7);
    expect(await rows("duration=7")).toBe(7);
    expect(await rows("duration=1m")).toBe(60);
    expect(await rows("duration=1m&count=9")).toBe(9);
    const slow = await app.inject("/sine?interval=10&speed=max&duration=25s");
    expect(slow.body.trimEnd().split("\n")).toHaveLength(3);
  });
});

describe("resume", () => {
  test.each(["/normal", "/clustered", "/v1/signals/walk?sd=1&per=1h"])(
    "%s continues after the last event",
    async (path) => {
      const clock = handClock(NOON);
      const { url } = await listening({ clock });
      const ask = async (id?: string) => {
        const headers: Record<string, string> = { accept: "text/event-stream" };
        if (id) headers["last-event-id"] = id;
        return reading(await fetch(`${url}${path}`, { headers }));
      };
      const whole = await ask();
      await whole.lines(5);
      const cut = await ask();
      const first = await cut.lines(5);
      await cut.cancel();
      await clock.advance(5000);
      const later = await ask(/^id: (.*)$/.exec(first[2])![1]);
      await later.lines(2);
      // what it has missed comes at once, as it was
      expect(await later.lines(15)).toEqual(await whole.lines(15));
      await clock.advance(1000);
      expect(await later.lines(3)).toEqual(await whole.lines(3));
      await Promise.all([whole.cancel(), later.cancel()]);
    },
  );

  test("there is nothing after the last event, and an EventSource stops asking", async () => {
    const { app } = await serverFor();
    const url = "/sine?interval=0&count=3&format=sse&start=2024-01-01";
    const { body } = await app.inject(url);
    const ids = [...body.matchAll(/^id: (.*)$/gm)].map(([, id]) => id);
    const next = (id: string) => app.inject({ url, headers: { "last-event-id": id } });
    expect(body.endsWith((await next(ids[0])).body.slice(3))).toBe(true);
    expect((await next(ids[2])).statusCode).toBe(204);
    expect((await next("x")).json().detail[0].msg).toContain("expected the id of an event");
  });
});

describe("WebSocket", () => {
  const messages = (url: string) =>
    new Promise<{ rows: string[]; code: number }>((resolve, reject) => {
      const rows: string[] = [];
      const socket = new WebSocket(url.replace("http", "ws"));
      socket.on("message", (row) => rows.push(String(row)));
      socket.on("close", (code) => resolve({ rows, code }));
      socket.on("error", reject);
    });

  test("a row a message", async () => {
    const { url } = await listening();
    const { rows, code } = await messages(`${url}/sine?interval=0&count=20000&format=plain`);
    expect(code).toBe(1000);
    expect(rows).toHaveLength(20_000);
    expect(rows.slice(0, 3)).toEqual(["0.000", "0.501", "0.995"]);
    const signal = await messages(`${url}/v1/signals/constant?value=5&interval=0&count=1&start=2024-01-01`);
    expect(signal.rows).toEqual(['{"timestamp":"2024-01-01T00:00:00Z","value":5}']);
  });

  test("a mistake is answered before the connection is one", async () => {
    const { url } = await listening();
    await expect(messages(`${url}/normal?std_dev=-1`)).rejects.toThrow("422");
  });

  test("a second stream of a client that may have one is closed at once", async () => {
    const { url } = await listening({ limits: { "client-streams": 1 } });
    const first = reading(await fetch(`${url}/sine?interval=1000`));
    await first.lines(1);
    expect((await messages(`${url}/sine`)).code).toBe(1013);
    await first.cancel();
  });
});

describe("limits", () => {
  test("streams of one client, and of all", async () => {
    for (const [limits, status] of [
      [{ "client-streams": 2 }, 429],
      [{ streams: 2 }, 503],
    ] as const) {
      const { url } = await listening({ limits });
      const open = [await fetch(`${url}/sine?interval=1000`), await fetch(`${url}/sine?interval=1000`)].map(reading);
      for (const one of open) await one.lines(1);
      const refused = await fetch(`${url}/sine`);
      expect(refused.status).toBe(status);
      expect(refused.headers.get("retry-after")).toBe("10");
      expect(((await refused.json()) as { detail: string }).detail).toMatch(/^2 streams/);
      for (const one of open) await one.cancel();
    }
  });

  test("rows a second of one client", async () => {
    const clock = handClock(NOON);
    const { app, url } = await listening({ clock, limits: { "client-rows": 100 } });
    const stream = reading(await fetch(`${url}/sine?interval=0`));
    await stream.lines(100);
    expect(await figure(app, "fauxmetry_rows_total")).toBe(100);
    await clock.advance(500);
    await stream.lines(50);
    expect(await figure(app, "fauxmetry_rows_total")).toBe(150);
    await stream.cancel();
  });

  test("requests a minute, and the size of a body", async () => {
    const { app } = await serverFor({ limits: { requests: 2, body: 10 } });
    for (const expected of [200, 200, 429]) expect((await app.inject("/sine?count=1")).statusCode).toBe(expected);
    expect((await app.inject("/healthz")).statusCode).toBe(200);
  });
});

describe("clients", () => {
  test("one that never reads is sent no more than buffers hold", async () => {
    const { app, url } = await listening();
    const { hostname, port } = new URL(url);
    const socket = connect(Number(port), hostname);
    socket.write("GET /sine?interval=0 HTTP/1.1\r\nhost: x\r\n\r\n");
    socket.pause();
    let rows = -1;
    // until nothing is made any more
    for (let last = -2; rows !== last || rows <= 0; ) {
      last = rows;
      await new Promise((resolve) => setTimeout(resolve, 50));
      rows = await figure(app, "fauxmetry_rows_total");
    }
    // six bytes a row; the system's buffers of a socket hold some megabytes
    expect(rows * 6).toBeLessThan(50e6);
    // meanwhile others are answered
    expect((await app.inject("/sine?interval=0&count=3")).body).toBe("0.000\n0.501\n0.995\n");
    socket.destroy();
  });

  test("streams that were dropped leave nothing open", async () => {
    const { app, url } = await listening();
    for (let i = 0; i < 10; i++) {
      const open = await Promise.all(Array.from({ length: 10 }, () => fetch(`${url}/sine?interval=1000`)));
      expect(await figure(app, "fauxmetry_streams")).toBe(10);
      await Promise.all(open.map((answer) => answer.body!.cancel()));
      while ((await figure(app, "fauxmetry_streams")) > 0) await new Promise((resolve) => setImmediate(resolve));
    }
  });

  test("open streams end when the server shuts down", async () => {
    const { url, stop } = await listening();
    const streams = [await fetch(`${url}/sine?interval=1000`), await fetch(`${url}/v1/signals/constant?value=1`)].map(
      reading,
    );
    for (const one of streams) await one.lines(1);
    const socket = new WebSocket(`${url.replace("http", "ws")}/sine?interval=1000`);
    const closed = new Promise((resolve) => socket.on("close", resolve));
    await new Promise((resolve) => socket.on("message", resolve));
    await stop();
    for (const one of streams) expect(await one.ended()).toBe(true);
    expect(await closed).toBe(1001);
  });
});
