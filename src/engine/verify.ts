import { basename, join } from "node:path";
import type { Seal } from "../core/sink.ts";
import { type CheckedManifest, checkManifest } from "./check-manifest.ts";
import { type Again, comparePart, type Difference } from "./compare.ts";
import type { Copies } from "./copies.ts";
import { listJournals } from "./journal.ts";
import { makeAgain, type Shard, tell } from "./make-again.ts";
import { listManifests, type Manifest } from "./manifest.ts";
import type { Catalogs } from "./plan.ts";
import { brokenReference } from "./references.ts";
import { shardCoverage } from "./shard-coverage.ts";

/** What a run of a directory turned out to be. It is sound when it has neither problems nor differences. */
export interface Verdict {
  run: string;
  /** Absent where the manifest cannot be read. */
  seed?: number;
  window?: { start: string; end: string };
  table?: string;
  /** Partitions and rows that were compared. */
  partitions: number;
  rows: number;
  /** What keeps the run from being whole or comparable. */
  problems: string[];
  /** What may explain differences. */
  notes: string[];
  /** The first of the partitions that differ, and how many there are. */
  differences: Difference[];
  differing: number;
}

export interface VerifyOptions {
  /** Only this partition, by its path below the directory. */
  only?: string;
  /** Of data in a bucket: brings its files into the directory. */
  copies?: Copies;
  /** Rows compared since the last call, and those that manifests tell of in all. */
  progress?: (rows: number, total: number) => void;
}

/** Differences told in full, and paths named; the others are counted. */
const TOLD = 20;

/** Makes every run of a directory again, part by part, and compares it with the files there. */
export async function* verify(
  directory: string,
  catalogs: Catalogs,
  options: VerifyOptions = {},
): AsyncGenerator<Verdict> {
  const { only, copies, progress } = options;
  const all = listManifests(directory).map(checkManifest);
  const lists = ({ manifest }: CheckedManifest) => manifest?.partitions.some((seal) => seal.partition === only);
  const listed = only === undefined ? all : all.filter(lists);
  // a manifest that cannot be read may be the one that lists the file
  const checked = listed.length > 0 ? listed : all.filter(({ manifest }) => !manifest);
  const total = checked.reduce((sum, { manifest }) => sum + (manifest?.rows ?? 0), 0);
  const runs = new Map<string, CheckedManifest[]>();
  for (const one of checked) {
    const run = one.manifest?.run ?? one.name;
    const shards = runs.get(run);
    if (shards) shards.push(one);
    else runs.set(run, [one]);
  }
  for (const [run, shards] of runs)
    yield await verifyRun(directory, run, shards, catalogs, {
      only,
      copies,
      progress: (rows) => progress?.(rows, total),
    });
}

/** Names of the runs of a directory that were started and not finished. */
export function unfinishedRuns(directory: string): string[] {
  return listJournals(directory).map((path) => basename(path, ".journal"));
}

interface ShardOptions {
  only?: string;
  copies?: Copies;
  progress: (rows: number) => void;
}

async function verifyRun(
  directory: string,
  run: string,
  shards: readonly CheckedManifest[],
  catalogs: Catalogs,
  options: ShardOptions,
): Promise<Verdict> {
  const manifests = shards.flatMap(({ manifest }) => manifest ?? []);
  const { seed, window, table } = manifests[0] ?? {};
  const counts = { partitions: 0, rows: 0, differing: 0 };
  const verdict: Verdict = { run, seed, window, table, ...counts, problems: [], notes: [], differences: [] };
  verdict.problems.push(...shards.flatMap(({ problems }) => problems));
  if (options.only === undefined && manifests.length > 0)
    verdict.problems.push(...shardCoverage(manifests.map(({ shard }) => shard)));
  for (const manifest of manifests) {
    try {
      const { copies, only } = options;
      const shard = makeAgain(copies ? "." : directory, manifest, catalogs, verdict);
      if (shard) await compareShard(directory, manifest, shard, options, verdict);
      // of a bucket no file stays here to be read once more
      const broken = copies ? undefined : brokenReference(directory, manifest, catalogs, only);
      if (broken !== undefined) tell(verdict.problems, broken);
    } catch (error) {
      tell(verdict.problems, `it cannot be made again: ${(error as Error).message}`);
    }
  }
  return verdict;
}

/** Compares the parts of a shard that its manifest lists; it must list each and no other. */
async function compareShard(
  directory: string,
  { shard, partitions }: Manifest,
  { parts, ...again }: Shard,
  { only, copies, progress }: ShardOptions,
  verdict: Verdict,
): Promise<void> {
  const seals = new Map<string, Seal>(partitions.map((seal) => [seal.partition, seal]));
  const whose = `the manifest of shard ${shard.index}/${shard.count}`;
  if (partitions.length !== parts.length)
    verdict.problems.push(`${whose} lists ${partitions.length} files, where the run has ${parts.length}`);
  const one = partitions.findIndex(({ partition }) => partition === only);
  const [from, to] = only === undefined ? [0, parts.length] : [one, Math.min(one + 1, parts.length)];
  const unlisted: string[] = [];
  // a manifest may tell of a run far larger than it lists: there is no end to looking for the others
  for (let i = from; i < to && unlisted.length < TOLD; i++) {
    const part = parts.at(i);
    const seal = seals.get(part.path);
    if (seal) {
      await copies?.bring(i, to, (k) => seals.get(parts.at(k).path));
      compareFile(join(directory, part.path), { ...again, part }, seal, progress, verdict);
      await copies?.remove(part.path);
    } else unlisted.push(part.path);
    seals.delete(part.path);
  }
  for (const path of unlisted) verdict.problems.push(`${whose} does not list ${path}`);
  if (unlisted.length === TOLD) verdict.problems.push("what comes after these was not compared");
  else if (only === undefined)
    for (const path of [...seals.keys()].slice(0, TOLD)) verdict.problems.push(`${path} is no file of this run`);
}

function compareFile(path: string, again: Again, seal: Seal, progress: (rows: number) => void, verdict: Verdict): void {
  verdict.partitions++;
  verdict.rows += seal.rows;
  const difference = differenceOf(path, again, seal, progress);
  if (!difference) return;
  verdict.differing++;
  if (verdict.differences.length < TOLD) verdict.differences.push(difference);
}

/** One file that cannot be read keeps no other from being compared. */
function differenceOf(
  path: string,
  again: Again,
  seal: Seal,
  progress: (rows: number) => void,
): Difference | undefined {
  try {
    return comparePart(path, again, seal, progress);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    return { partition: again.part.path, kind: "unreadable", rows: seal.rows, found: message, otherValues: false };
  }
}
