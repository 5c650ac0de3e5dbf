import type { z } from "zod";
import type { Issue, Path } from "../core/error.ts";
import { suggest } from "../core/suggest.ts";
import { isMapping } from "./plain.ts";
import { describe, expectation, list, show } from "./plain-words.ts";
import { type AnySchema, branchOf, defOf, meantBy, memberOf, namesOf, unwrap, valuesOf } from "./schema-walk.ts";

/** Most mistakes looked into: past that a scenario is of another kind altogether. */
export const MOST_ISSUES = 1000;

export interface Parsed {
  /** With defaults filled in; meaningless when there are issues. */
  output: unknown;
  issues: Issue[];
}

/** Parses a value; every mistake becomes an issue in plain words, with its path below `path`. */
export function parseWith(schema: z.ZodType, value: unknown, path: Path): Parsed {
  const result = schema.safeParse(value, { error: expectation });
  if (result.success) return { output: result.data, issues: [] };
  const found = result.error.issues.slice(0, MOST_ISSUES);
  return { output: undefined, issues: found.flatMap((issue) => translate(issue, schema, value, path)) };
}

interface Spot {
  schema: AnySchema | undefined;
  value: unknown;
  /** Whether the value is there at all. */
  present: boolean;
}

function spotAt(schema: AnySchema, value: unknown, path: Path): Spot {
  let spot: Spot = { schema, value, present: value !== undefined };
  for (const name of path) {
    const member = spot.schema && memberOf(spot.schema, spot.value, name);
    const holder = spot.value as Record<string | number, unknown>;
    const present = typeof holder === "object" && holder !== null && Object.hasOwn(holder, name);
    spot = { schema: member, value: present ? holder[name] : undefined, present };
  }
  return spot;
}

function translate(issue: z.core.$ZodIssue, schema: AnySchema, value: unknown, base: Path): Issue[] {
  const relative = issue.path as (string | number)[];
  const path = [...base, ...relative];
  const spot = spotAt(schema, value, relative);
  if (issue.code === "unrecognized_keys")
    return issue.keys
      .slice(0, MOST_ISSUES)
      .map((key) => unknownKey(key, spot.schema ? namesOf(meantBy(spot.schema, spot.value)) : [], path));
  if (issue.code === "invalid_key")
    return issue.issues.map((inner) => ({ path, key: true, message: finish(inner.message, String(relative.at(-1))) }));
  if (issue.code === "invalid_union") return union(issue, spot, path);
  if (!spot.present) return [missing(path, wanted(issue.message))];
  const options = issue.code === "invalid_value" ? issue.values.map(String) : [];
  const suggestion = typeof spot.value === "string" ? suggest(spot.value, options) : undefined;
  return [{ path, message: finish(issue.message, spot.value), suggestion }];
}

/** Schemas may word a bare condition; every message reads "expected ...". */
function wanted(message: string): string {
  return /^expected /.test(message) ? message : `expected ${message}`;
}

function finish(message: string, found: unknown): string {
  return `${wanted(message)}; found ${show(found)}`;
}

function missing(path: Path, expected: string): Issue {
  return { path, message: `\`${path.at(-1) ?? "scenario"}\` is missing; ${expected}` };
}

/** A key that its mapping does not know. */
export function unknownKey(key: string, known: readonly string[], path: Path): Issue {
  const expected = known.length > 0 ? `; expected ${list(known)}` : "";
  return {
    path: [...path, key],
    key: true,
    message: `unknown key \`${key}\`${expected}`,
    suggestion: suggest(key, known),
  };
}

/** Reports the branch that the value was probably meant for, or all branches when it resembles none. */
function union(issue: z.core.$ZodIssueInvalidUnion, spot: Spot, path: Path): Issue[] {
  const { schema, value, present } = spot;
  if (issue.errors.length === 0) return [discriminated(issue as { options?: readonly unknown[] }, spot, path)];
  const expected = schema ? describe(schema) : "another value";
  if (!present) return [missing(path, `expected ${expected}`)];
  const options = schema ? (defOf(unwrap(schema)).options ?? []) : [];
  const best = branchOf(options, value);
  if (best !== undefined && issue.errors[best])
    return issue.errors[best].flatMap((inner) => translate(inner, options[best], value, path));
  const names = schema ? namesOf(schema) : [];
  if (isMapping(value) && Object.keys(value).length > 0 && names.length > 0) {
    const keys = Object.keys(value);
    const misspelt = keys.find((key) => suggest(key, names) !== undefined) ?? keys[0];
    return [
      {
        ...unknownKey(misspelt, [], path),
        message: `unknown key \`${misspelt}\`; expected ${expected}`,
        suggestion: suggest(misspelt, names),
      },
    ];
  }
  const fixed = schema ? valuesOf(schema).map(String) : [];
  return [
    {
      path,
      message: finish(expected, value),
      suggestion: typeof value === "string" ? suggest(value, fixed) : undefined,
    },
  ];
}

/** A union told apart by one key whose value is missing or none of those known. */
function discriminated(
  { options = [] }: { options?: readonly unknown[] },
  { value, present }: Spot,
  path: Path,
): Issue {
  const known = options.map(String);
  const expected = `expected ${known.length > 0 ? list(known) : "another value"}`;
  if (!present) return missing(path, expected);
  return {
    path,
    message: finish(expected, value),
    suggestion: typeof value === "string" ? suggest(value, known) : undefined,
  };
}
