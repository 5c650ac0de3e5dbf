import { OWN } from "../../src/engine/labels.ts";
import type { Plan } from "../../src/engine/plan.ts";
import type { Row } from "../../src/sinks/memory.ts";
import { rowsOf } from "./rows.ts";

/** Labels of a whole plan, as rows. */
export function labelsOf(plan: Plan): Row[] {
  return rowsOf(plan, "entity", plan.labels);
}

/** Rows by what they have in one column. */
export function grouped(rows: readonly Row[], by: string): Map<Row[string], Row[]> {
  const groups = new Map<Row[string], Row[]>();
  for (const row of rows) groups.set(row[by], [...(groups.get(row[by]) ?? []), row]);
  return groups;
}

/** A row of data and of its clean twin; either may be absent. */
interface Pair {
  id: string;
  time: number;
  row?: Row;
  twin?: Row;
}

export function pairs(rows: readonly Row[], twins: readonly Row[]): Pair[] {
  const all = new Map<string, Pair>();
  const pairOf = ({ id, timestamp }: Row): Pair => {
    const key = `${id} ${timestamp}`;
    const pair = all.get(key) ?? { id: id as string, time: timestamp as number };
    all.set(key, pair);
    return pair;
  };
  for (const row of rows) pairOf(row).row = row;
  for (const twin of twins) pairOf(twin).twin = twin;
  return [...all.values()];
}

/** Whether a label is of a cell, or of the whole row where the metric is undefined. */
function covers(label: Row, id: string, metric: string | undefined, time: number): boolean {
  const { onset, end } = label as { onset: number; end: number | null };
  const own = label.id === id && (label.metric === null || label.metric === metric);
  return own && onset <= time && time < (end ?? Infinity);
}

/**
 * What is wrong with an answer key: cells that differ from the clean twin outside every label, and labels that say they
 * achieved something where no cell differs. `until` is the end of the window, ms UTC.
 */
export function mistakes(
  rows: readonly Row[],
  twins: readonly Row[],
  labels: readonly Row[],
  metrics: readonly string[],
): string[] {
  const all = pairs(rows, twins);
  // what a signal brings about by itself, its twin does too
  const brought = labels.filter(({ family }) => family !== OWN);
  const byEntity = grouped(brought, "id");
  const found: string[] = [];
  const seen = new Set<Row>();
  for (const { id, time, row, twin } of all) {
    for (const metric of metrics) {
      if (row && twin && Object.is(row[metric], twin[metric])) continue;
      const about = (byEntity.get(id) ?? []).filter((label) => covers(label, id, metric, time));
      for (const label of about) seen.add(label);
      if (about.length === 0) found.push(`${metric} of ${id} at ${new Date(time).toISOString()} has no label`);
    }
  }
  const times = all.map(({ time }) => time);
  const [first, last] = [times.reduce((a, b) => Math.min(a, b)), times.reduce((a, b) => Math.max(a, b))];
  for (const label of brought) {
    const shown = (label.onset as number) >= first && ((label.end as number | null) ?? Infinity) <= last;
    if (shown && label.severity_achieved !== 0 && !seen.has(label)) found.push(`${label.event} changed no cell`);
  }
  return found;
}
