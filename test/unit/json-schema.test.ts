import { expect, test } from "vitest";
import { catalogs as shipped } from "../../src/catalog.ts";
import { jsonSchema } from "../../src/engine/json-schema.ts";
import { catalogs } from "./small-catalog.ts";

type Json = Record<string, any>;

/** Every named member of a schema, with its path. */
function* members(schema: Json, path: string): Generator<[path: string, member: Json]> {
  if (typeof schema !== "object" || schema === null) return;
  for (const [name, member] of Object.entries((schema.properties ?? {}) as Record<string, Json>))
    yield [`${path}.${name}`, member];
  for (const [name, inner] of Object.entries(schema))
    if (name !== "examples" && name !== "default") yield* members(inner, `${path}/${name}`);
}

function undocumented(schema: Json): string[] {
  return [...members(schema, "")]
    .filter(([, m]) => !m.$ref && !(m.description && m.examples?.length > 0))
    .map(([path]) => path);
}

test.each([
  ["a small catalog", catalogs],
  ["all that is shipped", shipped],
])("every member has a description and examples: %s", (_, catalogs) => {
  expect(undocumented(jsonSchema(catalogs)).filter((path) => !/anyOf|oneOf/.test(path))).toEqual([]);
});

test("the walk finds what is not documented", () => {
  expect(
    undocumented({
      properties: { a: { description: "A", examples: [] } },
      definitions: { b: { properties: { c: { examples: [1] } } } },
    }),
  ).toEqual([".a", "/definitions/b.c"]);
});

test("a signal is an object with one member of the catalog", () => {
  const { definitions, properties } = jsonSchema(catalogs) as Json;
  expect(definitions.signal).toMatchObject({
    type: "object",
    minProperties: 1,
    maxProperties: 1,
    additionalProperties: false,
  });
  expect(Object.keys(definitions.signal.properties)).toEqual(["constant", "sine", "both"]);
  expect(definitions.signal.properties.sine).toMatchObject({
    description: "Swings.",
    examples: [{ period: "1h" }],
    additionalProperties: false,
  });
  expect(definitions.signal.properties.sine.properties.period).toMatchObject({
    type: "string",
    default: "1d",
    examples: ["10s", "15m", "1h", "30d"],
  });
  expect(definitions.signal.properties.both.properties.signals.items).toEqual({ $ref: "#/definitions/signal" });
  expect(properties.metrics.additionalProperties.properties.signals.items).toEqual({ $ref: "#/definitions/signal" });
  expect(Object.keys(definitions.schedule.properties)).toEqual(["periodic"]);
});

test("is draft-7, of the input, closed, and without noise", () => {
  const schema = jsonSchema(catalogs) as Json;
  expect(schema.$schema).toBe("http://json-schema.org/draft-07/schema#");
  expect(schema.required).toEqual(["name", "metrics"]);
  expect(schema.additionalProperties).toBe(false);
  expect(JSON.stringify(schema)).not.toContain(':9007199254740991,"minimum":-');
  expect(JSON.stringify(jsonSchema(catalogs))).toBe(JSON.stringify(schema));
});

test("every reference leads somewhere", () => {
  const schema = jsonSchema(catalogs) as Json;
  const references = [...JSON.stringify(schema).matchAll(/"\$ref":"#\/definitions\/([^"]+)"/g)].map(
    (match) => match[1],
  );
  expect(references.length).toBeGreaterThan(0);
  for (const name of references) expect(schema.definitions).toHaveProperty([name]);
});
