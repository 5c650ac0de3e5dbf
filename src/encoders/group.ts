import type { Batch, Column } from "../core/batch.ts";
import { type Cell, cellOf, type Part, type Run } from "./cell.ts";
import { type DayText, dayText } from "./day.ts";
import { digitTables, SHORT_DECIMALS, shortNumbers } from "./digits.ts";
import { numberText } from "./interpreted.ts";
import { kernelSource } from "./kernel.ts";
import type { Layout } from "./layout.ts";
import { createPool, type Pool } from "./pool.ts";
import { MOST_WORDS, wordsOf } from "./words.ts";

/** Writes cells of rows [from, to) at `start` and returns where they end; see `kernelSource`. */
type Kernel = (start: number, from: number, to: number) => number;

/** Where kernels find some rows of a batch, write them, and tell the row at which they stopped. */
export interface Page {
  /** How many rows there can be. */
  readonly rows: number;
  /** Replaced when it has to grow. */
  bytes: Uint8Array;
  readonly stop: Int32Array;
}

/** Some cells of every row, and the kernel that writes them. */
export interface Group {
  /** Takes a batch; returns how many bytes a row may need at most, Infinity when the kernel cannot write its texts. */
  bind(batch: Batch): number;
  /** Compiles the kernel for the page as it is, unless that is done; may overwrite what the page holds. */
  prepare(): void;
  /** Puts rows [from, to) of the batch on the page. */
  load(from: number, to: number): void;
  /** Writes cells of rows [from, to) of the page at `start`, up to page.stop[0]; returns where they end. */
  write(start: number, from: number, to: number): number;
  /** Makes ready for the times of a row of the page; false when they were not what stopped the kernel. */
  enter(row: number): boolean;
}

/** The longest number or time, and what a store may write beyond it, in bytes. */
const LONGEST = 48;
/** Words of a text that a kernel writes at least. */
const FEWEST = 4;
/** Values that between them take every path through a kernel. */
const SAMPLES = [0, 1, -1, 1000, 123_456, 1_001_000, 5e6, 123_456_789, 2_147_483_647, NaN, 3e9, 0.5, 1e12, 1e13, -9e14];
/** Engines take no notes of what a function does during its first calls. */
const CALLS = 50;

let salt = 0;

type Values = Float64Array | Int32Array | Uint8Array;

/** A column's rows on the page, and what its texts are. */
interface Slot {
  readonly part: Part;
  readonly values: Values;
  readonly nulls: Uint8Array;
  readonly pool: Pool;
  /** Bytes that the cell may need at most, beside its text if it has one. */
  readonly width: number;
  words: number;
  column: Column | undefined;
}

/** Writes a number that the kernel has no code for, with what stands around it. Byte by byte: these texts are short. */
function otherOf({ field, ...around }: Part, bytes: Uint8Array): (p: number, value: number) => number {
  const textOf = numberText(field);
  const [open, close, absent] = [around.open, around.close, around.absent].map((text) =>
    new TextEncoder().encode(text),
  );
  const put = (p: number, source: Uint8Array): number => {
    for (let k = 0; k < source.length; k++) bytes[p + k] = source[k];
    return p + source.length;
  };
  return (p, value) => {
    const text = textOf(value);
    if (text === undefined) return put(p, absent);
    const start = put(p, open);
    for (let k = 0; k < text.length; k++) bytes[start + k] = text.charCodeAt(k);
    return put(start + text.length, close);
  };
}

function slotOf(part: Part, layout: Layout, { rows }: Page): Slot {
  const { type } = part.field;
  const quote = type === "text" ? layout.quote : (flag: string) => flag;
  const pool = createPool((text) => part.open + quote(text) + part.close, part.absent);
  if (type === "bool") pool.set(["false", "true"]);
  const values =
    type === "bool"
      ? new Uint8Array(rows)
      : type === "text" || type === "int"
        ? new Int32Array(rows)
        : new Float64Array(rows);
  return {
    part,
    values,
    nulls: new Uint8Array(rows),
    pool,
    width: type === "text" ? 0 : (part.open.length + part.close.length) * 3 + LONGEST,
    words: FEWEST,
    column: undefined,
  };
}

/** The tables of digits that some cells need, by the names that kernels have for them. */
function givenTables(cells: readonly Cell[]): Record<string, unknown> {
  const tables = { ...digitTables() };
  for (const cell of cells) {
    if ("decimals" in cell && cell.decimals <= SHORT_DECIMALS)
      tables[`short${cell.decimals}`] = shortNumbers(cell.decimals);
  }
  const arrays = Object.entries(tables).flatMap(([name, { words, bytes }]) => [
    [`${name}Words`, words],
    [`${name}Bytes`, bytes],
  ]);
  return Object.fromEntries(arrays);
}

/** Runs a kernel until the engine has seen every path: code thrown away later, for one not foreseen, may stay lost. */
function exercise(kernel: Kernel, slots: readonly Slot[]): void {
  for (const { values, nulls, part } of slots) {
    values.set(part.field.type === "text" ? [] : SAMPLES);
    nulls[0] = 1;
  }
  for (let call = 0; call < CALLS; call++) for (let row = 0; row < SAMPLES.length; row++) kernel(0, row, row + 1);
}

interface Compiled {
  readonly bytes: Uint8Array;
  readonly kernel: Kernel;
  readonly days: readonly { readonly values: Values; readonly text: DayText }[];
}

function compileKernel(slots: readonly Slot[], page: Page): Compiled {
  const parts = slots.map(({ part }) => part);
  const constants = wordsOf(parts.flatMap(({ open, close, absent }) => [open, close, absent]));
  const { starts, bytes } = constants;
  const run = (k: number): Run => ({ at: starts[k], words: (bytes[k] + 7) >> 3, bytes: bytes[k] });
  const view = new DataView(page.bytes.buffer);
  const given: Record<string, unknown> = { view, constants: constants.words, stop: page.stop };
  const days: { values: Values; text: DayText }[] = [];
  const cells = parts.map((part, c) => {
    const { values, nulls, pool, words } = slots[c];
    const cell = cellOf(part.field, { open: run(3 * c), close: run(3 * c + 1), absent: run(3 * c + 2) }, words);
    const give = (names: object) => {
      for (const [name, value] of Object.entries(names)) given[`${name}${c}`] = value;
    };
    give({ values, nulls, words: pool.words, starts: pool.starts, bytes: pool.bytes, absent: pool.absent });
    if (cell.kind === "other") give({ other: otherOf(part, page.bytes) });
    if (cell.kind === "time") {
      const text = dayText(part.field, part.open, part.close, Math.max(cell.before, cell.after));
      text.enter(0);
      days.push({ values, text });
      give(text);
    }
    return cell;
  });
  Object.assign(given, givenTables(cells));
  const kernel = new Function("given", kernelSource(cells, salt++))(given) as Kernel;
  exercise(kernel, slots);
  return { kernel, days, bytes: page.bytes };
}

/** The kernel of some parts of a row; compiled again when texts or the page outgrow it. */
export function createGroup(parts: readonly Part[], layout: Layout, page: Page): Group {
  const slots = parts.map((part) => slotOf(part, layout, page));
  let compiled: Compiled | undefined;
  return {
    bind(batch) {
      let row = LONGEST;
      for (const slot of slots) {
        const column = batch.columns[slot.part.column];
        slot.column = column;
        if (column.type === "text" && slot.pool.set(column.dictionary)) compiled = undefined;
        while (slot.words * 8 < slot.pool.longest && slot.words <= MOST_WORDS) {
          slot.words *= 2;
          compiled = undefined;
        }
        if (slot.words > MOST_WORDS) return Infinity;
        row += slot.width + slot.words * 8;
      }
      return row;
    },
    load(from, to) {
      for (const { values, nulls, column, part } of slots) {
        const source = column!.type === "text" ? column!.codes : column!.values;
        values.set(source.subarray(from, to));
        if (!part.field.nullable) continue;
        if (column!.nulls) nulls.set(column!.nulls.subarray(from, to));
        else nulls.fill(0, 0, to - from);
      }
    },
    prepare() {
      if (compiled?.bytes !== page.bytes) compiled = compileKernel(slots, page);
    },
    write: (start, from, to) => compiled!.kernel(start, from, to),
    enter(row) {
      let moved = false;
      for (const { values, text } of compiled!.days) if (text.enter(values[row])) moved = true;
      return moved;
    },
  };
}
