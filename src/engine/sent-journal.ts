import { randomUUID } from "node:crypto";
import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { PermanentError } from "../core/error.ts";
import type { Objects } from "../core/objects.ts";
import type { Journal } from "./journal.ts";
import { bytesOf, type PieceHead } from "./mirror.ts";
import { stopwatch } from "./pace.ts";

/** Seconds between pieces: at first, and as a share of what the run has taken, so that a long run has not too many. */
const OFTEN = 2;
const SHARE = 0.01;

/** Pieces that the journal of a run of so many seconds is sent in. */
export function piecesIn(seconds: number): number {
  const even = OFTEN / SHARE;
  return Math.round(2 + Math.min(seconds, even) / OFTEN + Math.log(Math.max(1, seconds / even)) / SHARE);
}

/** A journal that is also in a bucket, in pieces that follow one another. */
export interface SentJournal extends Journal {
  /** Stores what is not yet there. */
  send(): Promise<void>;
}

/**
 * Sends what is added to a journal, piece by piece. Each piece is a new object: of two who write the same run, the one that
 * comes second to a number fails, and nothing is mixed up.
 */
export function sendJournal(
  journal: Journal,
  path: string,
  objects: Objects,
  folder: string,
  after: number,
): SentJournal {
  const by = randomUUID();
  const began = stopwatch();
  let number = after;
  let sent = 0;
  let timer: NodeJS.Timeout | undefined;
  let failed: { error: unknown } | undefined;
  let turn: Promise<void> = Promise.resolve();

  const sendPiece = async (): Promise<void> => {
    const tail = tailOf(path, sent);
    if (tail.length === 0) return;
    const head: PieceHead = { by, at: sent };
    const bytes = Buffer.concat([Buffer.from(`${JSON.stringify(head)}\n`), tail]);
    const key = `${folder}${String(number + 1).padStart(8, "0")}`;
    const stored = await objects.put(key, bytes, { type: "application/x-ndjson", replace: false });
    // an answer may have been lost: then it is this very piece
    if (!stored && !(await bytesOf(objects, key)).equals(bytes))
      throw new PermanentError(`${objects.name}${key}: another process writes this run; let it end, or end it`);
    number++;
    sent += tail.length;
  };
  const send = (): Promise<void> => {
    clearTimeout(timer);
    timer = undefined;
    turn = turn.then(sendPiece);
    return turn;
  };
  const later = (): void => {
    const wait = Math.max(OFTEN, SHARE * (stopwatch() - began));
    timer ??= setTimeout(() => {
      send().catch((error) => {
        failed ??= { error };
      });
    }, wait * 1000);
  };
  return {
    add(entry) {
      if (failed) throw failed.error;
      journal.add(entry);
      later();
    },
    send,
    close() {
      clearTimeout(timer);
      journal.close();
    },
  };
}

/** What a file holds from a position on. */
function tailOf(path: string, from: number): Buffer {
  const fd = openSync(path, "r");
  try {
    const tail = Buffer.alloc(fstatSync(fd).size - from);
    return tail.subarray(0, readSync(fd, tail, 0, tail.length, from));
  } finally {
    closeSync(fd);
  }
}
