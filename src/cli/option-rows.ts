import { z } from "zod";

/** An option as it is told to people. */
export interface OptionRow {
  name: string;
  type: string;
  /** What it is when absent: "" when that has no value; undefined when it is required. */
  fallback: string | undefined;
  description: string;
  examples: string[];
}

interface Json {
  type?: string | string[];
  properties?: Record<string, Json>;
  required?: string[];
  anyOf?: Json[];
  oneOf?: Json[];
  enum?: unknown[];
  const?: unknown;
  items?: Json | Json[];
  prefixItems?: Json[];
  additionalProperties?: Json | boolean;
  minimum?: number;
  maximum?: number;
  exclusiveMinimum?: number;
  exclusiveMaximum?: number;
  default?: unknown;
  pattern?: string;
  description?: string;
  examples?: unknown[];
  $ref?: string;
  allOf?: Json[];
  definitions?: Record<string, Json>;
}

/**
 * The options of a definition, from its schema, and those below them: `a.b` of a mapping, `a[].b` of each of a list,
 * `a.*.b` of each of named ones. Shared kinds, such as `param`, are told by `sharedKinds`.
 */
export function optionRows(options: z.ZodType): OptionRow[] {
  const root = jsonOf(options);
  return rowsOf(root, root, "");
}

/** What the kinds that options are named after stand for. */
export function sharedKinds(options: z.ZodType): { name: string; description: string; examples: string[] }[] {
  return Object.entries(jsonOf(options).definitions ?? {})
    .filter(([name]) => !name.startsWith("__"))
    .map(([name, { description, examples }]) => ({
      name,
      description: description ?? "",
      examples: (examples ?? []).map(compact),
    }));
}

function jsonOf(options: z.ZodType): Json {
  return z.toJSONSchema(options, { io: "input", target: "draft-7" }) as Json;
}

function rowsOf(schema: Json, root: Json, prefix: string): OptionRow[] {
  return Object.entries(schema.properties ?? {}).flatMap(([name, written]) => {
    const member = resolved(written, root);
    const fallback = written.default ?? member.default;
    const row: OptionRow = {
      name: prefix + name,
      type: typeText(written, root),
      fallback: schema.required?.includes(name) ? undefined : fallback === undefined ? "" : compact(fallback),
      description: written.description ?? member.description ?? "",
      examples: (written.examples ?? member.examples ?? []).map(compact).filter((one) => one !== compact(fallback)),
    };
    return [row, ...below(written, root, prefix + name)];
  });
}

function below(schema: Json, root: Json, path: string): OptionRow[] {
  if (refOf(schema) !== undefined) return [];
  const { items, additionalProperties: named } = schema;
  if (items && !Array.isArray(items)) return below(items, root, `${path}[]`);
  if (typeof named === "object") return below(named, root, `${path}.*`);
  return rowsOf(schema, root, `${path}.`);
}

function refOf(schema: Json): string | undefined {
  return schema.$ref ?? schema.allOf?.find(({ $ref }) => $ref)?.$ref;
}

function resolved(schema: Json, root: Json): Json {
  const name = refOf(schema)?.split("/").pop();
  return name === undefined ? schema : (root.definitions?.[name] ?? schema);
}

function compact(value: unknown): string {
  if (typeof value === "string") return /^[\p{L}\p{N}].*$/u.test(value) ? value : JSON.stringify(value);
  return JSON.stringify(value)?.replace(/[,:](?=["\d[{tfn-])/g, "$& ") ?? "";
}

/** What may be written, in a few words. A shared kind goes by its name: `param`. */
function typeText(schema: Json, root: Json): string {
  const ref = refOf(schema)?.split("/").pop();
  if (ref !== undefined && !ref.startsWith("__")) return ref;
  const { enum: values, const: only, type, pattern } = schema;
  if (values) return values.map(compact).join(" | ");
  if (only !== undefined) return compact(only);
  const branches = schema.anyOf ?? schema.oneOf;
  if (branches) return [...new Set(branches.map((branch) => typeText(branch, root)))].join(" | ");
  if (type === "array") {
    const fixed = Array.isArray(schema.items) ? schema.items : schema.prefixItems;
    if (fixed) return `[${fixed.map((one) => typeText(one, root)).join(", ")}]`;
    return `list of ${schema.items && !Array.isArray(schema.items) ? typeText(schema.items, root) : "values"}`;
  }
  if (type === "number" || type === "integer") return (type === "integer" ? "whole number" : "number") + range(schema);
  if (type === "string") return textKind(pattern);
  if (type === "boolean") return "true | false";
  const { properties, required } = schema;
  return properties ? `{ ${(required ?? Object.keys(properties)).join(", ")} }` : "mapping";
}

/** Durations and instants are texts of a known form. */
function textKind(pattern = ""): string {
  if (pattern.includes("ms|s|m|h|d|w")) return "duration";
  return pattern.startsWith("^(?:now") ? "instant" : "text";
}

function range({ minimum, maximum, exclusiveMinimum, exclusiveMaximum }: Json): string {
  const most = maximum === Number.MAX_SAFE_INTEGER ? undefined : maximum;
  const least = minimum === Number.MIN_SAFE_INTEGER ? undefined : minimum;
  const words = [
    ...(least !== undefined ? [`from ${least}`] : []),
    ...(exclusiveMinimum !== undefined ? [`above ${exclusiveMinimum}`] : []),
    ...(most !== undefined ? [`to ${most}`] : []),
    ...(exclusiveMaximum !== undefined ? [`below ${exclusiveMaximum}`] : []),
  ];
  return words.length > 0 ? ` ${words.join(" ")}` : "";
}
