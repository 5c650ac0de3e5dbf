import { UsageError } from "../../core/error.ts";
import { suggest } from "../../core/suggest.ts";
import type { Sheet } from "./sheet.ts";

/** What the columns of a sheet are, by their positions. */
export interface Columns {
  time: number;
  /** Absent where all rows are of one entity. */
  id?: number;
  metrics: readonly number[];
}

/** Names chosen by the user. */
export interface Choice {
  time?: string;
  id?: string;
  metrics?: readonly string[];
}

/** What the column of times is usually called. */
export const TIMES = ["timestamp", "time", "datetime", "date", "ts", "ds"];
/** What the column that tells series apart is usually called. */
export const IDS = ["id", "sn", "device_code", "meter_id", "unique_id", "series_id", "item_id"];
/** How files write that there is no number. */
const NOTHING = new Set(["", "nan", "na", "n/a", "null", "none"]);

/** The number in a cell: NaN where it tells that there is none, undefined where it is something else. */
export function numberIn(text: string): number | undefined {
  if (NOTHING.has(text.toLowerCase())) return Number.NaN;
  const value = Number(text);
  return Number.isFinite(value) ? value : undefined;
}

/** Finds the time, the id and the metrics: as chosen, else by their usual names; metrics are all other columns of numbers. */
export function columnsOf(sheet: Sheet, choice: Choice): Columns {
  const { names, rows } = sheet;
  const at = (name: string, flag: string): number => {
    const found = names.indexOf(name);
    if (found >= 0) return found;
    const near = suggest(name, names);
    throw new UsageError(
      `${flag} ${name}: no such column; there are ${names.join(", ")}${near ? `; did you mean ${near}?` : ""}`,
    );
  };
  const usual = (known: readonly string[]) => {
    const found = known.map((name) => names.findIndex((own) => own.toLowerCase() === name)).find((i) => i >= 0);
    return found;
  };
  const time = choice.time === undefined ? usual(TIMES) : at(choice.time, "--time");
  if (time === undefined)
    throw new UsageError(
      `${sheet.where(0)}: none of the columns ${names.join(", ")} is called ${TIMES.join(", ")}: name it with --time`,
    );
  const id = choice.id === undefined ? usual(IDS) : at(choice.id, "--id");
  const isMetric = (column: number) => {
    let some = false;
    for (let row = 0; row < rows; row++) {
      const value = numberIn(sheet.cell(row, column));
      if (value === undefined) return false;
      some ||= !Number.isNaN(value);
    }
    return some;
  };
  const metrics = choice.metrics
    ? choice.metrics.map((name) => at(name, "--columns"))
    : names.map((_, i) => i).filter((i) => i !== time && i !== id && isMetric(i));
  if (metrics.length === 0) throw new UsageError("there is no column of numbers to change: name one with --columns");
  return { time, id, metrics };
}
