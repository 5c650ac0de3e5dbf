import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { incidentsBeside } from "../../src/collector/incidents.ts";
import { monitor } from "../../src/collector/monitor.ts";
import { createMonitoring } from "../../src/collector/monitor-file.ts";
import { readIncidents } from "../../src/collector/read-incidents.ts";
import { openTimeseries } from "../../src/collector/timeseries.ts";
import { incidentRoutes } from "../../src/server/routes/incidents.ts";
import { quick } from "../collector/support.ts";
import type { Setup } from "../server/harness.ts";
import { dashboard, expectAccessible, type Look, NOW, picture, textOf, useBrowser, visit } from "./browser.ts";

useBrowser();

function folder(): string {
  const made = mkdtempSync(join(tmpdir(), "fauxmetry-runs-"));
  onTestFinished(() => rmSync(made, { recursive: true }));
  return made;
}

const QUARTER = 900_000;
const EVIL = "<img src=x onerror='globalThis.bad=1'>";

/** A database of a fleet that a monitor watches: `collect` adds a snapshot and judges it. */
async function watched(suppliers = [EVIL, "Supplier 1"], database = join(folder(), "fleet.db")) {
  const table = await openTimeseries(database, 1000);
  onTestFinished(() => table.close());
  const rules = {
    online: { where: { segment: "Supplier" }, when: { drop: {} }, warmUp: "0s" },
    supplier: { where: { segment: "Supplier" }, by: "dim1_value", when: { drop: { threshold: 0.5 } }, warmUp: "0s" },
  };
  const monitoring = createMonitoring(
    { rules, channels: { night: { send: { console: {} } } } },
    { environment: {}, print() {} },
  );
  let count = 0;
  const collect = async (...counts: number[]) => {
    const now = NOW + count++ * QUARTER;
    const ts = new Date(now).toISOString().slice(0, 19).replace("T", " ");
    const rows = counts.map((found, i) => ({
      segment: "Supplier",
      count: found,
      dimensions: [["supplier", suppliers[i]] as const],
    }));
    table.replace({ ts, rows });
    await monitor(monitoring, { database, state: incidentsBeside(database), now }, quick());
  };
  return { database, collect };
}

async function runs(databases: readonly string[], setup: Setup = {}, look: Look = {}) {
  const server = await dashboard([], { more: { data: [incidentRoutes(databases, readIncidents)] }, ...setup });
  return visit(`${server.url}/runs`, look);
}

describe("runs", () => {
  test("are started, watched and stopped", async () => {
    const stores = ["x.db", "y.db"].map((name) => `sqlite:${join(folder(), name)}`);
    const page = await runs([], { presets: ["storage-capacity"], targets: stores });
    await page.getByText("No run yet").waitFor();
    await page.getByLabel("Store", { exact: true }).selectOption(stores[1]);
    // by keys alone
    await page.getByRole("button", { name: "Start a run" }).focus();
    await page.keyboard.press("Enter");
    const row = page.locator(".cards tbody tr").first();
    await expect.poll(() => textOf(row), { timeout: 20_000 }).toMatch(/storage-capacity-1.*y\.db.*running/);
    await expectAccessible(page);
    await row.getByRole("button", { name: /^Stop/ }).focus();
    await page.keyboard.press("Enter");
    await expect.poll(() => textOf(row), { timeout: 20_000 }).toMatch(/stopped|ended/);
  });

  test("none can be where there is no store", async () => {
    const page = await runs([], { presets: ["storage-capacity"] }, { width: 390 });
    await page.getByText("There is no store").waitFor();
    await page.getByText("No database is watched here").waitFor();
    expect(await page.getByRole("button", { name: "Start a run" }).count()).toBe(0);
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)).toBe(true);
    await expectAccessible(page);
  });
});

describe("alerts", () => {
  test("fire and are resolved while one looks", async () => {
    const { database, collect } = await watched();
    for (let i = 0; i < 5; i++) await collect(100, 300);
    const page = await runs([database]);
    await page.getByText("None open").waitFor();
    await collect(100, 100);
    await page.getByText("2 open").waitFor();
    const rows = page.locator(".cards tbody tr");
    expect(await rows.allTextContents()).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^supplier \/ Supplier 1open20 Jan 2024, 01:15:00.*66\.67% below.*night/),
      ]),
    );
    await collect(100, 300);
    await page.getByText("None open").waitFor();
    expect(await rows.first().textContent()).toMatch(
      /resolved20 Jan 2024, 01:15:0020 Jan 2024, 01:30:00 after 15 minutes/,
    );
    await expectAccessible(page);
  });

  test("of hostile names are text; what the monitor cannot have written is told of", async () => {
    const { database, collect } = await watched();
    for (let i = 0; i < 5; i++) await collect(300, 100);
    await collect(10, 100);
    const page = await runs([database], {}, { width: 390 });
    await expect.poll(() => textOf(page.locator(".cards"))).toContain(EVIL);
    expect(await page.evaluate(() => (globalThis as any).bad)).toBe(undefined);
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)).toBe(true);
    const foreign = join(folder(), "fleet.db");
    (await openTimeseries(incidentsBeside(foreign), 1000)).close();
    const other = await runs([foreign], {}, { expected: /422/ });
    await other.getByText("has no table incidents, which fauxmetry monitor writes").waitFor();
  });
});

test.each([
  [1440, "light"],
  [1024, "dark"],
  [390, "light"],
] as const)("the view at %i pixels in %s", async (width, theme) => {
  // shown in the documentation: short names
  const before = process.cwd();
  process.chdir(folder());
  onTestFinished(() => process.chdir(before));
  const { database, collect } = await watched(["Perto", "Motto"], "fleet.db");
  for (let i = 0; i < 5; i++) await collect(100, 300);
  await collect(20, 300);
  await collect(100, 300);
  await collect(100, 60);
  await collect(100, 70);
  const stores = ["sqlite:none/readings.db", "sqlite:readings.db"];
  const page = await runs([database], { presets: ["storage-capacity"], targets: stores }, { width, theme });
  for (const [i, found] of ["failed", "running"].entries()) {
    await page.getByLabel("Store", { exact: true }).selectOption(stores[i]);
    await page.getByRole("button", { name: "Start a run" }).click();
    await page.locator(".cards tr", { hasText: found }).waitFor();
  }
  await page.getByText("2 open").waitFor();
  await picture(page, `runs-${width}-${theme}`);
  expect(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)).toBe(true);
  await expectAccessible(page);
});
