import { expect, test } from "vitest";
import { watchedDatabases } from "../../src/cli/watched-databases.ts";
import { incidentRoutes, type ReadIncidents } from "../../src/server/routes/incidents.ts";
import { serverFor } from "./harness.ts";

const opening = { state: "breached", value: 60, text: "is 60" } as const;
const verdict = { state: "ok", value: 90, text: "is 90" } as const;
const one = (rule: string, opened: number, resolved?: number) => ({
  rule,
  series: ["SP"],
  opened,
  ...(resolved === undefined ? {} : { resolved }),
  opening,
  verdict,
  told: ["chat"],
});

test("incidents of all databases: those that are open, then the rest, the newest first", async () => {
  const kept = {
    "a.db": [one("open", 1000), one("old", 2000, 3000)],
    "b.db": [one("later", 1500), one("new", 4000, 5000)],
  };
  const read: ReadIncidents = async (database, most) => kept[database as keyof typeof kept].slice(0, most);
  const { app } = await serverFor({ more: { data: [incidentRoutes(Object.keys(kept), read)] } });
  const { databases, incidents } = (await app.inject("/v1/incidents")).json();
  expect(databases).toEqual(["a.db", "b.db"]);
  expect(incidents.map(({ rule }: { rule: string }) => rule)).toEqual(["later", "open", "new", "old"]);
  expect(incidents[2]).toEqual({
    database: "b.db",
    rule: "new",
    series: ["SP"],
    opened: "1970-01-01T00:00:04.000Z",
    resolved: "1970-01-01T00:00:05.000Z",
    opening: "is 60",
    last: "is 90",
    told: ["chat"],
  });
  expect((await app.inject("/v1/incidents?limit=3")).json().incidents).toHaveLength(3);
  expect((await app.inject("/v1/incidents?limit=0")).statusCode).toBe(422);
});

test("they need a token where the server asks for one", async () => {
  const { app } = await serverFor({ more: { data: [incidentRoutes([], async () => [])] }, tokens: ["hunter2"] });
  expect((await app.inject("/v1/incidents")).statusCode).toBe(401);
});

test("databases that may be watched are those shown and those that runs write, each once", () => {
  const targets = ["sqlite:x.db", "mongodb://localhost/db", "duckdb:y.duckdb", "out/"];
  expect(watchedDatabases(["./x.db", "fleet.db"], targets)).toEqual(["./x.db", "duckdb:y.duckdb", "fleet.db"]);
});
