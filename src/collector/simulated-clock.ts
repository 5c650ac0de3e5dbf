import { readFileSync } from "node:fs";
import { basename, dirname } from "node:path";
import { createWholeFiles, writeWhole } from "../engine/whole-files.ts";
import { instantOf, sqlTime } from "./snapshot.ts";

/**
 * The instant that a clock file holds, ms UTC: a line `2026-11-21 21:04:45`. Without one, or with something else in it
 * (which `warn` is told), it is `now` in whole seconds.
 */
export function readClock(path: string, now: number, warn: (message: string) => void): number {
  try {
    return instantOf(readFileSync(path, "utf8"), path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT")
      warn(`${(error as Error).message}; simulated time starts from now`);
    return Math.floor(now / 1000) * 1000;
  }
}

/** Sets a clock file, whole or not at all. */
export function writeClock(path: string, time: number): void {
  writeWhole(createWholeFiles(dirname(path), true), basename(path), (write) => write(`${sqlTime(time)}\n`));
}
