import fc from "fast-check";
import { expect, test } from "vitest";
import { series } from "../../src/server/series/index.ts";
import { listening, serverFor } from "./harness.ts";

const mistakes: [path: string, place: string, reason: string][] = [
  ["/normal?std_dev=-1", "std_dev", "expected a number of at least 0; found -1"],
  ["/uniform?min_val=nan", "min_val", 'expected a number; found "nan"'],
  ["/uniform?max_val=inf", "max_val", 'expected a number; found "inf"'],
  ["/uniform?max_val=1e999", "max_val", "expected a number"],
  ["/uniform?min_val=3&max_val=1", "min_val", "found 3, above max_val 1"],
  ["/exponential?scale=-1", "scale", "at least 0"],
  ["/sine?sample_rate=0", "sample_rate", "at least 1"],
  ["/sine?amplitude=1e300", "amplitude", "at most 1000000000000"],
  ["/sine?interval=-1", "interval", "at least 0"],
  ["/sine?interval=soon", "interval", "expected"],
  ["/sine?freqency=2", "freqency", "did you mean frequency?"],
  ["/sine?count=0", "count", "at least 1"],
  ["/sine?count=2&count=3", "count", "is given 2 times"],
  ["/sine?start=2019-12-31", "start", "from 2020-01-01 on"],
  ["/sine?start=1e15&interval=1e9", "start", "beyond the year 275760"],
  ["/sine?format=xml", "format", "expected plain, ndjson, sse or csv"],
  ["/sine?speed=0", "speed", "above 0"],
  ["/random?anomaly_probability=2", "anomaly_probability", "at most 1"],
  ["/anomalies/random-square?minimum_interval=50.5", "minimum_interval", "whole number"],
  [
    "/random-square?min_anomaly_duration=7&max_anomaly_duration=6",
    "min_anomaly_duration",
    "above max_anomaly_duration",
  ],
  ["/clustered?start=1e12", "start", "anomalies after the first sample"],
  ["/periodic-spike?spike_interval=0", "spike_interval", "at least 1"],
  ["/count-per-duration?num_anomalies=3601", "num_anomalies", "at most 3600"],
  ["/count-per-duration?num_anomalies=31&compat=1", "num_anomalies", "at most 30"],
  ["/v1/signals/sine", "period", "is missing"],
  ["/v1/signals/sine?period=1h&amplitud=2", "amplitud", "did you mean amplitude?"],
  ["/v1/signals/uniform?min=2&max=1", "min", "above max 1"],
  ["/v1/signals/sine?period=1h&interval=0.0001", "interval", "whole milliseconds"],
  [
    '/v1/signals/scale?base={"replay":{"from":"/etc/passwd","column":"x","every":"1s"}}',
    "base",
    "files cannot be read",
  ],
  ['/v1/anomalies/spike?schedule={"randm":{}}', "schedule", "did you mean random?"],
  [
    '/v1/anomalies/permanent-step?schedule={"random":{"rate":"1/1m","length":"1s"}}',
    "schedule",
    "more than 1000 times",
  ],
];

test.each(mistakes)("%s is refused at %s before the first byte", async (path, place, reason) => {
  const { app } = await serverFor();
  const answer = await app.inject(path);
  expect(answer.statusCode).toBe(422);
  const { detail } = answer.json() as { detail: { loc: unknown[]; msg: string }[] };
  const found = detail.find(({ loc }) => loc[1] === place);
  expect(found?.msg).toContain(reason);
});

test("rows that cannot be written are refused before the first byte as well", async () => {
  const { app } = await serverFor();
  const answer = await app.inject("/v1/signals/growth?growth.start=1e9&by=1&per=1d&interval=0&count=3");
  expect(answer.statusCode).toBe(422);
  expect(answer.json().detail).toContain("the metric `value`");
});

test("what is known only by going through all since a far origin is refused rather than begun", async () => {
  const { app } = await serverFor();
  const told = /is known only by going through [\d,]+ ticks before, at most 5,000,000/;
  for (const path of ["/v1/signals/stock", "/v1/signals/stock?capacity=1e9"])
    expect((await app.inject(path)).json().detail).toMatch(told);
  expect((await app.inject("/v1/signals/stock?capacity=100&count=1&interval=0")).statusCode).toBe(200);
  const far =
    "name: x\norigin: 1990-01-01\nstart: 2024-01-01\nend: 2024-01-02\ninterval: 1s\nmetrics: { level: { signals: [{ stock: {} }] } }";
  const sent = await app.inject({
    method: "POST",
    url: "/v1/scenarios",
    payload: far,
    headers: { "content-type": "application/yaml" },
  });
  expect(sent.statusCode).toBe(422);
  expect(sent.json().detail).toMatch(told);
});

test("a client that asks for nonsense keeps nobody from being answered", async () => {
  const { url } = await listening();
  const nonsense = [
    "/normal?std_dev=-1",
    "/uniform?min_val=nan",
    "/exponential?scale=-1",
    "/periodic-spike?spike_interval=0",
  ];
  for (const path of nonsense) expect((await fetch(url + path)).status).toBe(422);
  expect(await (await fetch(`${url}/sine?interval=0&count=1`)).text()).toBe("0.000\n");
});

// what breaks parsers, and what is nearly right
const text = fc.oneof(
  fc.string({ maxLength: 20 }),
  fc.string({ unit: "binary", maxLength: 20 }),
  fc.constantFrom(
    "nan",
    "-0",
    "1e308",
    "-1e999",
    "0x10",
    "null",
    "{}",
    "[",
    '{"a":',
    "__proto__",
    "now-1d",
    "9007199254740993",
  ),
  fc.double().map(String),
  fc.integer().map(String),
  fc.json({ maxDepth: 3 }),
);
const names = [
  "seed",
  "start",
  "count",
  "duration",
  "interval",
  "speed",
  "format",
  "labels",
  "compat",
  "amplitude",
  "frequency",
  "base",
  "schedule",
  "by",
  "period",
  "min",
  "max",
  "__proto__",
  "constructor",
];
const own = Object.values(series).flatMap(({ options }) => Object.keys(options.shape));
const query = fc.array(fc.tuple(fc.oneof(fc.constantFrom(...names, ...own), fc.string({ maxLength: 12 })), text), {
  maxLength: 5,
});
const path = fc.oneof(
  {
    weight: 12,
    arbitrary: fc.constantFrom(...Object.keys(series).flatMap((type) => [`/${type}`, `/anomalies/${type}`])),
  },
  {
    weight: 1,
    arbitrary: fc
      .constantFrom("sine", "uniform", "clamp", "walk", "counter", "lag")
      .map((type) => `/v1/signals/${type}`),
  },
  { weight: 1, arbitrary: fc.constantFrom("spike", "missing", "reversed").map((type) => `/v1/anomalies/${type}`) },
  {
    weight: 1,
    arbitrary: fc.string({ maxLength: 20 }).map((text) => `/${encodeURI(text.replace(/[\uD800-\uDFFF]/g, "?"))}`),
  },
);

test("ten thousand requests of any kind: each is answered, none fails", async () => {
  const { app } = await serverFor();
  const escaped = (text: string) => encodeURIComponent(text.replace(/[\uD800-\uDFFF]/g, "?"));
  await fc.assert(
    fc.asyncProperty(
      path,
      query,
      fc.constantFrom("GET", "POST", "HEAD", "DELETE"),
      fc.string({ maxLength: 30 }),
      async (path, query, method, id) => {
        const texts = query.map(([name, value]) => `${escaped(name)}=${escaped(value)}`);
        // what is asked last is refused with the rest if it was asked before; otherwise the answer has an end
        const url = `${path}?${[...texts, "count=2", "speed=max"].join("&")}`;
        const headers = method === "DELETE" ? { "last-event-id": id.replace(/[^\x20-\x7e]/g, "") } : {};
        const { statusCode } = await app.inject({
          method: method as "GET",
          url,
          headers,
          payload: method === "POST" ? id : undefined,
        });
        expect(statusCode).toBeLessThan(500);
      },
    ),
    { numRuns: 10_000, seed: 20_240_601 },
  );
}, 300_000);
