import { UsageError } from "../core/error.ts";
import { readSheet, type Sheet } from "../engine/inject/sheet.ts";
import { DIMENSIONS, instantOf, type SegmentRow, type Snapshot, sqlTime, timeInName } from "./snapshot.ts";

const PAIRS = Array.from({ length: DIMENSIONS }, (_, i) => [`dim${i + 1}_name`, `dim${i + 1}_value`]);
const COLUMNS = ["segment", "count", ...PAIRS.flat()];

/** Dimension names and values in the order of the columns, empty where there are fewer. */
export function pairsOf({ dimensions }: SegmentRow): string[] {
  return PAIRS.flatMap((_, i) => dimensions[i] ?? ["", ""]);
}

/** A snapshot as CSV, lines ending in CR LF; `documented` puts its time first. */
export function csvOf({ ts, rows }: Snapshot, documented: boolean): string {
  const line = (cells: readonly string[]) => `${cells.map(quoted).join(",")}\r\n`;
  const first = documented ? [ts] : [];
  return (
    line([...(documented ? ["ts"] : []), ...COLUMNS]) +
    rows.map((row) => line([...first, row.segment, String(row.count), ...pairsOf(row)])).join("")
  );
}

function quoted(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/**
 * The snapshots of a CSV file: by its column `ts`, or of a given time, or by the 14 digits in its name. Throws a
 * UsageError, with file and line, when it is none or has no time.
 */
export function snapshotsOf(path: string, time?: string): Snapshot[] {
  const sheet = readSheet(path);
  const at = (name: string): number => {
    const found = sheet.names.indexOf(name);
    if (found < 0)
      throw new UsageError(`${path} has no column ${name}; expected ${COLUMNS.join(",")}, with or without ts before`);
    return found;
  };
  const [segment, count] = [at("segment"), at("count")];
  const pairs = PAIRS.map((pair) => pair.map(at));
  const own = sheet.names.indexOf("ts");
  const named = time ?? timeInName(path);
  if (own < 0 && !named)
    throw new UsageError(
      `${path}: when was it? There is no column ts, and no 14 digits in its name; --current-time says it`,
    );
  if (own >= 0 && time !== undefined)
    throw new UsageError(`${path} tells by its column ts when it was: leave out --current-time`);
  if (sheet.rows === 0) throw new UsageError(`${path} has no rows below its header`);
  const snapshots = new Map<string, SegmentRow[]>();
  for (let row = 0; row < sheet.rows; row++) {
    const ts = sqlTime(instantOf(own < 0 ? named! : sheet.cell(row, own), sheet.where(row)));
    const rows = snapshots.get(ts) ?? [];
    snapshots.set(ts, rows);
    const dimensions = pairs
      .map(([name, value]) => [sheet.cell(row, name), sheet.cell(row, value)] as const)
      .filter(([name]) => name !== "");
    rows.push({ segment: sheet.cell(row, segment), count: countIn(sheet, row, count), dimensions });
  }
  return [...snapshots].map(([ts, rows]) => ({ ts, rows }));
}

function countIn(sheet: Sheet, row: number, column: number): number {
  const text = sheet.cell(row, column);
  if (!/^\d{1,15}$/.test(text))
    throw new UsageError(`${sheet.where(row)}: expected a count; found ${JSON.stringify(text)}`);
  return Number(text);
}
