import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { describe, expect, test } from "vitest";

const root = resolve(import.meta.dirname, "..");
const src = join(root, "src");

/** What a folder of src may import: other folders, and packages (node: stands for Node's own modules). */
const LAYERS: Record<string, { folders: readonly string[]; packages: readonly string[] }> = {
  core: { folders: ["core"], packages: ["zod"] },
  signals: { folders: ["core", "signals"], packages: ["zod"] },
  schedules: { folders: ["core", "schedules"], packages: ["zod"] },
  anomalies: { folders: ["core", "anomalies"], packages: ["zod"] },
  faults: { folders: ["core", "faults"], packages: ["zod"] },
  encoders: { folders: ["core", "encoders"], packages: ["zod", "node:module", "node:zlib"] },
  presets: { folders: ["core", "presets"], packages: ["zod"] },
  sinks: {
    folders: ["core", "sinks"],
    packages: [
      "zod",
      "node:",
      "@clickhouse/client",
      "@duckdb/node-api",
      "@duckdb/node-bindings",
      "mongodb",
      "mysql2",
      "pg",
      "pg-copy-streams",
      "@aws-sdk/",
      "@google-cloud/storage",
    ],
  },
  engine: {
    folders: ["core", "engine"],
    packages: ["zod", "node:", "yaml", "jiti", "hyparquet", "fzstd", "@faker-js/faker"],
  },
  rules: { folders: ["core", "rules"], packages: ["zod"] },
  server: {
    folders: ["core", "engine", "rules", "server"],
    packages: [
      "zod",
      "node:",
      "fastify",
      "@fastify/",
      "fastify-type-provider-zod",
      "pino",
      "prom-client",
      "jose",
      "croner",
    ],
  },
  collector: {
    folders: ["core", "engine", "rules", "collector"],
    packages: ["zod", "node:", "croner", "nodemailer", "@duckdb/node-api"],
  },
  cli: {
    folders: ["core", "engine", "rules", "server", "collector", "cli", "."],
    packages: ["node:", "commander", "picocolors", "yaml", "zod"],
  },
  ".": {
    folders: ["core", "engine", "signals", "schedules", "anomalies", "faults", "encoders", "sinks", "presets", "."],
    packages: ["zod"],
  },
};

/** Values must be the same bits on every engine, and know no clock: these folders make values. */
const VALUES = ["core", "signals", "schedules", "anomalies", "faults"];
const INEXACT =
  /\bMath\.(?:sin|cos|tan|asin|acos|atan|atan2|sinh|cosh|tanh|exp|expm1|log|log1p|log2|log10|pow|cbrt|hypot|random)\b|\*\*|\bDate\.now\b|new Date\(\)|performance\.now/;

function problems(path: string, text: string): string[] {
  const here = dirname(relative(src, path)).split("/")[0];
  const layer = LAYERS[here];
  if (!layer) return [`${path} is in a folder with no layer`];
  const found: string[] = [];
  const imports = [
    ...text.matchAll(/^(?:import|export|\}).*?\bfrom "([^"]+)";?$/gm),
    ...text.matchAll(/\bimport\("([^"]+)"\)/g),
  ];
  for (const [, from] of imports) {
    if (from.startsWith(".")) {
      const folder = dirname(relative(src, resolve(dirname(path), from))).split("/")[0];
      if (!layer.folders.includes(folder)) found.push(`${relative(root, path)} imports ${from}`);
    } else if (
      !layer.packages.some((name) => from === name || from.startsWith(/[:/]$/.test(name) ? name : `${name}/`))
    ) {
      found.push(`${relative(root, path)} imports the package ${from}`);
    }
  }
  if (VALUES.includes(here)) {
    const code = text.replace(/\/\*[\s\S]*?\*\//g, "").replace(/\/\/.*$/gm, "");
    const inexact = INEXACT.exec(code);
    if (inexact) found.push(`${relative(root, path)} uses ${inexact[0]}`);
  }
  return found;
}

const files = readdirSync(src, { recursive: true, encoding: "utf8" })
  .filter((name) => name.endsWith(".ts"))
  .map((name) => join(src, name));

describe("layers", () => {
  test("imports point down, and what makes values uses exact arithmetic alone", () => {
    expect(files.length).toBeGreaterThan(20);
    expect(files.flatMap((path) => problems(path, readFileSync(path, "utf8")))).toEqual([]);
  });

  test("a breach is seen", () => {
    const breach = (path: string, text: string) => problems(join(src, path), text);
    expect(breach("core/x.ts", 'import { a } from "../engine/compile.ts";')).toHaveLength(1);
    expect(breach("core/x.ts", 'import { a } from "node:fs";')).toHaveLength(1);
    expect(breach("signals/x.ts", 'import { a } from "../sinks/file.ts";')).toHaveLength(1);
    expect(breach("signals/x.ts", "const y = Math.sin(1);")).toHaveLength(1);
    expect(breach("signals/x.ts", "const y = 2 ** 0.5;")).toHaveLength(1);
    expect(breach("engine/x.ts", 'const c = await import("../catalog.ts");')).toHaveLength(1);
    expect(breach("signals/x.ts", 'import { z } from "zod";\n// Math.sin would differ\n')).toHaveLength(0);
  });

  test("the wall clock is read in one place", () => {
    const readers = files.filter((path) =>
      /\bDate\.now\b|new Date\(\)|performance\.now/.test(readFileSync(path, "utf8")),
    );
    expect(readers.map((path) => relative(src, path))).toEqual(["engine/pace.ts"]);
  });
});
