import { z } from "zod";
import type { Tag } from "../inventory.ts";
import { checkCases } from "./cases.ts";
import { defineTag, textOf, type Value } from "./definition.ts";
import { createPlain, type PlainOptions, plainOptions } from "./plain.ts";

/** A tag that is made in another way for each value of another tag. */
export const by = defineTag({
  type: "by",
  options: z.strictObject({
    by: z.string().meta({ description: "The tag that decides.", examples: ["model"] }),
    values: z
      .record(z.string(), plainOptions)
      .meta({ description: "A tag for each value of the deciding one.", examples: [{ a: 5, b: { uniform: [1, 2] } }] }),
    otherwise: plainOptions
      .optional()
      .meta({ description: "For values that are not listed.", examples: [{ choice: ["x", "y"] }] }),
  }),
  create({ by: name, values, otherwise }, scope) {
    const decider = scope.tag(name, ["by"]);
    const make = (options: PlainOptions, path: (string | number)[]) =>
      createPlain(options, { ...scope, fail: (inner, ...rest) => scope.fail([...path, ...inner], ...rest) });
    const cases = new Map(Object.entries(values).map(([text, options]) => [text, make(options, ["values", text])]));
    const rest = otherwise === undefined ? undefined : make(otherwise, ["otherwise"]);
    const made = [...cases.values(), ...(otherwise === undefined ? [] : [rest])];
    if (!decider) return undefined;
    checkCases(decider, [...cases.keys()], otherwise !== undefined, scope.fail);
    const sound = made.filter((tag) => tag !== undefined);
    return sound.length < made.length ? undefined : unite(scope.name, decider, cases as Map<string, Tag>, rest, sound);
  },
});

function unite(name: string, decider: Tag, cases: Map<string, Tag>, rest: Tag | undefined, all: readonly Tag[]): Tag {
  const type = commonType(all);
  const value = (tag: Tag, entity: number): Value => {
    const found = tag.at(entity);
    return type.type === "text" && found !== null ? textOf(tag, found) : found;
  };
  const finite = all.every((tag) => tag.values !== undefined);
  return {
    name,
    ...type,
    nullable: all.some((tag) => tag.nullable) || undefined,
    values: finite
      ? [...new Set(all.flatMap((tag) => tag.values!.map((v) => (type.type === "text" ? textOf(tag, v) : v))))]
      : undefined,
    at: (entity) => {
      const tag = cases.get(textOf(decider, decider.at(entity))) ?? rest;
      return tag ? value(tag, entity) : null;
    },
  };
}

/** The type that holds the values of several tags. */
function commonType(tags: readonly Tag[]): Pick<Tag, "type" | "decimals"> {
  const types = new Set(tags.map((tag) => tag.type));
  if (types.size === 1 && !types.has("fixed")) return { type: tags[0].type };
  const numeric = [...types].every((type) => type === "int" || type === "float" || type === "fixed");
  if (!numeric) return { type: "text" };
  if (types.has("float")) return { type: "float" };
  return { type: "fixed", decimals: Math.max(...tags.map((tag) => tag.decimals ?? 0)) };
}
