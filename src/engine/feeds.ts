import { UsageError } from "../core/error.ts";
import { appendSink } from "./append.ts";
import type { Feed } from "./feeder.ts";
import { originOf } from "./origin.ts";
import { WHOLE } from "./partition.ts";
import type { Catalogs, Plan, Table } from "./plan.ts";
import { resolveTarget } from "./target.ts";

export interface FeedOptions {
  format?: string;
  /** Replace a table that is there. */
  force?: boolean;
}

/** Tables and one store or folder of files that they are to be kept up to date in. */
export function feedsOf(
  plan: Plan,
  tables: readonly Table[],
  catalogs: Catalogs,
  url: string,
  { format, force = false }: FeedOptions = {},
): Feed[] {
  return tables.map((table) => {
    const target = resolveTarget(catalogs, table, { url, format });
    const { definition, template, extension } = target;
    if (definition.objects)
      throw new UsageError(`--to ${url}: objects of a bucket do not grow; live writes to folders and databases`);
    const stamp = { run: `${plan.scenario.name}-live`, seed: plan.scenario.seed, source: plan.source, shard: WHOLE };
    // a table is replaced once, not each time that a lost connection is opened anew
    let replace = force;
    const open = () => {
      const sink = target.create(replace, originOf(plan));
      replace = false;
      return sink;
    };
    const create = definition.stores === "files" ? () => appendSink(plan, table, target) : open;
    return { table, template, extension, stamp, create };
  });
}
