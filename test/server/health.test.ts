import { Validator } from "@seriousme/openapi-schema-validator";
import { expect, test } from "vitest";
import { hosted, listening, serverFor } from "./harness.ts";

test("it says that it is alive and ready, to GET and HEAD", async () => {
  const { url } = await listening();
  for (const method of ["GET", "HEAD"]) {
    const answer = await fetch(`${url}/keep-alive`, { method });
    expect(answer.status).toBe(200);
    expect(await answer.text()).toBe(method === "GET" ? '{"status":"alive"}' : "");
  }
  expect(await (await fetch(`${url}/healthz`)).json()).toEqual({ status: "alive" });
  expect(await (await fetch(`${url}/readyz`)).json()).toEqual({ status: "ready" });
});

test("it is not ready once it has begun to shut down", async () => {
  const { app, abort } = await serverFor();
  abort();
  const answer = await app.inject("/readyz");
  expect(answer.statusCode).toBe(503);
  expect(answer.json()).toEqual({ status: "shutting down" });
});

test("it is not ready while something is still made ready, and what fails does not keep it from it", async () => {
  const { app, context } = await serverFor();
  let finish = (_: Error) => {};
  context.startup.add(
    new Promise((_, reject) => {
      finish = reject;
    }),
  );
  const answer = await app.inject("/readyz");
  expect([answer.statusCode, answer.json()]).toEqual([503, { status: "starting" }]);
  finish(new Error("not there"));
  await context.startup.ended();
  expect((await app.inject("/readyz")).json()).toEqual({ status: "ready" });
});

test("a fleet is made ready to be counted as soon as the server listens", async () => {
  const { context, app } = await serverFor({
    scenarios: new Map([["atm-fleet", hosted("atm-fleet", {}, Date.UTC(2026, 2, 1))]]),
  });
  expect(context.startup.busy()).toBe(false);
  await app.listen({ host: "127.0.0.1", port: 0 });
  expect(context.startup.busy()).toBe(true);
  await context.startup.ended();
  expect((await app.inject("/readyz")).statusCode).toBe(200);
});

test("figures count the requests that were answered", async () => {
  const { app } = await serverFor();
  await app.inject("/healthz");
  const { body, headers } = await app.inject("/metrics");
  expect(headers["content-type"]).toContain("text/plain");
  expect(body).toContain('fauxmetry_requests_total{route="/healthz",status="200"} 1');
});

test("the OpenAPI document is one of version 3.1", async () => {
  const { app } = await serverFor();
  const document = (await app.inject("/openapi.json")).json();
  expect(document.openapi).toBe("3.1.0");
  expect(await new Validator().validate(document)).toEqual({ valid: true });
});

test("the docs load nothing from elsewhere", async () => {
  const { app } = await serverFor();
  const page = await app.inject("/docs/");
  expect(page.statusCode).toBe(200);
  const loaded = [...page.body.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, link]) => link);
  expect(loaded.length).toBeGreaterThan(3);
  for (const link of loaded) {
    expect(link).not.toMatch(/^(?:[a-z]+:)?\/\//);
    expect((await app.inject(new URL(link, "http://x/docs/").pathname)).statusCode).toBe(200);
  }
  expect(page.headers["content-security-policy"]).toContain("default-src 'self'");
});

test("a path that is nowhere leads to the one that was meant", async () => {
  const { app } = await serverFor();
  const answer = await app.inject("/helthz");
  expect(answer.statusCode).toBe(404);
  expect(answer.json()).toEqual({ detail: "nothing is at /helthz; did you mean /healthz?" });
});
