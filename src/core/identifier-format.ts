import { powerOfTwo } from "./numeric.ts";
/**
 * A place in an identifier that takes part of its number: one of `capacity` texts. A `spread` place is drawn at random
 * as far as the places to its right already tell all numbers apart; any other shows zeros there, as a number does.
 */
export interface Place {
  capacity: number;
  spread: boolean;
  print(value: number): string;
}

export type Part = string | Place;

const LONGEST = 64;
const HEX = Array.from({ length: 16 }, (_, i) => i.toString(16));
const HEX_PAIRS = Array.from({ length: 256 }, (_, i) => i.toString(16).padStart(2, "0"));
const LETTERS = [..."ABCDEFGHIJKLMNOPQRSTUVWXYZ"];
const ALPHANUMERIC = [..."0123456789", ...LETTERS];
const BYTES = Array.from({ length: 256 }, (_, i) => `${i}`);

function symbol(symbols: readonly string[]): Place {
  return { capacity: symbols.length, spread: true, print: (value) => symbols[value] };
}

const hex = symbol(HEX);
const pair = symbol(HEX_PAIRS);
const byte = symbol(BYTES);
const pairs = (n: number): Part[] => Array.from({ length: n }, () => pair);

const syllable = symbol([..."bdfghjklmnprstvz"].flatMap((consonant) => [..."aeiou"].map((vowel) => consonant + vowel)));

/** Identifiers with a form of their own. */
const NAMED: ReadonlyMap<string, readonly Part[]> = new Map<string, readonly Part[]>([
  // the second digit marks a unicast, locally administered address (IEEE 802c)
  ["mac", [hex, symbol(["2", "6", "a", "e"]), ...pairs(5).flatMap((p) => [":", p])]],
  // RFC 9562 version 4, variant 10
  [
    "uuid",
    [...pairs(4), "-", ...pairs(2), "-4", hex, pair, "-", symbol(["8", "9", "a", "b"]), hex, pair, "-", ...pairs(6)],
  ],
  // names that are nobody's: RFC 2606 keeps .example for such use
  ["domain", [syllable, syllable, syllable, syllable, ".example"]],
  // RFC 1918; the last byte is never that of a network or a broadcast of a /24
  ["ipv4", ["10.", byte, ".", byte, ".", symbol(BYTES.slice(1, 255))]],
]);

/** What can stand for a format. */
export const NAMED_FORMATS: readonly string[] = [...NAMED.keys()];

const printers: Readonly<Record<string, (value: number) => string>> = {
  d: (value) => `${value}`,
  x: (value) => value.toString(16),
  X: (value) => value.toString(16).toUpperCase(),
};

/** The parts of one conversion, `%06d`, or why there are none. */
function conversion(text: string, width: string, kind: string, first: boolean): Part[] | string {
  const digits = Number(width);
  if (digits > LONGEST) return `${text} is wider than ${LONGEST}`;
  if (kind === "s" || kind === "c") {
    if (width.startsWith("0")) return `${text} has a leading 0, which only numbers can have`;
    return Array.from({ length: digits || 1 }, () => symbol(kind === "s" ? ALPHANUMERIC : LETTERS));
  }
  const print = printers[kind];
  if (digits === 0) {
    if (!first) return `${text} needs a width, as in %04${kind}: without one only the first place can be read back`;
    return [{ capacity: Infinity, spread: false, print }];
  }
  if (digits > 1 && !width.startsWith("0")) return `${text} would pad with spaces, write %0${width}${kind}`;
  const capacity = kind === "d" ? Number(`1e${digits}`) : powerOfTwo(4 * digits);
  return [{ capacity, spread: false, print: (value) => print(value).padStart(digits, "0") }];
}

/** A place that shows one of some texts, `{AT|CC}`, or why it cannot. */
function alternatives(body: string): Part | string[] {
  const texts = body.split("|");
  if (texts.some((text) => text === "" || text.length !== texts[0].length))
    return [`{${body}} has texts of different lengths, by which two identifiers might print alike`];
  if (new Set(texts).size < texts.length) return [`{${body}} has a text twice`];
  return symbol(texts);
}

/**
 * The parts of a printf-like format: `%06d` decimal, `%08x` and `%08X` hexadecimal, `%5s` letters and digits, `%3c`
 * letters, `{AT|CC}` one of these texts, `%%` a percent sign; or of a named form, `mac`, `uuid`, `ipv4`, `domain`. A
 * text tells what is wrong with it.
 */
export function parseFormat(format: string): readonly Part[] | string {
  const named = NAMED.get(format);
  if (named) return named;
  const parts: Part[] = [];
  for (const [text, width = "", kind, body] of format.matchAll(/%(\d*)([dxXsc%])|%|\{([^{}]*\|[^{}]*)\}|\{|[^%{]+/g)) {
    if (text === "%") return "% must be followed by d, x, X, s, c or %, with a width between as in %06d";
    if (body !== undefined) {
      const made = alternatives(body);
      if (Array.isArray(made)) return made[0];
      parts.push(made);
      continue;
    }
    if (kind === undefined || kind === "%") {
      parts.push(kind === "%" ? "%" : text);
      continue;
    }
    const made = conversion(text, width, kind, !parts.some((part) => typeof part !== "string"));
    if (typeof made === "string") return made;
    parts.push(...made);
  }
  if (!parts.some((part) => typeof part !== "string"))
    return `it has no place for a number, such as %06d, so all would print alike (or use one of ${NAMED_FORMATS.join(", ")})`;
  if (format.length > LONGEST || parts.length > LONGEST) return `it is longer than ${LONGEST} characters`;
  return parts;
}
