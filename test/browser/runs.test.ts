import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { dashboard, expectAccessible, textOf, useBrowser, visit } from "./browser.ts";

useBrowser();

test("runs are started, watched and stopped", async () => {
  const folder = mkdtempSync(join(tmpdir(), "fauxmetry-runs-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const server = await dashboard([], { presets: ["storage-capacity"], targets: [`sqlite:${join(folder, "x.db")}`] });
  const page = await visit(`${server.url}/runs`);
  await page.getByText("No run yet").waitFor();
  await page.getByRole("button", { name: "Start a run" }).click();
  const row = page.locator("tbody tr").first();
  await expect.poll(() => textOf(row), { timeout: 20_000 }).toMatch(/storage-capacity.*running/);
  await expectAccessible(page);
  await row.getByRole("button", { name: /^Stop/ }).click();
  await expect.poll(() => textOf(row), { timeout: 20_000 }).toMatch(/stopped|ended/);
});

test("a server without a store says so", async () => {
  const server = await dashboard([], { presets: ["storage-capacity"] });
  const page = await visit(`${server.url}/runs`, { width: 390, expected: /403|404|409/ });
  await page.getByRole("button", { name: "Start a run" }).click();
  await page.locator('[role="alert"]').waitFor();
  expect(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)).toBe(true);
});
