import { existsSync, rmSync } from "node:fs";
import { basename, extname, join } from "node:path";
import { listJournals, readJournal } from "./journal.ts";
import { lock } from "./lock.ts";
import { listManifests, readHead, readManifest } from "./manifest.ts";
import { mayMeet } from "./path-template.ts";
import type { Parts } from "./region.ts";
import { stateFolder } from "./target.ts";

/**
 * Ends the records of other runs of a directory that list a file which this one replaces: what they tell is no longer so.
 * `own` is the name of this run's records; throws when another process writes one of those runs.
 */
export function supersede(directory: string, own: string, template: string, parts: Parts): void {
  const names = [...listManifests(directory), ...listJournals(directory)].map((path) => basename(path, extname(path)));
  let paths: Set<string> | undefined;
  for (const name of new Set(names)) {
    if (name === own) continue;
    const record = join(stateFolder(directory), name);
    const listed = filesOf(record, template);
    if (listed.length > 0) paths ??= new Set(Array.from({ length: parts.length }, (_, i) => parts.at(i).path));
    if (!listed.some((path) => paths?.has(path))) continue;
    const release = lock(`${record}.lock`);
    try {
      for (const suffix of [".json", ".journal", ".unfinished"])
        rmSync(record + suffix, { recursive: true, force: true });
    } finally {
      release();
    }
  }
}

/** The files that a run's records list, if they may be those of a template. */
function filesOf(record: string, template: string): string[] {
  const progress = readJournal(`${record}.journal`);
  const begun = progress ? [...progress.seals.values()].map((seal) => seal.partition) : [];
  if (progress?.open) begun.push(progress.open.position.partition);
  const manifest = `${record}.json`;
  const head = existsSync(manifest) ? readHead(manifest) : undefined;
  if (!head || !mayMeet(head.template.replaceAll("{table}", head.table), template)) return begun;
  return [...begun, ...readManifest(manifest).partitions.map((seal) => seal.partition)];
}
