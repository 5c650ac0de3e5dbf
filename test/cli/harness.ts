import { type ChildProcess, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { onTestFinished, vi } from "vitest";
import { execute } from "../../src/cli/execute.ts";

/** The built program; `npm test` builds it first. */
export const MAIN = fileURLToPath(new URL("../../dist/cli/main.js", import.meta.url));

export interface Outcome {
  code: number | null;
  signal: NodeJS.Signals | null;
  stdout: string;
  stderr: string;
}

/** An empty folder that the test leaves nothing of. */
export function folder(): string {
  const path = mkdtempSync(join(tmpdir(), "fauxmetry-test-"));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

/** The environment without what would change the program's answers. */
function environment(more: Record<string, string> = {}): NodeJS.ProcessEnv {
  const own = Object.entries(process.env).filter(
    ([name]) => !/^(FAUXMETRY_|NO_COLOR$|FORCE_COLOR$|CI$|COLUMNS$)/.test(name),
  );
  return { ...Object.fromEntries(own), ...more };
}

export function start(cwd: string, args: readonly string[], env?: Record<string, string>): ChildProcess {
  const options = { cwd, env: environment(env), stdio: ["ignore", "pipe", "pipe"] as ["ignore", "pipe", "pipe"] };
  const child = spawn(process.execPath, [MAIN, ...args], options);
  // one that a test has given up must not go on without its folder
  onTestFinished(() => void child.kill("SIGKILL"));
  return child;
}

export function ended(child: ChildProcess): Promise<Outcome> {
  const stdout: Buffer[] = [];
  const stderr: Buffer[] = [];
  child.stdout?.on("data", (chunk: Buffer) => stdout.push(chunk));
  child.stderr?.on("data", (chunk: Buffer) => stderr.push(chunk));
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code, signal) =>
      resolve({ code, signal, stdout: Buffer.concat(stdout).toString(), stderr: Buffer.concat(stderr).toString() }),
    );
  });
}

/** Runs the program to its end. */
export function fauxmetry(cwd: string, args: readonly string[], env?: Record<string, string>): Promise<Outcome> {
  return ended(start(cwd, args, env));
}

/** Runs a shell line in which $F is the program. */
export function shell(cwd: string, line: string): Promise<Outcome> {
  const env = environment({ F: `${process.execPath} ${MAIN}` });
  return ended(spawn("bash", ["-c", line], { cwd, env, stdio: ["ignore", "pipe", "pipe"] }));
}

/** Paths of all files below a folder, in order. */
export function filesOf(directory: string): string[] {
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(directory, join(entry.parentPath, entry.name)))
    .sort();
}

/** Files and their bytes; of the program's own state too, unless `dataOnly`. */
export function contentOf(directory: string, dataOnly = false): Record<string, string> {
  const files = filesOf(directory).filter((name) => !dataOnly || !name.startsWith(".fauxmetry"));
  return Object.fromEntries(
    files.map((name) => [
      name,
      createHash("sha256")
        .update(readFileSync(join(directory, name)))
        .digest("hex"),
    ]),
  );
}

/** Bytes below a folder, finished or not. */
export function bytesBelow(directory: string): number {
  let sum = 0;
  try {
    for (const name of filesOf(directory)) sum += statSync(join(directory, name), { throwIfNoEntry: false })?.size ?? 0;
  } catch {
    // a folder may come and go while it is read
  }
  return sum;
}

/** Kills with SIGKILL, or another signal, as soon as a condition holds; resolves when the program has ended in any way. */
export async function killWhen(
  child: ChildProcess,
  condition: () => boolean,
  signal: NodeJS.Signals = "SIGKILL",
): Promise<Outcome> {
  const outcome = ended(child);
  const watch = setInterval(() => {
    if (!condition()) return;
    clearInterval(watch);
    child.kill(signal);
  }, 2);
  const result = await outcome;
  clearInterval(watch);
  return result;
}

/**
 * Starts a command in an empty folder and stops it once `bytes` stand there. A run that was too quick for that is made
 * again from the start, to be stopped at fewer.
 */
export async function stopMidway(
  cwd: string,
  args: readonly string[],
  bytes: number,
  signal: NodeJS.Signals = "SIGKILL",
): Promise<Outcome> {
  for (let limit = bytes; limit > 1; limit /= 2) {
    const outcome = await killWhen(start(cwd, args), () => bytesBelow(cwd) > limit, signal);
    if (outcome.signal === signal || (outcome.code ?? 0) >= 128) return outcome;
    rmSync(join(cwd, "out"), { recursive: true, force: true });
  }
  throw new Error(`${args.join(" ")} always ended before it could be stopped`);
}

/** Runs a command line in this process, from the sources: for many small cases. Relative paths start where the tests run. */
export async function inside(args: readonly string[]): Promise<Pick<Outcome, "code" | "stdout" | "stderr">> {
  const out = { stdout: "", stderr: "" };
  const capture =
    (name: "stdout" | "stderr") =>
    (chunk: string | Uint8Array, ...more: unknown[]) => {
      out[name] += typeof chunk === "string" ? chunk : Buffer.from(chunk).toString();
      for (const done of more) if (typeof done === "function") done();
      return true;
    };
  const spies = (["stdout", "stderr"] as const).map((name) =>
    vi.spyOn(process[name], "write").mockImplementation(capture(name)),
  );
  try {
    return { code: await execute(args), ...out };
  } finally {
    for (const spy of spies) spy.mockRestore();
  }
}

/** The words of a command line without quotes. */
export function words(line: string): string[] {
  return line.split(" ");
}
