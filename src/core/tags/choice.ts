import { z } from "zod";
import { uniform } from "../random.ts";
import { defineTag, textOf, typeOf, type Value } from "./definition.ts";
import { createPick, weightFault } from "./weights.ts";

export const scalar = z.union([z.string(), z.number(), z.boolean()]);

/** One of some values. */
export const choice = defineTag({
  type: "choice",
  options: z.strictObject({
    choice: z.union([z.array(scalar), z.record(z.string(), z.number())]).meta({
      description: "A list of values, equally likely, or a map of texts to weights.",
      examples: [["north", "south"], { north: 3, south: 1 }],
    }),
  }),
  create({ choice: from }, scope) {
    const listed = Array.isArray(from);
    const weights = listed ? from.map(() => 1) : Object.values(from);
    const fault = weightFault(weights);
    if (fault) return void scope.fail(["choice"], fault);
    const found: Value[] = listed ? from : Object.keys(from);
    const type = typeOf(found);
    const values = type.type === "text" ? found.map((value) => textOf(type, value)) : found;
    const pick = createPick(weights);
    return { name: scope.name, ...type, values, at: (entity) => values[pick(uniform(scope.draw(entity), 0))] };
  },
});
