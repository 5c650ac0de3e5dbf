import { createHash } from "node:crypto";
import {
  appendFileSync,
  closeSync,
  fsyncSync,
  openSync,
  readFileSync,
  renameSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { PermanentError, UsageError } from "../core/error.ts";
import type { LiveSink } from "./feeder.ts";
import { lock } from "./lock.ts";
import { makeFolder } from "./make-folder.ts";
import { originOf } from "./origin.ts";
import type { Plan, Table } from "./plan.ts";
import { stateFolder, type Target } from "./target.ts";

/** How far files were written: what stands beyond was cut off in writing. */
interface State {
  source: string;
  /** First tick that is not stored. */
  next: number;
  /** Bytes of each file, by path. */
  files: Record<string, number>;
}

/**
 * Files that grow by whole lines under their final names, so that they can be followed. How far they are good stands
 * beside them: what a crash has left beyond is cut away, and written again.
 */
export function appendSink(plan: Plan, table: Table, target: Target): LiveSink {
  const { directory, encoder, compression } = target;
  if (encoder.whole || compression)
    throw new UsageError(
      `--to ${target.options.url}: live files grow line by line; take ndjson or csv, not compressed, or a database`,
    );
  const name = createHash("sha256")
    .update(JSON.stringify([plan.source, table.name, target.template, target.format]))
    .digest("hex");
  const path = join(stateFolder(directory), `${plan.scenario.name}-${name.slice(0, 12)}.live.json`);
  let state: State | undefined;
  let stream = encoder.open(table.schema, originOf(plan));
  let pending = new Map<string, Uint8Array[]>();
  let release: (() => void) | undefined;

  const sizeOf = (file: string): number | undefined => statSync(join(directory, file), { throwIfNoEntry: false })?.size;
  const start = (file: string): void => {
    if (state!.files[file] !== undefined) return;
    if (sizeOf(file) !== undefined)
      throw new PermanentError(
        `[sink:file] ${join(directory, file)} is there already, and this scenario did not make it`,
      );
    makeFolder(dirname(join(directory, file)));
    state!.files[file] = 0;
    pending.set(file, [stream.start().slice()]);
  };
  return {
    async open() {
      makeFolder(dirname(path));
      release = lock(`${path}.lock`);
      stream = encoder.open(table.schema, originOf(plan));
      pending = new Map();
      state = readState(path) ?? { source: plan.source, next: Number.NaN, files: {} };
      for (const [file, bytes] of Object.entries(state.files)) {
        const size = sizeOf(file) ?? -1;
        if (size < bytes)
          throw new PermanentError(
            `[sink:file] ${join(directory, file)} is shorter than what was stored: put it back, or remove ${path} and the files to begin anew`,
          );
        if (size > bytes) truncateSync(join(directory, file), bytes);
      }
      return undefined;
    },
    async write(batch) {
      start(batch.partition);
      const list = pending.get(batch.partition) ?? [];
      list.push(stream.write(batch).slice());
      pending.set(batch.partition, list);
    },
    async flush() {
      for (const [file, list] of pending) {
        const bytes = Buffer.concat(list);
        appendFileSync(join(directory, file), bytes);
        state!.files[file] += bytes.length;
      }
      pending.clear();
      return undefined;
    },
    async seal() {
      throw new Error("live files are not sealed");
    },
    next: () => (Number.isNaN(state!.next) ? undefined : state!.next),
    async mark(next) {
      state!.next = next;
      writeState(path, state!);
    },
    async close() {
      release?.();
      release = undefined;
    },
  };
}

function readState(path: string): State | undefined {
  try {
    return JSON.parse(readFileSync(path, "utf8")) as State;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw new PermanentError(`[sink:file] could not read ${path}: ${(error as Error).message}`, { cause: error });
  }
}

/** Under another name first, so that a crash leaves the old state or the new one. */
function writeState(path: string, state: State): void {
  const fd = openSync(`${path}.new`, "w");
  try {
    writeFileSync(fd, JSON.stringify(state));
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
  renameSync(`${path}.new`, path);
}
