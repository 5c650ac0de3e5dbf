import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { dashboardRoutes } from "../../src/server/routes/dashboard.ts";
import { serverFor } from "./harness.ts";

const folder = resolve(import.meta.dirname, "../../dist/web");

test("the dashboard is below 150 kB, compressed", () => {
  const files = readdirSync(join(folder, "assets"));
  const bytes = files.map((name) => gzipSync(readFileSync(join(folder, "assets", name))).length);
  expect(files.length).toBeGreaterThan(1);
  expect(bytes.reduce((sum, size) => sum + size, 0)).toBeLessThan(150_000);
});

test("nothing in the dashboard is loaded from elsewhere, and nothing stands in the page that a strict policy forbids", async () => {
  const { app } = await serverFor({ more: { open: [dashboardRoutes(folder)] }, tokens: ["hunter2"] });
  for (const path of ["/", "/explore", "/fleet?x=1"]) {
    const { statusCode, headers, body } = await app.inject(path);
    expect([statusCode, headers["content-type"]]).toEqual([200, "text/html; charset=utf-8"]);
    const policy = String(headers["content-security-policy"]);
    expect(policy).toContain("default-src 'none'");
    expect(policy).not.toMatch(/unsafe|https?:|\*/);
    expect(body).not.toMatch(/https?:\/\/|<style|\sstyle=|\son\w+=|<script>/);
    for (const [, file] of body.matchAll(/(?:src|href)="([^"]+)"/g))
      expect((await app.inject(file)).statusCode).toBe(200);
  }
});

test("a server without the dashboard answers as usual", async () => {
  const none = join(folder, "none");
  expect(existsSync(none)).toBe(false);
  const { app } = await serverFor({ more: { open: [dashboardRoutes(none)] } });
  expect((await app.inject("/explore")).statusCode).toBe(404);
  expect((await app.inject("/healthz")).statusCode).toBe(200);
});
