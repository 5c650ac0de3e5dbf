import { z } from "zod";
import { type CountLaw, countLaw, countOf, LARGEST_COUNT } from "../core/counts.ts";
import { share, within } from "../core/limits.ts";
import { uniform } from "../core/random.ts";
import { defineSignal } from "../core/signal.ts";

export const binomial = defineSignal({
  type: "binomial",
  summary: "Adds independent binomial counts: how many of so many trials succeed in a tick.",
  options: z.strictObject({
    trials: within(0, LARGEST_COUNT).meta({
      description: "Number of trials; a fraction of one is dropped.",
      examples: [100],
    }),
    probability: share.default(0.5).meta({ description: "Probability of each to succeed.", examples: [0.97] }),
  }),
  example: { trials: 100, probability: 0.97 },
  create(o, c) {
    const trials = c.param(o.trials, "trials");
    const probability = c.param(o.probability, "probability");
    const held = { n: NaN, p: NaN };
    let law: CountLaw;
    return {
      fill(out, { entity, key, tick, ticks }) {
        const n = Math.floor(trials(entity));
        const p = probability(entity);
        // entities mostly share a law: it is a function of these two alone
        if (n !== held.n || p !== held.p)
          law = countLaw(Math.min(n, Math.floor((n + 1) * p)), n, (k) => ((n - k) * p) / ((k + 1) * (1 - p)));
        held.n = n;
        held.p = p;
        for (let i = 0; i < ticks; i++) out[i] += countOf(law, uniform(key, tick + i));
      },
    };
  },
});
