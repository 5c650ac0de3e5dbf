// Packs the package, installs the tarball into an empty folder without its development dependencies and runs the bin.
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const folder = mkdtempSync(join(tmpdir(), "fauxmetry-package-"));
const call = (command, args, cwd) =>
  execFileSync(command, args, { cwd, encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] });

try {
  const [{ filename, files }] = JSON.parse(call("npm", ["pack", "--json", "--pack-destination", folder], root));
  const stray = files
    .map((f) => f.path)
    .filter((path) => !/^(dist\/|package\.json$|README\.md$|LICENSE$|CHANGELOG\.md$)/.test(path));
  if (stray.length > 0) throw new Error(`the package holds files it should not: ${stray.join(", ")}`);
  writeFileSync(join(folder, "package.json"), '{"type":"module","private":true}');
  call("npm", ["install", "--ignore-scripts", "--no-audit", "--no-fund", join(folder, filename)], folder);
  const bin = join(folder, "node_modules", ".bin", "fauxmetry");
  const rows = call(
    bin,
    [
      "run",
      "smart-meter",
      "--count",
      "2",
      "--start",
      "2024-01-01",
      "--end",
      "2024-01-01T00:01:00Z",
      "--to",
      "-",
      "--quiet",
    ],
    folder,
  );
  if (rows.trim().split("\n").length !== 12)
    throw new Error(`expected 12 rows from the installed command, got:\n${rows}`);
  const library =
    'import { catalogs, compile, defineScenario, memorySink, run } from "fauxmetry"; if (!catalogs.signals.sine || !compile || !defineScenario || !memorySink || !run) process.exit(1);';
  call(process.execPath, ["--input-type=module", "-e", library], folder);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
