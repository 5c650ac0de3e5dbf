import { z } from "zod";
import { isMapping } from "./plain.ts";

export type AnySchema = z.core.$ZodType;

/** What the walk reads of any zod definition. */
interface Def {
  type: string;
  format?: string;
  innerType?: AnySchema;
  in?: AnySchema;
  getter?: () => AnySchema;
  shape?: Record<string, AnySchema>;
  element?: AnySchema;
  items?: readonly AnySchema[];
  valueType?: AnySchema;
  options?: readonly AnySchema[];
  values?: readonly unknown[];
  entries?: Record<string, string | number>;
}

export function defOf(schema: AnySchema): Def {
  return schema._zod.def as unknown as Def;
}

/** The id that `.meta({ id })` gave a schema, what it wraps or what it is a copy of: another `.meta` makes one. */
export function idOf(schema: AnySchema): string | undefined {
  const id = z.globalRegistry.get(schema)?.id;
  if (id !== undefined) return id;
  const inner = wrapped(schema) ?? schema._zod.parent;
  return inner && idOf(inner);
}

/** What a schema adds optionality, a default or a check to; undefined when it stands for itself. */
function wrapped(schema: AnySchema): AnySchema | undefined {
  const def = defOf(schema);
  return def.innerType ?? def.in ?? def.getter?.();
}

export function unwrap(schema: AnySchema): AnySchema {
  const inner = wrapped(schema);
  return inner ? unwrap(inner) : schema;
}

/** Names a schema of objects knows, those of all branches of a union. */
export function namesOf(schema: AnySchema): string[] {
  const def = defOf(unwrap(schema));
  if (def.options) return [...new Set(def.options.flatMap(namesOf))];
  return Object.keys(def.shape ?? {});
}

/** The values a schema of fixed values allows. */
export function valuesOf(schema: AnySchema): unknown[] {
  const def = defOf(unwrap(schema));
  if (def.options) return def.options.flatMap(valuesOf);
  return [...(def.values ?? Object.values(def.entries ?? {}))];
}

const KINDS: Readonly<Record<string, (value: unknown) => boolean>> = {
  string: (value) => typeof value === "string",
  number: (value) => typeof value === "number",
  int: (value) => typeof value === "number",
  boolean: (value) => typeof value === "boolean",
  null: (value) => value === null,
  array: Array.isArray,
  tuple: Array.isArray,
  record: isMapping,
  object: isMapping,
  any: () => true,
  unknown: () => true,
};

/**
 * How well a value suits a schema by its kind and keys alone: 0 not at all, 1 by kind, more for each key that it knows.
 * A key whose fixed value does not match, such as `kind: sine`, rules the schema out.
 */
export function suitability(schema: AnySchema, value: unknown): number {
  const plain = unwrap(schema);
  const def = defOf(plain);
  if (def.options) return Math.max(0, ...def.options.map((option) => suitability(option, value)));
  const fixed = valuesOf(plain);
  if (fixed.length > 0) return fixed.includes(value) ? 2 : 0;
  if (!KINDS[def.type]?.(value)) return 0;
  if (!def.shape) return 1;
  let known = 0;
  for (const [name, member] of Object.entries(value as Record<string, unknown>)) {
    if (!Object.hasOwn(def.shape, name)) continue;
    const literal = valuesOf(def.shape[name]);
    if (defOf(unwrap(def.shape[name])).type === "literal" && !literal.includes(member)) return 0;
    known++;
  }
  return known === 0 && Object.keys(value as object).length > 0 ? 0 : 1 + known;
}

/** The branch of a union that suits a value best; undefined when none does. */
export function branchOf(options: readonly AnySchema[], value: unknown): number | undefined {
  let best: number | undefined;
  let most = 0;
  for (const [i, option] of options.entries()) {
    const suits = suitability(option, value);
    if (suits > most) [best, most] = [i, suits];
  }
  return best;
}

/** The plain schema that a value was probably meant for: of a union the branch that suits it, if one does. */
export function meantBy(schema: AnySchema, value: unknown): AnySchema {
  const plain = unwrap(schema);
  const { options } = defOf(plain);
  const branch = options && branchOf(options, value);
  return branch === undefined ? plain : meantBy(options![branch], value);
}

/** The schema of a member of a value: of a key or an element. */
export function memberOf(schema: AnySchema, value: unknown, name: string | number): AnySchema | undefined {
  const def = defOf(meantBy(schema, value));
  if (def.shape) return Object.hasOwn(def.shape, name) ? def.shape[name] : undefined;
  return def.items?.[Number(name)] ?? def.element ?? def.valueType;
}
