import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SignJWT } from "jose";
import { expect, onTestFinished, test } from "vitest";
import { openAccounts } from "../../src/server/accounts.ts";
import { serverFor } from "./harness.ts";

const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
const DATA = [
  "/sine?interval=0&count=1",
  "/anomalies/random?interval=0&count=1",
  "/v1/signals/constant?value=1&speed=max&count=1",
];

test("without tokens data is open to everyone", async () => {
  const { app } = await serverFor();
  for (const url of DATA) expect((await app.inject(url)).statusCode).toBe(200);
  expect((await app.inject({ method: "POST", url: "/register" })).statusCode).toBe(404);
});

test("data needs a token where there are any; health and docs do not", async () => {
  const { app } = await serverFor({ tokens: ["first", "second"] });
  for (const url of DATA) {
    const none = await app.inject(url);
    expect([none.statusCode, none.headers["www-authenticate"]]).toEqual([401, "Bearer"]);
    expect((await app.inject({ url, headers: bearer("third") })).json()).toEqual({ detail: "Incorrect token" });
    for (const token of ["first", "second"])
      expect((await app.inject({ url, headers: bearer(token) })).statusCode).toBe(200);
  }
  for (const url of ["/healthz", "/keep-alive", "/metrics", "/openapi.json", "/docs/"])
    expect((await app.inject(url)).statusCode).toBe(200);
  expect((await app.inject("/openapi.json")).json().components.securitySchemes.token.scheme).toBe("bearer");
});

function file(): string {
  const folder = mkdtempSync(join(tmpdir(), "accounts-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return join(folder, "accounts.json");
}

test("users register, get a token, and read data with it", async () => {
  const path = file();
  const { app } = await serverFor({ accounts: openAccounts(path) });
  const ada = { username: "ada", password: "correct horse" };
  const register = () => app.inject({ method: "POST", url: "/register", payload: ada });
  expect((await register()).json()).toEqual({ username: "ada" });
  const again = await register();
  expect([again.statusCode, again.json()]).toEqual([400, { detail: "User already registered" }]);
  const token = (password: string) =>
    app.inject({
      method: "POST",
      url: "/token",
      headers: { "content-type": "application/x-www-form-urlencoded" },
      payload: new URLSearchParams({ ...ada, password, grant_type: "password" }).toString(),
    });
  const wrong = await token("wrong");
  expect([wrong.statusCode, wrong.json()]).toEqual([401, { detail: "Incorrect username or password" }]);
  const given = (await token(ada.password)).json();
  expect(given.token_type).toBe("bearer");
  expect((await app.inject({ url: DATA[0], headers: bearer(given.access_token) })).statusCode).toBe(200);
  expect((await app.inject(DATA[0])).statusCode).toBe(401);
  expect(readFileSync(path, "utf8")).not.toContain(ada.password);
  expect(statSync(path).mode & 0o077).toBe(0);
  // what was given before is still good after a restart
  expect(await openAccounts(path).accepts(given.access_token)).toBe(true);
});

test("tokens that expired, or that others signed, open nothing", async () => {
  const path = file();
  const accounts = openAccounts(path);
  await accounts.register("ada", "x");
  const key = Buffer.from(JSON.parse(readFileSync(path, "utf8")).secret, "hex");
  const sign = (secret: Buffer, expires: string) =>
    new SignJWT({}).setProtectedHeader({ alg: "HS256" }).setSubject("ada").setExpirationTime(expires).sign(secret);
  expect(await accounts.accepts(await sign(key, "1h"))).toBe(true);
  expect(await accounts.accepts(await sign(key, "1h ago"))).toBe(false);
  expect(await accounts.accepts(await sign(Buffer.alloc(32), "1h"))).toBe(false);
});
