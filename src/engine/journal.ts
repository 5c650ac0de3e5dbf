import {
  appendFileSync,
  closeSync,
  existsSync,
  openSync,
  readdirSync,
  readFileSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import type { Position, Seal } from "../core/sink.ts";
import { headOf, objectOf } from "./head.ts";
import { listManifests, readHead } from "./manifest.ts";
import { stateFolder } from "./target.ts";

/** The first line of a journal. */
export interface Header {
  run: string;
  /** Hash of the run as it was asked for, before `now` was resolved. */
  request: string;
  /** What `now` stood for, ms UTC. */
  now: number;
  /** It may replace what exists. */
  force: boolean;
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
  /** Bytes of the journal that tell so; what follows is damaged. */
  bytes: number;
}

/** An append-only record of checkpoints beside the data. */
export interface Journal {
  add(entry: Entry): void;
  /** Safe to call twice. */
  close(): void;
}

export function startJournal(path: string, header: Header): Journal {
  const line = `${JSON.stringify(header)}\n`;
  // without its header nothing in it counts: that much is on the disk before anything is stored
  writeFileSync(path, line, { flush: true });
  return continueJournal(path, Buffer.byteLength(line));
}

/** Continues a journal after so many bytes. */
export function continueJournal(path: string, bytes: number): Journal {
  truncateSync(path, bytes);
  const fd = openSync(path, "a");
  let open = true;
  return {
    add: (entry) => appendFileSync(fd, `${JSON.stringify(entry)}\n`),
    close() {
      if (open) closeSync(fd);
      open = false;
    },
  };
}

/** Reads a journal up to the first line that is torn or damaged; undefined where not even its header can be read. */
export function readJournal(path: string): Progress | undefined {
  const header = readHeader(path);
  if (!header) return undefined;
  const text = readFileSync(path);
  const progress: Progress = { header, seals: new Map(), bytes: text.indexOf(10) + 1 };
  for (let end = text.indexOf(10, progress.bytes); end >= 0; end = text.indexOf(10, progress.bytes)) {
    const entry = objectOf<Entry>(text.toString("utf8", progress.bytes, end));
    if (!entry) break;
    take(progress, entry);
    progress.bytes = end + 1;
  }
  return progress;
}

function take(progress: Progress, entry: Entry): void {
  if ("position" in entry) {
    progress.open = entry;
    return;
  }
  const part = "seal" in entry ? entry.part : entry.restart;
  if (progress.open?.part === part) progress.open = undefined;
  if ("seal" in entry) progress.seals.set(part, entry.seal);
  else progress.seals.delete(part);
}

export function readHeader(path: string): Header | undefined {
  return objectOf(headOf(path, "\n"));
}

/** Paths of the journals of a directory, in order of name. */
export function listJournals(directory: string): string[] {
  const folder = stateFolder(directory);
  if (!existsSync(folder)) return [];
  const names = readdirSync(folder).filter((name) => name.endsWith(".journal"));
  return names.sort().map((name) => join(folder, name));
}

/** What `now` stood for in the latest run of this directory, unfinished or complete, that was asked for in the same words. */
export function findAsked(directory: string, request: string): number | undefined {
  const asked = (heads: readonly ({ request?: string; now?: number } | undefined)[]) =>
    heads.flatMap((head) => (head?.request === request ? [head.now ?? 0] : []));
  const unfinished = asked(listJournals(directory).map(readHeader));
  const found = unfinished.length > 0 ? unfinished : asked(listManifests(directory).map(readHead));
  return found.length > 0 ? Math.max(...found) : undefined;
}
