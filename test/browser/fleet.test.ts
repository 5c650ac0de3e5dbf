import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { readHistory } from "../../src/collector/history.ts";
import type { SegmentRow } from "../../src/collector/snapshot.ts";
import { openTimeseries } from "../../src/collector/timeseries.ts";
import { loadSqlite } from "../../src/core/sqlite.ts";
import { fleetRoutes } from "../../src/server/routes/fleet.ts";
import { hosted } from "../server/harness.ts";
import {
  dashboard,
  expectAccessible,
  hostedFrom,
  NOW,
  picture,
  settled,
  textOf,
  useBrowser,
  visit,
} from "./browser.ts";

useBrowser();

const still = { now: () => NOW, sleep: async () => undefined };
const STATES = ["AC", "BA", "RJ", "SP"];

function folder(): string {
  const made = mkdtempSync(join(tmpdir(), "fauxmetry-fleet-"));
  onTestFinished(() => rmSync(made, { recursive: true }));
  return made;
}

/** A database of snapshots every quarter of an hour; the count of a group by its number and the snapshot's. */
async function collected(
  snapshots: number,
  countOf: (group: number, snapshot: number) => number,
  names = STATES,
  segments = ["State"],
) {
  const path = join(folder(), "fleet.db");
  const store = await openTimeseries(path, 1000);
  const add = (snapshot: number) => {
    const ts = new Date(NOW + snapshot * 900_000).toISOString().slice(0, 19).replace("T", " ");
    const rows = segments.flatMap((segment) =>
      names.map(
        (name, i): SegmentRow => ({
          segment,
          count: countOf(i, snapshot),
          dimensions: [["state", name]],
        }),
      ),
    );
    store.replace({ ts, rows });
  };
  for (let i = 0; i < snapshots; i++) add(i);
  onTestFinished(() => store.close());
  return { path, add };
}

async function fleet(databases: readonly string[], query: string, look = {}) {
  const server = await dashboard([], { clock: still, more: { data: [fleetRoutes(databases, readHistory)] } });
  return visit(`${server.url}/fleet?${query}`, look);
}

describe("a database that collect wrote", () => {
  test("an alert appears and resolves as snapshots come in", async () => {
    let usual = 100;
    const { path, add } = await collected(8, () => usual);
    const page = await fleet([path], "total=500");
    await settled(page);
    const latest = page.locator(".latest");
    await page.getByText("No alert.").waitFor();
    expect(await textOf(latest)).toContain("80.0 %");
    usual = 60;
    add(8);
    await page.getByText("Alert: 40.0 % below its baseline").waitFor();
    expect(await textOf(page.locator(".breaches summary"))).toBe("Breaches: 1");
    usual = 100;
    add(9);
    await page.getByText("No alert.").waitFor();
  });

  test("threshold, history, top values and counts are in the URL", async () => {
    const { path } = await collected(10, (group, snapshot) => 100 * (group + 1) - 5 * snapshot);
    const page = await fleet([path], "total=2000&threshold=1&before=1&top=2&as=counts");
    await settled(page);
    await expect.poll(() => textOf(page.locator(".breaches summary"))).toBe("Breaches: 9");
    await expect
      .poll(() => page.locator(".legend li").allTextContents())
      .toEqual(["online", "baseline", "state=SP", "state=RJ"]);
    await page.getByLabel("Threshold").fill("50");
    await expect.poll(() => textOf(page.locator(".breaches summary"))).toBe("Breaches: 0");
    expect(new URL(page.url()).searchParams.get("threshold")).toBe("50");
    // by keys alone
    await page.getByRole("slider", { name: "Baseline" }).focus();
    await page.keyboard.press("ArrowRight");
    await page.getByLabel("Largest values").focus();
    await page.keyboard.press("ArrowRight");
    await expect.poll(() => page.locator(".legend li").count()).toBe(5);
    const query = new URL(page.url()).searchParams;
    expect([query.get("before"), query.get("top"), query.get("as")]).toEqual(["2", "3", "counts"]);
  });

  test("several segments are compared, as shares of all that report or as counts", async () => {
    const { path } = await collected(10, (group) => 100 * (group + 1), STATES, ["State", "Region"]);
    const page = await fleet([path], "segments=State");
    await settled(page);
    const titles = () => page.locator("figure h2").allTextContents();
    expect(await titles()).toEqual(["Share online %", "State %", "State over time"]);
    await page.getByLabel("Region").focus();
    await page.keyboard.press("Space");
    await expect.poll(titles).toEqual(["Share online %", "Region %", "State %", "State over time"]);
    await page.locator("select[name=as]").selectOption("counts");
    await expect.poll(titles).toContain("State entities");
    await page.locator("figure", { hasText: "State entities" }).getByText("Values as a table").click();
    expect(await textOf(page.locator(".values tbody tr").first())).toBe("20 Jan 2024, 00:00:00400300200100");
  });

  test("that is empty, of somebody else, no database or not there is told of", async () => {
    const { path } = await collected(0, () => 0);
    await (await fleet([path], "")).getByText("No snapshot was collected yet.").waitFor();
    const foreign = join(folder(), "foreign.db");
    const db = (await loadSqlite())(foreign);
    db.exec("CREATE TABLE invoices (id INTEGER)");
    db.close();
    const expected = /422/;
    const page = await fleet([foreign], "", { expected });
    await page.getByText("has no table segment_timeseries, which fauxmetry collect writes; it has invoices").waitFor();
    await expectAccessible(page);
    const text = join(folder(), "text.db");
    writeFileSync(text, "no database at all, but a text that is long enough to be one".repeat(20));
    await (await fleet([text], "", { expected })).getByText("cannot be read as a database").waitFor();
    await (await fleet([join(folder(), "none.db")], "", { expected }))
      .getByText("the first collect makes it")
      .waitFor();
  });

  test("may hold hostile names: they are text", async () => {
    const evil = "<img src=x onerror='globalThis.bad=1'>";
    const { path } = await collected(6, () => 10, [evil, "\u202eمصر".repeat(40)]);
    const page = await fleet([path], "");
    await expect.poll(() => textOf(page.locator(".heat"))).toContain(evil);
    expect(await page.evaluate(() => (globalThis as any).bad)).toBe(undefined);
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)).toBe(true);
  });
});

describe("a scenario", () => {
  test.each([
    [1440, "light"],
    [1024, "dark"],
    [390, "light"],
  ] as const)("is a fleet that is live, at %i pixels in %s", async (width, theme) => {
    const later = Date.UTC(2026, 2, 1);
    const { input } = hosted("atm-fleet", {}, later);
    const atms = hostedFrom({ ...input, inventory: { ...(input.inventory as object), count: 500 } }, later);
    const server = await dashboard([atms], {
      clock: { ...still, now: () => later },
      more: { data: [fleetRoutes([], readHistory)] },
    });
    const page = await visit(`${server.url}/fleet`, { width, theme });
    await settled(page);
    await page.locator(".latest").waitFor();
    // three hours behind UTC
    expect(await textOf(page.locator(".latest"))).toContain("28 Feb 2026, 21:00:00 America/Sao_Paulo");
    expect(await textOf(page.locator(".heat thead"))).toMatch(/^America\/Sao_Paulo09:15/);
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)).toBe(true);
    await expectAccessible(page);
    await picture(page, `fleet-${width}-${theme}`);
  });

  test("none: the view says how to have one", async () => {
    await (await fleet([], "")).getByText("No fleet is known here").waitFor();
  });
});
