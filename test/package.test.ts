import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, test } from "vitest";

const root = resolve(import.meta.dirname, "..");
const read = (name: string) => JSON.parse(readFileSync(join(root, name), "utf8"));

test("the lock file names the packages of every platform, and no registry", () => {
  const { packages } = read("package-lock.json") as {
    packages: Record<string, { resolved?: string; optionalDependencies?: Record<string, string> }>;
  };
  const wanted = Object.values(packages).flatMap((entry) => Object.keys(entry.optionalDependencies ?? {}));
  expect(wanted.length).toBeGreaterThan(20);
  expect(wanted.filter((name) => !packages[`node_modules/${name}`])).toEqual([]);
  expect(Object.values(packages).filter((entry) => entry.resolved)).toEqual([]);
});

test("versions are exact, and every entry point is built from a source", () => {
  const manifest = read("package.json");
  for (const kind of ["dependencies", "devDependencies", "optionalDependencies"]) {
    for (const [name, version] of Object.entries(manifest[kind] ?? {})) expect(version, name).toMatch(/^\d+\.\d+\.\d+/);
  }
  for (const entry of Object.values(manifest.exports) as (string | { default: string })[]) {
    if (typeof entry === "string") continue;
    const source = entry.default.replace("./dist/", "src/").replace(/\.js$/, ".ts");
    expect(readFileSync(join(root, source), "utf8").length).toBeGreaterThan(0);
  }
});
