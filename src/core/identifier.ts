import { z } from "zod";
import { type Part, parseFormat } from "./identifier-format.ts";
import { createPermutation } from "./permutation.ts";
import { derive, fork, hash, type Key } from "./random.ts";

const LARGEST = 9007199254740992;

const format = z
  .string()
  .min(1)
  .max(64)
  .meta({
    description:
      "mac, uuid, ipv4, domain, or a printf-like format: %06d decimal, %08x or %08X hexadecimal, %5s random letters and digits, %3c random letters, {AT|CC} one of these texts, %% a percent sign.",
    examples: ["E%06d", "%3c%05d%2c", "%10s", "{AT|CC}%06d", "mac"],
  });

/** The fields that describe unique identifiers. */
export const identifierFields = {
  space: z
    .int()
    .min(1)
    .max(Number.MAX_SAFE_INTEGER)
    .optional()
    .meta({
      description:
        "How many different identifiers there are, numbered from 0; the entities get some of them. Absent means all that the format can print.",
      examples: [1_000_000],
    }),
  order: z
    .enum(["shuffled", "sequential"])
    .optional()
    .meta({
      description: "shuffled (default): in an order of the seed, without repetition; sequential: 0, 1, 2 and so on.",
      examples: ["sequential"],
    }),
};

/** Unique identifiers: a format alone, or with its space and order. */
export const identifier = z.union([format, z.strictObject({ format, ...identifierFields })]).meta({
  id: "identifier",
  description: "How unique identifiers are made.",
  examples: ["uuid", { format: "FD%06d", space: 1_000_000 }],
});

export type IdentifierOptions = z.output<typeof identifier>;

/** Unique identifiers by index: computed, never stored. */
export interface Identifier {
  /** How many there are. */
  readonly space: number;
  of(index: number): string;
}

type Fail = (message: string) => void;

function counted(n: number): string {
  return n.toLocaleString("en-US");
}

/** How many identifiers the places tell apart, at most 2^53. */
function capacityOf(parts: readonly Part[]): number {
  let capacity = 1;
  for (const part of parts) if (typeof part !== "string") capacity = Math.min(capacity * part.capacity, LARGEST);
  return capacity;
}

/**
 * The identifiers that the options describe, under a key. Reports through `fail`, and returns undefined, when the
 * format cannot be read, when two of the space would print alike, or when the space holds fewer than `count`.
 */
export function createIdentifier(
  options: IdentifierOptions,
  count: number,
  key: Key,
  fail: Fail,
): Identifier | undefined {
  const { format, space, order } = typeof options === "string" ? { format: options } : options;
  const parts = parseFormat(format);
  if (typeof parts === "string") return void fail(`cannot use the format "${format}": ${parts}`);
  const capacity = capacityOf(parts);
  if (
    space === undefined &&
    capacity === LARGEST &&
    parts.some((p) => typeof p !== "string" && p.capacity === Infinity)
  )
    if (order !== "sequential")
      return void fail(`the format "${format}" prints any number: say out of how many, as in space: 1000000`);
  const size = space ?? capacity;
  if (size > capacity)
    return void fail(
      `the format "${format}" can print ${counted(capacity)} identifiers, fewer than its space of ${counted(size)}`,
    );
  if (count > size)
    return void fail(
      `${counted(count)} entities need as many identifiers, but ${space ? "the space" : `the format "${format}"`} holds ${counted(size)}; ${space ? "enlarge the space" : "use a wider format"}`,
    );
  const permute = order === "sequential" ? (n: number) => n : createPermutation(size, key);
  return { space: size, of: createPrinter(parts, size, permute, derive(key, "spread")) };
}

/**
 * Prints numbers: each place, from the right, takes the remainder by its capacity. A spread place that has more texts
 * than the numbers need tells them apart by the remainder of its text alone, and is otherwise drawn.
 */
function createPrinter(
  parts: readonly Part[],
  size: number,
  permute: (index: number) => number,
  key: Key,
): (index: number) => string {
  /** How many values of each place are needed, and how often they fit in its capacity. */
  const needed: number[] = [];
  const fits: number[] = [];
  let capacity = 1;
  for (let i = parts.length - 1; i >= 0; i--) {
    const part = parts[i];
    if (typeof part === "string") continue;
    needed[i] = Math.min(part.capacity, Math.ceil(size / capacity));
    fits[i] = part.spread ? Math.floor(part.capacity / needed[i]) : 1;
    capacity *= part.capacity;
  }
  const drawn = fits.some((n) => n > 1);
  return (index) => {
    let rest = permute(index);
    const words = drawn ? fork(key, rest) : key;
    let text = "";
    for (let i = parts.length - 1; i >= 0; i--) {
      const part = parts[i];
      if (typeof part === "string") {
        text = part + text;
        continue;
      }
      // rest % capacity is exact where Math.floor(rest / capacity) may round up
      const digit = rest % part.capacity;
      rest = part.capacity === Infinity ? 0 : (rest - digit) / part.capacity;
      const turn = fits[i] > 1 ? Math.floor((hash(words.a, words.b, i) >>> 0) * 2.3283064365386963e-10 * fits[i]) : 0;
      text = part.print(digit + turn * needed[i]) + text;
    }
    return text;
  };
}
