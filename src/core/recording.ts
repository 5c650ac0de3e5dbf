/** Columns of a table as a recording: values at times. */
import { parseInstant } from "./instant.ts";
import type { Polyline } from "./polyline.ts";
import type { SignalContext } from "./signal.ts";
import { suggest } from "./suggest.ts";
import type { Value } from "./tags/definition.ts";
import type { Cells, Table, TableColumn } from "./tags/table.ts";
import type { Zone } from "./zone.ts";

export interface Recording {
  /** Times in ms from the origin. */
  readonly line: Polyline;
  /** When it begins, ms from the origin, and after how long it may begin again: as long as its rows last. */
  readonly start: number;
  readonly period: number;
}

/** Numbers up to here are seconds since 1970, larger ones milliseconds: 1e11 ms are in 1973, 1e11 s in the year 5138. */
const MOST_SECONDS = 1e11;

type Fail = SignalContext["fail"];

/** The recording in a column, with its rows' times in another or `every` ms apart from the origin on. */
export function recordingOf(
  table: Table,
  { column, time }: { column: string; time?: string },
  every: number,
  zone: Zone,
  origin: number,
  fail: Fail,
): Recording {
  const values = numbersOf(table, columnOf(table, column, "column", fail), fail);
  const times =
    time === undefined ? values.map((_, row) => row * every) : timesOf(table, time, zone, fail).map((t) => t - origin);
  const rows = [...values.keys()].filter((row) => !Number.isNaN(values[row]));
  if (rows.length === 0) fail(["column"], `the column \`${column}\` has no values`);
  rows.forEach((row, i) => {
    if (i > 0 && !(times[row] > times[rows[i - 1]]))
      fail(["time"], `${table.where(row)}: expected an instant after the one of ${table.where(rows[i - 1])}`);
  });
  const line = { times: rows.map((row) => times[row]), values: rows.map((row) => values[row]) };
  if (time === undefined) return { line, start: 0, period: table.rows * every };
  const [start, last] = [line.times[0], line.times[rows.length - 1]];
  // the last row lasts as long as the others do on average
  return { line, start, period: rows.length === 1 ? Infinity : ((last - start) * rows.length) / (rows.length - 1) };
}

/** The recording over one period from its start, with the neighbours of both ends from the periods beside it. */
export function repeated({ line, start, period }: Recording): Recording {
  if (period === Infinity) return { line, start: 0, period };
  const [times, values] = [Array.from(line.times), Array.from(line.values)];
  const last = times.length - 1;
  return {
    line: {
      times: [times[last] - period, ...times, times[0] + period].map((t) => t - start),
      values: [values[last], ...values, values[0]],
    },
    start,
    period,
  };
}

function columnOf({ columns }: Table, name: string, option: string, fail: Fail): TableColumn {
  const found = columns.find((column) => column.name === name);
  const names = columns.map((column) => column.name);
  return found ?? fail([option], `no column \`${name}\`; there are ${names.join(", ")}`, suggest(name, names));
}

function listOf(cells: Cells): Value[] {
  return Array.from({ length: cells.length }, (_, code) => cells.at(code) ?? null);
}

/** The numbers of a column by row; NaN where it has no value. */
function numbersOf(table: Table, { name, cells, codes }: TableColumn, fail: Fail): number[] {
  const found = listOf(cells);
  const numbers = found.map((cell) => (cell === null || cell === "" ? Number.NaN : Number(cell)));
  const wrong = found.findIndex((cell, i) => cell !== null && cell !== "" && !Number.isFinite(numbers[i]));
  if (wrong >= 0)
    fail(
      ["column"],
      `${table.where(codes.indexOf(wrong))}: expected a number in \`${name}\`, found ${JSON.stringify(found[wrong])}`,
    );
  return Array.from(codes, (code) => numbers[code]);
}

/** The instants of a column by row, ms since 1970. */
function timesOf(table: Table, name: string, zone: Zone, fail: Fail): number[] {
  const { cells, codes } = columnOf(table, name, "time", fail);
  const instants = listOf(cells).map((cell, i) =>
    instantOf(cell, zone, (message) => fail(["time"], `${table.where(codes.indexOf(i))}: ${message}`)),
  );
  return Array.from(codes, (code) => instants[code]);
}

/** The instant that a cell of a table tells, ms since 1970: text, or a number of seconds or, where that is large, of milliseconds. */
export function instantOf(cell: Value, zone: Zone, fail: (message: string) => never): number {
  const number = typeof cell === "string" && /^-?\d+(\.\d+)?$/.test(cell) ? Number(cell) : cell;
  if (typeof number === "number") return Math.abs(number) > MOST_SECONDS ? number : number * 1000;
  try {
    if (typeof number === "string" && !number.startsWith("now"))
      return parseInstant(number, { now: 0, zone, as: "start" });
  } catch (error) {
    fail((error as Error).message);
  }
  return fail(`expected an instant such as 2024-01-31T06:00 or 1706680800, found ${JSON.stringify(cell)}`);
}
