/** Delimited text is read as it was written, wherever the pieces of the file that are read end. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { type ByteSource, readRecords, type Visit } from "../../src/engine/csv-records.ts";
import { parseTable } from "../../src/engine/table-file.ts";

/** A source that gives as many bytes at a time as it is told, in turn. */
function pieces(bytes: Uint8Array, sizes: readonly number[]): ByteSource {
  let position = 0;
  let turn = 0;
  return (into, at) => {
    const n = Math.min(sizes[turn++ % sizes.length], into.length - at);
    const some = bytes.subarray(position, position + n);
    into.set(some, at);
    position += some.length;
    return some.length;
  };
}

/** Records with their lines. */
function read(text: string, sizes: readonly number[], piece?: number): [number, string[]][] {
  const found: [number, string[]][] = [];
  const visit: Visit = ({ from, to, count }, bytes, line) => {
    found.push([line, Array.from({ length: count }, (_, i) => bytes.toString("utf8", from[i], to[i]))]);
  };
  readRecords(pieces(Buffer.from(text), sizes), "x.csv", 100, visit, piece);
  return found;
}

const cell = fc.oneof(
  fc.constantFrom("", "a", "ü😀", 'say "x"', '""', " blank ", "1\r\n2", "\r", "3\n", "a,b;c\td", "'"),
  fc.string({ unit: "grapheme", maxLength: 6 }).map((text) => text.replaceAll("\0", "")),
);
const special = /["\r\n,;\t]|^\s|\s$|^$/;
const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;

test("any table, with any line ends, quotes, blanks and pieces", () => {
  fc.assert(
    fc.property(
      fc.array(fc.array(cell, { minLength: 3, maxLength: 3 }), { minLength: 1, maxLength: 8 }),
      fc.constantFrom(",", ";", "\t"),
      fc.constantFrom("\n", "\r\n", "\r"),
      fc.tuple(fc.boolean(), fc.boolean(), fc.boolean(), fc.boolean()),
      fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 5 }),
      fc.integer({ min: 16, max: 40 }),
      (rows, delimiter, end, [mark, always, blanks, ended], sizes, piece) => {
        const write = (text: string) => (always || special.test(text) ? quoted(text) : text);
        const around = blanks && delimiter !== "\t" ? " \t" : blanks ? " " : "";
        const records = [["h1", "h2", "h3"], ...rows];
        const lines = records.map((row) => row.map((text) => around + write(text) + around).join(delimiter));
        const text = (mark ? "\ufeff" : "") + lines.join(end) + (ended ? end + end : "");
        let line = 1;
        const expected = records.map((row, i): [number, string[]] => {
          const at = line;
          line += lines[i].split(/\r\n|\r|\n/).length;
          return [at, row];
        });
        expect(read(text, sizes, piece)).toEqual(expected);
        expect(read(text, sizes)).toEqual(expected);
      },
    ),
    { numRuns: 1500, seed: 7 },
  );
});

test("files and rows larger than what is read at once", () => {
  const long = "x".repeat(1_300_000);
  const rows = [`1,"${long}\n${long}"`, "2,short", `3,${long}`];
  for (let i = 4; i < 60_000; i++) rows.push(`${i},"quoted, ${i % 1000} and some more to fill pieces"`);
  const table = parseTable(Buffer.from(`id,text\r\n${rows.join("\r\n")}\r\n`), "x.csv");
  const at = (row: number) => table.columns.map(({ codes, cells }) => cells.at(codes[row]));
  expect(table.rows).toBe(59_999);
  expect(at(0)).toEqual(["1", `${long}\n${long}`]);
  expect(at(2)).toEqual(["3", long]);
  expect(at(59_998)).toEqual(["59999", "quoted, 999 and some more to fill pieces"]);
  expect(table.where(59_998)).toBe("x.csv:60001");
  expect(table.columns[1].cells.length).toBe(1003);
});

test("a place is told where the fault is", () => {
  const fault = (text: string | Uint8Array) => {
    try {
      parseTable(Buffer.from(text), "x.csv");
      return "none";
    } catch (error) {
      return (error as Error).message;
    }
  };
  const much = "a,ü\n".repeat(400_000);
  expect(fault(`id,n\n${much}"b\nc" d,1\n`)).toBe(
    'x.csv:400003:4: not CSV: expected the end of the field after its closing quote, found "d,1"',
  );
  expect(fault(Buffer.concat([Buffer.from(`id,n\n${much}ü`), Buffer.from([0xe9]), Buffer.from("\n")]))).toBe(
    "x.csv:400002:2: the text is not UTF-8 (perhaps Latin-1); save it as UTF-8",
  );
  expect(fault(`id,n\n${much}"open,1\n${much}`)).toBe(
    "x.csv:400002:1: not CSV: the quote that opens here is never closed",
  );
  expect(fault(`id,n\n"${"y".repeat(68_000_000)}`)).toBe(
    "x.csv:2:1: the row that begins here has more than 67108864 bytes: is a quote never closed?",
  );
  expect(fault(`${Array.from({ length: 10_001 }, (_, i) => `c${i}`).join(",")}\n`)).toBe(
    "x.csv:1:58891: 10001 columns; a table can have 10000 at most",
  );
});

test("wide tables are read", () => {
  const names = Array.from({ length: 10_000 }, (_, i) => `c${i}`);
  const table = parseTable(Buffer.from(`${names.join(",")}\n${names.join(",")}\n`), "x.csv");
  expect(table.columns.map(({ cells, codes }) => cells.at(codes[0]))).toEqual(names);
});
