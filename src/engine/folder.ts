import { existsSync, lstatSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import type { Compression } from "../core/compression.ts";
import { PermanentError } from "../core/error.ts";
import type { Seal } from "../core/sink.ts";
import { contentChecksum } from "./content-checksum.ts";
import type { Parts } from "./region.ts";
import type { Whereabouts } from "./state.ts";
import type { Target } from "./target.ts";

/** A folder on this machine. */
export function folderOf({ directory, compression }: Pick<Target, "directory" | "compression">): Whereabouts {
  return {
    name: directory,
    directory,
    shown: (record) => record,
    present: (seals, record) => present(directory, compression, seals, record),
    check: (parts, force) => checkPlaces(directory, parts, force),
  };
}

/** A file is there as it was sealed if it has that size, and that content where it changed after the record of it. */
function present(
  directory: string,
  compression: Compression | undefined,
  seals: ReadonlyMap<number, Seal>,
  record: string,
): Map<number, Seal> {
  const recorded = statSync(record).mtimeMs;
  const found = new Map<number, Seal>();
  for (const [part, seal] of seals) {
    const path = join(directory, seal.partition);
    const stat = existsSync(path) ? statSync(path) : undefined;
    if (!stat?.isFile()) continue;
    const whole =
      stat.size === (seal.stored ?? seal.bytes) &&
      (stat.mtimeMs < recorded || contentChecksum(path, compression) === seal.crc32);
    if (whole) found.set(part, seal);
    else rmSync(path);
  }
  return found;
}

/** Refuses to replace what stands where a part will: anything without `force`, and with it anything but a file. */
function checkPlaces(directory: string, parts: Parts, force: boolean): void {
  if (!existsSync(directory)) return;
  for (let i = 0; i < parts.length; i++) {
    const path = join(directory, parts.at(i).path);
    if (!stands(path)) continue;
    if (!statSync(path, { throwIfNoEntry: false })?.isFile())
      throw new PermanentError(`${path} is no regular file: it is not replaced; give another name`);
    if (!force) throw new PermanentError(`${path} exists already: --force replaces it`);
  }
}

/** Whether anything has this path, be it a link to nothing. */
function stands(path: string): boolean {
  try {
    return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
  } catch (error) {
    // a file where a folder should be is told of when the folder is made
    if ((error as NodeJS.ErrnoException).code === "ENOTDIR") return false;
    throw error;
  }
}
