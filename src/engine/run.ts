import { createHash } from "node:crypto";
import { createGenerator } from "./generate.ts";
import type { Job, Report, RunOptions, Tally } from "./job.ts";
import { manifestOf, statePath, writeManifest } from "./manifest.ts";
import { originOf } from "./origin.ts";
import { stopwatch } from "./pace.ts";
import { type Parts, partition, WHOLE } from "./partition.ts";
import type { Catalogs, Plan, Table } from "./plan.ts";
import { runInPool } from "./pool.ts";
import { prepare, startOver } from "./state.ts";
import { storePart } from "./store.ts";
import { resolveTarget, type Target, type TargetOptions } from "./target.ts";
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
  const stamp = { run: runName(plan, table, target, order), seed: plan.scenario.seed, shard };
  const parts = partition(plan, table, target.template, target.extension, shard);
  const began = stopwatch();
  const state = target.definition.stores === "files" ? prepare(target, stamp, parts, options) : undefined;
  const seals = new Map(state?.seals);
  const done = (part: number) => seals.has(part);
  if (state?.open && state.open.part !== firstUndone(parts, done)) startOver(state);
  const kept = {
    rows: [...seals.values()].reduce((sum, seal) => sum + seal.rows, 0) + (state?.open?.position.rows ?? 0),
    partitions: seals.size,
  };
  const total = countRows(table, parts);
  let rows = kept.rows;
  const tally = (): Tally => ({ rows, total, seconds: stopwatch() - began });
  const job: Job = {
    plan,
    table,
    target,
    parts,
    order,
    stamp,
    options,
    state,
    rows(count) {
      rows += count;
      options.progress?.(tally());
    },
    sealed(part, seal) {
      state?.journal?.add({ part, seal });
      seals.set(part, seal);
    },
  };
  try {
    const alone = options.catalogModule === undefined || !divides(target, parts) || total - kept.rows < SMALL;
    if (seals.size < parts.length) {
      if (alone) await runHere(job, done);
      else await runInPool(job, done);
    }
  } finally {
    state?.journal?.close();
  }
  const ordered = [...seals].sort(([a], [b]) => a - b).map(([, seal]) => seal);
  const manifest = state && statePath(target.directory, stamp, ".json");
  if (manifest && !state.complete) {
    const { request, now } = options;
    writeManifest(manifest, {
      ...manifestOf(plan, table, target, stamp, order, options.inputs ?? ".", ordered),
      request,
      now,
    });
    state.clear();
  }
  const bytes = ordered.reduce((sum, seal) => sum + seal.bytes, 0);
  return {
    run: stamp.run,
    rows: ordered.reduce((sum, seal) => sum + seal.rows, 0),
    bytes,
    partitions: ordered.length,
    seconds: stopwatch() - began,
    kept,
    manifest,
  };
}

/** Whether threads can make the bytes of a target. */
function divides({ definition, encoder }: Target, parts: Parts): boolean {
  if (encoder.whole) return definition.stores === "files" && parts.length > 1;
  return definition.stores !== "rows";
}

/** On this thread, part by part. */
async function runHere(job: Job, done: (part: number) => boolean): Promise<void> {
  const { plan, table, target, parts, order, stamp, options, state } = job;
  const maker = createGenerator(plan, table, order);
  const sink = target.create((options.force || options.resume) ?? false, originOf(plan));
  try {
    const first = firstUndone(parts, done);
    const open = state?.open?.part === first ? state.open : undefined;
    await sink.open(table.schema, stamp, open?.position);
    for (let part = first; part < parts.length; part++) {
      if (done(part)) continue;
      const seal = await storePart(table, maker, sink, parts.at(part), order, part === first ? (open?.tiles ?? 0) : 0, {
        rows: job.rows,
        tile: target.encoder.whole ? undefined : (tiles, position) => state?.journal?.add({ part, tiles, position }),
        abort: options.abort,
      });
      job.sealed(part, seal);
    }
  } finally {
    await sink.close();
  }
}

function firstUndone(parts: Parts, done: (part: number) => boolean): number {
  let part = 0;
  while (part < parts.length && done(part)) part++;
  return part;
}

function runName(plan: Plan, table: Table, target: Target, order: Order): string {
  const what = JSON.stringify([
    plan.hash,
    table.name,
    target.template,
    target.format,
    target.options.formatOptions ?? {},
    order,
  ]);
  return `${plan.scenario.name}-${createHash("sha256").update(what).digest("hex").slice(0, 12)}`;
}

/** Rows of all parts, were every entity always active. Parts of a table are alike but for the ends of the window. */
function countRows(table: Table, parts: Parts): number {
  const lanes = table.shape === "long" ? table.metrics.length : 1;
  if (table.rows !== "grid") return 0;
  const rows = (i: number) => {
    const { entities, from, to } = parts.at(i);
    const size = entities instanceof Int32Array ? entities.length : entities.to - entities.from;
    return size * Math.ceil((to - from) / table.every) * lanes;
  };
  if (parts.length <= 100_000) {
    let sum = 0;
    for (let i = 0; i < parts.length; i++) sum += rows(i);
    return sum;
  }
  return rows(Math.floor(parts.length / 2)) * parts.length;
}
