import { basename } from "node:path";
import { UsageError } from "../core/error.ts";
import { type Merged, merge } from "../engine/merge.ts";
import { type OpenPlace, openPlace } from "../engine/merge-place.ts";
import type { Catalogs } from "../engine/plan.ts";
import { visible } from "../engine/visible.ts";
import { counted } from "./quantity.ts";
import { catalogsOf } from "./scenario.ts";
import { print, printJson, styleOf } from "./style.ts";

interface MergeFlags {
  to?: string;
  catalog?: string;
  json?: boolean;
}

/** Exit code 0 when the shards of every run are whole and joined, 1 when not. */
export async function mergeCommand(paths: readonly string[], flags: MergeFlags): Promise<number> {
  const catalogs = await catalogsOf(flags.catalog);
  const open = new Map<string, OpenPlace>();
  const at = async (path: string): Promise<OpenPlace> => {
    const place = await openPlace(path, catalogs);
    const known = open.get(place.name);
    if (known) place.close();
    else open.set(place.name, place);
    return known ?? place;
  };
  try {
    for (const path of paths) refuseEmpty(path, await at(path));
    const sources = [...open.values()];
    if (sources.length > 1 && flags.to === undefined)
      throw new UsageError(
        "shards in several places have no place of their own for the one manifest: --to a folder or bucket, such as the one they will be copied to",
      );
    return await mergeInto(sources, flags.to === undefined ? sources[0] : await at(flags.to), catalogs, flags);
  } finally {
    for (const place of open.values()) place.close();
  }
}

async function mergeInto(
  sources: readonly OpenPlace[],
  to: OpenPlace,
  catalogs: Catalogs,
  { json }: MergeFlags,
): Promise<number> {
  const merged = merge(sources, to, catalogs);
  if (merged.length === 0) throw new UsageError(`there are no manifests in ${sources[0].records}`);
  const ok = merged.every(({ problems }) => problems.length === 0);
  await to.conclude(merged, ok && sources.includes(to));
  const runs = merged.map((one) => ({ ...one, manifest: one.manifest && `${to.records}/${basename(one.manifest)}` }));
  if (json) printJson({ ok, runs });
  else for (const one of runs) print(describe(one));
  return ok ? 0 : 1;
}

function refuseEmpty(path: string, place: OpenPlace): void {
  if (!place.begun)
    throw new UsageError(
      `cannot merge ${path}: there are no manifests in ${place.records}; give the folder or prefix that run wrote to`,
    );
}
function describe({ run, table, shards, partitions, rows, problems, manifest }: Merged): string {
  const style = styleOf(process.stdout);
  const mark = problems.length === 0 ? style.green("ok") : style.red("not ok");
  const size = [counted(shards, "shard"), counted(partitions, "file"), counted(rows, "row")].join(", ");
  const facts = table === undefined ? "" : `: table ${table}, ${size}`;
  const lines = manifest === undefined ? problems : [`manifest ${manifest}`];
  return [`${mark} ${visible(run)}${facts}`, ...lines.map((line) => `  ${visible(line)}`)].join("\n");
}
