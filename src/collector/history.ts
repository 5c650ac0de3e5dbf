import { UsageError } from "../core/error.ts";
import { groupName, type History, layHistory } from "../rules/history.ts";
import { instantOf } from "./snapshot.ts";
import { TABLE } from "./timeseries.ts";
import { literal, openWatched, type Watched } from "./watched.ts";

/** The newest snapshots of a database that `collect` wrote; only these are read of it, however large it is. */
export async function readHistory(path: string, snapshots: number): Promise<History> {
  const db = await openWatched(path);
  try {
    await refuseForeign(db);
    const rows = await db.rows(`SELECT DISTINCT ts FROM ${TABLE} ORDER BY ts DESC LIMIT ${snapshots}`);
    const texts = rows.map(({ ts }) => String(ts)).reverse();
    if (texts.length === 0) return { times: [], segments: [] };
    const times = new Map(texts.map((text) => [text, instantOf(text, path)]));
    const cells = await db.rows(`SELECT * FROM ${TABLE} WHERE ts >= ${literal(texts[0])} ORDER BY ts, segment`);
    const known = cells.filter(({ ts }) => times.has(String(ts)));
    return layHistory(
      [...times.values()],
      known.map((row) => ({
        time: times.get(String(row.ts))!,
        segment: String(row.segment),
        group: groupName(pairsOf(row)),
        count: Number(row.count),
      })),
    );
  } finally {
    db.close();
  }
}

function pairsOf(row: Record<string, unknown>): [string, string][] {
  const names = [1, 2, 3].filter((i) => row[`dim${i}_name`] != null && row[`dim${i}_name`] !== "");
  return names.map((i) => [String(row[`dim${i}_name`]), String(row[`dim${i}_value`] ?? "")]);
}

async function refuseForeign({ path, rows, tables, columns }: Watched): Promise<void> {
  const found = (await rows(tables)).map(({ name }) => String(name));
  if (!found.includes(TABLE)) {
    const there = found.length === 0 ? "no table" : found.slice(0, 10).join(", ");
    throw new UsageError(`${path} has no table ${TABLE}, which fauxmetry collect writes; it has ${there}`);
  }
  const has = new Set((await rows(columns(TABLE))).map(({ name }) => String(name)));
  const missing = ["ts", "segment", "count", "dim1_name"].filter((name) => !has.has(name));
  if (missing.length > 0)
    throw new UsageError(`the table ${TABLE} of ${path} is another: it has no column ${missing.join(", ")}`);
}
