import { setImmediate } from "node:timers/promises";
import { type GroupCount, groupName, type History, layHistory } from "../rules/history.ts";
import { instantOf } from "./snapshot.ts";
import { PAIRS, TABLE } from "./timeseries.ts";
import { literal, openWatched, requireTable, type Watched } from "./watched.ts";

/**
 * The newest snapshots of a database that `collect` wrote; only these are read of it, however large it is, and others have
 * their turn after each.
 */
export async function readHistory(path: string, snapshots: number): Promise<History> {
  const db = await openWatched(path);
  try {
    await requireTable(db, { table: TABLE, has: ["ts", "segment", "count", ...PAIRS], writer: "fauxmetry collect" });
    const rows = await db.rows(`SELECT DISTINCT ts FROM ${TABLE} ORDER BY ts DESC LIMIT ${snapshots}`);
    const texts = rows.map(({ ts }) => String(ts)).reverse();
    const times = texts.map((text) => instantOf(text, path));
    const counts: GroupCount[] = [];
    for (const [i, text] of texts.entries()) {
      for (const row of await snapshotAt(db, text)) counts.push(countOf(row, times[i]));
      await setImmediate();
    }
    return layHistory(times, counts);
  } finally {
    db.close();
  }
}

/** A row of a snapshot: its segment, count, and names and values of dimensions. */
type Row = readonly [segment: string, count: number, ...pairs: (string | null)[]];

/** The rows of a snapshot, as one text: a tenth of the work of as many rows. */
async function snapshotAt({ rows }: Watched, ts: string): Promise<Row[]> {
  const [{ all }] = await rows(
    `SELECT CAST(json_group_array(json_array(segment, count, ${PAIRS.join(", ")})) AS VARCHAR) AS "all" FROM (SELECT * FROM ${TABLE} WHERE ts = ${literal(ts)} ORDER BY segment, ${PAIRS.join(", ")})`,
  );
  return JSON.parse(String(all));
}

function countOf([segment, count, ...pairs]: Row, time: number): GroupCount {
  const named: [string, string][] = [];
  for (let i = 0; i < pairs.length; i += 2) if (pairs[i]) named.push([pairs[i]!, pairs[i + 1] ?? ""]);
  return { time, segment, group: groupName(named), count };
}
