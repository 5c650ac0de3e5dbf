import { join, resolve } from "node:path";
import { mayMeet } from "./path-template.ts";
import type { Parts } from "./region.ts";

/** The files of a table under a folder. */
export interface Files {
  directory: string;
  /** The template of their paths, with the table and extension filled in. */
  template: string;
  parts(): Parts;
}

/** A path that two of these give, and which two; undefined where all files are apart. */
export function sharedPath<F extends Files>(all: readonly F[]): { path: string; by: [F, F] } | undefined {
  const full = all.map(({ directory, template }) => join(resolve(directory), template));
  for (const [i, one] of all.entries()) {
    const others = all.slice(i + 1).filter((_, k) => mayMeet(full[i], full[i + 1 + k]));
    if (others.length === 0) continue;
    const paths = new Set(pathsOf(one));
    for (const other of others) {
      for (const path of pathsOf(other)) if (paths.has(path)) return { path, by: [one, other] };
    }
  }
  return undefined;
}

function* pathsOf(files: Files): Generator<string> {
  const folder = resolve(files.directory);
  const parts = files.parts();
  for (let i = 0; i < parts.length; i++) yield join(folder, parts.at(i).path);
}
