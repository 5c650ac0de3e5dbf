import { existsSync, readFileSync, statSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { PermanentError } from "../core/error.ts";
import type { Objects, StoredObject } from "../core/objects.ts";
import { SUCCESS } from "./bucket.ts";
import type { Merged, MergeSource } from "./merge.ts";
import { bytesOf, mirrorRecords, RECORDS, storeFile } from "./mirror.ts";
import type { Catalogs } from "./plan.ts";
import { stateFolder } from "./target.ts";

/** A folder or bucket with shards of runs, or one that their manifest goes to. */
export interface OpenPlace extends MergeSource {
  /** One place has one name. */
  name: string;
  /** Whether it has any records. */
  begun: boolean;
  /** Where its records are, as messages name it. */
  records: string;
  /** Puts into place what shards came to; `whole` says that all that was to be there is there. */
  conclude(merged: readonly Merged[], whole: boolean): Promise<void>;
  close(): void;
}

/** Opens the place that a path or a URL names; of a bucket, with a look at all that stands below the prefix. */
export async function openPlace(path: string, catalogs: Catalogs): Promise<OpenPlace> {
  const definition = Object.values(catalogs.sinks).find((sink) => sink.objects && sink.match(path));
  return definition?.objects ? bucketPlace(await definition.objects(path)) : folderPlace(path);
}

function folderPlace(directory: string): OpenPlace {
  return {
    name: resolve(directory),
    directory,
    inputs: directory,
    begun: existsSync(stateFolder(directory)),
    stored(partition) {
      const stat = statSync(join(directory, partition), { throwIfNoEntry: false });
      return stat?.isFile() ? { bytes: stat.size } : undefined;
    },
    records: stateFolder(directory),
    async conclude() {},
    close() {},
  };
}

async function bucketPlace(objects: Objects): Promise<OpenPlace> {
  try {
    const mirror = await mirrorRecords(objects);
    const there = new Map<string, StoredObject>();
    for await (const object of objects.list("")) there.set(object.key, object);
    return {
      name: objects.name,
      directory: mirror.directory,
      inputs: ".",
      begun: mirror.files.size > 0,
      stored: (partition) => there.get(partition),
      records: objects.name + RECORDS.slice(0, -1),
      async conclude(merged, whole) {
        for (const { manifest } of merged)
          if (manifest !== undefined) await add(objects, manifest, there.has(RECORDS + basename(manifest)));
        await mirror.settle();
        if (whole && !there.has(SUCCESS))
          await objects.put(SUCCESS, new Uint8Array(0), { type: "text/plain", replace: false });
      },
      close() {
        mirror.remove();
        objects.close();
      },
    };
  } catch (error) {
    objects.close();
    throw error;
  }
}

/** Stores a manifest. Of two who join the same shards, and of one who does so again, both have the same. */
async function add(objects: Objects, path: string, there: boolean): Promise<void> {
  const key = RECORDS + basename(path);
  if (!there && (await storeFile(objects, key, path, false))) return;
  if (!(await bytesOf(objects, key)).equals(readFileSync(path)))
    throw new PermanentError(`${objects.name}${key} is there already, and is another: remove it, or merge elsewhere`);
}
