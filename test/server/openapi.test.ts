import { Validator } from "@seriousme/openapi-schema-validator";
import { expect, test } from "vitest";
import { serverFor } from "./harness.ts";

/** Has no end, and tests of its own. */
const ENDLESS = ["/v1/scenarios/{name}/stream"];

/** What a client that knows nothing but the document would call: every route with the examples and defaults in it. */
test("every route of the document answers what the document says", async () => {
  const { app } = await serverFor({ presets: ["waveforms"] });
  const document = (await app.inject("/openapi.json")).json();
  expect(await new Validator().validate(document)).toEqual({ valid: true });
  const paths = Object.entries<Record<string, any>>(document.paths);
  expect(paths.length).toBeGreaterThan(90);
  for (const [path, operations] of paths.filter(([path]) => !ENDLESS.includes(path)))
    for (const [method, { parameters = [], responses, description = "" }] of Object.entries(operations)) {
      const named = (name: string) => parameters.find((one: any) => one.name === name && one.in === "query");
      // the example in the description is the definition's own
      const example = /curl -N 'http:\/\/[^/]*([^']*)'/.exec(description)?.[1] ?? path.replace("{name}", "waveforms");
      const ends = named("count") && named("speed") ? "count=2&speed=max" : "";
      const url = example + (ends ? (example.includes("?") ? "&" : "?") : "") + ends;
      const sends = method === "post" ? { payload: {} } : {};
      const { statusCode } = await app.inject({ method: method.toUpperCase() as "GET", url, ...sends });
      // what has an example answers it; of others a refusal that the document tells of is an answer too
      const expected = description.includes("curl -N") ? ["200"] : Object.keys(responses);
      expect([url, expected]).toEqual([url, expect.arrayContaining([String(statusCode)])]);
      for (const { name, schema, content } of parameters) expect([name, schema ?? content]).not.toContain(undefined);
    }
});

test("with accounts the document is valid too", async () => {
  const accounts = { register: async () => true, login: async () => undefined, accepts: async () => true };
  const { app } = await serverFor({ accounts });
  expect(await new Validator().validate((await app.inject("/openapi.json")).json())).toEqual({ valid: true });
});
