import type { Issue, Path } from "../core/error.ts";

/** Deepest nesting of a scenario. */
export const DEEPEST = 100;

/** Most values of a scenario, aliases unfolded. */
export const MOST_VALUES = 200_000;

/** Names that could reach the prototype of an object: refused everywhere, never assigned. */
export const FORBIDDEN: ReadonlySet<string> = new Set(["__proto__", "constructor", "prototype"]);

export const messages = {
  forbidden: (name: string) => `the name \`${name}\` is not allowed; choose another`,
  deep: `expected at most ${DEEPEST} levels; this one is deeper, or refers to itself`,
  many: `expected at most ${MOST_VALUES} values; put large tables into a CSV file`,
  finite: (found: string) => `expected a finite number; found ${found}`,
};

/** Whether a value is a mapping: an object without a class. */
export function isMapping(value: unknown): value is Record<string, unknown> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  const prototype = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

/**
 * A copy of a value as plain data: mappings, lists, texts, finite numbers, booleans and null. What else it holds is
 * left out and becomes an issue; absent options (undefined) are left out quietly.
 */
export function plain(input: unknown): { value: unknown; issues: Issue[] } {
  const issues: Issue[] = [];
  let values = 0;
  const fail = (path: Path, message: string, key?: boolean): undefined => {
    issues.push({ path, message, key });
    return undefined;
  };
  const copy = (value: unknown, path: Path): unknown => {
    if (path.length > DEEPEST) return fail(path.slice(0, 3), messages.deep);
    if (++values > MOST_VALUES) return values === MOST_VALUES + 1 ? fail([], messages.many) : undefined;
    if (value === null || value === undefined || typeof value === "string" || typeof value === "boolean") return value;
    if (typeof value === "number") return Number.isFinite(value) ? value : fail(path, messages.finite(String(value)));
    if (Array.isArray(value)) return value.map((element, i) => copy(element, [...path, i]));
    if (!isMapping(value)) return fail(path, `expected plain data; found ${kindOf(value)}`);
    const out: Record<string, unknown> = {};
    for (const name of Object.keys(value)) {
      if (FORBIDDEN.has(name)) fail([...path, name], messages.forbidden(name), true);
      else if (value[name] !== undefined) out[name] = copy(value[name], [...path, name]);
    }
    return out;
  };
  return { value: copy(input, []), issues };
}

function kindOf(value: unknown): string {
  if (typeof value === "function") return "a function";
  return typeof value === "object"
    ? `an object of class ${value!.constructor?.name || "unknown"}`
    : `a ${typeof value}`;
}
