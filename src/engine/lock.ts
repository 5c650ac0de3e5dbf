import { readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { PermanentError } from "../core/error.ts";
import { objectOf } from "./head.ts";
import { wallClock } from "./pace.ts";

/** Who holds a lock. */
interface Holder {
  pid: number;
  host: string;
  /** Tells a process from an earlier one of the same number. */
  started: string;
}

/** A holder that has a lease shows this often in its time that it lives. */
const SIGNS = 8;

/**
 * Makes a lock file, or throws a PermanentError that names who holds it; returns what releases it. The lock of a process
 * of this machine that has ended is taken over; so is, where there is a `lease` (ms), one whose holder nobody can ask,
 * on another machine or cut off before it had written its name, once it has shown no sign of life for so long.
 */
export function lock(path: string, lease = Infinity): () => void {
  const own = JSON.stringify({ pid: process.pid, host: hostname(), started: startOf(process.pid) } as Holder);
  while (!create(path, own)) {
    const found = read(path);
    if (found === undefined) continue;
    refuseIfHeld(path, found, lease);
    takeAway(path, found);
  }
  const signs = lease < Infinity ? setInterval(() => showLife(path), lease / SIGNS).unref() : undefined;
  return () => {
    clearInterval(signs);
    rmSync(path, { force: true });
  };
}

function showLife(path: string): void {
  const now = wallClock() / 1000;
  try {
    utimesSync(path, now, now);
  } catch {
    // it was removed by hand: whoever did so has been told what it is for
  }
}

/** False when the file is there already. */
function create(path: string, text: string): boolean {
  try {
    writeFileSync(path, text, { flag: "wx" });
    return true;
  } catch (error) {
    const { code, syscall } = error as NodeJS.ErrnoException;
    if (code === "EEXIST") return false;
    // on a full disk it has a name and nothing in it, and would lock everybody out
    if (syscall !== "open") rmSync(path, { force: true });
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

function refuseIfHeld(path: string, text: string, lease: number): void {
  // no holder: of a process that is just writing it, or was cut off there
  const { pid, host, started } = objectOf<Partial<Holder>>(text) ?? {};
  if (pid !== undefined && host === hostname()) {
    if (startOf(pid) !== started) return;
  } else if (wallClock() - (statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? Infinity) > lease) return;
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
