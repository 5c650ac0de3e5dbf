import type { z } from "zod";
import { catalogs } from "./catalog.ts";
import type { Catalog } from "./core/definition.ts";
import type { ScenarioInput as Loose } from "./core/scenario.ts";

export type { Batch, Column, Field, Schema } from "./core/batch.ts";
export type { Definition } from "./core/definition.ts";
export { defineEncoder, type Encoder, type EncoderStream } from "./core/encoder.ts";
export { MissingError, PermanentError, ScenarioError, UsageError } from "./core/error.ts";
export { type Param, param } from "./core/param.ts";
export { definePreset } from "./core/preset.ts";
export { defineSchedule, type Schedule, type Window } from "./core/schedule.ts";
export { type Block, defineSignal, type Signal } from "./core/signal.ts";
export { defineSink, type Sink, type Stamp } from "./core/sink.ts";
export { compile } from "./engine/compile.ts";
export { generate } from "./engine/generate.ts";
export type { Report, RunOptions } from "./engine/job.ts";
export { partition, type Shard } from "./engine/partition.ts";
export type { Catalogs, Plan, Table } from "./engine/plan.ts";
export { run } from "./engine/run.ts";
export type { Order } from "./engine/tiles.ts";
export { writeInventory } from "./engine/write-inventory.ts";
export { memorySink, rowOf } from "./sinks/memory.ts";
export { catalogs };

/** `{ sine: {...} } | { normal: {...} } | ...` of a catalog. */
type LinkOf<C extends Catalog<any, any>> = { [K in keyof C]: { [P in K]: z.input<C[K]["options"]> } }[keyof C];

type MetricInput = Omit<Loose["metrics"][string], "signals"> & { signals: LinkOf<typeof catalogs.signals>[] };

/** A scenario whose signals are checked by the compiler against the catalog. */
export type ScenarioInput = Omit<Loose, "metrics"> & { metrics: Record<string, MetricInput> };

/** Returns its argument: a wrong signal or option is a compile error in the editor. */
export function defineScenario(scenario: ScenarioInput): ScenarioInput {
  return scenario;
}
