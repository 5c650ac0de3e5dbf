import type { Batch, Schema } from "../core/batch.ts";
import { partsOf } from "./cell.ts";
import { createGroup, type Group, type Page } from "./group.ts";
import { rowText } from "./interpreted.ts";
import type { Layout } from "./layout.ts";
import { FOLDED } from "./words.ts";

/** Bytes kept free for the rows written at a time; a row may not be longer. */
const ROOM = 1_048_576;
/** Rows looked at to learn how long rows are. */
const SAMPLE = 32;
/** Most rows written at a time. Short calls also let engines replace a kernel at its beginning, never in mid-loop. */
const SLICE = 1024;
/** Cells of a kernel; wider rows take several, so that each is short enough to be compiled well. */
const WIDTH = 24;

const encoder = new TextEncoder();

/** Whether source text may be compiled: not under `--disallow-code-generation-from-strings`. */
export function mayCompile(): boolean {
  try {
    new Function("");
    return true;
  } catch (error) {
    if (error instanceof EvalError) return false;
    throw error;
  }
}

/** The mean length of some rows from row `from` on. */
function rowBytes(textOf: (row: number) => string, from: number, rows: number): number {
  const to = Math.min(rows, from + SAMPLE);
  let length = 0;
  for (let row = from; row < to; row++) length += textOf(row).length;
  return length / (to - from);
}

/** Writes rows [from, to) of the page at `start` as far as the kernels get: up to page.stop[0]. */
function advance(groups: readonly Group[], page: Page, start: number, from: number, to: number): number {
  if (groups.length === 1) return groups[0].write(start, from, to);
  let end = start;
  for (let row = from; row < to; row++) {
    let p = end;
    for (const group of groups) {
      p = group.write(p, row, row + 1);
      if (page.stop[0] === row) return end;
    }
    end = p;
  }
  return end;
}

/** Writes `rows` rows of a batch, from row `from` on, at `start`; returns where they end. `textOf` writes the rare ones. */
function fill(
  groups: readonly Group[],
  page: Page,
  textOf: (row: number) => string,
  start: number,
  from: number,
  rows: number,
): number {
  for (const group of groups) group.load(from, from + rows);
  let p = advance(groups, page, start, 0, rows);
  while (page.stop[0] < rows) {
    const row = page.stop[0];
    let moved = false;
    for (const group of groups) if (group.enter(row)) moved = true;
    const next = moved ? row : row + 1;
    if (!moved) p += encoder.encodeInto(textOf(from + row), page.bytes.subarray(p)).written;
    page.stop[0] = next;
    p = advance(groups, page, p, next, rows);
  }
  return p;
}

/** Makes the page at least `needed` bytes long; its first `kept` bytes stay. Kernels are compiled for one page. */
function grow(groups: readonly Group[], page: Page, kept: number, needed: number): void {
  const before = page.bytes.subarray(0, kept);
  page.bytes = new Uint8Array(Math.ceil(needed * 1.25));
  for (const group of groups) group.prepare();
  page.bytes.set(before);
}

/**
 * The encoder compiled for a schema: source text that writes its rows with as few stores as can be, and the plain
 * encoder for the rare rows that it leaves. Undefined for a batch that it does not cover: absent values in a column that
 * is not nullable, or very long texts. Only where `mayCompile`.
 */
export function compile(layout: Layout, schema: Schema): (batch: Batch) => Uint8Array | undefined {
  const parts = partsOf(layout, schema.fields);
  const page: Page = { rows: SLICE, bytes: new Uint8Array(0), stop: new Int32Array(FOLDED) };
  const groups: Group[] = [];
  for (let at = 0; at < parts.length; at += WIDTH) groups.push(createGroup(parts.slice(at, at + WIDTH), layout, page));
  const plain = rowText(layout, schema);
  return (batch) => {
    const { columns, rows } = batch;
    if (columns.some(({ nulls }, c) => nulls && !schema.fields[c].nullable)) return undefined;
    let longest = 0;
    for (const group of groups) longest += group.bind(batch);
    if (longest > ROOM) return undefined;
    let bound: ((row: number) => string) | undefined;
    const textOf = (row: number) => {
      bound ??= plain(batch);
      return bound(row);
    };
    if (page.bytes.length > 0) for (const group of groups) group.prepare();
    const slice = Math.min(SLICE, Math.floor(ROOM / longest));
    let end = 0;
    for (let from = 0; from < rows; from += slice) {
      if (end + ROOM > page.bytes.length)
        grow(groups, page, end, end + ROOM + rowBytes(textOf, from, rows) * (rows - from));
      end = fill(groups, page, textOf, end, from, Math.min(slice, rows - from));
    }
    return page.bytes.subarray(0, end);
  };
}
