import { z } from "zod";
import { defineTag, textOf } from "./definition.ts";

/** A text made of others. */
export const template = defineTag({
  type: "template",
  options: z.strictObject({
    template: z.string().meta({
      description: "A text in which {id} and {tag} stand for the id and for other tags.",
      examples: ["{site}-{model}"],
    }),
  }),
  create({ template: text }, scope) {
    const pieces = text.split(/\{([^{}]*)\}/);
    const open = pieces.find((piece, i) => i % 2 === 0 && /[{}]/.test(piece));
    if (open !== undefined)
      return void scope.fail(["template"], `expected pairs of { and } with a name between, found "${open}"`);
    const parts = pieces.map((piece, i) => {
      if (i % 2 === 0) return () => piece;
      if (piece === "id") return scope.idOf;
      const tag = scope.tag(piece, ["template"]);
      return tag && ((entity: number) => textOf(tag, tag.at(entity)));
    });
    const known = parts.filter((part) => part !== undefined);
    if (known.length < parts.length) return undefined;
    const at = (entity: number) => {
      let value = "";
      for (const part of known) value += part(entity);
      return value;
    };
    return { name: scope.name, type: "text", at };
  },
});
