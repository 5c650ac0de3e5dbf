import {
  closeSync,
  existsSync,
  fsyncSync,
  openSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  writeSync,
} from "node:fs";
import { join, relative, resolve } from "node:path";
import { PermanentError } from "../core/error.ts";
import type { Scenario } from "../core/scenario.ts";
import type { Seal, Stamp } from "../core/sink.ts";
import { timeZoneDataVersion } from "../core/zone.ts";
import type { Card } from "./card/card.ts";
import { headOf, objectOf } from "./head.ts";
import { makeFolder } from "./make-folder.ts";
import { type Plan, type Table, VALUES_VERSION } from "./plan.ts";
import { stateFolder, type Target } from "./target.ts";
import type { Order } from "./tiles.ts";
import { VERSION } from "./version.ts";

/** What a finished shard of a run holds: enough to make it again and to check it. */
export interface Manifest {
  fauxmetry: string;
  values: number;
  timeZoneData: string;
  run: string;
  /** Hash of the plan. */
  hash: string;
  seed: number;
  /** index counts from 1 here, as in the file's name. */
  shard: { index: number; count: number };
  /** Of a joined run whose files are named after shards: which there are. */
  shards?: readonly { index: number; count: number }[];
  window: { start: string; end: string };
  table: string;
  template: string;
  /** Entities times ticks of a file, where parts are cut. */
  cells?: number;
  format: string;
  formatOptions: Readonly<Record<string, unknown>>;
  /** Of the files, where they are compressed. */
  compression?: string;
  order: Order;
  /** Folder of files the scenario reads, from the directory of the data; of data in a bucket, from where the run was started. */
  inputs: string;
  /** Of a run whose window moves with the clock: hash of what was asked for, and what `now` stood for, ms UTC. */
  request?: string;
  now?: number;
  scenario: Scenario;
  /** Of the answer key: what the data is like. */
  card?: Card;
  rows: number;
  bytes: number;
  partitions: readonly Seal[];
}

export function manifestOf(
  plan: Plan,
  table: Table,
  target: Target,
  stamp: Stamp,
  order: Order,
  inputs: string,
  partitions: readonly Seal[],
): Manifest {
  return {
    fauxmetry: VERSION,
    values: VALUES_VERSION,
    timeZoneData: timeZoneDataVersion(),
    run: stamp.run,
    hash: plan.hash,
    seed: stamp.seed,
    shard: { index: stamp.shard.index + 1, count: stamp.shard.count },
    window: { start: plan.scenario.start, end: plan.scenario.end },
    table: table.name,
    template: target.template,
    cells: target.options.cells,
    format: target.format,
    formatOptions: target.options.formatOptions ?? {},
    compression: target.compression?.type,
    order,
    // by their true places: a path from a link leads elsewhere than it reads. A bucket is nowhere: there, as they were named
    inputs: target.definition.objects ? inputs : relative(realpathSync(target.directory), realpathSync(inputs)) || ".",
    scenario: plan.scenario,
    rows: partitions.reduce((sum, part) => sum + part.rows, 0),
    bytes: partitions.reduce((sum, part) => sum + part.bytes, 0),
    partitions,
  };
}

/** `.fauxmetry/<run>.<i>-of-<n>` + suffix. */
export function statePath(directory: string, stamp: Pick<Stamp, "run" | "shard">, suffix: string): string {
  return join(stateFolder(directory), `${stamp.run}.${stamp.shard.index + 1}-of-${stamp.shard.count}${suffix}`);
}

/** Ends the head of a manifest. */
const PARTITIONS = ',\n "partitions": [';

/** Writes a manifest under its name at once. A line per partition, so that it can be read by people and by parts. */
export function writeManifest(path: string, manifest: Manifest): void {
  const { partitions, ...head } = manifest;
  const temporary = `${path}.unfinished`;
  const fd = openSync(temporary, "w");
  writeSync(fd, JSON.stringify(head, null, 1).slice(0, -2) + PARTITIONS);
  for (let i = 0; i < partitions.length; i += 1000) {
    const lines = partitions
      .slice(i, i + 1000)
      .map((part, k) => `${i + k === 0 ? "" : ","}\n  ${JSON.stringify(part)}`);
    writeSync(fd, lines.join(""));
  }
  writeSync(fd, "\n ]\n}\n");
  fsyncSync(fd);
  closeSync(fd);
  renameSync(temporary, path);
}

export function readManifest(path: string): Manifest {
  try {
    return JSON.parse(readFileSync(path, "utf8")) as Manifest;
  } catch (error) {
    throw new PermanentError(`could not read the manifest ${path}: ${(error as Error).message}`, { cause: error });
  }
}

/** A manifest but for its partitions, of which there may be millions; undefined where it cannot be read. */
export function readHead(path: string): Omit<Manifest, "partitions"> | undefined {
  const head = headOf(path, PARTITIONS);
  return head === undefined ? undefined : objectOf(`${head}\n}`);
}

/** Paths of the manifests of a directory, in order of name. */
export function listManifests(directory: string): string[] {
  const folder = stateFolder(directory);
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => name.endsWith(".json"))
    .sort()
    .map((name) => join(folder, name));
}

/** Makes the folder for manifests and unfinished files, and those above it. */
export function makeStateFolder(directory: string): void {
  const path = resolve(stateFolder(directory));
  try {
    makeFolder(path);
  } catch (error) {
    throw new PermanentError(`could not make the folder ${path}: ${(error as Error).message}`, { cause: error });
  }
}
