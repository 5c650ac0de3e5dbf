import { once } from "node:events";
import { expect, onTestFinished, test } from "vitest";
import { folder, start } from "../cli/harness.ts";
import { settled, textOf, useBrowser, visit } from "./browser.ts";

useBrowser();

/** Starts the demo, and resolves to the addresses that it prints. */
async function demo(): Promise<string[]> {
  const child = start(folder(), ["demo", "--port", "0"]);
  onTestFinished(async () => {
    child.kill("SIGINT");
    if (child.exitCode === null) await once(child, "exit");
    expect(child.exitCode).toBe(0);
  });
  let told = "";
  for await (const chunk of child.stdout!) {
    told += chunk;
    if (told.includes("Ctrl-C")) break;
  }
  return [...told.matchAll(/^ {2}(http:\S+)/gm)].map(([, url]) => url);
}

test("the demo's addresses show a home, the machines cut off, the fleet and what runs, all of it going on", async () => {
  const [home, outages, fleet, runs] = await demo();
  const page = await visit(home);
  await settled(page);
  expect(await textOf(page.locator(".legend"))).toContain("MAC");
  await page.goto(outages);
  await settled(page);
  expect(await textOf(page.locator(".stage"))).toContain("All 500 that match.");
  await page.goto(fleet);
  const snapshots = page.getByText(/^Snapshots: \d+$/);
  const count = async () => Number(/\d+/.exec(await textOf(snapshots))![0]);
  const before = await count();
  expect(before).toBeGreaterThanOrEqual(48);
  await expect.poll(count, { timeout: 60_000 }).toBeGreaterThan(before);
  await page.goto(runs);
  const rows = page.locator("tbody tr");
  await expect.poll(() => rows.count(), { timeout: 20_000 }).toBe(3);
  expect(await rows.allTextContents()).toEqual(Array(3).fill(expect.stringContaining("running")));
}, 180_000);
