import { readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { PermanentError } from "../core/error.ts";
import { objectOf } from "./head.ts";

/** Who holds a lock. */
interface Holder {
  pid: number;
  host: string;
  /** Tells a process from an earlier one of the same number. */
  started: string;
}

/**
 * Makes a lock file, or throws a PermanentError that names who holds it; returns what releases it. The lock of a process
 * of this machine that has ended is taken over.
 */
export function lock(path: string): () => void {
  const own = JSON.stringify({ pid: process.pid, host: hostname(), started: startOf(process.pid) } as Holder);
  while (!create(path, own)) {
    const found = read(path);
    if (found === undefined) continue;
    refuseIfHeld(path, found);
    takeAway(path, found);
  }
  return () => rmSync(path, { force: true });
}

/** False when the file is there already. */
function create(path: string, text: string): boolean {
  try {
    writeFileSync(path, text, { flag: "wx" });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw new PermanentError(`could not write the lock ${path}: ${(error as Error).message}`, { cause: error });
  }
}

/** The text of a lock; undefined when it has gone. */
function read(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw new PermanentError(`could not read the lock ${path}: ${(error as Error).message}`, { cause: error });
  }
}

function refuseIfHeld(path: string, text: string): void {
  // no holder: of a process that is just writing it, or was cut off there
  const { pid, host, started } = objectOf<Partial<Holder>>(text) ?? {};
  if (pid !== undefined && host === hostname() && startOf(pid) !== started) return;
  const who = pid === undefined ? "another process" : `process ${pid} on ${host}`;
  throw new PermanentError(`this run is being written by ${who}; if that has ended, remove ${path}`);
}

/** Of several who find the same dead lock one gets it; what another made there meanwhile is put back. */
function takeAway(path: string, dead: string): void {
  const aside = `${path}.${process.pid}`;
  try {
    renameSync(path, aside);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return;
    throw error;
  }
  if (readFileSync(aside, "utf8") === dead) rmSync(aside);
  else renameSync(aside, path);
}

/** When a process began, as far as the system tells; undefined when there is no such process. */
function startOf(pid: number): string | undefined {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ESRCH") return undefined;
  }
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, "latin1");
    // the name, in brackets, may hold anything: the 22nd field is the 20th after it
    return fields.slice(fields.lastIndexOf(")") + 2).split(" ")[19];
  } catch {
    return "unknown";
  }
}
