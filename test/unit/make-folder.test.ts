import { existsSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { makeFolder } from "../../src/engine/make-folder.ts";

test("a folder and those above it", () => {
  const folder = mkdtempSync(join(tmpdir(), "fauxmetry-"));
  makeFolder(join(folder, "a/b/c"));
  makeFolder(join(folder, "a/b/c"));
  expect(existsSync(join(folder, "a/b/c"))).toBe(true);
  writeFileSync(join(folder, "file"), "");
  expect(() => makeFolder(join(folder, "file/d"))).toThrow(/ENOTDIR/);
});

test("where none can be made, it says so rather than try for ever", () => {
  expect(() => makeFolder("/proc/none/x")).toThrow(/ENOENT/);
});
