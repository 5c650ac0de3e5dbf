import { existsSync, mkdirSync } from "node:fs";
import { dirname, resolve } from "node:path";

/**
 * Makes a folder and those above it, where they are not there; throws what the system says. Folder by folder: Node's own
 * recursive way never returns where a parent takes no folders, as under /proc, or is removed meanwhile.
 */
export function makeFolder(path: string): void {
  make(resolve(path));
}

function make(path: string): void {
  if (existsSync(path)) return;
  if (dirname(path) !== path) make(dirname(path));
  try {
    mkdirSync(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  }
}
