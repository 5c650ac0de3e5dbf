import { createReadStream, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { contentAt, type Objects, PART, type StoredObject, type Upload } from "../core/objects.ts";
import { objectOf } from "./head.ts";
import { makeStateFolder } from "./manifest.ts";
import { stateFolder } from "./target.ts";

/** Before the keys of all records. */
export const RECORDS = ".fauxmetry/";

/** A piece of a journal begins with a line of this. */
export interface PieceHead {
  /** Who wrote it. */
  by: string;
  /** Where its lines stand in the journal: what was there from there on no longer counts. */
  at: number;
}

/** A copy of a bucket's records in a folder of this machine, where they are read and written as those of a folder are. */
export interface Mirror {
  /** In whose state folder they are. */
  directory: string;
  /** Names of the files of records, such as `x.1-of-1.json`. */
  files: ReadonlySet<string>;
  /** How many pieces of a journal there are, by name of the run. */
  pieces: ReadonlyMap<string, number>;
  /** Removes from the bucket what is gone here. */
  settle(): Promise<void>;
  /** Removes the copy. */
  remove(): void;
}

/** Copies the records of runs whose names begin so. */
export async function mirrorRecords(objects: Objects, begin = ""): Promise<Mirror> {
  const directory = mkdtempSync(join(tmpdir(), "fauxmetry-records-"));
  const remove = () => rmSync(directory, { recursive: true, force: true });
  try {
    makeStateFolder(directory);
    const copied = new Map<string, string[]>();
    const pieces = new Map<string, number>();
    for await (const { key } of objects.list(RECORDS + begin)) {
      const [, name, run, piece] = /^\.fauxmetry\/(([^/]+)\.(?:json|journal))(?:\/(\d+))?$/.exec(key) ?? [];
      if (name === undefined) continue;
      copied.set(name, [...(copied.get(name) ?? []), key]);
      const path = join(stateFolder(directory), name);
      if (piece === undefined) writeFileSync(path, await bytesOf(objects, key));
      else {
        pieces.set(run, Number(piece));
        addPiece(path, await bytesOf(objects, key));
      }
    }
    const settle = async (): Promise<void> => {
      for (const [name, keys] of copied)
        if (!existsSync(join(stateFolder(directory), name))) for (const key of keys) await objects.remove(key);
    };
    return { directory, files: new Set(copied.keys()), pieces, settle, remove };
  } catch (error) {
    remove();
    throw error;
  }
}

function addPiece(path: string, piece: Buffer): void {
  const end = piece.indexOf(10) + 1;
  const head = objectOf<PieceHead>(piece.toString("utf8", 0, end));
  // what cannot be read ends the journal, as a torn line does
  if (!head) return;
  const before = existsSync(path) ? readFileSync(path) : Buffer.alloc(0);
  writeFileSync(path, Buffer.concat([before.subarray(0, head.at), piece.subarray(end)]));
}

export async function bytesOf(objects: Objects, key: string): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  for await (const piece of (await contentAt(objects, key)) ?? []) pieces.push(piece);
  return Buffer.concat(pieces);
}

/** Stores a file as an object; undefined where one is there already that is not to be replaced. */
export async function storeFile(
  objects: Objects,
  key: string,
  path: string,
  replace: boolean,
): Promise<StoredObject | undefined> {
  const traits = { type: "application/json", replace };
  let upload: Upload | undefined;
  let held: Uint8Array = new Uint8Array(0);
  for await (const piece of createReadStream(path, { highWaterMark: PART })) {
    if (held.length > 0) {
      upload ??= await objects.begin(key, traits);
      await upload.part(held);
    }
    held = piece as Uint8Array;
  }
  return await (upload ? upload.complete(held) : objects.put(key, held, traits));
}
