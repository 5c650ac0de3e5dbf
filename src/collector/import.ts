import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { UsageError } from "../core/error.ts";
import { timeInName } from "./snapshot.ts";
import { snapshotsOf } from "./snapshot-csv.ts";
import { openTimeseries } from "./timeseries.ts";

/**
 * Brings CSV files of snapshots into the database: one file, or all `segment_stats_*.csv` of a folder or of its folder
 * csv. Every file is read before the first is stored. `time` is that of one file which does not tell it. Resolves to the
 * times, in order.
 */
export async function importCsv(path: string, database: string, patience: number, time?: string): Promise<string[]> {
  const files = filesAt(path);
  if (time !== undefined && files.length > 1)
    throw new UsageError(`--current-time is the time of one file; ${path} holds ${files.length}`);
  const snapshots = files.flatMap((file) => snapshotsOf(file, time));
  const table = await openTimeseries(database, patience);
  try {
    for (const snapshot of snapshots) table.replace(snapshot);
  } finally {
    table.close();
  }
  return snapshots.map(({ ts }) => ts);
}

function filesAt(path: string): string[] {
  const found = statSync(path, { throwIfNoEntry: false });
  if (!found) throw new UsageError(`--from-csv ${path}: there is no such file or folder`);
  if (!found.isDirectory()) return [path];
  const of = (folder: string) =>
    statSync(folder, { throwIfNoEntry: false })?.isDirectory()
      ? readdirSync(folder)
          .filter((name) => name.endsWith(".csv") && timeInName(name))
          .sort()
          .map((name) => join(folder, name))
      : [];
  const files = [...of(path), ...of(join(path, "csv"))];
  if (files.length === 0) throw new UsageError(`--from-csv ${path}: there is no segment_stats_<14 digits>.csv in it`);
  return files;
}
