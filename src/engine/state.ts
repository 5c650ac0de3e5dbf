import { existsSync, rmSync } from "node:fs";
import { basename } from "node:path";
import { PermanentError } from "../core/error.ts";
import type { Seal, Stamp } from "../core/sink.ts";
import type { RunOptions, State } from "./job.ts";
import { continueJournal, type Header, readHeader, readJournal, startJournal } from "./journal.ts";
import { lock } from "./lock.ts";
import { makeStateFolder, readHead, readManifest, statePath } from "./manifest.ts";
import type { Parts } from "./region.ts";
import { supersede } from "./supersede.ts";

/** The records of a run in a directory. */
interface Records {
  manifest: string;
  journal: string;
  unfinished: string;
  lock: string;
}

/** Where the files of a run go, as far as one that begins must know. */
export interface Whereabouts {
  /** As messages name it. */
  name: string;
  /** Folder in whose state folder the records are. */
  directory: string;
  /** How messages name one of them. */
  shown(record: string): string;
  /** The parts that are there as they were sealed, by a record; what is there otherwise is removed, to be made anew. */
  present(seals: ReadonlyMap<number, Seal>, record: string): Map<number, Seal>;
  /** Refuses to replace what stands where a part will: anything without `force`, and with it anything but a file. */
  check(parts: Parts, force: boolean): void;
}

/**
 * Decides how a run begins in a place: afresh, from a checkpoint, or not at all. Refuses to touch what is there
 * unless `force` (start again) or `resume` (continue) says so, and always while another process writes the same run.
 */
export function prepare(place: Whereabouts, template: string, stamp: Stamp, parts: Parts, options: RunOptions): State {
  const path = (suffix: string) => statePath(place.directory, stamp, suffix);
  const records: Records = {
    manifest: path(".json"),
    journal: path(".journal"),
    unfinished: path(".unfinished"),
    lock: path(".lock"),
  };
  const { force = false } = options;
  const begun = existsSync(records.manifest) || readHeader(records.journal) !== undefined;
  if (force || !begun) place.check(parts, force);
  makeStateFolder(place.directory);
  const release = lock(records.lock);
  try {
    const header = { run: stamp.run, request: options.request ?? stamp.run, now: options.now ?? 0, force };
    if (force) supersede(place.directory, basename(path("")), template, parts);
    const state = begin(place, records, header, parts, options);
    return {
      ...state,
      manifest: records.manifest,
      async conclude() {
        clear(records, state);
        return records.manifest;
      },
      async close() {
        state.journal?.close();
        release();
      },
    };
  } catch (error) {
    release();
    throw error;
  }
}

type Begun = Pick<State, "seals" | "open" | "complete" | "force" | "journal">;

function begin(place: Whereabouts, records: Records, header: Header, parts: Parts, options: RunOptions): Begun {
  const { force } = header;
  const fresh = (): Begun => {
    rmSync(records.manifest, { force: true });
    clear(records);
    return { seals: new Map(), complete: false, force, journal: startJournal(records.journal, header) };
  };
  if (force) return fresh();
  if (existsSync(records.manifest)) {
    if (!options.resume) {
      throw new PermanentError(
        `this run is complete in ${place.name} already (${place.shown(records.manifest)}): --force makes it again`,
      );
    }
    return mend(place, records, header, parts);
  }
  const progress = readJournal(records.journal);
  if (!progress) return fresh();
  if (!options.resume) {
    throw new PermanentError(
      `an unfinished run of the same kind is in ${place.name}: --resume continues it, --force starts again`,
    );
  }
  const seals = place.present(progress.seals, records.journal);
  const journal = continueJournal(records.journal, progress.bytes);
  for (const part of progress.seals.keys()) if (!seals.has(part)) journal.add({ restart: part });
  const state: Begun = { seals, open: progress.open, complete: false, force: progress.header.force, journal };
  if (state.open && state.open.part !== firstUndone(parts, (part) => seals.has(part))) startOver(state);
  return state;
}

/** Of a run that is complete: nothing is left to do, or what is missing or damaged is to be made again. */
function mend(place: Whereabouts, records: Records, header: Header, parts: Parts): Begun {
  if (!readHead(records.manifest))
    throw new PermanentError(`the manifest ${place.shown(records.manifest)} is damaged: --force makes the run again`);
  const sealed = new Map(readManifest(records.manifest).partitions.map((seal, part) => [part, seal]));
  const seals = place.present(sealed, records.manifest);
  clear(records);
  if (seals.size === parts.length) return { seals, complete: true, force: false };
  // the manifest goes last: killed on the way, the run is still known to be there in part
  const journal = startJournal(records.journal, header);
  for (const [part, seal] of seals) journal.add({ part, seal });
  rmSync(records.manifest);
  return { seals, complete: false, force: false, journal };
}

/** Gives up what is stored of a part that is partly there, on record: whoever makes it next begins at its beginning. */
export function startOver(state: Pick<State, "open" | "journal">): void {
  if (!state.open) return;
  state.journal?.add({ restart: state.open.part });
  state.open = undefined;
}

/** The first part that is not there, or their number. */
export function firstUndone(parts: Parts, done: (part: number) => boolean): number {
  let part = 0;
  while (part < parts.length && done(part)) part++;
  return part;
}

function clear(records: Records, state?: Begun): void {
  state?.journal?.close();
  rmSync(records.journal, { force: true });
  rmSync(records.unfinished, { recursive: true, force: true });
}
