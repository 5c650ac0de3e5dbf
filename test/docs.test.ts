import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { newest, page } from "../bench/page.js";
import { catalogs } from "../src/catalog.ts";
import type { ScenarioError } from "../src/core/error.ts";
import { check } from "../src/engine/check.ts";
import { formatIssues } from "../src/engine/format-issues.ts";
import { loadText } from "../src/engine/load.ts";
import { planOf } from "./support/rows.ts";

const root = resolve(import.meta.dirname, "..");
const pages = [
  ...readdirSync(root).filter((name) => name.endsWith(".md")),
  ...readdirSync(join(root, "docs"), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".md"))
    .map((name) => join("docs", name)),
];
/** Columns of the answer key, which a table of its page names. */
const LABEL_COLUMNS = ["event", "family", "inherited", "cause", "onset", "end", "peak", "kind", "deviation"];
const readme = readFileSync(join(root, "README.md"), "utf8");
const scenario = /```yaml\n([\s\S]*?)```/.exec(readme)![1];

describe("what the pages say is so", () => {
  test.each(pages)("links of %s lead somewhere", (page) => {
    const text = readFileSync(join(root, page), "utf8").replace(/```[\s\S]*?```/g, "");
    const links = [...text.matchAll(/\]\(([^)#\s]+)[^)]*\)/g)].map((match) => match[1]);
    const local = links.filter((link) => !/^[a-z]+:/.test(link));
    expect(local.filter((link) => !existsSync(join(root, dirname(page), link)))).toEqual([]);
  });

  test("the performance page is that of the newest measurement", () => {
    expect(readFileSync(join(root, "docs/performance.md"), "utf8")).toBe(page(newest()));
  });

  test("the scenario of the README compiles", () => {
    const plan = planOf(loadText(scenario, "substation.yaml").input, Date.UTC(2024, 6, 1));
    expect(plan.inventory.size).toBe(2000);
    expect(plan.metrics.map((metric) => metric.name).sort()).toEqual(["load", "ramp"]);
  });

  test.each(["signals", "schedules", "anomalies"])(
    "the scenario of the page on %s compiles, and all it names is there",
    (page) => {
      const text = readFileSync(join(root, `docs/${page}.md`), "utf8");
      const plan = planOf(
        loadText(/```yaml\n([\s\S]*?)```/.exec(text)![1], `${page}.yaml`).input,
        Date.UTC(2024, 6, 1),
      );
      expect(plan.metrics.length).toBeGreaterThan(0);
      const named = [...text.matchAll(/^\|.*?\|(.*?)\|/gm)].flatMap(([, cell]) => [...cell.matchAll(/`([a-z-]+)`/g)]);
      const known = [...Object.values(catalogs).flatMap((kind) => Object.keys(kind)), ...LABEL_COLUMNS];
      expect(named.length).toBeGreaterThan(8);
      expect(named.map(([, name]) => name).filter((name) => !known.includes(name))).toEqual([]);
    },
  );

  test("the worked example of the page on anomalies is the one among the examples", () => {
    const page = readFileSync(join(root, "docs/anomalies.md"), "utf8");
    expect(page).toContain(readFileSync(join(root, "examples/waterworks.yaml"), "utf8"));
    for (const type of Object.keys(catalogs.anomalies)) expect(page).toContain(`\`${type}\``);
  });

  test("the scenario of the page on inventories is the one among the examples, and shows every kind of tag", () => {
    const page = readFileSync(join(root, "docs/inventory.md"), "utf8");
    const shown = /```yaml\n([\s\S]*?)```/.exec(page)![1];
    expect(readFileSync(join(root, "examples/scooters.yaml"), "utf8")).toContain(shown);
    for (const type of ["reference", "pitman-yor", "coordinates", "on: ", "skew", "gamma", "faker"])
      expect(page).toContain(type);
  });

  test("its mistake reads as shown", () => {
    const { input, locate } = loadText(scenario.replace("daily:", "dayly:"), "substation.yaml");
    let said = "";
    try {
      check(input, catalogs);
    } catch (error) {
      said = formatIssues(error as ScenarioError, locate);
    }
    const shown = /```\n(substation\.yaml:[\s\S]*?)```/.exec(readme)![1];
    for (const line of shown.trim().split("\n")) expect(said).toContain(line.replace(/ \.\.\.$/, ""));
  });

  test("its first lines of data are what the preset makes", () => {
    const shown = /```json\n(.*)\n```/.exec(readme)![1];
    expect(readFileSync(join(root, "test/golden/presets/smart-meter.ndjson.txt"), "utf8")).toContain(shown);
  });
});
