import {
  appendFileSync,
  closeSync,
  existsSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import type { Position, Seal } from "../core/sink.ts";
import { listManifests, readManifest } from "./manifest.ts";
import { stateFolder } from "./target.ts";

/** The first line of a journal. */
export interface Header {
  run: string;
  /** Hash of the run as it was asked for, before `now` was resolved. */
  request: string;
  /** What `now` stood for, ms UTC. */
  now: number;
}

/** A checkpoint: a sealed part, or how far into a part the stored rows reach. `part` is its index in the shard. */
export type Entry =
  | { part: number; seal: Seal }
  | { part: number; tiles: number; position: Position }
  /** What was stored of a part no longer counts: it is made anew. */
  | { restart: number };

/** What an unfinished run has stored, as far as its journal says. */
export interface Progress {
  header: Header;
  seals: Map<number, Seal>;
  open?: { part: number; tiles: number; position: Position };
}

/** An append-only record of checkpoints beside the data; a torn last line, of a run that was killed, does not count. */
export interface Journal {
  add(entry: Entry): void;
  close(): void;
}

export function startJournal(path: string, header: Header): Journal {
  writeFileSync(path, `${JSON.stringify(header)}\n`);
  return continueJournal(path);
}

export function continueJournal(path: string): Journal {
  const bytes = readFileSync(path);
  truncateSync(path, bytes.lastIndexOf(10) + 1);
  const fd = openSync(path, "a");
  return {
    add: (entry) => appendFileSync(fd, `${JSON.stringify(entry)}\n`),
    close: () => closeSync(fd),
  };
}

export function readJournal(path: string): Progress | undefined {
  if (!existsSync(path)) return undefined;
  const lines = readFileSync(path, "utf8").split("\n").slice(0, -1);
  if (lines.length === 0) return undefined;
  const header = JSON.parse(lines[0]) as Header;
  const seals = new Map<number, Seal>();
  let open: Progress["open"];
  for (const line of lines.slice(1)) {
    const entry = JSON.parse(line) as Entry;
    if ("seal" in entry) {
      seals.set(entry.part, entry.seal);
      if (open?.part === entry.part) open = undefined;
    } else if ("restart" in entry) open = undefined;
    else open = entry;
  }
  return { header, seals, open };
}

/** What `now` stood for in the latest run of this directory, unfinished or complete, that was asked for in the same words. */
export function findAsked(directory: string, request: string): number | undefined {
  const folder = stateFolder(directory);
  const names = existsSync(folder) ? readdirSync(folder) : [];
  const headers = names
    .filter((name) => name.endsWith(".journal"))
    .map((name): Partial<Header> => readJournal(join(folder, name))?.header ?? {});
  const unfinished = headers.filter((header) => header.request === request);
  const found =
    unfinished.length > 0
      ? unfinished
      : listManifests(directory)
          .map(readManifest)
          .filter((manifest) => manifest.request === request);
  return found.length > 0 ? Math.max(...found.map(({ now }) => now ?? 0)) : undefined;
}

export function removeJournal(path: string): void {
  rmSync(path, { force: true });
}
