/// <reference lib="dom" />
import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join, resolve } from "node:path";
import { type Browser, chromium, type Locator, type Page } from "playwright-core";
import { afterAll, beforeAll, expect, onTestFinished } from "vitest";
import { parse } from "yaml";
import { catalogs } from "../../src/catalog.ts";
import { compile } from "../../src/engine/compile.ts";
import type { Hosted } from "../../src/server/context.ts";
import { dashboardRoutes } from "../../src/server/routes/dashboard.ts";
import { listening, type Setup } from "../server/harness.ts";

export const root = resolve(import.meta.dirname, "../..");
export const NOW = Date.UTC(2024, 0, 20);

const FLAGS =
  "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync";

const state = join(root, ".tools", "services.json");

/** The browser that `scripts/services up chromium` started, or else the system's own. */
async function openBrowser(): Promise<Browser> {
  const { chromium: started } = existsSync(state) ? JSON.parse(readFileSync(state, "utf8")) : {};
  if (started) return chromium.connectOverCDP(started.url);
  const executablePath = process.env.FAUXMETRY_CHROMIUM ?? "/usr/bin/chromium";
  if (!existsSync(executablePath))
    throw new Error("no Chromium: run scripts/services up chromium, or set FAUXMETRY_CHROMIUM to one");
  return chromium.launch({ executablePath, args: FLAGS.split(" ") });
}

let browser: Browser;

/** Starts a browser for the tests of a file. */
export function useBrowser(): void {
  beforeAll(async () => {
    browser = await openBrowser();
  });
  afterAll(() => browser?.close());
}

/** A scenario as the server hosts it. */
export function hostedFrom(input: Record<string, unknown>, now = NOW): Hosted {
  const plan = compile(input, catalogs, { now });
  return { name: plan.scenario.name, plan, input, catalogs, inputs: root };
}

export function example(name: string): Hosted {
  return hostedFrom(parse(readFileSync(join(root, "examples", `${name}.yaml`), "utf8")));
}

/** A server with its dashboard and some scenarios. */
export async function dashboard(scenarios: readonly Hosted[], setup: Setup = {}) {
  const open = [...(setup.more?.open ?? []), dashboardRoutes(join(root, "dist", "web"))];
  const server = await listening({ ...setup, more: { ...setup.more, open } });
  for (const one of scenarios) server.context.scenarios.set(one.name, one);
  return server;
}

export interface Look {
  width?: number;
  theme?: "light" | "dark";
  /** The reader's. */
  locale?: string;
  /** What the test does makes the browser tell of these on its console. */
  expected?: RegExp;
}

/** A page; the test fails where it told of an error on its console. */
export async function visit(
  url: string,
  { width = 1440, theme = "light", locale = "en-GB", expected }: Look = {},
): Promise<Page> {
  const context = await browser.newContext({
    viewport: { width, height: width < 500 ? 844 : 900 },
    colorScheme: theme,
    locale,
    acceptDownloads: true,
  });
  const page = await context.newPage();
  const told: string[] = [];
  page.on("pageerror", (error) => told.push(String(error.stack)));
  page.on("console", (message) => message.type() === "error" && told.push(message.text()));
  onTestFinished(async () => {
    await context.close();
    expect(told.filter((text) => !expected?.test(text))).toEqual([]);
  });
  await page.goto(url);
  return page;
}

/** Waits until each chart shows the answer to the newest question. */
export async function settled(page: Page): Promise<void> {
  await page.waitForSelector(".chart canvas");
  await page.waitForSelector('[aria-busy="false"] .chart');
}

export async function textOf(place: Locator): Promise<string> {
  return (await place.textContent()) ?? "";
}

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** What axe finds that hinders people: nothing. */
export async function expectAccessible(page: Page): Promise<void> {
  // by the inspector: a strict content security policy lets no page do that
  await page.evaluate(axe);
  const found = await page.evaluate(async () => {
    const { violations } = await (globalThis as any).axe.run(document, { resultTypes: ["violations"] });
    return violations
      .filter(({ impact }: any) => impact === "serious" || impact === "critical")
      .map(({ id, nodes }: any) => `${id}: ${nodes.map((node: any) => node.html).join("\n")}`);
  });
  expect(found).toEqual([]);
}

/** Kept to be looked at, and shown in the documentation: FAUXMETRY_IMAGES=1 writes them anew. */
export async function picture(page: Page, name: string): Promise<void> {
  if (!process.env.FAUXMETRY_IMAGES) return;
  await page.screenshot({ path: join(root, "docs", "images", `${name}.png`) });
}
