import { Validator } from "@seriousme/openapi-schema-validator";
import { expect, test } from "vitest";
import { serverFor } from "./harness.ts";

/** What a client that knows nothing but the document would call: every route with the examples and defaults in it. */
test("every route of the document answers what the document says", async () => {
  const { app } = await serverFor({ presets: ["waveforms"] });
  const document = (await app.inject("/openapi.json")).json();
  expect(await new Validator().validate(document)).toEqual({ valid: true });
  const paths = Object.entries<Record<string, any>>(document.paths);
  expect(paths.length).toBeGreaterThan(90);
  for (const [path, operations] of paths.filter(([path]) => !path.includes("{")))
    for (const [method, { parameters = [], responses, description = "" }] of Object.entries(operations)) {
      const named = (name: string) => parameters.find((one: any) => one.name === name && one.in === "query");
      // the example in the description is the definition's own
      const example = /curl -N 'http:\/\/[^/]*([^']*)'/.exec(description)?.[1] ?? path;
      const ends = named("count") && named("speed") ? "count=2&speed=max" : "";
      const url = example + (ends ? (example.includes("?") ? "&" : "?") : "") + ends;
      const sends = method === "post" ? { payload: {} } : {};
      const { statusCode } = await app.inject({ method: method.toUpperCase() as "GET", url, ...sends });
      // of what needs a body, a refusal that the document tells of is an answer
      const expected = method === "post" ? Object.keys(responses) : ["200"];
      expect([url, expected]).toEqual([url, expect.arrayContaining([String(statusCode)])]);
      expect(Object.keys(responses)).toContain("200");
      for (const { name, schema, content } of parameters) expect([name, schema ?? content]).not.toContain(undefined);
    }
});

test("with accounts the document is valid too", async () => {
  const accounts = { register: async () => true, login: async () => undefined, accepts: async () => true };
  const { app } = await serverFor({ accounts });
  expect(await new Validator().validate((await app.inject("/openapi.json")).json())).toEqual({ valid: true });
});
