import { existsSync, lstatSync, rmSync, statSync } from "node:fs";
import { basename, join } from "node:path";
import { PermanentError } from "../core/error.ts";
import type { Seal, Stamp } from "../core/sink.ts";
import { contentHash } from "./content-hash.ts";
import type { RunOptions, State } from "./job.ts";
import { continueJournal, type Header, readHeader, readJournal, startJournal } from "./journal.ts";
import { lock } from "./lock.ts";
import { makeStateFolder, readHead, readManifest, statePath } from "./manifest.ts";
import type { Parts } from "./partition.ts";
import { supersede } from "./supersede.ts";
import type { Target } from "./target.ts";

/** The records of a run in a directory. */
interface Records {
  manifest: string;
  journal: string;
  unfinished: string;
  lock: string;
}

/**
 * Decides how a run begins in a directory: afresh, from a checkpoint, or not at all. Refuses to touch what is there
 * unless `force` (start again) or `resume` (continue) says so, and always while another process writes the same run.
 */
export function prepare(target: Target, stamp: Stamp, parts: Parts, options: RunOptions): State {
  const path = (suffix: string) => statePath(target.directory, stamp, suffix);
  const records: Records = {
    manifest: path(".json"),
    journal: path(".journal"),
    unfinished: path(".unfinished"),
    lock: path(".lock"),
  };
  const { force = false } = options;
  const begun = existsSync(records.manifest) || readHeader(records.journal) !== undefined;
  if (force || !begun) checkPlaces(target.directory, parts, force);
  makeStateFolder(target.directory);
  const release = lock(records.lock);
  try {
    const header = { run: stamp.run, request: options.request ?? stamp.run, now: options.now ?? 0, force };
    if (force) supersede(target.directory, basename(path("")), target.template, parts);
    const state = begin(target, records, header, parts, options);
    return {
      ...state,
      clear: () => clear(records, state),
      close() {
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

function begin(target: Target, records: Records, header: Header, parts: Parts, options: RunOptions): Begun {
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
        `this run is complete in ${target.directory} already (${records.manifest}): --force makes it again`,
      );
    }
    return mend(target, records, header, parts);
  }
  const progress = readJournal(records.journal);
  if (!progress) return fresh();
  if (!options.resume) {
    throw new PermanentError(
      `an unfinished run of the same kind is in ${target.directory}: --resume continues it, --force starts again`,
    );
  }
  const seals = present(target, progress.seals, records.journal);
  const journal = continueJournal(records.journal, progress.bytes);
  for (const part of progress.seals.keys()) if (!seals.has(part)) journal.add({ restart: part });
  const state: Begun = { seals, open: progress.open, complete: false, force: progress.header.force, journal };
  if (state.open && state.open.part !== firstUndone(parts, (part) => seals.has(part))) startOver(state);
  return state;
}

/** Of a run that is complete: nothing is left to do, or what is missing or damaged is to be made again. */
function mend(target: Target, records: Records, header: Header, parts: Parts): Begun {
  if (!readHead(records.manifest))
    throw new PermanentError(`the manifest ${records.manifest} is damaged: --force makes the run again`);
  const sealed = new Map(readManifest(records.manifest).partitions.map((seal, part) => [part, seal]));
  const seals = present(target, sealed, records.manifest);
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

/**
 * The parts whose files are as they were sealed: of that size, and of that content where they changed after the record of
 * it. A file that is not is removed, to be made anew.
 */
function present(target: Target, seals: ReadonlyMap<number, Seal>, record: string): Map<number, Seal> {
  const recorded = statSync(record).mtimeMs;
  const found = new Map<number, Seal>();
  for (const [part, seal] of seals) {
    const path = join(target.directory, seal.partition);
    const stat = existsSync(path) ? statSync(path) : undefined;
    if (!stat?.isFile()) continue;
    const whole =
      stat.size === (seal.stored ?? seal.bytes) &&
      (stat.mtimeMs < recorded || contentHash(path, target.compression) === seal.sha256);
    if (whole) found.set(part, seal);
    else rmSync(path);
  }
  return found;
}

/** Refuses to replace what stands where a part will: anything without `force`, and with it anything but a file. */
function checkPlaces(directory: string, parts: Parts, force: boolean): void {
  if (!existsSync(directory)) return;
  for (let i = 0; i < parts.length; i++) {
    const path = join(directory, parts.at(i).path);
    if (!stands(path)) continue;
    if (!statSync(path, { throwIfNoEntry: false })?.isFile())
      throw new PermanentError(`${path} is no regular file: it is not replaced; give another name`);
    if (!force) throw new PermanentError(`${path} exists already: --force replaces it`);
  }
}

/** Whether anything has this path, be it a link to nothing. */
function stands(path: string): boolean {
  try {
    return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
  } catch (error) {
    // a file where a folder should be is told of when the folder is made
    if ((error as NodeJS.ErrnoException).code === "ENOTDIR") return false;
    throw error;
  }
}

function clear(records: Records, state?: Begun): void {
  state?.journal?.close();
  rmSync(records.journal, { force: true });
  rmSync(records.unfinished, { recursive: true, force: true });
}
