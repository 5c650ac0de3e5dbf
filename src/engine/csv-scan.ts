/** The fields of one record, as positions in the bytes that it was scanned from. */
export interface CsvRecord {
  /** How many fields it has; only as many as fit have positions. */
  count: number;
  readonly from: Int32Array;
  readonly to: Int32Array;
  /** Where the next record begins, and how many lines lie between. */
  end: number;
  lines: number;
  /** It has one field, which is empty and not quoted. */
  blank: boolean;
  /** Where the first field stands that does not fit, or what is no CSV; -1 when all is well. */
  surplus: number;
  fault: number;
}

const [TAB, LF, CR, BLANK, QUOTE] = [9, 10, 13, 32, 34];

export function createRecord(most: number): CsvRecord {
  const [from, to] = [new Int32Array(most), new Int32Array(most)];
  return { count: 0, from, to, end: 0, lines: 0, blank: false, surplus: -1, fault: -1 };
}

/**
 * Scans the record that begins at a position of bytes [0, filled), after which a line feed has to stand. False when it
 * goes on beyond them. Blanks around fields are cut; doubled quotes are made single in the bytes themselves.
 */
export function scanRecord(
  bytes: Buffer,
  begin: number,
  filled: number,
  ended: boolean,
  delimiter: number,
  record: CsvRecord,
): boolean {
  const blanks = (at: number) => {
    while (bytes[at] === BLANK || (bytes[at] === TAB && delimiter !== TAB)) at++;
    return at;
  };
  record.count = 0;
  record.lines = 1;
  record.surplus = record.fault = -1;
  let doubled = false;
  for (let at = begin; ; at++) {
    let from = blanks(at);
    const quoted = bytes[from] === QUOTE;
    let to = from;
    if (quoted) {
      from++;
      for (to = from; ; to += 2) {
        to = bytes.indexOf(QUOTE, to);
        if (to < 0 || to >= filled) {
          if (ended) record.fault = from - 1;
          return ended;
        }
        if (bytes[to + 1] !== QUOTE || to + 1 >= filled) break;
        doubled = true;
      }
      if (to + 1 >= filled && !ended) return false;
      record.lines += linesIn(bytes, from, to);
      at = blanks(to + 1);
    } else {
      for (at = from; bytes[at] !== delimiter && bytes[at] !== LF && bytes[at] !== CR; ) at++;
      for (to = at; to > from && (bytes[to - 1] === BLANK || bytes[to - 1] === TAB); ) to--;
    }
    if (record.count < record.from.length) {
      record.from[record.count] = from;
      record.to[record.count] = to;
    } else if (record.surplus < 0) record.surplus = from;
    record.count++;
    // the line feed behind the last byte may be the end of what has been read, not of the line
    if (at >= filled && !ended) return false;
    if (bytes[at] === delimiter && at < filled) continue;
    if (bytes[at] !== LF && bytes[at] !== CR) {
      record.fault = at;
      return true;
    }
    if (bytes[at] === CR && at + 1 >= filled && !ended) return false;
    record.end = Math.min(filled, bytes[at] === CR && bytes[at + 1] === LF ? at + 2 : at + 1);
    record.blank = record.count === 1 && !quoted && from === to;
    if (doubled) singleQuotes(bytes, record);
    return true;
  }
}

function linesIn(bytes: Buffer, from: number, to: number): number {
  let lines = 0;
  for (let i = from; i < to; i++) if (bytes[i] === LF || (bytes[i] === CR && bytes[i + 1] !== LF)) lines++;
  return lines;
}

/** Makes two quotes one in every field that was quoted: only there can two stand together. */
function singleQuotes(bytes: Buffer, { from, to, count }: CsvRecord): void {
  for (let k = 0; k < Math.min(count, from.length); k++) {
    if (bytes[from[k] - 1] !== QUOTE) continue;
    let out = from[k];
    for (let i = from[k]; i < to[k]; i++) {
      bytes[out++] = bytes[i];
      if (bytes[i] === QUOTE) i++;
    }
    to[k] = out;
  }
}
