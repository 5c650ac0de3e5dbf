import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { catalogs } from "../../src/catalog.ts";
import type { EffectDefinition } from "../../src/core/effect.ts";
import { sampleOf, planOf, textOf, windowOf } from "../support/rows.ts";

/** The first lines and the hash of all: small to read in a review, and any changed bit shows. */
function digest(text: string): string {
  const lines = text.split("\n");
  return `${lines.slice(0, 6).join("\n")}\n...\n${lines.length - 1} lines, sha256 ${createHash("sha256").update(text).digest("hex")}\n`;
}

describe("golden output: a changed value is a new values version", () => {
  for (const type of Object.keys(catalogs.signals)) {
    test(`the signal ${type}`, async () => {
      await expect(digest(textOf(planOf(sampleOf([type])), "ndjson"))).toMatchFileSnapshot(`./signals/${type}.txt`);
    });
  }
  for (const kind of Object.values<EffectDefinition<any>>(catalogs.anomalies)) {
    test(`the anomaly ${kind.type}`, async () => {
      const metrics = { load: { decimals: 3, signals: [{ daily: { low: 20, high: 60 } }, { ou: { sd: 4, tau: "1h" } }] } };
      const schedule = { random: { rate: "4/1d", length: ["10m", "2h"] } };
      const anomalies = [{ id: "x", schedule, effect: { [kind.type]: kind.example } }];
      const plan = planOf({ ...sampleOf([]), metrics, anomalies });
      const texts = [plan.labels, plan.tables[0]].map((table) => digest(textOf(plan, "csv", "entity", table)));
      await expect(texts.join("\n")).toMatchFileSnapshot(`./anomalies/${kind.type}.txt`);
    });
  }
  for (const preset of Object.values(catalogs.presets)) {
    for (const format of ["ndjson", "csv"] as const) {
      test(`the preset ${preset.type} as ${format}`, async () => {
        const made = preset.create(preset.options.parse({}), undefined);
        const scenario = { ...made, ...windowOf(made, 3) };
        scenario.inventory = { ...scenario.inventory, count: 3 };
        await expect(digest(textOf(planOf(scenario), format))).toMatchFileSnapshot(`./presets/${preset.type}.${format}.txt`);
      });
    }
  }
});
