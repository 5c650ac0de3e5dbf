import { copyFileSync, existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { catalogs } from "../../src/catalog.ts";
import { compile } from "../../src/engine/compile.ts";
import { Refusal } from "../../src/server/errors.ts";
import { hosted, serverFor } from "./harness.ts";

const NOW = Date.UTC(2026, 2, 1);
/** Scenarios that begin later than those of other tests. */
const later = (...presets: ("storage" | "atm-fleet")[]) =>
  new Map(presets.map((preset) => [preset, hosted(preset, {}, NOW)] as const));

const NAMES = [
  "State",
  "Type",
  "Model",
  "Supplier",
  "Model and Supplier",
  "OS",
  "OS_Version",
  "Type and OS and OS_version",
];
const post = (app: Awaited<ReturnType<typeof serverFor>>["app"], payload?: unknown, url = "/segment-stats") =>
  app.inject({ method: "POST", url, ...(payload === undefined ? {} : { payload: payload as object }) });

describe("POST /segment-stats", () => {
  test("counts by eight segments in their order, each with the same sum, sorted, none empty", async () => {
    const { app } = await serverFor({ scenarios: later("storage", "atm-fleet") });
    for (const more of [{}, { update_probability: 0.3 }]) {
      const response = await post(app, { current_time: "2026-03-01 10:00:00", ...more });
      expect(response.statusCode).toBe(200);
      const answer = response.json();
      expect(Object.keys(answer)).toEqual([
        "generated_at",
        "window_minutes",
        "frequency_minutes",
        "device_count_in_window",
        "segments",
      ]);
      expect(answer).toMatchObject({ generated_at: "2026-03-01 10:00:00", window_minutes: 60, frequency_minutes: 15 });
      expect(answer.device_count_in_window).toBeGreaterThan(200);
      expect(answer.segments.map(({ name }: { name: string }) => name)).toEqual(NAMES);
      for (const { dimensions, rows } of answer.segments) {
        expect(rows.reduce((sum: number, { count }: { count: number }) => sum + count, 0)).toBe(
          answer.device_count_in_window,
        );
        const keys = rows.map((row: { dimensions: object }) => Object.values(row.dimensions).join("\u0000"));
        expect(keys).toEqual([...keys].sort());
        for (const row of rows) {
          expect(row.count).toBeGreaterThan(0);
          expect(Object.keys(row.dimensions)).toEqual(dimensions);
        }
      }
    }
  });

  test("the same question has the same answer, in any order and with T or a space", async () => {
    const { app } = await serverFor({ scenarios: later("atm-fleet") });
    const ask = async (hour: number, separator = " ") =>
      (await post(app, { current_time: `2026-03-01${separator}${10 + hour}:00:00`, update_probability: 0.1 })).body;
    const first = await Promise.all([0, 1, 2, 3].map((hour) => ask(hour)));
    const again = await Promise.all([3, 2, 1, 0].map((hour) => ask(hour, "T")));
    expect(again.reverse()).toEqual(first);
    expect(new Set(first).size).toBe(4);
  });

  test("null and nothing mean the clock; without a body all is as usual", async () => {
    const now = Date.UTC(2026, 2, 1, 10, 0, 0, 750);
    const clock = { now: () => now, sleep: () => Promise.resolve() };
    const { app } = await serverFor({ scenarios: later("atm-fleet"), clock });
    const bodies = [
      undefined,
      {},
      { current_time: null, update_probability: null },
      { current_time: "2026-03-01 10:00:00" },
    ];
    const answers = await Promise.all(bodies.map(async (body) => (await post(app, body)).body));
    expect(new Set(answers).size).toBe(1);
    expect(JSON.parse(answers[0]).generated_at).toBe("2026-03-01 10:00:00");
  });

  test.each([
    [{ current_time: "nope" }, 400],
    [{ current_time: "2026-02-30 10:00:00" }, 400],
    [{ current_time: "2026-02-03" }, 400],
    [{ current_time: 5 }, 422],
    [{ window_minutes: 0 }, 422],
    [{ window_minutes: 1441 }, 422],
    [{ frequency_minutes: 0.5 }, 422],
    [{ update_probability: 1.01 }, 422],
    [[], 422],
  ])("refuses %j with %i", async (body, code) => {
    const { app } = await serverFor({ scenarios: later("atm-fleet") });
    const response = await post(app, body);
    expect(response.statusCode).toBe(code);
    if (code === 400)
      expect(response.json()).toEqual({ detail: 'Invalid timestamp format. Use "YYYY-MM-DD HH:MM:SS".' });
    else expect(response.json().detail[0].loc[0]).toBe("body");
  });

  test("an outage that is asked for silences its machines and no others, with either way of reporting", async () => {
    const outage = { where: { supplier: "Lespeed" }, start: "2026-03-01T08:00:00Z", length: "4h" };
    const { app } = await serverFor({ scenarios: new Map([["atm-fleet", hosted("atm-fleet", { outage }, NOW)]]) });
    const bySupplier = async (time: string, more: object) => {
      const { segments } = (await post(app, { current_time: `2026-03-01 ${time}`, ...more })).json();
      const rows: { dimensions: { supplier: string }; count: number }[] = segments[3].rows;
      return new Map(rows.map(({ dimensions, count }) => [dimensions.supplier, count]));
    };
    for (const more of [{}, { update_probability: 0.5 }]) {
      const during = await bySupplier("10:00:00", more);
      expect(during.has("Lespeed")).toBe(false);
      expect(during.size).toBe(5);
      expect((await bySupplier("14:00:00", more)).get("Lespeed")).toBeGreaterThan(50);
    }
  });

  test("says what is missing where no scenario has segments", async () => {
    const { app } = await serverFor({ scenarios: later("storage") });
    expect((await post(app, {})).json().detail).toMatch(/no hosted scenario has segments/);
    const { app: other } = await serverFor({ scenarios: later("atm-fleet") });
    expect((await post(other, {}, "/segment-stats?scenario=nope")).json().detail).toBe(
      "no hosted scenario `nope` has segments; there are atm-fleet",
    );
  });

  test("waits for an inventory that is not there yet", async () => {
    const folder = mkdtempSync(join(tmpdir(), "fauxmetry-"));
    const file = join(folder, "devices.csv");
    const scenarios = new Map();
    const load = async () => {
      if (!existsSync(file)) throw new Refusal(500, `Dataset not found at ${file}. Generate data first.`);
      scenarios.set("atm-fleet", hosted("atm-fleet", {}, NOW));
    };
    const { app } = await serverFor({ scenarios, awaited: { load } });
    const response = await post(app, {});
    expect([response.statusCode, response.json()]).toEqual([
      500,
      { detail: `Dataset not found at ${file}. Generate data first.` },
    ]);
    copyFileSync(import.meta.filename, file);
    expect((await post(app, {})).statusCode).toBe(200);
    rmSync(folder, { recursive: true });
  });

  test("10,000 bodies of all kinds: never a failure of its own", async () => {
    const whole = hosted("atm-fleet", {}, NOW);
    const input = { ...whole.input, inventory: { ...(whole.input.inventory as object), count: 12 } };
    const few = { ...whole, input, plan: compile(input, catalogs, { now: NOW }) };
    const { app } = await serverFor({ scenarios: new Map([["atm-fleet", few]]) });
    const number = fc.oneof(fc.integer({ min: -2, max: 1500 }), fc.double(), fc.constant(null), fc.string());
    const time = fc.oneof(
      fc
        .date({ min: new Date("0001-01-01"), max: new Date("9999-12-31"), noInvalidDate: true })
        .map((date) => date.toISOString().slice(0, 19)),
      fc.string(),
      fc.constantFrom("2026-03-01 10:00:00", "2026-13-01 10:00:00", "0000-01-01 00:00:00", "9999-12-31 23:59:59"),
      fc.anything(),
    );
    const fields = fc.record(
      {
        current_time: time,
        window_minutes: number,
        frequency_minutes: number,
        update_probability: fc.oneof(fc.double({ min: 0, max: 1, noNaN: true }), number),
      },
      { requiredKeys: [] },
    );
    const body = fc.oneof(
      { weight: 8, arbitrary: fields.map((one) => JSON.stringify(one) ?? "null") },
      { weight: 1, arbitrary: fc.json() },
      { weight: 1, arbitrary: fc.string() },
    );
    const seen = new Map<number, number>();
    for (const payload of fc.sample(body, { seed: 42, numRuns: 10_000 })) {
      const headers = { "content-type": "application/json" };
      const { statusCode } = await app.inject({ method: "POST", url: "/segment-stats", payload, headers });
      seen.set(statusCode, (seen.get(statusCode) ?? 0) + 1);
    }
    expect([...seen.keys()].filter((code) => ![200, 400, 422].includes(code))).toEqual([]);
    expect(Math.min(...[200, 400, 422].map((code) => seen.get(code) ?? 0))).toBeGreaterThan(300);
  }, 300_000);
});

test("GET /health is open to everyone", async () => {
  const { app } = await serverFor({ scenarios: later("atm-fleet"), tokens: ["secret"] });
  const response = await app.inject("/health");
  expect([response.statusCode, response.json()]).toEqual([200, { status: "ok" }]);
  expect((await post(app, {})).statusCode).toBe(401);
});
