import type { Cell, Run } from "./cell.ts";
import { SHORT, SHORT_DECIMALS } from "./digits.ts";
import { LITTLE_ENDIAN } from "./words.ts";

/** Widths of the groups in which digits behind the point are written, by how many there are. */
const GROUPS: readonly (readonly number[])[] = [
  [],
  [1],
  [2],
  [3],
  [2, 2],
  [3, 2],
  [3, 3],
  [3, 2, 2],
  [3, 3, 2],
  [3, 3, 3],
];

function power(n: number): number {
  return Number(`1e${n}`);
}

/** Leaves the kernel at the beginning of the row, which something else then writes. */
const LEAVE = "{ stop[0] = i; return row; }";

function run({ at, words, bytes }: Run): string {
  let source = "";
  for (let w = 0; w < words; w++) source += `view.setFloat64(p + ${8 * w}, constants[${at + w}], ${LITTLE_ENDIAN});\n`;
  return bytes === 0 ? "" : `${source}p = p + ${bytes} | 0;\n`;
}

/** A table's entry, of the length that the table says or of a fixed one. */
function entry(table: string, index: string, bytes?: number): string {
  return `view.setFloat64(p, ${table}Words[${index}], ${LITTLE_ENDIAN}); p = p + ${bytes ?? `${table}Bytes[${index}]`} | 0;\n`;
}

/** The integer h below 2^31. */
function whole(): string {
  return `if (h < 10000) {
${entry("whole", "h")}} else if (h < 100000000) {
const a = h / 10000 | 0;
${entry("whole", "a")}${entry("padded", "h - Math.imul(a, 10000) | 0", 4)}} else {
const a = h / 100000000 | 0, b = h - Math.imul(a, 100000000) | 0, c = b / 10000 | 0;
${entry("whole", "a")}${entry("padded", "c", 4)}${entry("padded", "b - Math.imul(c, 10000) | 0", 4)}}
`;
}

/** A point and the `decimals` digits of the integer l, without trailing zeros. */
function fraction(decimals: number): string {
  let source = "";
  let left = decimals;
  for (const [g, width] of GROUPS[decimals].entries()) {
    left -= width;
    const from = g === 0 ? "l" : `r${g - 1}`;
    const table = `${g === 0 ? "first" : "later"}${width}`;
    if (left === 0) source += `const j${g} = ${from} + ${power(width)} | 0;\n`;
    else {
      source += `const g${g} = ${from} / ${power(left)} | 0, r${g} = ${from} - Math.imul(g${g}, ${power(left)}) | 0;\n`;
      source += `const j${g} = r${g} === 0 ? g${g} + ${power(width)} | 0 : g${g};\n`;
    }
    source += entry(table, `j${g}`);
  }
  return source;
}

/**
 * v / 10^decimals for an integer v, from a table if it is short. Below 10^15 a quotient of float64 never reaches the next
 * integer by rounding, and 15 digits without trailing zeros are the shortest text of their number; below 10^-6 that
 * would have an exponent.
 */
function fixed(cell: Cell, value: string, decimals: number): string {
  const unit = power(decimals === 0 ? 4 : decimals);
  const exponent = decimals > 6 ? ` && (u >= ${power(decimals - 6)} || u === 0)` : "";
  const digits =
    decimals === 0
      ? `if (h === 0) {\n${entry("whole", "l")}} else {\n${whole()}${entry("padded", "l", 4)}}\n`
      : `${whole()}${fraction(decimals)}`;
  const long = `const u = v < 0 ? -v : v;
if (!(u < ${Math.min(1e15, 2_147_483_648 * unit)} && Math.floor(u) === u${exponent})) ${LEAVE}
${run(cell.open)}if (v < 0) { view.setUint8(p, 45); p = p + 1 | 0; }
const h = u / ${unit} | 0, l = u - h * ${unit} | 0;
${digits}`;
  if (decimals > SHORT_DECIMALS) return `const v = ${value};\n${long}${run(cell.close)}`;
  return `const v = ${value}, x = v | 0;
if (x === v && x >>> 0 < ${SHORT}) {
${run(cell.open)}${entry(`short${decimals}`, "x")}} else {
${long}}
${run(cell.close)}`;
}

/** `copies` words of an array, then as many bytes as its size says. */
function copy(array: string, copies: number, size: string): string {
  let source = "";
  for (let w = 0; w < copies; w++) source += `view.setFloat64(p + ${8 * w}, ${array}[${w}], ${LITTLE_ENDIAN});\n`;
  return `${source}p = p + ${size} | 0;\n`;
}

/** What stands before and after the time of day is ready, for the day that the last row was in. */
function time(c: number, milliseconds: boolean, before: number, after: number): string {
  return `const t = value${c};
if (!(t >= from${c} && t < to${c})) ${LEAVE}
${copy(`before${c}`, before, `size${c}[0]`)}const s = t - midnight${c} | 0, e = s / 1000 | 0, m = e / 60 | 0;
${entry("minutes", "m", 6)}${entry("seconds", "e - Math.imul(m, 60) | 0", 2)}${milliseconds ? entry("first3", "s - Math.imul(e, 1000) | 0", 4) : ""}${copy(`after${c}`, after, `size${c}[1]`)}`;
}

/** A text of the pool: `words` words, whatever its length. */
function pooled(c: number, index: string, words: number): string {
  let source = `const k = ${index}, w = starts${c}[k];\n`;
  for (let j = 0; j < words; j++)
    source += `view.setFloat64(p + ${8 * j}, words${c}[w + ${j} | 0], ${LITTLE_ENDIAN});\n`;
  return `${source}p = p + bytes${c}[k] | 0;\n`;
}

function body(c: number, cell: Cell): string {
  switch (cell.kind) {
    case "text":
      return pooled(c, cell.nullable ? `null${c} ? absent${c}[0] : value${c}` : `value${c}`, cell.words);
    case "bool":
      return pooled(c, `${cell.nullable ? `null${c} ? 2 : ` : ""}value${c} ? 1 : 0`, cell.words);
    case "other":
      return `p = other${c}(p, value${c}) | 0;\n`;
    case "fixed":
      return fixed(cell, `value${c}`, cell.decimals);
    case "epoch":
      return fixed(cell, `Math.floor(value${c} / ${cell.divisor})`, cell.decimals);
    case "time":
      return time(c, cell.milliseconds, cell.before, cell.after);
  }
}

function cellSource(cell: Cell, c: number): string {
  const source = body(c, cell);
  const pool = cell.kind === "text" || cell.kind === "bool";
  return cell.nullable && !pool ? `if (null${c}) {\n${run(cell.absent)}} else {\n${source}}\n` : `{\n${source}}\n`;
}

function load({ nullable }: Cell, c: number): string {
  return `const value${c} = values${c}[i]${nullable ? `, null${c} = nulls${c}[i]` : ""};\n`;
}

/** Names of what a kernel is given for a cell. */
function givensOf(cell: Cell, c: number): string[] {
  const own = {
    text: ["words", "starts", "bytes", "absent"],
    bool: ["words", "starts", "bytes"],
    time: ["day", "before", "after", "size"],
    other: ["other"],
    fixed: [],
    epoch: [],
  };
  return [...own[cell.kind], "values", ...(cell.nullable ? ["nulls"] : [])].map((name) => `${name}${c}`);
}

function givens(cells: readonly Cell[]): string {
  const tables = ["whole", "padded", "minutes", "seconds", "first1", "first2", "first3", "later1", "later2", "later3"];
  for (const cell of cells) {
    const short = "decimals" in cell && cell.decimals <= SHORT_DECIMALS ? `short${cell.decimals}` : undefined;
    if (short && !tables.includes(short)) tables.push(short);
  }
  const arrays = tables.flatMap((name) => [`${name}Words`, `${name}Bytes`]);
  return ["view", "constants", "stop", ...arrays, ...cells.flatMap(givensOf)].join(", ");
}

function days(cell: Cell, c: number): string {
  return cell.kind === "time" ? `const from${c} = day${c}[0], to${c} = day${c}[1], midnight${c} = day${c}[2];\n` : "";
}

/**
 * Source of a function of (given) that returns the kernel (start, from, to) => end. The kernel writes the cells of rows
 * [from, to) of the page from `start` on and returns where they end. Before a row with something rare in it, it leaves,
 * with that row's number in stop[0], which is `to` otherwise: without calls in it, values stay in registers.
 *
 * The source is made of the words in this file and of numbers, never of names or texts. All arrays are given once, and
 * `salt` makes the text unique: engines fold such arrays into the code only of a function whose source has one closure.
 */
export function kernelSource(cells: readonly Cell[], salt: number): string {
  return `"use strict";
const { ${givens(cells)} } = given;
return function kernel${salt}(start, from, to) {
${cells.map(days).join("")}const end = to | 0;
let p = start | 0;
for (let i = from | 0; i < end; i = i + 1 | 0) {
const row = p;
${cells.map(load).join("")}${cells.map(cellSource).join("")}}
stop[0] = end;
return p;
};
`;
}
