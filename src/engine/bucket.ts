import { basename } from "node:path";
import { PermanentError } from "../core/error.ts";
import type { Objects, StoredObject } from "../core/objects.ts";
import type { Seal, Stamp } from "../core/sink.ts";
import type { RunOptions, State } from "./job.ts";
import { statePath } from "./manifest.ts";
import { type Mirror, mirrorRecords, RECORDS, storeFile } from "./mirror.ts";
import type { Parts } from "./region.ts";
import { sendJournal } from "./sent-journal.ts";
import { prepare, type Whereabouts } from "./state.ts";
import type { Target } from "./target.ts";

/** Says that all that was to be in a place is there. */
export const SUCCESS = "_SUCCESS";

/**
 * Decides how a run begins in a bucket, as `prepare` does for a folder. Its records are the same, and stand in the bucket
 * too: a journal in pieces, which any machine can continue, and the manifest once everything else is there.
 */
export async function prepareBucket(target: Target, stamp: Stamp, parts: Parts, options: RunOptions): Promise<State> {
  const objects = await target.definition.objects!(target.directory, options.tell);
  const own = basename(statePath("", stamp, ""));
  let mirror: Mirror | undefined;
  try {
    // what --force replaces may be listed in the records of any run
    mirror = await mirrorRecords(objects, options.force ? "" : `${own}.`);
    const under = target.template.split("{", 1)[0];
    const there = new Map<string, StoredObject>();
    for await (const object of objects.list(under)) there.set(object.key, object);
    const place = whereaboutsOf(objects.name, mirror.directory, there);
    const state = prepare(place, target.template, stamp, parts, options);
    try {
      for (const key of place.damaged) await objects.remove(key);
      return await begin(state, { objects, mirror, own, stamp, parts, under, options });
    } catch (error) {
      await state.close();
      throw error;
    }
  } catch (error) {
    mirror?.remove();
    objects.close();
    throw error;
  }
}

interface Beginning {
  objects: Objects;
  mirror: Mirror;
  own: string;
  stamp: Stamp;
  parts: Parts;
  under: string;
  options: RunOptions;
}

async function begin(state: State, { objects, mirror, own, stamp, parts, under, options }: Beginning): Promise<State> {
  const folder = `${RECORDS}${own}.journal/`;
  const path = statePath(mirror.directory, stamp, ".journal");
  const journal = state.journal && sendJournal(state.journal, path, objects, folder, mirror.pieces.get(own) ?? 0);
  if (!state.complete) {
    // first, so that the run is known to be there in part when anything of it goes
    await journal?.send();
    await objects.remove(SUCCESS);
    await sweep(objects, under, parts, state.seals);
  }
  await mirror.settle();
  return {
    ...state,
    journal,
    async conclude() {
      const key = `${RECORDS}${own}.json`;
      await journal?.send();
      if (!state.complete) await storeFile(objects, key, state.manifest, true);
      // a listing turns its pages by what is there
      const pieces: string[] = [];
      for await (const piece of objects.list(folder)) pieces.push(piece.key);
      for (const piece of pieces) await objects.remove(piece);
      if (stamp.shard.count === 1 && !options.more)
        await objects.put(SUCCESS, new Uint8Array(0), { type: "text/plain", replace: true });
      return objects.name + key;
    },
    async close() {
      // a run that fails tells why it did; what it could not put on record it will make again
      await journal?.send().catch(() => {});
      journal?.close();
      await state.close();
      objects.close();
      mirror.remove();
    },
  };
}

/** Ends uploads that a run of the same files was killed in: nobody else makes those. */
async function sweep(objects: Objects, under: string, parts: Parts, seals: ReadonlyMap<number, Seal>): Promise<void> {
  let own: Set<string> | undefined;
  await objects.sweep(under, (key) => {
    own ??= new Set(Array.from({ length: parts.length }, (_, i) => (seals.has(i) ? "" : parts.at(i).path)));
    return own.has(key);
  });
}

/** A bucket, by a listing of it. */
function whereaboutsOf(
  name: string,
  directory: string,
  there: ReadonlyMap<string, StoredObject>,
): Whereabouts & { damaged: string[] } {
  const damaged: string[] = [];
  return {
    name,
    directory,
    shown: (record) => name + RECORDS + basename(record),
    damaged,
    present(seals) {
      const found = new Map<number, Seal>();
      for (const [part, seal] of seals) {
        const object = there.get(seal.partition);
        if (object?.bytes === (seal.stored ?? seal.bytes) && object.tag === (seal.tag ?? object.tag))
          found.set(part, seal);
        else if (object) damaged.push(object.key);
      }
      return found;
    },
    check(parts, force) {
      if (force || there.size === 0) return;
      for (let i = 0; i < parts.length; i++) {
        const { path } = parts.at(i);
        if (there.has(path)) throw new PermanentError(`${name}${path} exists already: --force replaces it`);
      }
    },
  };
}
