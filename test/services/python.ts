import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";

/** Python with some packages, or why there is none. */
export interface Python {
  /** Prints what a script prints, given arguments. */
  run(script: string, ...args: string[]): string;
  missing?: string;
}

/** A Python of its own with packages at given versions, installed once and kept. */
export function pythonWith(name: string, ...packages: string[]): Python {
  const cache = join(process.env.FAUXMETRY_CACHE ?? join(homedir(), ".cache", "fauxmetry-ci"), name);
  const python = join(cache, "bin", "python");
  const run = (script: string, ...args: string[]) =>
    execFileSync(python, ["-c", script, ...args], { encoding: "utf8", maxBuffer: 1 << 28 });
  try {
    if (!existsSync(join(cache, ".complete"))) {
      mkdirSync(cache, { recursive: true });
      execFileSync("python3", ["-m", "venv", cache]);
      execFileSync(python, ["-m", "pip", "install", "-q", "--disable-pip-version-check", ...packages]);
      writeFileSync(join(cache, ".complete"), "");
    }
    return { run };
  } catch (error) {
    const reason = `${packages.join(" and ")} could not be installed (Python 3 with venv is needed)`;
    return { run, missing: `${reason}: ${(error as Error).message}` };
  }
}
