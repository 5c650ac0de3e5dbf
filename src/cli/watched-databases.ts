import { resolve } from "node:path";
import { readName } from "../collector/watched.ts";

/** Databases that a monitor may watch: those that a server shows, and files that its runs write to. Each once. */
export function watchedDatabases(shown: readonly string[], targets: readonly string[]): string[] {
  const files = targets.filter((target) => /^(sqlite|duckdb):/.test(target));
  return [...new Map([...files, ...shown].map((name) => [resolve(readName(name).path), name])).values()];
}
