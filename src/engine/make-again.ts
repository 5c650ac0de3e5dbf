import { realpathSync } from "node:fs";
import { resolve } from "node:path";
import type { Encoder } from "../core/encoder.ts";
import { timeZoneDataVersion } from "../core/zone.ts";
import type { Again } from "./compare.ts";
import { compile } from "./compile.ts";
import { createGenerator } from "./generate.ts";
import type { Manifest } from "./manifest.ts";
import { originOf } from "./origin.ts";
import { partition } from "./partition.ts";
import { type Catalogs, type Plan, tableOf, VALUES_VERSION } from "./plan.ts";
import type { Parts } from "./region.ts";

/** What is told of a run, each text once however many shards say it. */
export interface Told {
  problems: string[];
  notes: string[];
}

/** What makes a shard again. */
export interface Shard extends Omit<Again, "part"> {
  parts: Parts;
}

/** What makes the run of a manifest again, whichever shard the manifest is of. */
export interface RunAgain extends Pick<Shard, "table" | "encoder" | "compression"> {
  plan: Plan;
  partsOf(manifest: Pick<Manifest, "shard" | "shards">): Parts;
}

/** Undefined, with a problem, when a shard cannot be made again here. */
export function makeAgain(directory: string, manifest: Manifest, catalogs: Catalogs, told: Told): Shard | undefined {
  const run = runAgain(directory, manifest, catalogs, told);
  if (!run) return undefined;
  const { plan, table, encoder, compression, partsOf } = run;
  const { order } = manifest;
  return {
    parts: partsOf(manifest),
    table,
    order,
    maker: createGenerator(plan, table, order),
    encoder,
    stream: encoder.open(table.schema, originOf(plan)),
    compression,
  };
}

/** Undefined, with a problem, when a run cannot be made again here. */
export function runAgain(directory: string, manifest: Manifest, catalogs: Catalogs, told: Told): RunAgain | undefined {
  const { values, fauxmetry, timeZoneData, format, compression: compressed } = manifest;
  const problem = (text: string) => void tell(told.problems, text);
  if (values !== VALUES_VERSION)
    return problem(
      `version ${fauxmetry} made it with values ${values}; this version makes values ${VALUES_VERSION}: it cannot be made again here`,
    );
  if (timeZoneData !== timeZoneDataVersion())
    tell(
      told.notes,
      `made with time-zone data ${timeZoneData}, here it is ${timeZoneDataVersion()}: local times may differ`,
    );
  if (!Object.hasOwn(catalogs.encoders, format)) return problem(`there is no format ${format} here`);
  const { compressions = {} } = catalogs;
  if (compressed !== undefined && !Object.hasOwn(compressions, compressed))
    return problem(`there is no compression ${compressed} here`);
  const plan = planAgain(directory, manifest, catalogs, told);
  if (!plan) return undefined;
  const table = tableOf(plan, manifest.table);
  if (!table) return problem(`the scenario in the manifest has no table ${manifest.table}`);
  const definition = catalogs.encoders[format];
  const encoder: Encoder = definition.create(definition.options.parse(manifest.formatOptions), undefined);
  const compression = compressed === undefined ? undefined : compressions[compressed];
  const extension = encoder.extensions[0].slice(1) + (compression?.suffix ?? "");
  const { cells, order } = manifest;
  const cut = cells === undefined ? undefined : { cells, order };
  const partsOf: RunAgain["partsOf"] = ({ shard, shards = [shard] }) =>
    chain(
      shards.map(({ index, count }) =>
        partition(plan, table, manifest.template, extension, { index: index - 1, count }, cut),
      ),
    );
  return { plan, table, encoder, compression, partsOf };
}

/** Parts of several shards, one after another. */
function chain(all: readonly Parts[]): Parts {
  if (all.length === 1) return all[0];
  return {
    length: all.reduce((sum, parts) => sum + parts.length, 0),
    at(i) {
      let rest = i;
      let k = 0;
      while (rest >= all[k].length) rest -= all[k++].length;
      return all[k].at(rest);
    },
  };
}

/** The plan of a manifest; undefined, with a problem, when it cannot be made or is another one. */
function planAgain(directory: string, manifest: Manifest, catalogs: Catalogs, told: Told): Plan | undefined {
  // of data in a bucket they may be named in full
  const inputs = resolve(realpathSync(directory), manifest.inputs);
  try {
    const plan = compile(manifest.scenario, catalogs, { directory: inputs });
    if (plan.hash === manifest.hash) return plan;
    tell(told.problems, `the scenario in the manifest, or a file that it reads in ${inputs}, has changed since`);
  } catch (error) {
    const reason = (error as Error).message.replaceAll("\n", "; ");
    tell(told.problems, `the scenario in the manifest cannot be compiled: ${reason}`);
    tell(told.notes, "definitions of a scenario's own module are known with --catalog <module>");
  }
  return undefined;
}

/** Adds a text that is not there yet. */
export function tell(texts: string[], text: string): void {
  if (!texts.includes(text)) texts.push(text);
}
