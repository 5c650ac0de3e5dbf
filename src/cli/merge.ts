import { existsSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import { UsageError } from "../core/error.ts";
import { type Merged, type MergeSource, merge } from "../engine/merge.ts";
import { stateFolder } from "../engine/target.ts";
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
  const directories = [...new Map(paths.map((path) => [resolve(path), path])).values()];
  if (directories.length > 1 && flags.to === undefined)
    throw new UsageError(
      "shards in several places have no place of their own for the one manifest: --to a folder, such as the one they will be copied to",
    );
  const sources = directories.map(sourceAt);
  const to = flags.to === undefined || resolve(flags.to) === resolve(directories[0]) ? directories[0] : flags.to;
  const merged = merge(sources, to, await catalogsOf(flags.catalog));
  if (merged.length === 0) throw new UsageError(`there are no manifests in ${stateFolder(directories[0])}`);
  const ok = merged.every(({ problems }) => problems.length === 0);
  if (flags.json) printJson({ ok, runs: merged });
  else for (const one of merged) print(describe(one));
  return ok ? 0 : 1;
}

function sourceAt(directory: string): MergeSource {
  if (!existsSync(stateFolder(directory)))
    throw new UsageError(
      `cannot merge ${directory}: there are no manifests in ${stateFolder(directory)}; give the folder that run wrote to`,
    );
  return {
    directory,
    sizeOf(partition) {
      const stat = statSync(join(directory, partition), { throwIfNoEntry: false });
      return stat?.isFile() ? stat.size : undefined;
    },
  };
}

function describe({ run, table, shards, partitions, rows, problems, manifest }: Merged): string {
  const style = styleOf(process.stdout);
  const mark = problems.length === 0 ? style.green("ok") : style.red("not ok");
  const size = [counted(shards, "shard"), counted(partitions, "file"), counted(rows, "row")].join(", ");
  const facts = table === undefined ? "" : `: table ${table}, ${size}`;
  const lines = manifest === undefined ? problems : [`manifest ${manifest}`];
  return [`${mark} ${visible(run)}${facts}`, ...lines.map((line) => `  ${visible(line)}`)].join("\n");
}
