import { existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { lock } from "../engine/lock.ts";
import { makeFolder } from "../engine/make-folder.ts";
import { createWholeFiles, writeWhole } from "../engine/whole-files.ts";
import { type Attempts, send } from "./request.ts";
import { readClock, writeClock } from "./simulated-clock.ts";
import { fileName, readSnapshot, type Snapshot, sqlTime } from "./snapshot.ts";
import { csvOf } from "./snapshot-csv.ts";
import { openTimeseries } from "./timeseries.ts";

/** What is asked of a segment API, and where the answer goes. */
export interface CollectOptions {
  apiUrl: string;
  outputDir: string;
  /** Path of the SQLite database of snapshots. */
  database: string;
  /** Asked for as it is; before a simulated time. Without either, the server's own time. */
  currentTime?: string;
  /** Each collect is so many minutes after the last one, which a file remembers. */
  simulate?: { minutes: number; clockFile: string };
  windowMinutes: number;
  frequencyMinutes: number;
  /** Of a report in each slot; undefined leaves it to the fleet. */
  updateProbability?: number;
  /** The CSV has the column `ts`. */
  documented: boolean;
}

const STATE = ".fauxmetry";
/** ms after which a collector on another machine that showed no sign of life is taken for dead. */
const LEASE = 120_000;

/**
 * Asks a segment API once, and stores its answer as JSON, as CSV and in the database; resolves to what was stored. One
 * collector at a time writes a folder. What a collect that failed or was killed left undone, the next one does first; the
 * simulated clock goes on only after success.
 */
export async function collect(options: CollectOptions, attempts: Attempts): Promise<Snapshot> {
  const { outputDir, simulate } = options;
  const state = join(outputDir, STATE);
  makeFolder(state);
  // waiting for a locked database shows none
  const lease = LEASE + 2 * attempts.timeout;
  const releases = [lock(join(state, "collect.lock"), lease)];
  try {
    if (simulate && options.currentTime === undefined) {
      makeFolder(dirname(simulate.clockFile));
      releases.push(lock(`${simulate.clockFile}.lock`, lease));
    }
    sweep(outputDir);
    const time = options.currentTime === undefined ? simulated(options, attempts) : undefined;
    const asked = options.currentTime ?? (time === undefined ? null : sqlTime(time));
    const answer = await ask(options, asked, attempts);
    const snapshot = readSnapshot(answer, `the answer of ${options.apiUrl}`);
    await store(options, snapshot, answer, attempts.timeout);
    if (simulate && time !== undefined) writeClock(simulate.clockFile, time);
    return snapshot;
  } finally {
    for (const release of releases) release();
  }
}

function simulated({ simulate }: CollectOptions, { clock, warn }: Attempts): number | undefined {
  if (!simulate) return undefined;
  return readClock(simulate.clockFile, clock.now(), (message) => warn?.(message, 0)) + simulate.minutes * 60_000;
}

function ask(options: CollectOptions, currentTime: string | null, attempts: Attempts): Promise<string> {
  const body = {
    current_time: currentTime,
    window_minutes: options.windowMinutes,
    frequency_minutes: options.frequencyMinutes,
    update_probability: options.updateProbability,
  };
  const headers = { "content-type": "application/json", accept: "application/json" };
  return send("the segment API", options.apiUrl, { method: "POST", headers, body: JSON.stringify(body) }, attempts);
}

/**
 * Stores an answer, after those that earlier collects did not bring to an end: which they are is written down before
 * anything else.
 */
async function store(options: CollectOptions, snapshot: Snapshot, answer: string, patience: number): Promise<void> {
  const { outputDir } = options;
  const list = join(outputDir, STATE, "unstored");
  const names = new Set(existsSync(list) ? readFileSync(list, "utf8").split("\n").filter(Boolean) : []);
  names.delete(fileName(snapshot.ts));
  names.add(fileName(snapshot.ts));
  whole(join(outputDir, STATE), "unstored", `${[...names].join("\n")}\n`);
  whole(join(outputDir, "json"), `${fileName(snapshot.ts)}.json`, JSON.stringify(JSON.parse(answer), null, 2));
  const table = await openTimeseries(options.database, patience);
  try {
    for (const name of names) {
      const path = join(outputDir, "json", `${name}.json`);
      if (!existsSync(path)) continue;
      const one = readSnapshot(readFileSync(path, "utf8"), path);
      whole(join(outputDir, "csv"), `${name}.csv`, csvOf(one, options.documented));
      table.replace(one);
    }
  } finally {
    table.close();
  }
  rmSync(list);
}

function whole(directory: string, name: string, text: string): void {
  try {
    writeWhole(createWholeFiles(directory, true), name, (write) => write(text));
  } catch (cause) {
    throw new Error(`[collect] could not write ${join(directory, name)}: ${(cause as Error).message}`, { cause });
  }
}

/** Removes what a killed collector left half written. */
function sweep(outputDir: string): void {
  for (const folder of ["json", "csv", STATE].map((name) => join(outputDir, name)))
    if (existsSync(folder))
      for (const name of readdirSync(folder)) if (name.startsWith(".unfinished-")) rmSync(join(folder, name));
}
