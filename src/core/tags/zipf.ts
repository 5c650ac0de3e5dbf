import { z } from "zod";
import { rank, ranks } from "../zipf.ts";
import { defineTag } from "./definition.ts";
import { wholeType } from "./whole.ts";

/** Ranks of which the second is rarer than the first, and so on: customers, products, words. */
export const zipf = defineTag({
  type: "zipf",
  options: z.strictObject({
    zipf: z
      .int()
      .min(1)
      .max(1e12)
      .meta({ description: "How many ranks there are, from 1.", examples: [1000] }),
    exponent: z
      .number()
      .min(0.01)
      .max(20)
      .default(1)
      .meta({ description: "Rank k is k^exponent times rarer than the first.", examples: [1.1] }),
  }),
  create({ zipf: count, exponent }, scope) {
    const law = ranks(count, exponent);
    return { name: scope.name, ...wholeType(1, count), at: (entity) => rank(scope.draw(entity), law) };
  },
});
