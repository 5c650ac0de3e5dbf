import { existsSync } from "node:fs";
import type { Verdict } from "../rules/condition.ts";
import { incidentsBeside, sourceOf } from "./incidents.ts";
import { literal, openWatched, readName, requireTable } from "./watched.ts";

/** An incident as it was written down. */
export interface WrittenIncident {
  rule: string;
  /** Values of the rule's `by`. */
  series: string[];
  /** ms UTC. */
  opened: number;
  /** ms UTC; absent while it is open. */
  resolved?: number;
  /** What was found when it opened, and last. */
  opening: Verdict;
  verdict: Verdict;
  /** Channels that were told of it. */
  told: string[];
}

const COLUMNS = ["source", "rule", "series", "opened", "resolved", "opening", "verdict", "told"];

/**
 * The incidents that `monitor` keeps beside a database: those that are open, then the rest, the newest first. None
 * where nobody watches it.
 */
export async function readIncidents(database: string, most: number): Promise<WrittenIncident[]> {
  const path = incidentsBeside(database);
  if (!existsSync(path)) return [];
  const db = await openWatched(`sqlite:${path}`);
  try {
    await requireTable(db, { table: "incidents", has: COLUMNS, writer: "fauxmetry monitor" });
    const rows = await db.rows(
      `SELECT ${COLUMNS.join(", ")} FROM incidents WHERE source = ${literal(sourceOf(path, readName(database).path))} ORDER BY resolved IS NOT NULL, opened DESC, id LIMIT ${most}`,
    );
    return rows.map(({ rule, series, opened, resolved, opening, verdict, told }) => ({
      rule: String(rule),
      series: series === "" ? [] : String(series).split("\u0000"),
      opened: Number(opened),
      ...(resolved === null ? {} : { resolved: Number(resolved) }),
      opening: JSON.parse(String(opening)),
      verdict: JSON.parse(String(verdict)),
      told: Object.keys(JSON.parse(String(told))),
    }));
  } finally {
    db.close();
  }
}
