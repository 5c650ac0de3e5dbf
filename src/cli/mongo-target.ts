import { readFileSync } from "node:fs";
import { UsageError } from "../core/error.ts";

const NAMES = ["MONGO_URI", "DB", "COLLECTION"] as const;

/** The store that MONGO_URI, DB and COLLECTION name, in the environment or in a file `.env` here; undefined without the first. */
export function mongoTarget(environment: NodeJS.ProcessEnv, file = ".env"): string | undefined {
  const settings = readSettings(file);
  const [uri, database, collection] = NAMES.map((name) => environment[name] || settings.get(name));
  if (!uri) return undefined;
  const [, server, path, query] = /^([^/]+\/\/[^/?]*)\/?([^?]*)\??(.*)$/.exec(uri) ?? [];
  if (server === undefined) throw new UsageError("MONGO_URI is no URL such as mongodb://localhost:27017");
  const name = database ? encodeURIComponent(database) : path;
  if (!name) throw new UsageError("MONGO_URI names no database: set DB as well");
  const options = [...(query ? [query] : []), ...(collection ? [`collection=${encodeURIComponent(collection)}`] : [])];
  return `${server}/${name}${options.length > 0 ? `?${options.join("&")}` : ""}`;
}

/** Lines NAME=value, perhaps with quotes or `export`; there may be no such file. */
function readSettings(path: string): ReadonlyMap<string, string> {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return new Map();
    throw new UsageError(`could not read ${path}: ${(error as Error).message}`, { cause: error });
  }
  const lines = text.matchAll(/^\s*(?:export\s+)?(\w+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^#\r\n]*))/gm);
  return new Map([...lines].map(([, name, double, single, plain]) => [name, double ?? single ?? plain.trim()]));
}
