import { existsSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { PermanentError } from "../core/error.ts";
import type { Seal, Stamp } from "../core/sink.ts";
import type { RunOptions, State } from "./job.ts";
import { continueJournal, readJournal, removeJournal, startJournal } from "./journal.ts";
import { makeStateFolder, readManifest, statePath } from "./manifest.ts";
import type { Parts } from "./partition.ts";
import type { Target } from "./target.ts";

/** More parts than this are checked for files in the way one by one as they are sealed, not all at the start. */
const CHECKED = 20_000;

/**
 * Decides how a run begins in a directory: afresh, from a checkpoint, or not at all. Refuses to touch what is there
 * unless `force` (start again) or `resume` (continue) says so.
 */
export function prepare(target: Target, stamp: Stamp, parts: Parts, options: RunOptions): State {
  const path = (suffix: string) => statePath(target.directory, stamp, suffix);
  const clear = () => {
    removeJournal(path(".journal"));
    rmSync(path(".unfinished"), { recursive: true, force: true });
  };
  const manifest = path(".json");
  const header = { run: stamp.run, request: options.request ?? stamp.run, now: options.now ?? 0 };
  const fresh = (): State => {
    makeStateFolder(target.directory);
    rmSync(manifest, { force: true });
    clear();
    return { seals: new Map(), complete: false, journal: startJournal(path(".journal"), header), clear };
  };
  if (options.force) return fresh();
  if (existsSync(manifest)) {
    if (!options.resume)
      throw new PermanentError(
        `this run is complete in ${target.directory} already (${manifest}): --force makes it again`,
      );
    const seals = present(
      target.directory,
      readManifest(manifest).partitions.map((seal, part) => [part, seal]),
    );
    if (seals.size === parts.length) {
      clear();
      return { seals, complete: true, clear };
    }
    // the manifest goes last: killed on the way, the run is still known to be there in part
    clear();
    const journal = startJournal(path(".journal"), header);
    for (const [part, seal] of seals) journal.add({ part, seal });
    rmSync(manifest);
    return { seals, complete: false, journal, clear };
  }
  const progress = readJournal(path(".journal"));
  if (progress && !options.resume) {
    throw new PermanentError(
      `an unfinished run of the same kind is in ${target.directory}: --resume continues it, --force starts again`,
    );
  }
  if (progress) {
    const seals = present(target.directory, [...progress.seals]);
    return { seals, open: progress.open, complete: false, journal: continueJournal(path(".journal")), clear };
  }
  refuseToReplace(target.directory, parts);
  return fresh();
}

/** Gives up what is stored of a part that is partly there, on record: whoever makes it next begins at its beginning. */
export function startOver(state: State): void {
  if (!state.open) return;
  state.journal?.add({ restart: state.open.part });
  state.open = undefined;
}

/** The parts whose files stand there with their size. */
function present(directory: string, seals: Iterable<readonly [number, Seal]>): Map<number, Seal> {
  const found = new Map<number, Seal>();
  for (const [part, seal] of seals) {
    if (statSync(join(directory, seal.partition), { throwIfNoEntry: false })?.size === (seal.stored ?? seal.bytes))
      found.set(part, seal);
  }
  return found;
}

function refuseToReplace(directory: string, parts: Parts): void {
  if (!existsSync(directory) || parts.length > CHECKED) return;
  for (let i = 0; i < parts.length; i++) {
    const path = join(directory, parts.at(i).path);
    if (existsSync(path)) throw new PermanentError(`${path} exists already: --force replaces it`);
  }
}
