import { z } from "zod";
import { isMapping } from "./plain.ts";
import { type AnySchema, defOf, unwrap, valuesOf } from "./schema-walk.ts";

const LONGEST = 60;

/** A value as messages show it: cut, on one line. */
export function show(value: unknown): string {
  if (value === null || value === undefined) return "nothing";
  if (Array.isArray(value)) return value.length === 0 ? "an empty list" : `a list of ${value.length}`;
  if (isMapping(value)) {
    const keys = Object.keys(value);
    if (keys.length === 0) return "an empty mapping";
    return `a mapping of ${keys.slice(0, 3).map(short).join(", ")}${keys.length > 3 ? ", …" : ""}`;
  }
  return typeof value === "string" ? JSON.stringify(short(value)) : short(String(value));
}

function short(text: string): string {
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}

/** `a, b or c`; at most `most` of them. */
export function list(words: readonly string[], last = "or", most = 30): string {
  const shown = words.length > most ? [...words.slice(0, most), `${words.length - most} more`] : words;
  return shown.length < 2 ? shown.join("") : `${shown.slice(0, -1).join(", ")} ${last} ${shown[shown.length - 1]}`;
}

const KINDS: Readonly<Record<string, string>> = {
  string: "a text",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  array: "a list",
  tuple: "a list",
  object: "a mapping (key: value)",
  record: "a mapping (key: value)",
  null: "nothing (null)",
};

function branchesOf(schema: AnySchema): AnySchema[] {
  return defOf(unwrap(schema)).options?.flatMap(branchesOf) ?? [schema];
}

/** What a schema accepts, in a few words. */
export function describe(schema: AnySchema): string {
  const plain = unwrap(schema);
  const def = defOf(plain);
  if (def.options) return list([...new Set(branchesOf(plain).map(describe))]);
  const fixed = valuesOf(plain);
  if (fixed.length > 0) return list(fixed.map(String));
  if (def.shape) return `{ ${required(def.shape).join(", ")} }`;
  const { pattern, examples } = z.globalRegistry.get(schema) ?? {};
  if (pattern && Array.isArray(examples)) return `a text such as ${examples[0]}`;
  return KINDS[def.format === "safeint" ? "int" : def.type] ?? `a ${def.type}`;
}

function required(shape: Record<string, AnySchema>): string[] {
  const names = Object.keys(shape);
  const needed = names.filter((name) => shape[name]._zod.optin === undefined);
  return needed.length > 0 ? needed : [...names.slice(0, 3), ...(names.length > 3 ? ["…"] : [])];
}

function bound(
  issue: { origin?: string; inclusive?: boolean; exact?: boolean },
  limit: number | bigint,
  side: "least" | "most",
): string {
  if (issue.origin === "number" || issue.origin === "int")
    return issue.inclusive === false
      ? `a number ${side === "least" ? "above" : "below"} ${limit}`
      : `a number of at ${side} ${limit}`;
  const [one, many] = issue.origin === "string" ? ["character", "characters"] : ["element", "elements"];
  return `${issue.exact ? "exactly" : `at ${side}`} ${limit} ${Number(limit) === 1 ? one : many}`;
}

/** What was expected, in plain words: the message of an issue whose schema brings none of its own. */
export function expectation(issue: z.core.$ZodRawIssue): string {
  switch (issue.code) {
    case "invalid_type":
      return `expected ${issue.inst ? describe(issue.inst as AnySchema) : KINDS[issue.expected]}`;
    case "too_small":
      return `expected ${bound(issue, issue.minimum, "least")}`;
    case "too_big":
      return `expected ${bound(issue, issue.maximum, "most")}`;
    case "not_multiple_of":
      return `expected a multiple of ${issue.divisor}`;
    case "invalid_value":
      return `expected ${list(issue.values.map(String))}`;
    case "invalid_format":
      return issue.pattern
        ? `expected a text that matches ${issue.pattern}`
        : `expected a text of the form ${issue.format}`;
    default:
      return "not allowed here";
  }
}
