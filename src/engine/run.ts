import { createHash } from "node:crypto";
import { availableParallelism } from "node:os";
import type { Position, Seal, Stamp } from "../core/sink.ts";
import { prepareBucket } from "./bucket.ts";
import { cardOf } from "./card/card.ts";
import { folderOf } from "./folder.ts";
import { createGenerator } from "./generate.ts";
import type { Job, Report, RunOptions, State } from "./job.ts";
import { manifestOf, writeManifest } from "./manifest.ts";
import { stopwatch } from "./pace.ts";
import { WHOLE } from "./partition.ts";
import type { Catalogs, Plan, Table } from "./plan.ts";
import { runInPool } from "./pool.ts";
import { type Parts, sizeOf } from "./region.ts";
import { createSink, openSink } from "./sink.ts";
import { prepare } from "./state.ts";
import { createPause, createSealing, writePart } from "./store.ts";
import { partsOf, resolveTarget, type Target, type TargetOptions } from "./target.ts";
import type { Order } from "./tiles.ts";

/** Below this many rows another thread costs more than it brings. */
export const SMALL = 200_000;

/** Makes a table of a plan and stores it in a target. Rejects when anything is not stored; what is done stays done. */
export async function run(
  plan: Plan,
  table: Table,
  catalogs: Catalogs,
  to: TargetOptions,
  options: RunOptions = {},
): Promise<Report> {
  const target = resolveTarget(catalogs, table, to);
  const order = options.order ?? "time";
  const shard = options.shard ?? WHOLE;
  const stamp = { run: runName(plan, table, target, order), seed: plan.scenario.seed, source: plan.source, shard };
  const parts = partsOf(plan, table, target, order, shard);
  const total = countRows(table, parts);
  const state = await stateOf(target, stamp, parts, options);
  try {
    return await storeAll({ plan, table, catalogs, target, parts, order, stamp, options, state }, total);
  } finally {
    await state?.close();
  }
}

/** What a target of files holds of the run, or of one like it. */
async function stateOf(target: Target, stamp: Stamp, parts: Parts, options: RunOptions): Promise<State | undefined> {
  const { definition, template } = target;
  if (definition.stores !== "files") return undefined;
  if (definition.objects) return prepareBucket(target, stamp, parts, options);
  return prepare(folderOf(target), template, stamp, parts, options);
}

/** Stores every part that is not there yet; `total` is the number of rows of all. */
async function storeAll(task: Omit<Job, "done" | "rows" | "sealed">, total: number): Promise<Report> {
  const { target, parts, stamp, options, state } = task;
  const began = stopwatch();
  const seals = new Map(state?.seals);
  const sealed = { rows: sum(seals.values(), "rows"), partitions: seals.size };
  // asked each time: what is kept of a part that is partly there is given up where it cannot be continued
  const kept = () => ({ ...sealed, rows: sealed.rows + (state?.open?.position.rows ?? 0) });
  let made = 0;
  const job: Job = {
    ...task,
    done: (part) => seals.has(part),
    rows(count) {
      made += count;
      options.progress?.({ rows: kept().rows + made, total, seconds: stopwatch() - began });
    },
    sealed(part, seal) {
      state?.journal?.add({ part, seal });
      seals.set(part, seal);
      options.tell?.(`stored ${seal.partition}`);
    },
  };
  const alone = options.catalogModule === undefined || !divides(target, parts) || total - kept().rows < SMALL;
  if (seals.size < parts.length) await (alone ? runHere(job) : runInPool(job));
  const ordered = [...seals].sort(([a], [b]) => a - b).map(([, seal]) => seal);
  return {
    run: stamp.run,
    rows: sum(ordered, "rows"),
    bytes: sum(ordered, "bytes"),
    partitions: ordered.length,
    seconds: stopwatch() - began,
    kept: kept(),
    manifest: state && (await conclude(job, state, ordered)),
  };
}

/** Puts a manifest in the place of the journal; where it is. */
function conclude(
  { plan, table, catalogs, target, stamp, order, options }: Job,
  state: State,
  seals: readonly Seal[],
): Promise<string> {
  if (!state.complete) {
    const { request, now, inputs = "." } = options;
    // the answer key tells what it is worth; of shards, the first does
    const card = table.rows === "label" && stamp.shard.index === 0 ? cardOf(plan, catalogs) : undefined;
    writeManifest(state.manifest, {
      ...manifestOf(plan, table, target, stamp, order, inputs, seals),
      request,
      now,
      card,
    });
  }
  return state.conclude();
}

function sum(seals: Iterable<Seal>, what: "rows" | "bytes"): number {
  let all = 0;
  for (const seal of seals) all += seal[what];
  return all;
}

/** Whether threads can make the bytes of a target. */
function divides({ definition, encoder }: Target, parts: Parts): boolean {
  if (encoder.whole) return definition.stores === "files" && (parts.length > 1 || availableParallelism() > 1);
  return definition.stores !== "rows";
}

/** On this thread, part by part. */
async function runHere(job: Job): Promise<void> {
  const { plan, table, target, parts, order, options, state } = job;
  const maker = createGenerator(plan, table, order);
  const sink = createSink(job);
  const pause = createPause(options.abort);
  const sealing = createSealing(sink, job.sealed);
  const checkpoint = async (part: number, tiles: number, position: Position): Promise<void> => {
    // a run continues in one part: those before it are on record first
    await sealing.end();
    state?.journal?.add({ part, tiles, position });
  };
  try {
    await openSink(job, sink);
    for (let part = 0; part < parts.length; part++) {
      if (job.done(part)) continue;
      const skip = state?.open?.part === part ? state.open.tiles : 0;
      const region = parts.at(part);
      await writePart(table, maker, sink, region, order, skip, {
        rows: job.rows,
        tile: target.encoder.whole ? undefined : (tiles, position) => checkpoint(part, tiles, position),
        pause,
      });
      await sealing.seal(part, region.path);
    }
    await sealing.end();
  } finally {
    await sink.close();
  }
}

function runName(plan: Plan, table: Table, target: Target, order: Order): string {
  const what = JSON.stringify([
    plan.hash,
    table.name,
    target.template,
    target.format,
    target.options.formatOptions ?? {},
    order,
    ...(target.options.cells === undefined ? [] : [target.options.cells]),
  ]);
  return `${plan.scenario.name}-${createHash("sha256").update(what).digest("hex").slice(0, 12)}`;
}

/** Rows of all parts, were every entity always active. Parts of a table are alike but for the ends of the window. */
function countRows(table: Table, parts: Parts): number {
  if (table.rows !== "grid") return 0;
  const lanes = table.shape === "long" ? table.metrics.length : 1;
  const rows = (i: number) => {
    const { entities, from, to } = parts.at(i);
    return sizeOf(entities) * (Math.ceil(to / table.every) - Math.ceil(from / table.every)) * lanes;
  };
  if (parts.length > 100_000) return rows(Math.floor(parts.length / 2)) * parts.length;
  let all = 0;
  for (let i = 0; i < parts.length; i++) all += rows(i);
  return all;
}
