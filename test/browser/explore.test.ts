import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Page } from "playwright-core";
import { describe, expect, onTestFinished, test } from "vitest";
import { labelsAnswer } from "../../src/server/protocol.ts";
import {
  dashboard,
  example,
  expectAccessible,
  hostedFrom,
  NOW,
  picture,
  root,
  settled,
  textOf,
  useBrowser,
  visit,
} from "./browser.ts";

useBrowser();

const DAY = 86_400_000;
const still = { now: () => NOW, sleep: async () => undefined };

/** Ten thousand sensors, ten years. */
const wide = {
  name: "wide",
  zone: "Europe/Berlin",
  origin: "2010-01-01",
  start: "2014-01-01",
  end: "2024-01-01",
  interval: "10s",
  inventory: { count: 10_000, id: "S%05d", tags: { hall: { choice: ["north", "south"] } } },
  metrics: { load: { unit: "kW", decimals: 2, signals: [{ daily: { low: 20, high: 60 } }, { normal: { sd: 5 } }] } },
};

/** What of pandas the copied lines use: it reads CSV from a URL, with headers of one's own. */
const PANDAS = `
import urllib.request

def read_csv(url, storage_options={}):
    print(urllib.request.urlopen(urllib.request.Request(url, headers=storage_options)).read().decode(), end="")
`;

/** Its page on the month of January. */
async function waterworks(query = "", look = {}) {
  const server = await dashboard([example("waterworks")], { clock: still });
  const page = await visit(`${server.url}/explore?scenario=waterworks${query}`, look);
  await settled(page);
  return { server, page };
}

const queryOf = (page: Page) => new URL(page.url()).searchParams;
const spanOf = (page: Page) => Date.parse(queryOf(page).get("to")!) - Date.parse(queryOf(page).get("from")!);

describe("a chart", () => {
  test("is zoomed from ten years to a minute, each time from a new answer", async () => {
    const server = await dashboard([hostedFrom(wide)], { clock: still });
    const page = await visit(`${server.url}/explore?scenario=wide`);
    const asked: string[] = [];
    page.on("response", (answer) => answer.url().includes("/data?") && asked.push(answer.url()));
    await settled(page);
    await page.locator(".chart").focus();
    for (let turn = 0; turn < 60 && !(spanOf(page) <= 60_000); turn++) {
      await page.keyboard.press("+");
      await settled(page);
    }
    expect(spanOf(page)).toBeLessThanOrEqual(60_000);
    await page.getByText("Values as a table").click();
    await expect.poll(() => page.locator(".values tbody tr").count()).toBeLessThanOrEqual(7);
    expect(asked.length).toBeGreaterThan(20);
    await page.locator(".chart").focus();
    await page.keyboard.press("0");
    await expect.poll(() => queryOf(page).get("from")).toBe(null);
  });

  test("is zoomed by a drag and the wheel, and panned by keys; the URL shows the same again", async () => {
    const { server, page } = await waterworks();
    const box = (await page.locator(".chart .u-over").boundingBox())!;
    await page.mouse.move(box.x + box.width * 0.25, box.y + 50);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width * 0.5, box.y + 60, { steps: 4 });
    await page.mouse.up();
    await expect.poll(() => queryOf(page).get("from")).not.toBe(null);
    const dragged = Date.parse(queryOf(page).get("from")!);
    await page.locator(".chart").focus();
    await page.keyboard.press("ArrowRight");
    await expect.poll(() => Date.parse(queryOf(page).get("from")!)).toBeGreaterThan(dragged);
    await settled(page);
    const before = spanOf(page);
    await page.mouse.move(box.x + box.width / 2, box.y + 50);
    await page.mouse.wheel(0, -100);
    await expect.poll(() => spanOf(page)).toBeLessThan(before);
    await settled(page);
    const shown = await page.locator(".chart").getAttribute("aria-label");
    const again = await visit(`${server.url}${new URL(page.url()).pathname}${new URL(page.url()).search}`);
    await settled(again);
    expect(await again.locator(".chart").getAttribute("aria-label")).toBe(shown);
  });

  test("shades anomalies, and tells their kind and severity where the pointer is", async () => {
    const { server, page } = await waterworks(
      "&metrics=pressure&from=2024-01-03T00:00:00.000Z&to=2024-01-10T00:00:00.000Z",
    );
    const id = (await textOf(page.locator(".legend").first())).trim();
    const query = `from=2024-01-03T00:00:00Z&to=2024-01-10T00:00:00Z&entities=${id}`;
    const { labels } = labelsAnswer.parse(
      await (await fetch(`${server.url}/v1/scenarios/waterworks/labels?${query}`)).json(),
    );
    const label = labels.find(
      ({ metric, severity_achieved }) => metric === "pressure" && severity_achieved !== undefined,
    )!;
    const begin = Date.parse("2024-01-03T00:00:00Z");
    const middle = (Date.parse(label.onset) + Date.parse(label.end!)) / 2;
    const box = (await page.locator(".chart .u-over").boundingBox())!;
    await expect.poll(() => page.locator(".labels tbody tr").count()).toBeGreaterThan(0);
    await page.mouse.move(box.x + (box.width * (middle - begin)) / (7 * DAY), box.y + 60);
    await expect.poll(() => textOf(page.locator(".tip"))).toContain(`${label.name}: ${label.kind} (${label.family})`);
    expect(await textOf(page.locator(".tip"))).toContain(`severity ${label.severity_achieved!.toFixed(2)}`);
    await picture(page, "explore-anomaly");
  });

  test("lays the clean twin beside what was recorded", async () => {
    const { page } = await waterworks("&metrics=pressure");
    await page.getByRole("button", { name: "Clean twin" }).click();
    await expect.poll(() => page.locator(".legend li").count()).toBe(2);
    expect(queryOf(page).get("clean")).toBe("1");
  });

  test("moves with the clock while it is live, and rows with it", async () => {
    let now = NOW;
    const server = await dashboard([example("waterworks")], { clock: { ...still, now: () => now } });
    const page = await visit(`${server.url}/explore?scenario=waterworks&live=86400000`);
    await settled(page);
    const summary = () => page.locator(".chart").getAttribute("aria-label");
    const before = await summary();
    await page.getByText("Rows, the newest first").click();
    const newest = () => textOf(page.locator(".rows tbody tr").first());
    await expect.poll(newest).toContain("2024-01-20T00:55:00+01:00");
    expect(await page.locator(".rows tbody tr").count()).toBe(100);
    now += DAY;
    await expect.poll(summary, { timeout: 60_000 }).not.toBe(before);
    await expect.poll(newest).toContain("2024-01-21T00:55:00+01:00");
  });

  test("speaks the reader's language, in the times of the scenario's zone", async () => {
    const from = "&from=2024-01-03T00:00:00.000Z&to=2024-01-03T02:00:00.000Z";
    const { page } = await waterworks(from, { locale: "de-DE" });
    expect(await page.locator(".chart").getAttribute("aria-label")).toContain(
      "3. Jan. 2024, 01:00 to 3. Jan. 2024, 03:00",
    );
    await page.getByText("Values as a table").click();
    expect(await textOf(page.locator(".values tbody tr").first())).toMatch(/^3\. Jan\. 2024, 01:00:00\d+,\d$/);
    expect(await textOf(page.locator(".zone"))).toBe("Europe/Berlin");
  });
});

describe("entities", () => {
  test("are chosen one by one and together", async () => {
    const { page } = await waterworks();
    await page.locator(".entities input").nth(1).check();
    await expect.poll(() => page.locator(".legend li").count()).toBe(2);
    await page.locator("select[name=group]").selectOption("band");
    await expect.poll(() => textOf(page.locator(".legend"))).toContain("median");
    await page.getByText("All 40 that match").waitFor();
    for (const group of ["mean", "sum"]) {
      await page.locator("select[name=group]").selectOption(group);
      await expect.poll(() => textOf(page.locator(".legend"))).toBe(group);
      await settled(page);
    }
  });

  test("a large group is a sample, and says so", async () => {
    const server = await dashboard([hostedFrom({ ...wide, start: "2023-12-31", end: "2023-12-31" })], { clock: still });
    const page = await visit(`${server.url}/explore?scenario=wide&group=mean`);
    await page.getByText(/^A seeded sample of [\d,]+ of the 10,000 that match/).waitFor();
  });
});

describe("what is shown is taken away", () => {
  test("as rows, files and commands", async () => {
    const { page } = await waterworks("&from=2024-01-03T00:00:00.000Z&to=2024-01-03T02:00:00.000Z");
    await page.getByText("Rows", { exact: true }).click();
    await expect.poll(() => page.locator(".rows tbody tr").count()).toBe(24);
    const [file] = await Promise.all([page.waitForEvent("download"), page.getByText("CSV", { exact: true }).click()]);
    expect(
      readFileSync(await file.path(), "utf8")
        .trim()
        .split("\n"),
    ).toHaveLength(25);
    const [lines] = await Promise.all([
      page.waitForEvent("download"),
      page.getByText("NDJSON", { exact: true }).click(),
    ]);
    expect(readFileSync(await lines.path(), "utf8").match(/"timestamp"/g)).toHaveLength(24);
    const [png] = await Promise.all([page.waitForEvent("download"), page.getByText("PNG", { exact: true }).click()]);
    expect(
      readFileSync(await png.path())
        .subarray(1, 4)
        .toString(),
    ).toBe("PNG");
  });

  test("as commands that run as they are copied", async () => {
    const server = await dashboard([example("waterworks")], { clock: still, tokens: ["hunter2"] });
    const window = "from=2024-01-03T00:00:00.000Z&to=2024-01-03T02:00:00.000Z";
    const page = await visit(`${server.url}/explore?scenario=waterworks&${window}`, { expected: /401/ });
    await page.getByLabel("Token").fill("hunter2");
    await page.getByRole("button", { name: "Continue" }).click();
    await settled(page);
    const cwd = mkdtempSync(join(tmpdir(), "fauxmetry-copied-"));
    onTestFinished(() => rmSync(cwd, { recursive: true }));
    // what a reader has installed
    writeFileSync(join(cwd, "fauxmetry"), `#!/bin/sh\nexec node "${join(root, "dist/cli/main.js")}" "$@"\n`, {
      mode: 0o755,
    });
    writeFileSync(join(cwd, "pandas.py"), PANDAS);
    const env = { ...process.env, PATH: `${cwd}:${process.env.PATH}`, TOKEN: "hunter2" };
    const copied = async (name: string, shell: string) => {
      await page.getByText(`Copy as ${name}`).click();
      const text = await textOf(page.locator(".copy[open] pre"));
      await page.getByText(`Copy as ${name}`).click();
      return (await promisify(execFile)(shell, ["-c", text], { cwd, env })).stdout;
    };
    const rows = await copied("curl", "sh");
    expect(rows.trim().split("\n")).toHaveLength(25);
    expect(await copied("Python", "python3")).toBe(rows);
    await copied("command line", "sh");
    const id = (await textOf(page.locator(".legend li"))).trim();
    const made = readFileSync(join(cwd, "waterworks/readings.ndjson"), "utf8").trim().split("\n");
    // the same readings, among those of all entities
    const own = made.map((line) => JSON.parse(line)).filter((row) => row.pump === id);
    const flow = rows.trim().split("\n").slice(1);
    expect(own.map((row) => String(row.flow))).toEqual(flow.map((line) => line.split(",")[2]));
  });
});

describe("a scenario that is pasted", () => {
  test("is shown, or refused with the place of each mistake", async () => {
    const { page } = await waterworks("", { expected: /422/ });
    await page.getByText("Paste a scenario").click();
    const text = page.getByLabel("YAML or JSON");
    await text.fill(
      "name: pump\ninterval: 1m\ninventory: { count: 3 }\nmetrics:\n  flow: { signals: [{ sinus: {} }] }\n",
    );
    await page.getByRole("button", { name: "Show it" }).click();
    await expect.poll(() => textOf(page.locator(".own .notice"))).toMatch(/line 5.*sine/s);
    await text.fill((await text.inputValue()).replace("sinus: {}", "sine: { amplitude: 3, period: 1h }"));
    await page.getByRole("button", { name: "Show it" }).click();
    await expect.poll(() => textOf(page.locator("h2 bdi").first())).toBe("flow");
  });

  test("may be hostile: its names are text", async () => {
    const evil = "<script>globalThis.bad=1</script><img src=x onerror='globalThis.bad=1'>";
    const rtl = "\u202eمضخة".repeat(30);
    const input = {
      name: "evil",
      description: evil,
      interval: "1m",
      start: "2024-01-01",
      end: "2024-01-02",
      inventory: { count: 3, tags: { hall: { choice: [evil, rtl] } } },
      metrics: { flow: { description: evil, unit: evil, signals: [{ sine: { amplitude: 3, period: "1h" } }] } },
      anomalies: [
        {
          id: "jump",
          description: evil,
          metrics: ["flow"],
          schedule: { once: { at: "2024-01-01T12:00", length: "3h" } },
          effect: { "level-shift": { by: 30 } },
        },
      ],
    };
    const server = await dashboard([hostedFrom(input)], { clock: still });
    const page = await visit(
      `${server.url}/explore?scenario=evil&where=${encodeURIComponent(JSON.stringify({ hall: [evil, rtl] }))}`,
    );
    await settled(page);
    await expect.poll(() => textOf(page.locator(".rail"))).toContain("<script>");
    expect(await page.evaluate(() => (globalThis as any).bad)).toBe(undefined);
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)).toBe(true);
  });
});

describe("everybody can use it", () => {
  test.each([
    [1440, "light"],
    [1024, "dark"],
    [390, "light"],
    [390, "dark"],
  ] as const)("at %i pixels in %s", async (width, theme) => {
    const { page } = await waterworks("&metrics=pressure,flow&clean=1", { width, theme });
    expect(await page.evaluate(() => document.documentElement.dataset.theme)).toBe(theme);
    await expect.poll(() => page.locator(".labels, .stage > p").count()).toBeGreaterThan(0);
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)).toBe(true);
    await expectAccessible(page);
    await picture(page, `explore-${width}-${theme}`);
  });

  test("by keys alone", async () => {
    const { page } = await waterworks();
    const focused = () =>
      page.evaluate(() => {
        const { activeElement: one } = document;
        return one?.classList.contains("chart") ? "chart" : (one?.textContent?.trim() ?? "");
      });
    await page.keyboard.press("Tab");
    expect(await focused()).toBe("Skip to the view");
    await page.keyboard.press("Enter");
    const seen: string[] = [];
    for (let i = 0; i < 90 && !seen.includes("chart"); i++) {
      await page.keyboard.press("Tab");
      seen.push(await focused());
    }
    expect(seen).toContain("chart");
    await page.keyboard.press("+");
    await expect.poll(() => queryOf(page).get("from")).not.toBe(null);
  });
});

describe("a server", () => {
  test("that went away is asked until it is back", async () => {
    const first = await dashboard([example("waterworks")], { clock: still });
    const page = await visit(`${first.url}/explore?scenario=waterworks&live=3600000`, {
      expected: /ERR_CONNECTION|ERR_EMPTY|Failed to load/,
    });
    await settled(page);
    await first.stop();
    await page.getByText("The server does not answer").waitFor();
    const second = await dashboard([example("waterworks")], { clock: still, port: Number(new URL(first.url).port) });
    await expect.poll(() => page.getByText("The server does not answer").count(), { timeout: 30_000 }).toBe(0);
    expect(second.url).toBe(first.url);
  });

  test("that wants a token is given one", async () => {
    const server = await dashboard([example("waterworks")], { clock: still, tokens: ["hunter2"] });
    const page = await visit(`${server.url}/explore?scenario=waterworks`, { expected: /401/ });
    await page.getByLabel("Token").fill("hunter2");
    await page.getByRole("button", { name: "Continue" }).click();
    await settled(page);
  });

  test("that shows nothing says so", async () => {
    const server = await dashboard([], { clock: still });
    const page = await visit(server.url);
    await page.getByText("This server shows no scenario yet").waitFor();
    await expectAccessible(page);
  });
});
