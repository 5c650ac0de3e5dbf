// Compiles src to build, joins that into the few files of dist that processes load, and builds web to dist/web. Plain Node, so that
// `npm ci --ignore-scripts && npm run build` needs nothing else.
import { spawnSync } from "node:child_process";
import { chmodSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, isAbsolute, join } from "node:path";
import { fileURLToPath } from "node:url";
import { rolldown } from "rolldown";
import { build } from "vite";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const tsc = join(dirname(createRequire(import.meta.url).resolve("typescript/package.json")), "bin", "tsc");
const [modules, dist] = [join(root, "build"), join(root, "dist")];
if (process.argv.includes("--clean"))
  for (const folder of [modules, dist]) rmSync(folder, { recursive: true, force: true });
const { status } = spawnSync(process.execPath, [tsc, "-p", join(root, "tsconfig.json")], { stdio: "inherit" });
if (status !== 0) process.exit(status ?? 1);
rmSync(join(dist, "chunks"), { recursive: true, force: true });
// a process that loads hundreds of small files takes twice as long to start; packages stay what others import too
const bundle = await rolldown({
  input: Object.fromEntries(
    ["cli/main", "engine/worker", "sinks/writer-thread", "catalog", "index"].map((name) => [
      name,
      join(modules, `${name}.js`),
    ]),
  ),
  external: (name) => !name.startsWith(".") && !isAbsolute(name),
  platform: "node",
});
// as deep as the modules they are made of, so that paths relative to those stay what they are
await bundle.write({ dir: dist, format: "esm", entryFileNames: "[name].js", chunkFileNames: "chunks/[name].js" });
await bundle.close();
chmodSync(join(dist, "cli", "main.js"), 0o755);
await build({ configFile: join(root, "web", "vite.config.ts"), logLevel: "warn" });
