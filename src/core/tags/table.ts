import type { Tag } from "../inventory.ts";
import { typeOf, type Value } from "./definition.ts";

/** The different cells of a column, by code. */
export interface Cells {
  readonly length: number;
  at(code: number): Value | undefined;
}

/** A column of a table: row r holds the cell codes[r]. */
export interface TableColumn {
  readonly name: string;
  readonly codes: Int32Array;
  readonly cells: Cells;
}

/** Rows read from a file or written in the scenario, column by column; equal cells are stored once. */
export interface Table {
  readonly rows: number;
  readonly columns: readonly TableColumn[];
  /** Cells are text whose types are to be inferred, as of a CSV file. */
  readonly untyped: boolean;
  /** Where a row stands, `models.csv:7`; row -1 is the header. */
  where(row: number): string;
}

const INTEGER = /^(0|-?[1-9]\d{0,15})$/;
const NUMBER = /^-?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,3})?$/;
/** A number written with zeros in front is a code, whose zeros matter. */
const PADDED = /^-?0\d/;
/** A number whose decimals are those of its column, if all others have as many. */
const FIXED = /^-?(?:0|[1-9]\d{0,5})\.(\d{1,9})$/;

/** Whether a text is a number that stays the same when it is written again: not `007`, not 17 digits. */
function isNumber(text: string): boolean {
  if (INTEGER.test(text)) return Number.isSafeInteger(Number(text));
  return NUMBER.test(text) && !PADDED.test(text) && /[.eE]/.test(text) && Number.isFinite(Number(text));
}

/** What the cells of a column stand for. */
interface Values extends Pick<Tag, "type" | "decimals"> {
  nullable: boolean;
  at(code: number): Value;
}

/**
 * Of a table without types: empty cells are null, and the others numbers where all of them are; with decimals where all
 * have as many and one ends in a 0 that would be lost: `17.3`, `18.0`.
 */
function inferred(cells: Cells): Values {
  const numbers = new Float64Array(cells.length);
  const decimals = new Set<number>();
  let empty = -1;
  let zero = false;
  let numeric = true;
  for (let code = 0; code < cells.length; code++) {
    const text = cells.at(code) as string;
    if (text === "") empty = code;
    else if (numeric && isNumber(text)) {
      numbers[code] = Number(text);
      decimals.add(FIXED.exec(text)?.[1].length ?? 0);
      zero ||= text.endsWith("0");
    } else numeric = false;
  }
  const nullable = empty >= 0;
  if (!numeric || decimals.size === 0) return { type: "text", nullable, at: (code) => cells.at(code) || null };
  const [digits] = decimals;
  const type =
    decimals.size === 1 && digits > 0 && zero ? { type: "fixed" as const, decimals: digits } : typeOf(numbers);
  return { ...type, nullable, at: (code) => (code === empty ? null : numbers[code]) };
}

/** Of a table whose cells have types: all are texts where those differ. */
function typed(cells: Cells): Values {
  const list = Array.from({ length: cells.length }, (_, code) => cells.at(code) ?? null);
  const type = typeOf(list);
  const found = type.type === "text" ? list.map((value) => (value === null ? null : String(value))) : list;
  return { ...type, nullable: list.includes(null), at: (code) => found[code] };
}

/** Most values of a tag that are worth listing. */
const LISTED = 100_000;

/** The tag that a column of a table is, given the row of each entity. */
export function createColumnTag(
  table: Table,
  column: TableColumn,
  name: string,
  rowOf: (entity: number) => number,
): Tag {
  const { nullable, at, ...type } = (table.untyped ? inferred : typed)(column.cells);
  const { length } = column.cells;
  const { codes } = column;
  return {
    name,
    ...type,
    nullable: nullable || undefined,
    values: length <= LISTED ? Array.from({ length }, (_, code) => at(code)) : undefined,
    at: (entity) => at(codes[rowOf(entity)]),
  };
}

/** Collects the cells of one column; each different cell is kept once. */
export function createColumnBuilder(name: string): { add(cell: Value): void; build(): TableColumn } {
  const codeOf = new Map<Value, number>();
  let codes = new Int32Array(16);
  let rows = 0;
  return {
    add(cell) {
      let code = codeOf.get(cell);
      if (code === undefined) {
        code = codeOf.size;
        codeOf.set(cell, code);
      }
      if (rows === codes.length) {
        const wider = new Int32Array(2 * rows);
        wider.set(codes);
        codes = wider;
      }
      codes[rows++] = code;
    },
    build: () => ({ name, codes: codes.slice(0, rows), cells: [...codeOf.keys()] }),
  };
}

/** A table of rows written as objects; a key that a row lacks is null. */
export function createInlineTable(rows: readonly Readonly<Record<string, Value>>[]): Table {
  const names = new Set(rows.flatMap((row) => Object.keys(row)));
  const columns = [...names].map((name) => {
    const builder = createColumnBuilder(name);
    for (const row of rows) builder.add(Object.hasOwn(row, name) ? row[name] : null);
    return builder.build();
  });
  return { rows: rows.length, columns, untyped: false, where: (row) => `row ${row + 1}` };
}
