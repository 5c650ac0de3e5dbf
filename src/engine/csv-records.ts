import { UsageError } from "../core/error.ts";
import { type CsvRecord, createRecord, scanRecord } from "./csv-scan.ts";
import { markLength, refuseUtf16, requireText } from "./utf8.ts";

/** Fills an array from a position on with the next bytes; how many there were, 0 at the end. */
export type ByteSource = (into: Uint8Array, at: number) => number;

/** Takes a record: its fields in `bytes`, its line, and what tells the place of a position: `x.csv:7:3`. */
export type Visit = (record: CsvRecord, bytes: Buffer, line: number, place: (position: number) => string) => void;

const [LF, CR, QUOTE] = [10, 13, 34];
/** Bytes held at once, and of the longest record. */
const PIECE = 1 << 20;
const LONGEST = 1 << 26;

/**
 * Visits the records of delimited text (RFC 4180): UTF-8 with or without a byte order mark, any line ends; blanks around
 * fields are cut, blank lines skipped, fields parted by what the first line has: commas, semicolons or tabs. Of each
 * record the first `most` fields have positions. `piece` bytes are held at once, or more where a record is longer. Throws
 * UsageError with line and column where the text is no UTF-8 or no CSV.
 */
export function readRecords(source: ByteSource, file: string, most: number, visit: Visit, piece = PIECE): void {
  let bytes: Buffer = Buffer.allocUnsafe(piece + 1);
  let filled = 0;
  let ended = false;
  const fill = () => {
    while (!ended && filled < bytes.length - 1) {
      const n = source(bytes.subarray(0, bytes.length - 1), filled);
      filled += n;
      ended = n === 0;
    }
    bytes[filled] = LF;
  };
  fill();
  refuseUtf16(bytes, file);
  let begin = markLength(bytes);
  let line = 1;
  const delimiter = delimiterOf(bytes.toString("latin1", begin, Math.min(filled, 10_000))).charCodeAt(0);
  const record = createRecord(most);
  const place = (position: number) => {
    const before = bytes.toString("utf8", begin, position).split(/\r\n|\r|\n/);
    return `${file}:${line + before.length - 1}:${before[before.length - 1].length + 1}`;
  };
  for (;;) {
    const whole = ended ? filled : Math.max(bytes.lastIndexOf(LF, filled - 1), bytes.lastIndexOf(CR, filled - 1)) + 1;
    requireText(bytes.subarray(begin, whole), file, line);
    while (begin < filled && scanRecord(bytes, begin, filled, ended, delimiter, record)) {
      if (record.fault >= 0) throw notCsv(bytes, record.fault, place(record.fault));
      if (!record.blank) visit(record, bytes, line, place);
      line += record.lines;
      begin = record.end;
    }
    if (ended) return;
    if (begin > 0) bytes.copyWithin(0, begin, filled);
    else if (filled === bytes.length - 1) bytes = wider(bytes, () => place(0));
    filled -= begin;
    begin = 0;
    fill();
  }
}

function notCsv(bytes: Buffer, at: number, place: string): UsageError {
  return new UsageError(
    bytes[at] === QUOTE
      ? `${place}: not CSV: the quote that opens here is never closed`
      : `${place}: not CSV: expected the end of the field after its closing quote, found ${JSON.stringify(bytes.toString("utf8", at, at + 20).split(/[\r\n]/)[0])}`,
  );
}

function wider(bytes: Buffer, place: () => string): Buffer {
  if (bytes.length > LONGEST)
    throw new UsageError(
      `${place()}: the row that begins here has more than ${LONGEST} bytes: is a quote never closed?`,
    );
  const made = Buffer.allocUnsafe(2 * bytes.length);
  bytes.copy(made);
  return made;
}

/** What parts the fields of a CSV file: what its first line has. */
export function delimiterOf(text: string): string {
  const line = text
    .slice(0, 10_000)
    .trimStart()
    .split(/[\r\n]/, 1)[0];
  return [",", ";", "\t"].find((delimiter) => line.includes(delimiter)) ?? ",";
}
