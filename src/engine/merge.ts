import { realpathSync, rmSync } from "node:fs";
import { basename, relative, resolve } from "node:path";
import type { StoredObject } from "../core/objects.ts";
import type { Seal } from "../core/sink.ts";
import { checkManifest } from "./check-manifest.ts";
import { listJournals } from "./journal.ts";
import { runAgain, tell } from "./make-again.ts";
import { listManifests, type Manifest, makeStateFolder, statePath, writeManifest } from "./manifest.ts";
import { WHOLE } from "./partition.ts";
import type { Catalogs } from "./plan.ts";
import { shardCoverage } from "./shard-coverage.ts";

/** Where manifests are: a folder, or a copy of the records of a bucket. */
export interface MergePlace {
  /** In whose state folder they are. */
  directory: string;
  /** Folder that the inputs they name are found from. */
  inputs: string;
}

/** Where shards of runs are. */
export interface MergeSource extends MergePlace {
  /** What is stored of a partition, with the store's checksum if it has one; undefined where there is nothing. */
  stored(partition: string): (Pick<StoredObject, "bytes"> & Partial<Pick<StoredObject, "tag">>) | undefined;
}

/** What the shards of a run came to. They are whole when there are no problems. */
export interface Merged {
  run: string;
  table?: string;
  shards: number;
  partitions: number;
  rows: number;
  bytes: number;
  problems: string[];
  /** Path of the one manifest, where the run is whole. */
  manifest?: string;
}

/** A manifest and where it was found. */
interface Found {
  source: MergeSource;
  path: string;
  manifest: Manifest;
}

/** Paths that are named in full; the others are counted. */
const TOLD = 20;
/** What the manifests of one run may differ in. */
const OWN = ["fauxmetry", "shard", "inputs", "request", "now", "card", "rows", "bytes", "partitions"];

/**
 * Joins the shards of every run that the sources hold. Where they are whole, one manifest is written below `to`; of a
 * single source whose folder that is, it takes the place of theirs.
 */
export function merge(sources: readonly MergeSource[], to: MergePlace, catalogs: Catalogs): Merged[] {
  const runs = new Map<string, { found: Found[]; problems: string[] }>();
  const runOf = (name: string) => {
    const run = name.replace(/\.\d+-of-\d+$/, "");
    const known = runs.get(run) ?? { found: [], problems: [] };
    runs.set(run, known);
    return known;
  };
  for (const source of sources) {
    for (const path of listManifests(source.directory)) {
      const { name, manifest, problems } = checkManifest(path);
      const run = runOf(name);
      run.problems.push(...problems);
      if (manifest) run.found.push({ source, path, manifest });
    }
    for (const path of listJournals(source.directory))
      runOf(basename(path, ".journal")).problems.push(
        `${basename(path, ".journal")} is unfinished: --resume continues it`,
      );
  }
  return [...runs].map(([run, { found, problems }]) =>
    mergeRun(run, found, problems, to, catalogs, sources.length === 1 && sources[0].directory === to.directory),
  );
}

function mergeRun(
  run: string,
  all: readonly Found[],
  problems: string[],
  to: MergePlace,
  catalogs: Catalogs,
  inPlace: boolean,
): Merged {
  const found = withoutJoined(all).sort(byPlace);
  const merged: Merged = { run, shards: found.length, partitions: 0, rows: 0, bytes: 0, problems };
  if (found.length === 0) return merged;
  merged.table = found[0].manifest.table;
  for (const { manifest } of found) {
    merged.partitions += manifest.partitions.length;
    merged.rows += manifest.rows;
    merged.bytes += manifest.bytes;
  }
  problems.push(...shardCoverage(found.map(({ manifest }) => manifest.shard)), ...disagreements(found));
  if (problems.length === 0) problems.push(...listProblems(found, catalogs));
  problems.push(...placeProblems(found));
  if (problems.length > 0) return merged;
  const path = statePath(to.directory, { run, shard: WHOLE }, ".json");
  const written = found.length === 1 && found[0].path === path;
  if (!written) {
    makeStateFolder(to.directory);
    writeManifest(path, joined(found, to));
  }
  if (inPlace) for (const one of all) if (one.path !== path) rmSync(one.path);
  return { ...merged, manifest: path };
}

/** Without the shards that are in a joined manifest already: a merge may end before it has removed them. */
function withoutJoined(all: readonly Found[]): Found[] {
  const whole = all.find(({ manifest }) => manifest.shard.count === 1);
  if (!whole) return [...all];
  const sums = new Map(whole.manifest.partitions.map(({ partition, crc32 }) => [partition, crc32]));
  const within = ({ source, manifest }: Found) =>
    source === whole.source && manifest.partitions.every((seal) => sums.get(seal.partition) === seal.crc32);
  return all.filter((one) => one === whole || !within(one));
}

/** As the shards follow one another. Counts are below a million: the products are exact. */
function byPlace({ manifest: { shard: a } }: Found, { manifest: { shard: b } }: Found): number {
  return (a.index - 1) * b.count - (b.index - 1) * a.count;
}

function nameOf({ shard }: Manifest): string {
  return `shard ${shard.index}/${shard.count}`;
}

/** What shards of one run should say alike, and do not. */
function disagreements([first, ...others]: readonly Found[]): string[] {
  const names = (manifest: Manifest) => Object.keys(manifest).filter((name) => !OWN.includes(name));
  return others.flatMap(({ manifest }) => {
    const all = new Set([...names(first.manifest), ...names(manifest)]) as Set<keyof Manifest>;
    const unlike = [...all].filter((name) => JSON.stringify(first.manifest[name]) !== JSON.stringify(manifest[name]));
    return unlike.map((name) => `${nameOf(first.manifest)} and ${nameOf(manifest)} do not agree in ${name}`);
  });
}

/** Where a manifest lists other files than its shard has. */
function listProblems(found: readonly Found[], catalogs: Catalogs): string[] {
  const told = { problems: [] as string[], notes: [] as string[] };
  const [{ source, manifest: first }] = found;
  const run = runAgain(source.inputs, first, catalogs, told);
  for (const { manifest } of run ? found : []) {
    const parts = run!.partsOf(manifest);
    const { partitions } = manifest;
    if (partitions.length !== parts.length)
      told.problems.push(`the manifest of ${nameOf(manifest)} lists ${partitions.length} files, of ${parts.length}`);
    const at = partitions.findIndex(({ partition }, i) => i >= parts.length || partition !== parts.at(i).path);
    if (at >= 0)
      told.problems.push(`the manifest of ${nameOf(manifest)} lists ${partitions[at].partition}, which is not its own`);
  }
  return told.problems;
}

/** Files that are not there, are not as they were stored, or are listed twice. */
function placeProblems(found: readonly Found[]): string[] {
  const problems: string[] = [];
  const listed = new Map<string, Manifest>();
  let more = 0;
  const add = (text: string) => {
    if (problems.length < TOLD) tell(problems, text);
    else more++;
  };
  for (const { source, manifest } of found) {
    for (const { partition, stored, bytes, tag } of manifest.partitions) {
      const other = listed.get(partition);
      if (other) add(`${partition} is there twice, of ${nameOf(other)} and of ${nameOf(manifest)}`);
      listed.set(partition, manifest);
      const there = source.stored(partition);
      const wanted = stored ?? bytes;
      if (!there) add(`${partition}, of ${nameOf(manifest)}, is missing`);
      else if (there.bytes !== wanted)
        add(`${partition}, of ${nameOf(manifest)}, has ${there.bytes} bytes, and had ${wanted}`);
      else if (there.tag !== undefined && there.tag !== (tag ?? there.tag))
        add(`${partition}, of ${nameOf(manifest)}, has another content than it had`);
    }
  }
  return more > 0 ? [...problems, `and ${more} more`] : problems;
}

/** The manifest of all: that of a run on one machine, but for files that are named after shards. */
function joined(found: readonly Found[], to: MergePlace): Manifest {
  const [{ source, manifest: first }] = found;
  const { request: _, now: __, ...head } = first;
  const inputs = () => relative(realpathSync(to.inputs), resolve(realpathSync(source.inputs), first.inputs)) || ".";
  const partitions: Seal[] = found.flatMap(({ manifest }) => manifest.partitions);
  const shards = found.flatMap(({ manifest }) => manifest.shards ?? [manifest.shard]);
  return {
    ...head,
    shard: { index: 1, count: 1 },
    ...(first.template.includes("{shard}") ? { shards } : {}),
    inputs: source.inputs === to.inputs ? first.inputs : inputs(),
    rows: found.reduce((sum, { manifest }) => sum + manifest.rows, 0),
    bytes: found.reduce((sum, { manifest }) => sum + manifest.bytes, 0),
    partitions,
  };
}
