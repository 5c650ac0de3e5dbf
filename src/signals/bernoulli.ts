import { z } from "zod";
import { share } from "../core/limits.ts";
import { uniform } from "../core/random.ts";
import { defineSignal } from "../core/signal.ts";

export const bernoulli = defineSignal({
  type: "bernoulli",
  summary: "Adds 1 or 0, independently at each tick.",
  options: z.strictObject({
    probability: share.default(0.5).meta({ description: "Probability of 1.", examples: [0.02] }),
  }),
  example: { probability: 0.02 },
  create(o, c) {
    const probability = c.param(o.probability, "probability");
    return {
      fill(out, { entity, key, tick, ticks }) {
        const p = probability(entity);
        for (let i = 0; i < ticks; i++) out[i] += uniform(key, tick + i) < p ? 1 : 0;
      },
    };
  },
});
