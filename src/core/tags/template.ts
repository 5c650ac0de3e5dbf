import { z } from "zod";
import { defineTag, textOf } from "./definition.ts";

/** Leaves of a tag's text what stands in a code: 2024-01-31 as 20240131. */
const DIGITS = ":digits";

/** A text made of others. */
export const template = defineTag({
  type: "template",
  options: z.strictObject({
    template: z.string().meta({
      description:
        "A text in which {id} and {tag} stand for the id and for other tags, and {tag:digits} for the digits alone of one.",
      examples: ["{site}-{model}", "{branch}{installed:digits}"],
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
      const digits = piece.endsWith(DIGITS);
      const tag = scope.tag(digits ? piece.slice(0, -DIGITS.length) : piece, ["template"]);
      if (!tag) return undefined;
      const whole = (entity: number) => textOf(tag, tag.at(entity));
      return digits ? (entity: number) => whole(entity).replace(/[^0-9]/g, "") : whole;
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
