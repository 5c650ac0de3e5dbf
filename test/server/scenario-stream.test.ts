import { describe, expect, test } from "vitest";
import { WebSocket } from "ws";
import { catalogs } from "../../src/catalog.ts";
import { compile } from "../../src/engine/compile.ts";
import type { Clock } from "../../src/engine/pace.ts";
import { rowsOf } from "../support/rows.ts";
import { listening, serverFor } from "./harness.ts";

const NOW = Date.UTC(2024, 0, 2);
const input = {
  name: "plant",
  origin: "2024-01-01",
  start: "2024-01-02",
  end: "2024-01-02",
  interval: "10s",
  inventory: { count: 3, tags: { hall: { choice: ["north", "south"] } } },
  metrics: {
    load: { decimals: 1, signals: [{ normal: { mean: 50, sd: 5 } }] },
    heat: { signals: [{ walk: { sd: 1 } }] },
  },
};
const plan = compile(input, catalogs, { now: NOW });
const plant = { name: "plant", plan, input, catalogs, inputs: "." };
const expected = rowsOf(plan).map(({ timestamp, id, load }) => ({
  timestamp: new Date(timestamp as number).toISOString(),
  id,
  load,
}));
const plain = (row: Record<string, unknown>) => ({
  ...row,
  timestamp: new Date(row.timestamp as string).toISOString(),
});

/** A clock that moves only when somebody sleeps: time is over as soon as it is waited for. */
function hasty(): Clock & { slept: number[] } {
  let now = NOW;
  const slept: number[] = [];
  return {
    slept,
    now: () => now,
    async sleep(ms) {
      slept.push(ms);
      await new Promise((resolve) => setImmediate(resolve));
      now += ms;
    },
  };
}

async function streamed(path: string, headers: Record<string, string> = {}, clock: Clock = hasty()) {
  const { app, context } = await serverFor({ clock });
  context.scenarios.set("plant", plant);
  const answer = await app.inject({ url: `/v1/scenarios/plant/stream?${path}`, headers });
  return { status: answer.statusCode, type: String(answer.headers["content-type"]), text: answer.body };
}

const rowsIn = (text: string) =>
  text
    .trimEnd()
    .split("\n")
    .map((line) => plain(JSON.parse(line)));

describe("a stream of a scenario", () => {
  test("has the rows that a run writes, each when it is due", async () => {
    const clock = hasty();
    const { text, type } = await streamed("metrics=load&to=2024-01-02T00:02:00Z", {}, clock);
    expect(type).toContain("ndjson");
    expect(rowsIn(text)).toEqual(expected.slice(0, 36));
    // twelve ticks, the first at once
    expect(clock.slept.reduce((sum, ms) => sum + ms, 0)).toBe(110_000);
  });

  test("of many entities comes in pieces, and an event's id with the last row of its tick", async () => {
    const crowd = compile({ ...input, inventory: { count: 9000 } }, catalogs, { now: NOW });
    const { app, context } = await serverFor({ clock: hasty(), limits: { "client-rows": 10_000 } });
    context.scenarios.set("crowd", { ...plant, name: "crowd", plan: crowd });
    const { body } = await app.inject("/v1/scenarios/crowd/stream?to=2024-01-02T00:00:30Z&format=sse");
    const events = body.split("\n\n").slice(1, -1);
    expect(events).toHaveLength(3 * 9000);
    const marked = events.flatMap((event, i) => (event.startsWith("id: ") ? [i] : []));
    expect(marked).toEqual([8999, 17_999, 26_999]);
    expect((await app.inject("/metrics")).body).toMatch(/^fauxmetry_rows_total 27000$/m);
  });

  test("begins at an instant as if that were now, and as fast as is asked", async () => {
    const clock = hasty();
    const { text } = await streamed("metrics=load&from=2024-01-02T01:00Z&to=2024-01-02T01:01Z&speed=10", {}, clock);
    expect(rowsIn(text)).toEqual(expected.slice(3 * 360, 3 * 366));
    expect(clock.slept.reduce((sum, ms) => sum + ms, 0)).toBe(5000);
    const { text: all } = await streamed("metrics=load&from=2024-01-02&to=2024-01-02&speed=max", {}, clock);
    expect(rowsIn(all)).toEqual(expected);
    expect(clock.slept.reduce((sum, ms) => sum + ms, 0)).toBe(5000);
  });

  test("continues after the last event that a client has had", async () => {
    const path = "metrics=load&from=2024-01-02&to=2024-01-02T00:02:00Z&speed=max&format=sse";
    const { text, type } = await streamed(path);
    expect(type).toContain("text/event-stream");
    const events = text.split("\n\n").filter((event) => event.includes("data:"));
    const rows = events.map((event) => plain(JSON.parse(/^data: (.*)$/m.exec(event)![1])));
    expect(rows).toEqual(expected.slice(0, 36));
    const ids = events.flatMap((event) => /^id: (.*)$/m.exec(event)?.[1] ?? []);
    expect(ids).toHaveLength(12);
    const rest = await streamed(path, { "last-event-id": ids[4] });
    expect(rest.text.split("\n\n").filter((event) => event.includes("data:"))).toEqual(events.slice(15));
    expect((await streamed(path, { "last-event-id": ids[11] })).status).toBe(204);
    expect((await streamed(path, { "last-event-id": "x" })).status).toBe(422);
  });

  test("sends a live client that comes back what it has missed, at once", async () => {
    const clock = hasty();
    const missed = plan.grid.tickAt(NOW) - 3;
    const { text } = await streamed(
      "metrics=load&format=sse&to=2024-01-02T00:00:20Z",
      { "last-event-id": `${missed}@0` },
      clock,
    );
    expect(text.match(/^id:/gm)).toHaveLength(4);
    expect(clock.slept.reduce((sum, ms) => sum + ms, 0)).toBe(10_000);
  });

  test("shows chosen entities, tags and clean twins, as CSV if wanted", async () => {
    const id = plan.inventory.idOf(1);
    const { text } = await streamed(
      `entities=${id}&tags=hall&metrics=load&clean=1&format=csv&speed=max&to=2024-01-02T00:00:30Z`,
    );
    const [head, ...lines] = text.trimEnd().split("\n");
    expect(head).toBe("timestamp,id,hall,load,clean.load");
    expect(lines).toHaveLength(3);
    expect(lines.every((line) => line.includes(id))).toBe(true);
  });

  test.each(["speed=0", "from=2023-01-01", "from=x", "metrics=lod", "where=hal:x", "format=plain", "speeed=1"])(
    "is refused with %s",
    async (query) => {
      expect((await streamed(query)).status).toBe(422);
    },
  );

  test("is sent as messages of a WebSocket too", async () => {
    const { url, context } = await listening();
    context.scenarios.set("plant", plant);
    const address = `${url.replace("http", "ws")}/v1/scenarios/plant/stream?metrics=load&from=2024-01-02&to=2024-01-02T00:01:00Z&speed=max`;
    const messages: string[] = [];
    await new Promise<void>((resolve, reject) => {
      const socket = new WebSocket(address);
      socket.on("message", (message) => messages.push(String(message)));
      socket.on("close", () => resolve());
      socket.on("error", reject);
    });
    expect(rowsIn(messages.map((one) => one.trimEnd()).join("\n"))).toEqual(expected.slice(0, 18));
  });

  test("of a scenario in the body needs no host", async () => {
    const { app, context } = await serverFor({ clock: hasty() });
    const answer = await app.inject({
      method: "POST",
      url: "/v1/scenarios/stream?metrics=load&from=2024-01-02&to=2024-01-02T00:01:00Z&speed=max",
      headers: { "content-type": "application/json" },
      payload: JSON.stringify(input),
    });
    expect(rowsIn(answer.body)).toEqual(expected.slice(0, 18));
    expect(context.scenarios.size).toBe(0);
  });
});

test("rows that come late stand where they arrive, and events count on", async () => {
  const late = {
    ...input,
    faults: [
      {
        id: "late",
        schedule: { random: { rate: "20/1h", length: "1m" } },
        effect: { late: { delay: ["10s", "40s"] } },
      },
    ],
  };
  const { app, context } = await serverFor({ clock: hasty() });
  context.scenarios.set("late", { ...plant, name: "late", plan: compile(late, catalogs, { now: NOW }) });
  const path = "/v1/scenarios/late/stream?metrics=load&from=2024-01-02&to=2024-01-02T02:00:00Z&speed=max&format=sse";
  const { body } = await app.inject(path);
  const ids = [...body.matchAll(/^id: (\d+)@/gm)].map(([, tick]) => Number(tick));
  expect(ids).toEqual([...new Set(ids)].sort((a, b) => a - b));
  const times = [...body.matchAll(/"timestamp":"([^"]+)"/g)].map(([, time]) => time);
  expect(times).not.toEqual([...times].sort());
});
