import { UsageError } from "../../core/error.ts";
import { instantOf } from "../../core/recording.ts";
import type { Zone } from "../../core/zone.ts";
import { utc } from "../../core/zone.ts";
import { type Columns, numberIn } from "./columns.ts";
import type { Sheet } from "./sheet.ts";

/** The series of a sheet, on one grid. */
export interface Recorded {
  /** Of the entities, in order of their first rows. */
  ids: readonly string[];
  /** ms UTC of tick 0, and from tick to tick. */
  origin: number;
  interval: number;
  ticks: number;
  /** Of each entity, the row of each tick; -1 where there is none. */
  rows: readonly Int32Array[];
  /** Of each entity, the values of each metric by tick; NaN where there is none. */
  values: readonly (readonly Float64Array[])[];
  /** Digits after the point of each metric. */
  decimals: readonly number[];
}

/** Cells, present or not, that a grid may have. */
const MOST = 50_000_000;
/** Digits that values can be kept to, and the largest number that all of them fit in: a scenario's own limits. */
const FINEST = 9;
const LARGEST = 2 ** 47;

/** Puts the rows on a grid: equal distances, where rows may be missing. Throws UsageError, with the line, where they are not. */
export function recordedOf(sheet: Sheet, columns: Columns, zone: Zone = utc): Recorded {
  const entities = new Map<string, Map<number, number>>();
  for (let row = 0; row < sheet.rows; row++) {
    const id = columns.id === undefined ? "series" : sheet.cell(row, columns.id);
    if (id === "") throw new UsageError(`${sheet.where(row)}: the id is empty`);
    const instant = instantOf(sheet.cell(row, columns.time), zone, (message) => {
      throw new UsageError(`${sheet.where(row)}: ${message}`);
    });
    const time = Math.round(instant);
    const own = entities.get(id) ?? new Map<number, number>();
    const before = own.get(time);
    if (before !== undefined)
      throw new UsageError(
        `${sheet.where(row)}: the same time as in ${sheet.where(before)}${columns.id === undefined ? ": is there a column that tells series apart? Name it with --id" : ` for ${id}`}`,
      );
    entities.set(id, own.set(time, row));
  }
  const { origin, interval, ticks } = gridOf(sheet, [...entities.values()]);
  if (ticks * entities.size * columns.metrics.length > MOST)
    throw new UsageError(
      `${ticks} times of ${entities.size} series and ${columns.metrics.length} metrics are more than the ${MOST} cells that can be held`,
    );
  const rows = [...entities.values()].map((own) => {
    const byTick = new Int32Array(ticks).fill(-1);
    for (const [time, row] of own) byTick[(time - origin) / interval] = row;
    return byTick;
  });
  const values = rows.map((byTick) =>
    columns.metrics.map((column) => Float64Array.from(byTick, (row) => valueAt(sheet, row, column))),
  );
  const decimals = columns.metrics.map((column, m) =>
    decimalsOf(
      sheet,
      column,
      values.map((own) => own[m]),
    ),
  );
  return { ids: [...entities.keys()], origin, interval, ticks, rows, values, decimals };
}

/** From the first time on, at the smallest distance between two rows of a series; every row must be a multiple of it away. */
function gridOf(sheet: Sheet, entities: readonly ReadonlyMap<number, number>[]) {
  let [origin, last, interval] = [Infinity, -Infinity, Infinity];
  for (const own of entities) {
    const times = [...own.keys()].sort((a, b) => a - b);
    origin = Math.min(origin, times[0]);
    last = Math.max(last, times[times.length - 1]);
    for (let i = 1; i < times.length; i++) interval = Math.min(interval, times[i] - times[i - 1]);
  }
  if (interval === Infinity)
    throw new UsageError(`${sheet.rows} rows make no series: expected two rows or more of one id`);
  for (const own of entities)
    for (const [time, row] of own)
      if ((time - origin) % interval !== 0)
        throw new UsageError(
          `${sheet.where(row)}: ${new Date(time).toISOString()} is no multiple of ${interval / 1000} s after ${new Date(origin).toISOString()}: rows may be missing, but all must be at equal distances`,
        );
  return { origin, interval, ticks: (last - origin) / interval + 1 };
}

function valueAt(sheet: Sheet, row: number, column: number): number {
  if (row < 0) return Number.NaN;
  const value = numberIn(sheet.cell(row, column));
  if (value !== undefined) return value;
  throw new UsageError(
    `${sheet.where(row)}: expected a number in \`${sheet.names[column]}\`, found ${JSON.stringify(sheet.cell(row, column))}`,
  );
}

/** The most digits after a point in a column, as far as its largest value leaves room for them. */
function decimalsOf(sheet: Sheet, column: number, values: readonly Float64Array[]): number {
  let found = 0;
  for (let row = 0; row < sheet.rows; row++) {
    const [, digits = "", exponent = "0"] = /(?:\.(\d*))?(?:[eE]([+-]?\d+))?$/.exec(sheet.cell(row, column)) ?? [];
    found = Math.max(found, digits.length - Number(exponent));
  }
  const largest = values.reduce(
    (most, own) => own.reduce((m, v) => (Number.isNaN(v) ? m : Math.max(m, Math.abs(v))), most),
    1,
  );
  let room = 0;
  while (room < FINEST && largest * 10 ** (room + 1) < LARGEST) room++;
  return Math.min(found, room);
}
