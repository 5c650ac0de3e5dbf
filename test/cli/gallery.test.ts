import { readdirSync, readFileSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { catalogs } from "../../src/catalog.ts";

const docs = resolve(import.meta.dirname, "../../docs");
const { gallery, PICTURED, picturePath } = await import("../../scripts/gallery/index.js");
const { SCENES } = await import("../../scripts/gallery/scenes.js");
const { timeMarks, valueMarks } = await import("../../scripts/gallery/axes.js");

const drawn: Record<string, string> = gallery("", (_kind: string, type: string) => type);
const pictures = Object.entries(drawn).filter(([path]) => path.endsWith(".svg"));
const page = readFileSync(join(docs, "gallery.md"), "utf8");
const stored = readdirSync(join(docs, "gallery"), { recursive: true, encoding: "utf8" })
  .filter((name) => name.endsWith(".svg"))
  .map((name) => `gallery/${name.replaceAll("\\", "/")}`);

describe("the gallery", () => {
  test("has a picture of each definition and no other", () => {
    const defined = PICTURED.flatMap((kind) =>
      Object.keys(catalogs[kind as keyof typeof catalogs]).map((type) => picturePath(kind, type)),
    );
    expect(stored.sort()).toEqual(defined.sort());
    for (const path of defined) expect(page).toContain(`](${path})`);
  });

  test("leads to headings of the reference", () => {
    const headings = readFileSync(join(docs, "reference.md"), "utf8").match(/(?<=^#+ ).*$/gm)!;
    const anchors = [...page.matchAll(/reference\.md#([^)]+)\)/g)].map(([, anchor]) => anchor);
    expect(new Set(anchors).size).toBe(pictures.length);
    expect(anchors.filter((anchor) => !headings.includes(anchor.replace(/-\d+$/, "")))).toEqual([]);
  });

  test("has scenes of what there is", () => {
    for (const [kind, scenes] of Object.entries(SCENES))
      expect(Object.keys(catalogs[kind as keyof typeof catalogs])).toEqual(
        expect.arrayContaining(Object.keys(scenes!)),
      );
  });

  test.each(pictures)("%s shows something, within the frame, in whole numbers", (_path, svg) => {
    const shown = svg.match(/<path class="[vdr]"|<rect class="b"/g) ?? [];
    expect(shown.length).toBeGreaterThan(0);
    expect(svg).not.toMatch(/NaN|Infinity|undefined/);
    for (const [, d] of svg.matchAll(/ d="([^"]*)"/g)) expect(d).toMatch(/^[MmlhHV\d -]+$/);
    for (const [, y] of svg.matchAll(/<path class="[cvr]" d="M\d+ (-?\d+)/g)) {
      expect(Number(y)).toBeGreaterThanOrEqual(280);
      expect(Number(y)).toBeLessThanOrEqual(1440);
    }
  });

  test("is small: a picture a few kilobytes, all of them less than 1.5 MB", () => {
    const sizes = stored.map((path) => statSync(join(docs, path)).size);
    expect(Math.max(...sizes)).toBeLessThan(10_000);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(1_500_000);
  });
});

describe("marks of axes", () => {
  test("of values are round numbers within the range", () => {
    const texts = (low: number, high: number) => valueMarks(low, high).map(([, text]) => text);
    expect(texts(-11, 11)).toEqual(["−10", "−5", "0", "5", "10"]);
    expect(texts(0, 1.05)).toEqual(["0.0", "0.5", "1.0"]);
    expect(texts(0.02, 0.31)).toEqual(["0.1", "0.2", "0.3"]);
    expect(texts(0, 536_000)).toEqual(["0", "200k", "400k"]);
    expect(texts(0, 17_000_000)).toEqual(["0", "5M", "10M", "15M"]);
  });

  test("of time are round times of the clock or days", () => {
    const start = Date.UTC(2024, 0, 1);
    const texts = (length: number) => timeMarks(start, start + length).map(([, text]) => text);
    expect(texts(5_000)).toEqual(["00:00", "00:01", "00:02", "00:03", "00:04", "00:05"]);
    expect(texts(6 * 3_600_000)).toEqual(["00:00", "01:00", "02:00", "03:00", "04:00", "05:00", "06:00"]);
    expect(texts(2.5 * 86_400_000)).toEqual(["Jan 1", "12:00", "Jan 2", "12:00", "Jan 3", "12:00"]);
    expect(texts(60 * 86_400_000).slice(0, 2)).toEqual(["Jan 1", "Jan 15"]);
  });
});
