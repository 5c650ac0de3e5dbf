import { z } from "zod";
import { createIdentifier, identifier } from "../identifier.ts";
import { uniform } from "../random.ts";
import { rank, ranks } from "../zipf.ts";
import { defineTag } from "./definition.ts";

/** Ids of the entities of another inventory: a foreign key. */
export const reference = defineTag({
  type: "reference",
  options: z.strictObject({
    reference: identifier.meta({
      description: "The ids of another inventory, as its scenario says: it has the same seed.",
      examples: ["C%05d", { format: "S%03d", order: "sequential" }],
    }),
    count: z
      .int()
      .min(1)
      .max(1e9)
      .meta({ description: "How many entities the other inventory has.", examples: [1000] }),
    exponent: z
      .number()
      .min(0.01)
      .max(20)
      .optional()
      .meta({
        description: "Its k-th entity is k^exponent times rarer than the first. Absent: all alike.",
        examples: [1],
      }),
  }),
  create({ reference, count, exponent }, scope) {
    const ids = createIdentifier(reference, count, scope.ids, (message) => scope.fail(["reference"], message));
    if (!ids) return undefined;
    const law = exponent === undefined ? undefined : ranks(count, exponent);
    const at = (entity: number) => {
      const key = scope.draw(entity);
      return ids.of(law ? rank(key, law) - 1 : Math.floor(uniform(key, 0) * count));
    };
    return { name: scope.name, type: "text", at };
  },
});
