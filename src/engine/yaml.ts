import { createRequire } from "node:module";

let loaded: typeof import("yaml") | undefined;

/** The parser of YAML, loaded when there is something to parse: a preset needs none, and starts quicker without. */
export function yaml(): typeof import("yaml") {
  loaded ??= createRequire(import.meta.url)("yaml") as typeof import("yaml");
  return loaded;
}
