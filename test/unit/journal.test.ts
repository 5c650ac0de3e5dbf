import { appendFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, expect, onTestFinished, test } from "vitest";
import { continueJournal, findAsked, readJournal, startJournal } from "../../src/engine/journal.ts";
import { type Manifest, readHead, writeManifest } from "../../src/engine/manifest.ts";

const header = { run: "r", request: "asked", now: 5, force: false };
const seal = { partition: "a.csv", rows: 1, bytes: 2, crc32: "" };
let state: string;
let path: string;
beforeEach(() => {
  const directory = mkdtempSync(join(tmpdir(), "fauxmetry-journal-"));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  state = join(directory, ".fauxmetry");
  mkdirSync(state);
  path = join(state, "r.1-of-1.journal");
});

function journalOf(...entries: Parameters<ReturnType<typeof startJournal>["add"]>[0][]): void {
  const journal = startJournal(path, header);
  for (const entry of entries) journal.add(entry);
  journal.close();
  journal.close();
}

test("a journal tells what is sealed, what is open, and what begins anew", () => {
  const position = { partition: "b.csv", rows: 1, bytes: 1 };
  journalOf({ part: 0, seal }, { part: 1, tiles: 1, position }, { part: 1, tiles: 2, position });
  expect(readJournal(path)).toMatchObject({ header, seals: new Map([[0, seal]]), open: { part: 1, tiles: 2 } });
  journalOf({ part: 0, seal }, { part: 1, tiles: 1, position }, { restart: 0 }, { restart: 1 });
  expect(readJournal(path)).toMatchObject({ seals: new Map(), open: undefined });
  journalOf({ part: 1, tiles: 1, position }, { part: 1, seal });
  expect(readJournal(path)?.open).toBeUndefined();
});

test.each(["\0\0\0\0", '{"part":1,"se', "7", "[", "null"])("it ends before a damaged line, %j", (damage) => {
  journalOf({ part: 0, seal });
  const whole = readFileSync(path, "utf8");
  appendFileSync(path, `${damage}\n${JSON.stringify({ part: 1, seal })}\n`);
  const progress = readJournal(path);
  expect(progress?.seals).toEqual(new Map([[0, seal]]));
  const journal = continueJournal(path, progress?.bytes as number);
  journal.add({ part: 2, seal });
  journal.close();
  expect(readFileSync(path, "utf8")).toBe(`${whole}${JSON.stringify({ part: 2, seal })}\n`);
});

test.each(["", "x", "\0\0\n", '{"run":"r"'])("without a header, %j, it is none", (text) => {
  writeFileSync(path, text);
  expect(readJournal(path)).toBeUndefined();
});

test("what `now` stood for is found past journals and manifests that cannot be read", () => {
  const asked = { request: "asked", now: 7, run: "m" } as Manifest;
  writeManifest(join(state, "m.1-of-1.json"), { ...asked, partitions: Array.from({ length: 3000 }, () => seal) });
  for (const name of ["torn.1-of-1.json", "torn.1-of-1.journal"]) writeFileSync(join(state, name), '{"run":');
  mkdirSync(join(state, "folder.json"));
  expect(readHead(join(state, "m.1-of-1.json"))).toEqual(asked);
  const directory = join(state, "..");
  expect(findAsked(directory, "asked")).toBe(7);
  journalOf();
  expect(findAsked(directory, "asked"), "an unfinished run goes before a complete one").toBe(5);
  expect(findAsked(directory, "another")).toBeUndefined();
});

test("the head of a manifest is read without its partitions, however long it is", () => {
  const manifest = join(state, "m.json");
  const scenario = { name: "é".repeat(200_001) } as Manifest["scenario"];
  writeManifest(manifest, { scenario, partitions: [seal] } as unknown as Manifest);
  expect(readHead(manifest)).toEqual({ scenario });
  appendFileSync(manifest, "damage that is past the head");
  expect(readHead(manifest)).toEqual({ scenario });
});
