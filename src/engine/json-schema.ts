import { z } from "zod";
import type { Catalog } from "../core/definition.ts";
import type { LinkKind } from "../core/link.ts";
import { scenario } from "../core/scenario.ts";
import type { LinkCatalogs } from "./check.ts";

type Json = Record<string, unknown>;
type Definitions = Catalog<unknown, never>;

/** One object with one member: the name of a definition, and its options. */
function oneOf(definitions: Definitions): z.ZodType {
  const members = Object.entries(definitions).map(([type, definition]) => {
    const options = definition.options.meta({ description: definition.summary, examples: [definition.example] });
    return [type, options.optional()] as const;
  });
  return z.strictObject(Object.fromEntries(members));
}

/** Names ranges that only repeat what JSON numbers can hold. */
function trim({ jsonSchema }: { jsonSchema: Json }): void {
  if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
  if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
}

/** Gives each member of an object an example: that of its definition, its default, or what the object's own example has there. */
function exemplify(schema: unknown, definitions: Readonly<Record<string, Json>>): void {
  if (typeof schema !== "object" || schema === null) return;
  const { properties = {}, examples = [] } = schema as {
    properties?: Record<string, Json>;
    examples?: (Json | null)[];
  };
  for (const [name, member] of Object.entries(properties)) {
    const { allOf } = member as { allOf?: [{ $ref?: string }] };
    const shared = definitions[allOf?.[0].$ref?.replace("#/definitions/", "") ?? ""];
    const shown = examples.map((example) => example?.[name]).filter((value) => value !== undefined);
    const found = shared?.examples ?? (member.default === undefined ? shown : [member.default]);
    if (member.examples === undefined && (found as unknown[]).length > 0) member.examples = found;
  }
  for (const inner of Object.values(schema)) exemplify(inner, definitions);
}

/**
 * The JSON Schema (draft-7) of a scenario, for editors and other languages: what `check` accepts of kinds, names and
 * ranges, with a description and examples on every member. The same catalogs give the same text.
 */
export function jsonSchema(catalogs: LinkCatalogs): Json {
  const whole = z.strictObject({
    scenario,
    signal: oneOf(catalogs.signals),
    schedule: oneOf(catalogs.schedules),
    anomaly: oneOf(catalogs.anomalies),
    fault: oneOf(catalogs.faults),
  });
  const { $schema, properties, definitions } = z.toJSONSchema(whole, {
    io: "input",
    target: "draft-7",
    override: trim,
  }) as unknown as {
    $schema: string;
    properties: Record<"scenario" | LinkKind, Json>;
    definitions: Record<string, Json>;
  };
  for (const kind of ["signal", "schedule", "anomaly", "fault"] as const) {
    const { description, examples } = definitions[kind] ?? {};
    definitions[kind] = { description, examples, ...properties[kind], minProperties: 1, maxProperties: 1 };
  }
  const out = { $schema, title: "fauxmetry scenario", ...properties.scenario, definitions };
  exemplify(out, definitions);
  return out;
}
