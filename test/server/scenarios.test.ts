import { Validator } from "@seriousme/openapi-schema-validator";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { catalogs } from "../../src/catalog.ts";
import { compile } from "../../src/engine/compile.ts";
import type { Clock } from "../../src/engine/pace.ts";
import type { Hosted } from "../../src/server/context.ts";
import { dataAnswer, inventoryAnswer, labelsAnswer, scenarioInfo, scenarioList } from "../../src/server/protocol.ts";
import { rowsOf } from "../support/rows.ts";
import { serverFor } from "./harness.ts";

const NOW = Date.UTC(2024, 0, 10);
const input = {
  name: "plant",
  description: "Pumps",
  zone: "Europe/Berlin",
  origin: "2024-01-01",
  start: "2024-01-02",
  end: "2024-01-03",
  interval: "5m",
  inventory: { count: 30, id: "P%04d", tags: { hall: { choice: ["north", "south"] }, power: { uniform: [1, 5] } } },
  metrics: {
    load: { unit: "kW", decimals: 2, signals: [{ daily: { low: 20, high: 60 } }, { normal: { sd: 5 } }] },
    energy: { unit: "kWh", signals: [{ counter: { perDay: 12 } }] },
  },
  anomalies: [
    {
      id: "step",
      description: "A step",
      metrics: ["load"],
      schedule: { once: { at: "2024-01-02T12:00", length: "3h" } },
      effect: { "level-shift": { by: 30 } },
    },
  ],
  faults: [{ id: "restart", schedule: { random: { rate: "1/1d", length: "20m" } }, effect: { "reboot-gap": {} } }],
};

/** A clock that stands still. */
const still: Clock = { now: () => NOW, sleep: async () => undefined };
const plan = compile(input, catalogs, { now: NOW });
const plant: Hosted = { name: "plant", plan, input, catalogs, inputs: "." };

async function served(setup: Parameters<typeof serverFor>[0] = {}) {
  const server = await serverFor({ clock: still, ...setup });
  server.context.scenarios.set("plant", plant);
  const get = async (path: string) => {
    const answer = await server.app.inject(path);
    return {
      status: answer.statusCode,
      type: String(answer.headers["content-type"]),
      text: answer.body,
      json: () => answer.json(),
    };
  };
  return { ...server, get };
}

const id = (entity: number) => plan.inventory.idOf(entity);

describe("scenarios", () => {
  test("are listed with what is in them", async () => {
    const { get } = await served({ presets: ["waveforms"] });
    const { scenarios } = scenarioList.parse((await get("/v1/scenarios")).json());
    expect(scenarios.map(({ name }) => name)).toEqual(["waveforms", "plant"]);
    const info = scenarioInfo.parse((await get("/v1/scenarios/plant")).json());
    expect(info).toEqual(scenarios[1]);
    expect(info).toMatchObject({
      zone: "Europe/Berlin",
      interval: 300_000,
      entities: 30,
      start: "2024-01-01T23:00:00.000Z",
    });
    expect(info.metrics).toEqual([
      { name: "load", unit: "kW", decimals: 2, rises: false },
      { name: "energy", unit: "kWh", decimals: 3, rises: true },
    ]);
    expect(info.tags[0]).toEqual({ name: "hall", type: "text", values: ["north", "south"] });
    expect(info.anomalies.map((one) => [one.id, one.kind, one.metrics])).toEqual([
      ["step", "level-shift", ["load"]],
      ["restart", "reboot-gap", []],
    ]);
  });

  test("are given as they are: the same plan comes of it, at any time", async () => {
    const { get } = await served();
    const definition = (await get("/v1/scenarios/plant/definition")).json();
    expect(compile(definition, catalogs, { now: 0 }).hash).toBe(plan.hash);
  });

  test("end now where they say so", async () => {
    const { get, context } = await served();
    const moving = { ...input, start: "now-2d", end: "now" };
    context.scenarios.set("moving", {
      ...plant,
      input: moving,
      plan: compile(moving, catalogs, { now: NOW - 86_400_000 }),
    });
    expect((await get("/v1/scenarios/moving")).json()).toMatchObject({
      start: "2024-01-08T00:00:00.000Z",
      end: "2024-01-10T00:00:00.000Z",
    });
  });

  test("that are unknown lead to the one that was meant", async () => {
    const { get } = await served();
    for (const path of ["", "/inventory", "/data", "/labels", "/stream"]) {
      const answer = await get(`/v1/scenarios/plannt${path}`);
      expect([answer.status, answer.json().detail]).toEqual([404, "no scenario `plannt`; did you mean plant?"]);
    }
  });
});

describe("an inventory", () => {
  test("is shown by pages, filters and a part of the id", async () => {
    const { get } = await served();
    const all = inventoryAnswer.parse((await get("/v1/scenarios/plant/inventory")).json());
    expect([all.total, all.entities.map((one) => one.id)]).toEqual([30, Array.from({ length: 30 }, (_, e) => id(e))]);
    const north = all.entities.filter(({ tags }) => tags.hall === "north");
    const page = (await get("/v1/scenarios/plant/inventory?where=hall:north&offset=2&limit=3")).json();
    expect(page).toEqual({ total: north.length, offset: 2, entities: north.slice(2, 5) });
    const part = id(7).slice(2).toLowerCase();
    const found = (await get(`/v1/scenarios/plant/inventory?search=${part}`)).json();
    expect(found.entities.map((one: { id: string }) => one.id)).toContain(id(7));
    expect((await get("/v1/scenarios/plant/inventory?offset=500")).json()).toEqual({
      total: 30,
      offset: 500,
      entities: [],
    });
  });
});

describe("values", () => {
  const readings = rowsOf(plan).filter((row) => row.id === id(4));

  test("of a window without points are its rows", async () => {
    const { get } = await served();
    const answer = dataAnswer.parse((await get(`/v1/scenarios/plant/data?entities=${id(4)}`)).json());
    expect(answer.width).toBe(300_000);
    const [load, energy] = answer.lines;
    const shown = answer.times.flatMap((timestamp, i) =>
      load.values![i] === null ? [] : [{ timestamp, load: load.values![i], energy: energy.values![i] }],
    );
    expect(shown).toEqual(readings.map(({ timestamp, load, energy }) => ({ timestamp, load, energy })));
    expect(answer.times.length).toBeGreaterThan(shown.length);
  });

  test("are drawn to points, with clean twins", async () => {
    const { get } = await served();
    const path = `/v1/scenarios/plant/data?entities=${id(4)},${id(5)}&metrics=load&points=20&clean=1`;
    const answer = dataAnswer.parse((await get(path)).json());
    expect(answer.lines.map((line) => [line.id, line.metric, line.clean, line.approximate])).toEqual([
      [id(4), "load", false, false],
      [id(4), "load", true, false],
      [id(5), "load", false, false],
      [id(5), "load", true, false],
    ]);
    expect(answer.times.length).toBeLessThanOrEqual(21);
    for (const { min, max } of answer.lines)
      expect(min!.every((value, i) => value === null || value <= max![i]!)).toBe(true);
    expect((await get(path)).text).toBe((await get(path)).text);
  });

  test("of groups are told as mean, sum and band", async () => {
    const { get } = await served();
    const ask = async (aggregate: string) =>
      dataAnswer.parse(
        (await get(`/v1/scenarios/plant/data?where=hall:north&metrics=load&points=10&aggregate=${aggregate}`)).json(),
      );
    const [mean, sum, band] = [await ask("mean"), await ask("sum"), await ask("band")];
    expect(mean.lines).toHaveLength(1);
    expect(sum.lines[0].sum![5]! / mean.lines[0].mean![5]!).toBeLessThanOrEqual(mean.entities);
    const { min, p10, median, p90, max } = band.lines[0];
    for (let i = 0; i < band.times.length; i++)
      expect([min, p10, median, p90, max].map((column) => column![i])).toEqual(
        [min, p10, median, p90, max].map((column) => column![i]!).sort((a, b) => a! - b!),
      );
  });

  test("are given as rows of NDJSON and CSV, as a run writes them", async () => {
    const { get } = await served();
    const ndjson = await get(`/v1/scenarios/plant/data?format=ndjson&tags=hall&entities=${id(4)}`);
    expect(ndjson.type).toContain("ndjson");
    const rows = ndjson.text
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(rows.map(({ timestamp, load }) => [Date.parse(timestamp), load])).toEqual(
      readings.map(({ timestamp, load }) => [timestamp, load]),
    );
    expect(Object.keys(rows[0])).toEqual(["timestamp", "id", "hall", "load", "energy"]);
    const csv = await get("/v1/scenarios/plant/data?format=csv&metrics=energy&to=2024-01-02T01:00");
    expect(csv.text.split("\n")[0]).toBe("timestamp,id,energy");
    const drawn = await get("/v1/scenarios/plant/data?format=csv&metrics=load&points=3&aggregate=mean");
    expect(drawn.text.split("\n")[0]).toBe("timestamp,id,metric,clean,approximate,mean");
    const line = JSON.parse(
      (await get("/v1/scenarios/plant/data?format=ndjson&metrics=load&points=3&aggregate=sum")).text.split("\n")[0],
    );
    expect(line).toMatchObject({ id: null, metric: "load", approximate: false });
  });

  test("are refused with every mistake of the question", async () => {
    const { get } = await served();
    const mistakes = async (query: string) => {
      const { status, json } = await get(`/v1/scenarios/plant/data?${query}`);
      expect(status).toBe(422);
      const { detail } = json();
      return typeof detail === "string"
        ? [detail]
        : detail.map(({ loc, msg }: { loc: string[]; msg: string }) => `${loc[1]}: ${msg}`);
    };
    expect(await mistakes("from=2023-01-01&to=yesterday&metrics=lod&aggregate=mean&where=hall")).toEqual([
      expect.stringMatching(/^to: expected an instant/),
      "from: 2022-12-31T23:00:00.000Z is before the origin of all histories at 2023-12-31T23:00:00.000Z",
      "metrics: no metric `lod`; there are load, energy; did you mean load?",
      'where: expected tag:value, found "hall"',
      "points: is missing: a group is drawn to some points",
    ]);
    expect(await mistakes("pionts=5")).toEqual([expect.stringContaining("did you mean points?")]);
    expect(await mistakes("points=0")).toHaveLength(1);
    expect(await mistakes("entities=P9999")).toEqual([expect.stringContaining("no entity `P9999`")]);
    expect(await mistakes("where=hal:north")).toEqual([expect.stringContaining("did you mean hall?")]);
    expect(await mistakes("to=2034-01-01")).toEqual([expect.stringContaining("values are too many for one answer")]);
    expect(await mistakes("from=2024-01-03&to=2024-01-02")).toEqual([
      expect.stringContaining("is not after the begin"),
    ]);
  });
});

describe("the answer key", () => {
  test("tells what lasts in a window", async () => {
    const { get } = await served();
    const answer = labelsAnswer.parse(
      (await get(`/v1/scenarios/plant/labels?entities=${id(4)}&from=2024-01-02T13:00&to=2024-01-02T14:00`)).json(),
    );
    expect(answer).toMatchObject({ more: false, measured: true });
    const step = answer.labels.find(({ name }) => name === "step")!;
    expect(step).toMatchObject({
      id: id(4),
      kind: "level-shift",
      metric: "load",
      onset: "2024-01-02T11:00:00.000Z",
      end: "2024-01-02T14:00:00.000Z",
    });
    expect(step.severity_achieved).toBeDefined();
    const few = (await get("/v1/scenarios/plant/labels?limit=3")).json();
    expect([few.labels.length, few.more]).toEqual([3, true]);
  });
});

describe("a scenario that is sent", () => {
  const yaml = `name: mine
inventory: { count: 3 }
origin: 2024-01-01
start: 2024-01-01
end: 2024-01-02
metrics:
  load:
    signals:
      - sine: { period: 1h }
`;
  const post = (server: Awaited<ReturnType<typeof served>>, body: string, type = "application/yaml") =>
    server.app.inject({ method: "POST", url: "/v1/scenarios", headers: { "content-type": type }, payload: body });

  test("is hosted under the same name each time, and forgotten an hour after its last use", async () => {
    let now = NOW;
    const server = await served({ clock: { now: () => now, sleep: async () => undefined } });
    const first = await post(server, yaml);
    expect(first.statusCode).toBe(201);
    const { name, expires } = scenarioInfo.parse(first.json());
    expect(first.headers.location).toBe(`/v1/scenarios/${name}`);
    expect(expires).toBe("2024-01-10T01:00:00.000Z");
    expect((await post(server, yaml)).json().name).toBe(name);
    now += 50 * 60_000;
    expect((await server.get(`/v1/scenarios/${name}/data?points=5`)).status).toBe(200);
    now += 50 * 60_000;
    expect((await server.get(`/v1/scenarios/${name}`)).status).toBe(200);
    now += 61 * 60_000;
    expect((await server.get(`/v1/scenarios/${name}`)).status).toBe(404);
  });

  test("may be JSON, and can be deleted; others cannot", async () => {
    const server = await served();
    const answer = await post(server, JSON.stringify({ ...input, name: "json" }), "application/json");
    expect(answer.statusCode).toBe(201);
    const remove = (name: string) => server.app.inject({ method: "DELETE", url: `/v1/scenarios/${name}` });
    expect((await remove(answer.json().name)).statusCode).toBe(204);
    expect((await remove(answer.json().name)).statusCode).toBe(404);
    expect((await remove("plant")).statusCode).toBe(403);
  });

  test("is refused with the place of every mistake", async () => {
    const server = await served();
    const answer = await post(server, yaml.replace("sine", "sinne").replace("count: 3", "count: x"));
    expect(answer.statusCode).toBe(422);
    expect(answer.json().detail).toEqual([
      expect.objectContaining({
        line: 9,
        column: 9,
        hint: "sine",
        loc: ["body", "metrics", "load", "signals", 0, "sinne"],
      }),
      expect.objectContaining({ line: 2, loc: ["body", "inventory", "count"] }),
    ]);
    const syntax = await post(server, "{", "application/json");
    expect(syntax.json().detail[0]).toMatchObject({ line: 1, column: 2 });
  });

  test("reads no files", async () => {
    const server = await served();
    for (const inventory of ["{ from: package.json }", "{ tags: { model: { catalog: /etc/passwd } } }"]) {
      const answer = await post(server, yaml.replace("{ count: 3 }", inventory));
      expect([answer.statusCode, answer.body]).toEqual([
        422,
        expect.stringContaining("files cannot be read from here"),
      ]);
    }
  });

  test.each([
    ["too many entities", yaml.replace("count: 3", "count: 900000000")],
    ["too many signals", yaml.replace("- sine: { period: 1h }", "- sine: { period: 1h }\n      ".repeat(300))],
    [
      "a crowd of faults",
      `${yaml}interval: 1h\nfaults:\n  - { id: x, schedule: { random: { rate: 5000/1m, length: 1m } }, effect: { stuck: {} } }\n`,
    ],
    [
      "metrics that read very far",
      `${yaml}  far:\n    signals:\n      - moving-average: { of: load, window: 400000m }\n  farther:\n    signals:\n      - moving-average: { of: far, window: 400000m }\n`,
    ],
  ])("is refused with %s", async (_, text) => {
    const answer = await post(await served(), text);
    expect(answer.statusCode).toBe(422);
  });

  test("finds room for so many", async () => {
    const server = await served({ limits: { scenarios: 2 } });
    const codes = [];
    for (const seed of [1, 2, 3]) codes.push((await post(server, `${yaml}seed: ${seed}\n`)).statusCode);
    expect(codes).toEqual([201, 201, 503]);
  });
});

test("the OpenAPI document is valid with all of these", async () => {
  const { get } = await served();
  const document = (await get("/openapi.json")).json();
  expect(await new Validator().validate(document)).toEqual({ valid: true });
  expect(Object.keys(document.paths)).toEqual(expect.arrayContaining(["/v1/scenarios", "/v1/scenarios/{name}/data"]));
});

test("no question makes it fail", async () => {
  const { get } = await served();
  const word = fc.oneof(
    fc.constantFrom(
      "",
      "now",
      "now-1h",
      "2024-01-02",
      "-1",
      "0",
      "1",
      "5",
      "1e9",
      "NaN",
      "Infinity",
      "load",
      "energy,load",
      "hall:north",
      "hall:",
      "[",
      '["P0001"]',
      "{}",
      '{"hall":["north"]}',
      '{"hall":null}',
      "mean",
      "band",
      "lttb",
      "csv",
      "ndjson",
      "true",
      "null",
      "\u0000",
      "%",
    ),
    fc.string({ maxLength: 12 }),
  );
  const name = fc.oneof(
    {
      weight: 9,
      arbitrary: fc.constantFrom(
        "from",
        "to",
        "points",
        "entities",
        "where",
        "metrics",
        "mode",
        "aggregate",
        "clean",
        "tags",
        "format",
        "limit",
        "offset",
        "search",
      ),
    },
    { weight: 1, arbitrary: fc.string({ maxLength: 8 }) },
  );
  const path = fc.constantFrom("data", "labels", "inventory", "");
  await fc.assert(
    fc.asyncProperty(path, fc.array(fc.tuple(name, word), { maxLength: 4 }), async (to, pairs) => {
      const query = pairs.map(([key, value]) => `${encodeURIComponent(key)}=${encodeURIComponent(value)}`).join("&");
      const { status } = await get(`/v1/scenarios/plant/${to}?${query}`);
      expect(status).toBeLessThan(500);
    }),
    { numRuns: 500, seed: 1 },
  );
});

test("no text makes it fail", async () => {
  const { app } = await served({ limits: { scenarios: 100_000 } });
  const good = JSON.stringify(input);
  const broken = fc
    .tuple(
      fc.nat(good.length),
      fc.nat(6),
      fc.oneof(fc.string({ maxLength: 6 }), fc.constantFrom("{", "[", "null", "-1", "1e999", '"__proto__"')),
    )
    .map(([at, length, text]) => good.slice(0, at) + text + good.slice(at + length));
  await fc.assert(
    fc.asyncProperty(
      fc.oneof(broken, fc.string()),
      fc.constantFrom("application/json", "text/yaml"),
      async (payload, type) => {
        const answer = await app.inject({
          method: "POST",
          url: "/v1/scenarios",
          headers: { "content-type": type },
          payload,
        });
        expect(answer.statusCode).toBeLessThan(500);
      },
    ),
    { numRuns: 150, seed: 1 },
  );
});
