import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import type { Encoder } from "../core/encoder.ts";
import type { Seal } from "../core/sink.ts";
import { timeZoneDataVersion } from "../core/zone.ts";
import { comparePart, type Difference } from "./compare.ts";
import { compile } from "./compile.ts";
import { createGenerator } from "./generate.ts";
import { listManifests, type Manifest, readManifest } from "./manifest.ts";
import { originOf } from "./origin.ts";
import { partition } from "./partition.ts";
import { type Catalogs, type Plan, tableOf, VALUES_VERSION } from "./plan.ts";
import { stateFolder } from "./target.ts";

/** What a run of a directory turned out to be. It is sound when it has neither problems nor differences. */
export interface Verdict {
  run: string;
  seed: number;
  window: { start: string; end: string };
  table: string;
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
  /** Rows compared since the last call. */
  progress?: (rows: number) => void;
}

/** Differences told in full; the others are counted. */
const TOLD = 20;

/** Makes every run of a directory again, part by part, and compares it with the files there. */
export function* verify(directory: string, catalogs: Catalogs, options: VerifyOptions = {}): Generator<Verdict> {
  const runs = new Map<string, Manifest[]>();
  for (const path of listManifests(directory)) {
    const manifest = readManifest(path);
    const shards = runs.get(manifest.run);
    if (shards) shards.push(manifest);
    else runs.set(manifest.run, [manifest]);
  }
  for (const shards of runs.values()) {
    const holds = (manifest: Manifest) => manifest.partitions.some((seal) => seal.partition === options.only);
    if (options.only === undefined || shards.some(holds)) yield verifyRun(directory, shards, catalogs, options);
  }
}

/** Names of the runs of a directory that were started and not finished. */
export function unfinishedRuns(directory: string): string[] {
  const folder = stateFolder(directory);
  if (!existsSync(folder)) return [];
  const names = readdirSync(folder).filter((name) => name.endsWith(".journal"));
  return names.map((name) => name.slice(0, -".journal".length)).sort();
}

function verifyRun(
  directory: string,
  shards: readonly Manifest[],
  catalogs: Catalogs,
  options: VerifyOptions,
): Verdict {
  const [{ run, seed, window, table }] = shards;
  const verdict: Verdict = {
    run,
    seed,
    window,
    table,
    partitions: 0,
    rows: 0,
    problems: [],
    notes: [],
    differences: [],
    differing: 0,
  };
  const { count } = shards[0].shard;
  const missing = Array.from({ length: count }, (_, i) => i + 1).filter(
    (index) => !shards.some(({ shard }) => shard.index === index),
  );
  if (missing.length > 0) {
    const named = missing.map((index) => `${index}/${count}`).join(", ");
    verdict.problems.push(
      `the shard${missing.length === 1 ? "" : "s"} ${named} ${missing.length === 1 ? "is" : "are"} missing`,
    );
  }
  for (const manifest of shards) verifyShard(directory, manifest, catalogs, options, verdict);
  return verdict;
}

function verifyShard(
  directory: string,
  manifest: Manifest,
  catalogs: Catalogs,
  options: VerifyOptions,
  verdict: Verdict,
): void {
  const { values, fauxmetry, timeZoneData, format, compression: compressed } = manifest;
  if (values !== VALUES_VERSION) {
    verdict.problems.push(
      `version ${fauxmetry} made it with values ${values}; this version makes values ${VALUES_VERSION}: it cannot be made again here`,
    );
    return;
  }
  if (timeZoneData !== timeZoneDataVersion()) {
    verdict.notes.push(
      `made with time-zone data ${timeZoneData}, here it is ${timeZoneDataVersion()}: local times may differ`,
    );
  }
  const definition = Object.hasOwn(catalogs.encoders, format) ? catalogs.encoders[format] : undefined;
  const compression = compressed === undefined ? undefined : catalogs.compressions?.[compressed];
  const plan = planAgain(directory, manifest, catalogs, verdict);
  const table = plan && tableOf(plan, manifest.table);
  if (!definition || !plan || !table) {
    if (!definition) verdict.problems.push(`there is no format ${format} here`);
    return;
  }
  if (compressed !== undefined && !compression) {
    verdict.problems.push(`there is no compression ${compressed} here`);
    return;
  }
  const encoder: Encoder = definition.create(definition.options.parse(manifest.formatOptions), undefined);
  const shard = { index: manifest.shard.index - 1, count: manifest.shard.count };
  const parts = partition(
    plan,
    table,
    manifest.template,
    encoder.extensions[0].slice(1) + (compression?.suffix ?? ""),
    shard,
  );
  const maker = createGenerator(plan, table, manifest.order);
  const stream = encoder.open(table.schema, originOf(plan));
  const seals = new Map<string, Seal>(manifest.partitions.map((seal) => [seal.partition, seal]));
  for (let i = 0; i < parts.length; i++) {
    const part = parts.at(i);
    if (options.only !== undefined && part.path !== options.only) continue;
    const seal = seals.get(part.path);
    if (!seal) {
      verdict.problems.push(
        `the manifest of shard ${manifest.shard.index}/${manifest.shard.count} does not list ${part.path}`,
      );
      continue;
    }
    const again = { table, part, order: manifest.order, maker, encoder, stream, compression };
    const difference = comparePart(join(directory, part.path), again, seal, options.progress);
    verdict.partitions++;
    verdict.rows += seal.rows;
    if (!difference) continue;
    verdict.differing++;
    if (verdict.differences.length < TOLD) verdict.differences.push(difference);
  }
}

/** The plan of a manifest; undefined, with a problem, when it cannot be made or is another one. */
function planAgain(directory: string, manifest: Manifest, catalogs: Catalogs, verdict: Verdict): Plan | undefined {
  const inputs = join(directory, manifest.inputs);
  try {
    const plan = compile(manifest.scenario, catalogs, { directory: inputs });
    if (plan.hash === manifest.hash) return plan;
    verdict.problems.push(`the scenario in the manifest, or a file that it reads in ${inputs}, has changed since`);
  } catch (error) {
    verdict.problems.push(`the scenario in the manifest cannot be compiled: ${(error as Error).message}`);
  }
  return undefined;
}
