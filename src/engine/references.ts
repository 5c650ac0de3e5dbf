import { createHash } from "node:crypto";
import { realpathSync, statSync } from "node:fs";
import { join } from "node:path";
import { compile } from "./compile.ts";
import { createExpected } from "./expected-rows.ts";
import type { Manifest } from "./manifest.ts";
import { partition } from "./partition.ts";
import { type Catalogs, type Plan, type Table, tableOf } from "./plan.ts";
import type { Part } from "./region.ts";
import { LARGEST, readTable } from "./table-file.ts";

/** Formats whose files are tables. */
const READABLE: readonly string[] = ["csv", "tsv", "parquet"];

/**
 * Whether the rows of a shard refer to the inventory as its file is now: each to an entity in it, and each expected
 * entity, time and metric is there exactly once. Tells the first that is not. Nothing is told of runs whose inventory is
 * no file, of files that are no tables, compressed or too large to be read, nor of rows that faults leave out or repeat.
 */
export function brokenReference(
  directory: string,
  manifest: Manifest,
  catalogs: Catalogs,
  only?: string,
): string | undefined {
  const plan = isReadable(manifest) ? planHere(directory, manifest, catalogs) : undefined;
  const table = plan && tableOf(plan, manifest.table);
  if (!plan || table?.rows !== "grid") return undefined;
  const listed = new Set(manifest.partitions.map(({ partition }) => partition));
  for (const part of partsOf(plan, table, manifest, catalogs)) {
    if (!listed.has(part.path) || (only !== undefined && only !== part.path)) continue;
    const file = statSync(join(directory, part.path), { throwIfNoEntry: false });
    if (!file?.isFile() || file.size > LARGEST.parquet) continue;
    const found = brokenIn(directory, plan, table, part, manifest.format);
    if (found !== undefined) return found;
  }
  return undefined;
}

function isReadable({ scenario, format, formatOptions, compression }: Manifest): boolean {
  if (typeof scenario.inventory?.from !== "string" || compression !== undefined) return false;
  return READABLE.includes(format) && formatOptions.header !== false;
}

/** The plan as it is with the files that are there now; undefined where there is none, which others tell of. */
function planHere(directory: string, { scenario, inputs }: Manifest, catalogs: Catalogs): Plan | undefined {
  try {
    return compile(scenario, catalogs, { directory: join(realpathSync(directory), inputs) });
  } catch {
    return undefined;
  }
}

function* partsOf(plan: Plan, table: Table, manifest: Manifest, catalogs: Catalogs): Generator<Part> {
  const { shard, template, format, formatOptions, cells, order } = manifest;
  const { create, options } = catalogs.encoders[format];
  const [extension] = create(options.parse(formatOptions), undefined).extensions;
  const own = { index: shard.index - 1, count: shard.count };
  const cut = cells === undefined ? undefined : { cells, order };
  const parts = partition(plan, table, template, extension.slice(1), own, cut);
  for (let i = 0; i < parts.length; i++) yield parts.at(i);
}

/** The first row of a file that refers to nothing or is there already, or the first that is missing. */
function brokenIn(directory: string, plan: Plan, table: Table, part: Part, format: string): string | undefined {
  const file = readTable(part.path, directory, createHash("sha256"));
  const expected = createExpected(plan, table, part, format);
  const columns = expected.columns.map((name) => file.columns.find((column) => column.name === name));
  const missing = expected.columns.find((_, i) => columns[i] === undefined);
  if (missing !== undefined) return `${part.path}: no column \`${missing}\``;
  for (let row = 0; row < file.rows; row++) {
    const fault = expected.take(columns.map((column) => column!.cells.at(column!.codes[row]) ?? null));
    if (fault !== undefined) return `${file.where(row)}: ${fault}`;
  }
  const left = expected.missing();
  return left === undefined ? undefined : `${part.path}: ${left}`;
}
