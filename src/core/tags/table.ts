import type { Tag } from "../inventory.ts";
import { typeOf, type Value } from "./definition.ts";

/** A column of a table: row r holds cells[codes[r]]. */
export interface TableColumn {
  readonly name: string;
  readonly codes: Int32Array;
  readonly cells: readonly Value[];
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

/**
 * The values of a column: empty cells are null; when all others are whole numbers or numbers they become such. Numbers
 * that would change when written again (`007`, 17 digits) stay text, and all of their column with them.
 */
function inferred(cells: readonly Value[]): readonly Value[] {
  const numeric = cells.every((cell) => {
    if (typeof cell !== "string" || cell === "") return true;
    if (INTEGER.test(cell)) return Number.isSafeInteger(Number(cell));
    return NUMBER.test(cell) && !PADDED.test(cell) && /[.eE]/.test(cell) && Number.isFinite(Number(cell));
  });
  return cells.map((cell) => (cell === "" ? null : numeric && typeof cell === "string" ? Number(cell) : cell));
}

/** The decimals of numbers that all have as many, and of which one ends in a 0 that would be lost: `17.3`, `18.0`. */
function decimalsOf(cells: readonly Value[]): number | undefined {
  const texts = cells.filter((cell): cell is string => typeof cell === "string" && cell !== "");
  const decimals = /^-?(?:0|[1-9]\d{0,5})\.(\d{1,9})$/.exec(texts[0] ?? "")?.[1].length;
  if (decimals === undefined || !texts.some((text) => text.endsWith("0"))) return undefined;
  const alike = new RegExp(`^-?(?:0|[1-9]\\d{0,5})\\.\\d{${decimals}}$`);
  return texts.every((text) => alike.test(text)) ? decimals : undefined;
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
  const found = table.untyped ? inferred(column.cells) : column.cells;
  const decimals = table.untyped ? decimalsOf(column.cells) : undefined;
  const type = decimals === undefined ? typeOf(found) : { type: "fixed" as const, decimals };
  const cells = type.type === "text" ? found.map((value) => (value === null ? null : String(value))) : found;
  const { codes } = column;
  return {
    name,
    ...type,
    nullable: cells.includes(null) || undefined,
    values: cells.length <= LISTED ? cells : undefined,
    at: (entity) => cells[codes[rowOf(entity)]],
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
