import { existsSync, statSync } from "node:fs";
import { basename, dirname } from "node:path";
import { UsageError } from "../core/error.ts";
import type { SinkDefinition } from "../core/sink.ts";
import { templateProblem } from "./path-template.ts";
import type { Catalogs } from "./plan.ts";

/** Where a target's files go. */
export interface Place {
  directory: string;
  template: string;
  /** The template ends in the table's own. */
  own?: boolean;
}

/** A directory takes the table's own template; a path with variables is a template; any other path is one file. */
export function placeOf(catalogs: Catalogs, definition: SinkDefinition, url: string, own: string): Place {
  const { objects } = definition;
  const [path, query = ""] = objects ? split(url) : [url];
  if (path.includes("{")) {
    const names = path.split("/");
    const first = names.findIndex((name) => name.includes("{"));
    const template = names.slice(first).join("/");
    const problem = templateProblem(template.replace(/\/$/, ""));
    if (problem) throw new UsageError(`--to ${url}, from its first variable on: ${problem}`);
    const directory = (names.slice(0, first).join("/") || (path.startsWith("/") ? "/" : ".")) + query;
    return path.endsWith("/") ? { directory, template: template + own, own: true } : { directory, template };
  }
  const folder = objects ? !namesObject(catalogs, path) : isDirectory(path);
  if (path.endsWith("/") || folder) return { directory: path + query, template: own, own: true };
  return { directory: dirname(path) + query, template: basename(path) };
}

/** A URL and its query. */
function split(url: string): [path: string, query: string] {
  const at = url.indexOf("?");
  return at < 0 ? [url, ""] : [url.slice(0, at), url.slice(at)];
}

/** Whether a URL names one object: what it ends in, after a bucket, is a format's or a compression's. */
function namesObject(catalogs: Catalogs, path: string): boolean {
  const [, , , ...names] = path.split("/");
  const name = names.at(-1) ?? "";
  const compressed = Object.values(catalogs.compressions ?? {}).some(({ suffix }) => name.endsWith(suffix));
  return name !== "" && (compressed || formatOf(catalogs, name) !== undefined);
}

function isDirectory(path: string): boolean {
  return existsSync(path) && statSync(path).isDirectory();
}

/** The format whose files end as a path does. */
export function formatOf(catalogs: Catalogs, template: string): string | undefined {
  return Object.keys(catalogs.encoders).find((type) => {
    const { create, options, example } = catalogs.encoders[type];
    return create(options.parse(example), undefined).extensions.some((extension) => template.endsWith(extension));
  });
}
