import { z } from "zod";
import type { Inventory, Tag } from "./inventory.ts";
import { exp } from "./numeric.ts";
import { join, type Key, normal, uniform } from "./random.ts";
import { suggest } from "./suggest.ts";
import { checkCases } from "./tags/cases.ts";
import { textOf } from "./tags/definition.ts";

/** A number that may differ per entity. */
export const param = z
  .union([
    z.number(),
    z.strictObject({ uniform: z.tuple([z.number(), z.number()]) }),
    z.strictObject({ normal: z.tuple([z.number(), z.number().min(0)]) }),
    z.strictObject({ lognormal: z.tuple([z.number().positive(), z.number().min(0)]) }),
    z.strictObject({ tag: z.string() }),
    z.strictObject({ by: z.string(), values: z.record(z.string(), z.number()), otherwise: z.number().optional() }),
  ])
  .meta({
    id: "param",
    description:
      "A number, or one that differs per entity: uniform [low, high], normal [mean, sd], lognormal [median, sigma], the value of a numeric tag, or a value by another tag's.",
    examples: [5, { uniform: [1, 2] }, { by: "model", values: { a: 2, b: 5 } }],
  });

export type Param = z.output<typeof param>;

type Fail = (message: string, suggestion?: string) => void;

/**
 * The number of each entity. Draws belong to (key, entity), never to the entity's index. Mistakes are reported through
 * `fail`; the numbers are then NaN.
 */
export function resolveParam(value: Param, key: Key, inventory: Inventory, fail: Fail): (entity: number) => number {
  if (typeof value === "number") return () => value;
  if ("tag" in value) return numberOf(value.tag, inventory, fail);
  if ("by" in value) return byTag(value, inventory, fail);
  const scratch: Key = { a: 0, b: 0 };
  const drawn = (entity: number) => join(scratch, key, inventory.keyOf(entity, scratch));
  if ("normal" in value) {
    const [mean, sd] = value.normal;
    return (entity) => mean + sd * normal(drawn(entity), 0);
  }
  if ("lognormal" in value) {
    const [median, sigma] = value.lognormal;
    return (entity) => median * exp(sigma * normal(drawn(entity), 0));
  }
  const [low, high] = value.uniform;
  if (low > high) fail(`expected uniform: [low, high], found [${low}, ${high}]`);
  return (entity) => low + (high - low) * uniform(drawn(entity), 0);
}

function tagOf(name: string, inventory: Inventory, fail: Fail): Tag | undefined {
  const tag = inventory.tags.find((t) => t.name === name);
  const names = inventory.tags.map((t) => t.name);
  if (!tag) fail(`no tag \`${name}\`; there are ${names.join(", ") || "none"}`, suggest(name, names));
  return tag;
}

function numberOf(name: string, inventory: Inventory, fail: Fail): (entity: number) => number {
  const tag = tagOf(name, inventory, fail);
  if (!tag) return () => NaN;
  if (tag.type !== "int" && tag.type !== "float" && tag.type !== "fixed") {
    const example = tag.values?.find((v) => typeof v !== "number");
    const shown = example === undefined || example === null ? "" : `, such as ${JSON.stringify(example)}`;
    fail(`\`${name}\` is not a number: it is ${tag.type}${shown}`);
  } else if (tag.nullable) fail(`\`${name}\` has no value for some entities; a number is needed for each`);
  return (entity) => tag.at(entity) as number;
}

function byTag(
  { by, values, otherwise = NaN }: Extract<Param, { by: string }>,
  inventory: Inventory,
  fail: Fail,
): (entity: number) => number {
  const tag = tagOf(by, inventory, fail);
  if (!tag) return () => NaN;
  const numbers = new Map(Object.entries(values));
  checkCases(tag, [...numbers.keys()], !Number.isNaN(otherwise), (_, message, meant) => fail(message, meant));
  return (entity) => numbers.get(textOf(tag, tag.at(entity))) ?? otherwise;
}
