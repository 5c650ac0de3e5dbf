import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import createClient from "openapi-fetch";
import { expect, onTestFinished, test } from "vitest";
import { stillClock } from "./clock.ts";
import { hosted, listening } from "./harness.ts";

type Json = Record<string, any>;
interface Call {
  method: string;
  path: string;
  operation: Json;
}

/** Values that options need together: the document tells of each alone. */
const TOGETHER: Record<string, object> = {
  "/v1/signals/clamp": { min: 0 },
  "/v1/signals/reflect": { min: 0 },
  "/v1/signals/stock": { capacity: 100 },
  "/v1/signals/integral": { interval: "1h" },
};

/** What a document offers for a parameter or a body: an example, else the first of its choices, else the default. */
function offered({ example, examples, schema, content }: Json): unknown {
  const [shown] = Object.values<Json>(examples ?? {});
  const [choice] = schema?.examples ?? schema?.enum ?? [];
  const [inner] = Object.values<Json>(content ?? {});
  return example ?? shown?.value ?? shown ?? choice ?? schema?.default ?? (inner && offered(inner));
}

/** A body with what it must have. */
function bodyOf(content: Json): unknown {
  const { schema } = content;
  if (schema.type === "string") return offered(content);
  const { required = [], properties = {} } = schema.anyOf?.[0] ?? schema;
  return Object.fromEntries(required.map((name: string) => [name, offered({ schema: properties[name] })]));
}

/** The calls of a document: what makes things first, what takes them away last. */
function callsOf({ paths }: Json): Call[] {
  const rank = ({ method }: Call) => ["post", "get", "head", "delete"].indexOf(method);
  return Object.entries<Json>(paths)
    .flatMap(([path, methods]) =>
      Object.entries<Json>(methods).map(([method, operation]) => ({ method, path, operation })),
    )
    .sort((a, b) => rank(a) - rank(b));
}

test("a client made from the document alone can call every route", async () => {
  const folder = mkdtempSync(join(tmpdir(), "fauxmetry-client-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  // under the names that the document's examples have
  const small = { ...hosted("storage-capacity"), name: "smart-meter" };
  const hosts = [small, hosted("atm-fleet", {}, Date.UTC(2026, 0, 1))];
  // a day of history, and then nothing more is due
  const clock = stillClock(small.plan.window.start + 86_400_000);
  const targets = [`sqlite:${join(folder, "x.db")}`];
  const { url } = await listening({ scenarios: new Map(hosts.map((one) => [one.name, one])), targets, clock });
  const calls = callsOf(await (await fetch(`${url}/openapi.json`)).json());
  expect(calls.length).toBeGreaterThan(110);
  const client = createClient<any>({ baseUrl: url });
  let sent = "";
  for (const { method, path, operation } of calls) {
    const given: Record<"path" | "query", Json> = { path: {}, query: { ...TOGETHER[path] } };
    for (const one of operation.parameters ?? []) {
      if (!one.required) continue;
      const value = offered(one);
      expect([path, one.name, value]).not.toContain(undefined);
      // what the document has as JSON is written as JSON
      given[one.in as "path"][one.name] = one.content && typeof value === "object" ? JSON.stringify(value) : value;
    }
    if (method === "delete" && path === "/v1/scenarios/{name}") given.path.name = sent;
    const [type, content] = Object.entries<Json>(operation.requestBody?.content ?? {}).at(-1) ?? [];
    const { response, error } = await client.request(method as "get", path, {
      params: given,
      body: content && bodyOf(content),
      bodySerializer: (body: unknown) => (typeof body === "string" ? body : JSON.stringify(body)),
      headers: type ? { "content-type": type } : {},
      parseAs: "stream",
    });
    expect([method, path, given, error]).toEqual([method, path, given, undefined]);
    expect(Object.keys(operation.responses)).toContain(String(response.status));
    if (path === "/v1/scenarios" && method === "post") sent = response.headers.get("location")!.split("/").at(-1)!;
    // some have no end
    await response.body?.cancel().catch(() => {});
  }
});
