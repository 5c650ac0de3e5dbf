import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { catalogs } from "../../src/catalog.ts";
import { sampleOf, planOf, textOf } from "../support/rows.ts";

/** The first lines and the hash of all: small to read in a review, and any changed bit shows. */
function digest(text: string): string {
  const lines = text.split("\n");
  return `${lines.slice(0, 6).join("\n")}\n...\n${lines.length - 1} lines, sha256 ${createHash("sha256").update(text).digest("hex")}\n`;
}

const WINDOW = { start: "2024-01-01", end: "2024-01-01T03:00:00Z" };

describe("golden output: a changed value is a new values version", () => {
  for (const type of Object.keys(catalogs.signals)) {
    test(`the signal ${type}`, async () => {
      await expect(digest(textOf(planOf(sampleOf([type])), "ndjson"))).toMatchFileSnapshot(`./signals/${type}.txt`);
    });
  }
  for (const preset of Object.values(catalogs.presets)) {
    for (const format of ["ndjson", "csv"] as const) {
      test(`the preset ${preset.type} as ${format}`, async () => {
        const scenario = { ...preset.create(preset.options.parse({}), undefined), ...WINDOW };
        scenario.inventory = { ...scenario.inventory, count: 3 };
        await expect(digest(textOf(planOf(scenario), format))).toMatchFileSnapshot(`./presets/${preset.type}.${format}.txt`);
      });
    }
  }
});
