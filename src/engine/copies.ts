import { open, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { contentAt, type Objects } from "../core/objects.ts";
import type { Seal } from "../core/sink.ts";
import { makeFolder } from "./make-folder.ts";

/** Files that are under way or there at a time, and their bytes; one may be larger. */
const FILES = 16;
const BYTES = 64 << 20;

/** Copies of objects of a bucket in a folder, while they are looked at. */
export interface Copies {
  /** Makes that of a part be there, if the bucket has the object, and begins with those after it, up to `to`. */
  bring(part: number, to: number, sealOf: (part: number) => Seal | undefined): Promise<void>;
  /** Removes that of a partition. */
  remove(partition: string): Promise<void>;
}

export function createCopies(objects: Objects, directory: string): Copies {
  const copies = new Map<string, { path: string; bytes: number; there: Promise<void> }>();
  let bytes = 0;
  let next = 0;
  const begin = ({ partition, ...seal }: Seal): void => {
    const path = join(directory, partition);
    const copy = { path, bytes: seal.stored ?? seal.bytes, there: fetchTo(objects, partition, path) };
    // told when its turn comes
    copy.there.catch(() => {});
    copies.set(partition, copy);
    bytes += copy.bytes;
  };
  return {
    async bring(part, to, sealOf) {
      const wanted = sealOf(part)!.partition;
      if (!copies.has(wanted)) next = part;
      for (; next < to && copies.size < FILES && (copies.size === 0 || bytes < BYTES); next++) {
        const seal = sealOf(next);
        if (seal && !copies.has(seal.partition)) begin(seal);
      }
      await copies.get(wanted)?.there;
    },
    async remove(partition) {
      const copy = copies.get(partition);
      if (!copy) return;
      copies.delete(partition);
      bytes -= copy.bytes;
      await rm(copy.path, { force: true });
    },
  };
}

async function fetchTo(objects: Objects, key: string, path: string): Promise<void> {
  const content = await contentAt(objects, key);
  if (!content) return;
  makeFolder(dirname(path));
  const file = await open(path, "w");
  try {
    for await (const piece of content) await file.writeFile(piece);
  } finally {
    await file.close();
  }
}
